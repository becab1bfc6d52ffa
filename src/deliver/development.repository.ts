import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import { knownAt } from '../events/index.ts';
import type { Development, Language } from './digest.ts';
import { grouped, headlineOf } from './digest-event.repository.ts';

/** What each event grew out of and what grew out of it, as known at `to` (ISO instant). */
export async function developmentsOf(
  db: Db,
  ids: readonly string[],
  to: string,
  language: Language,
): Promise<Map<string, { grewFrom: Development | null; followed: Development[] }>> {
  if (ids.length === 0) return new Map();
  const list = sql`(SELECT unnest(${ids}::text[]))`;
  const { rows } = await sql<{
    of: string;
    side: 'parent' | 'child';
    id: string;
    headline: string;
    headline_zh: string | null;
    headline_en: string | null;
    reason: string | null;
  }>`
SELECT x.*, (SELECT min(ea.joined_at) FROM event_article ea WHERE ea.event_id = x.id) AS begun FROM (
  SELECT e.id AS of, 'parent' AS side, p.id, p.headline, p.headline_zh, p.headline_en, ${language === 'en' ? sql`e.parent_reason` : sql`e.parent_reason_zh`} AS reason
  FROM event e JOIN event p ON p.id = e.parent_event_id WHERE e.id IN ${list}
  UNION ALL
  SELECT c.parent_event_id, 'child', c.id, c.headline, c.headline_zh, c.headline_en, ${language === 'en' ? sql`c.parent_reason` : sql`c.parent_reason_zh`}
  FROM event c WHERE c.parent_event_id IN ${list}
) x
WHERE EXISTS (SELECT 1 FROM event_article ea WHERE ea.event_id = x.id AND ea.joined_at <= ${to})
ORDER BY begun, x.id COLLATE "C"`.execute(db);
  const known = await knownAt(db, [...new Set(rows.map((r) => r.id))], to);
  const told = (r: (typeof rows)[number]): Development => {
    const choice = known.get(r.id)?.headline;
    return {
      id: r.id,
      headline: headlineOf(
        choice === undefined
          ? r
          : { headline: choice.headline, headline_zh: choice.zh, headline_en: choice.en },
        language,
      ),
      reason: r.reason,
    };
  };
  return new Map(
    [...grouped(rows, (r) => r.of)].map(([id, own]) => {
      const parent = own.find((r) => r.side === 'parent');
      return [
        id,
        {
          grewFrom: parent === undefined ? null : told(parent),
          followed: own.filter((r) => r.side === 'child').map(told),
        },
      ];
    }),
  );
}
