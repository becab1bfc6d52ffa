import { sql } from 'kysely';
import type { Db } from '../db/index.ts';

/** An address that a source named and whose page is no article. */
export interface SkippedPage {
  readonly url: string;
  readonly kind: 'index' | 'paywall' | 'error' | 'consent';
  readonly title: string;
}

/** Counts pages that were not stored as news, once an address and with how often it was met. */
export async function recordSkipped(
  db: Db,
  sourceId: string,
  pages: readonly SkippedPage[],
  now: string,
): Promise<void> {
  for (const page of pages)
    await db
      .insertInto('skipped_page')
      .values({
        url: page.url,
        source_id: sourceId,
        kind: page.kind,
        title: page.title,
        first_at: now,
        last_at: now,
      })
      .onConflict((c) =>
        c.column('url').doUpdateSet({
          kind: page.kind,
          title: page.title,
          last_at: now,
          times: sql<number>`skipped_page.times + 1`,
        }),
      )
      .execute();
}

/** How many addresses of each source were skipped, by what their page was. */
export async function skippedCounts(db: Db): Promise<Map<string, Record<string, number>>> {
  const { rows } = await sql<{ id: string; kind: string; n: number }>`
SELECT source_id AS id, kind, count(*)::int AS n FROM skipped_page WHERE source_id IS NOT NULL GROUP BY source_id, kind
ORDER BY source_id COLLATE "C", kind COLLATE "C"`.execute(db);
  const out = new Map<string, Record<string, number>>();
  for (const r of rows) out.set(r.id, { ...out.get(r.id), [r.kind]: r.n });
  return out;
}
