import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import type { Library } from './link.ts';
import { ABOUT } from './products.repository.ts';
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

/** Which of the two matching statements can find anything on what an event holds. */
export function mayFind(library: Library, held: Held): { rules: boolean; products: boolean } {
  return {
    rules: [...library.rules.values()].some(({ rule }) => mayFire(rule, held)),
    products: [...held].some(
      ([name, strength]) =>
        strength >= ABOUT &&
        name.startsWith('trait:') &&
        library.traitNames.get(name.slice(6))?.axis === 'product',
    ),
  };
}

/** True where neither the event's issuer nor a name that only resembles one in its articles is a listed company's. */
export async function namesNobody(db: Db, eventId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
SELECT EXISTS (SELECT 1 FROM event e JOIN company c ON c.issuer = e.issuer_entity WHERE e.id = ${eventId})
  OR EXISTS (SELECT 1 FROM event_article e JOIN article_entity m ON m.article_id = e.article_id
    JOIN entity_alias x ON x.entity_id = m.entity_id JOIN company_alias a ON a.alias = x.alias AND a.lookalike
    WHERE e.event_id = ${eventId}) AS found`.execute(db);
  return rows[0]?.found !== true;
}
