import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import type { Library } from './link.ts';
import { type Held, mayFire } from './quiet.ts';

/** Strength of every trait and theme of an event. */
export async function heldBy(db: Db, eventId: string): Promise<Held> {
  const { rows } = await sql<{ name: string; strength: number }>`
SELECT 'trait:' || trait_id AS name, strength::float8 AS strength FROM event_trait WHERE event_id = ${eventId}
UNION ALL SELECT 'theme:' || theme_id, weight::float8 FROM event_theme WHERE event_id = ${eventId}`.execute(
    db,
  );
  return new Map(rows.map((r) => [r.name, r.strength]));
}

/** True for an event that no rule, product, issuer or resembling name can link: most of the day's news. */
export async function saysNothing(db: Db, library: Library, eventId: string, held: Held): Promise<boolean> {
  for (const { rule } of library.rules.values()) if (mayFire(rule, held)) return false;
  for (const [name, strength] of held)
    if (
      strength >= 0.45 &&
      name.startsWith('trait:') &&
      library.traitNames.get(name.slice(6))?.axis === 'product'
    )
      return false;
  const { rows } = await sql<{ found: boolean }>`
SELECT EXISTS (SELECT 1 FROM event e JOIN company c ON c.issuer = e.issuer_entity WHERE e.id = ${eventId})
  OR EXISTS (SELECT 1 FROM event_article e JOIN article_entity m ON m.article_id = e.article_id
    JOIN entity_alias x ON x.entity_id = m.entity_id JOIN company_alias a ON a.alias = x.alias AND a.lookalike
    WHERE e.event_id = ${eventId}) AS found`.execute(db);
  return rows[0]?.found !== true;
}
