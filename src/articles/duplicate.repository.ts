import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import type { Origin } from './article.ts';
import type { Posting, Stored } from './original.ts';
import { signed } from './sketch.ts';

/** A reprint comes within this many days of its original, whichever of the two was stored first. */
const REPRINT_DAYS = 14;
/**
 * Articles looked at for one passage, the newest first. It bounds the work for furniture that thousands of articles share; what
 * tells a text from the others of its form stands in few.
 */
const EACH = 64;

/** The articles of a stream around a moment, as the search for an original asks for them. */
export function storedAround(db: Db, publishedAt: string, origins: readonly Origin[]): Stored {
  const days = (n: number): string => new Date(Date.parse(publishedAt) + n * 86_400_000).toISOString();
  return {
    async postings(values) {
      // sample rows are ordered by code unit on both databases; without the cast back, the join could not use the article's own key
      const { rows } = await sql<Posting>`
SELECT v.value, a.id, coalesce(a.duplicate_of, a.id) AS head
FROM unnest(${values.map(signed)}::integer[]) AS v (value)
CROSS JOIN LATERAL (
  SELECT s.article_id FROM article_sketch s
  WHERE s.value = v.value AND s.published_at BETWEEN ${days(-REPRINT_DAYS)}::timestamptz AND ${days(REPRINT_DAYS)}::timestamptz
  ORDER BY s.published_at DESC, s.article_id DESC LIMIT ${EACH}
) s
JOIN article a ON a.id = (s.article_id COLLATE "default")
WHERE a.origin = any(${[...origins]}::text[])`.execute(db);
      return rows.map((r) => ({ value: r.value >>> 0, id: r.id, head: r.head }));
    },
    async texts(ids) {
      if (ids.length === 0) return new Map();
      const rows = await db
        .selectFrom('article')
        .select(['id', 'title', 'body', 'outlet'])
        .where('id', 'in', [...ids])
        .execute();
      return new Map(rows.map((r) => [r.id, { text: `${r.title}\n${r.body}`, outlet: r.outlet }]));
    },
  };
}

/** Writes an article's sample of passages in place of the one it had. */
export async function saveSketch(
  db: Db,
  article: { id: string; publishedAt: string },
  values: readonly number[],
): Promise<void> {
  await db.deleteFrom('article_sketch').where('article_id', '=', article.id).execute();
  if (values.length === 0) return;
  await db
    .insertInto('article_sketch')
    .values(
      values.map((v) => ({ value: signed(v), published_at: article.publishedAt, article_id: article.id })),
    )
    .execute();
}
