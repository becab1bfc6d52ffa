import type { Db } from '../db/index.ts';

/** Writes where each page of a PDF starts in the stored body; an article of the web has none. */
export async function savePages(db: Db, articleId: string, starts: readonly number[]): Promise<void> {
  await db.deleteFrom('article_page').where('article_id', '=', articleId).execute();
  if (starts.length === 0) return;
  await db
    .insertInto('article_page')
    .values(starts.map((start, i) => ({ article_id: articleId, page: i + 1, start_at: start })))
    .execute();
}

/** The page, from 1, of a UTF-16 unit of an article's body; undefined where the article was no PDF. */
export type PageAt = (articleId: string, offset: number) => number | undefined;

export async function pagesOf(db: Db, articleIds: readonly string[]): Promise<PageAt> {
  const ids = [...new Set(articleIds)];
  const rows =
    ids.length === 0
      ? []
      : await db
          .selectFrom('article_page')
          .selectAll()
          .where('article_id', 'in', ids)
          .orderBy('article_id')
          .orderBy('page')
          .execute();
  const starts = new Map<string, { page: number; start: number }[]>();
  for (const r of rows)
    starts.set(r.article_id, [...(starts.get(r.article_id) ?? []), { page: r.page, start: r.start_at }]);
  return (id, offset) => starts.get(id)?.findLast((p) => p.start <= offset)?.page;
}
