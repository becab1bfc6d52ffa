import { sql } from 'kysely';
import { type Origin, originsOf, streamOf } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import type { Language } from '../deliver/index.ts';

export interface NearEvent {
  readonly id: string;
  readonly headline: string;
  readonly firstSeen: string;
}

const DAYS = 10;
const SHOWN = 12;

/**
 * Events of the same stream that may tell the same story: told within ten days of each other, and one grew out of the
 * other, or both have an issuer or a theme in common. At most twelve, the nearest in time first.
 */
export async function nearEvents(db: Db, id: string, language: Language): Promise<NearEvent[]> {
  const own = await db
    .selectFrom('event')
    .select(['origin', 'issuer_entity', 'parent_event_id', 'first_seen', 'last_seen'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (own === undefined) return [];
  const away = (instant: string, days: number): string =>
    new Date(Date.parse(instant) + days * 86_400_000).toISOString();
  const { rows } = await sql<{
    id: string;
    headline: string;
    headline_zh: string | null;
    headline_en: string | null;
    first_seen: string;
  }>`
SELECT e.id, e.headline, e.headline_zh, e.headline_en, e.first_seen FROM event e
WHERE e.id <> ${id} AND e.origin = any(${[...originsOf(streamOf(own.origin as Origin))]}::text[])
  AND e.last_seen >= ${away(own.first_seen, -DAYS)}::timestamptz AND e.first_seen <= ${away(own.last_seen, DAYS)}::timestamptz
  AND EXISTS (SELECT 1 FROM event_article a WHERE a.event_id = e.id)
  AND (e.id = ${own.parent_event_id}::text OR e.parent_event_id = ${id} OR e.issuer_entity = ${own.issuer_entity}::text
    OR EXISTS (SELECT 1 FROM event_theme t JOIN event_theme o ON o.theme_id = t.theme_id AND o.event_id = ${id} AND o.weight >= 0.4
      WHERE t.event_id = e.id AND t.weight >= 0.4))
ORDER BY abs(extract(epoch FROM (e.first_seen - ${own.first_seen}::timestamptz))), e.id COLLATE "C" LIMIT ${SHOWN}`.execute(
    db,
  );
  return rows.map((r) => ({
    id: r.id,
    headline: (language === 'en' ? r.headline_en : r.headline_zh) ?? r.headline,
    firstSeen: r.first_seen,
  }));
}
