import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';

/** One article with its history: what its page said before, who printed it again, what it corrects. */
export interface ArticleDetail {
  readonly id: string;
  readonly origin: string;
  readonly url: string;
  readonly canonicalUrl: string;
  readonly title: string;
  readonly body: string;
  readonly author: string | null;
  readonly language: string;
  readonly outlet: string;
  readonly firstHand: boolean;
  readonly publishedAt: string;
  readonly fetchedAt: string;
  readonly pageKind: string | null;
  /** Pages of a PDF; 0 for a page of the web. */
  readonly pages: number;
  readonly event: string | null;
  readonly duplicateOf: ArticleName | null;
  readonly supersedes: ArticleName | null;
  readonly supersededBy: readonly ArticleName[];
  /** Reprints of its text, oldest first. */
  readonly reprints: readonly ArticleName[];
  /** Outlets that carried its text, its own included. */
  readonly outlets: number;
  /** Former texts of its page, newest first, with when the next one was seen. */
  readonly revisions: readonly {
    readonly revision: number;
    readonly title: string;
    readonly body: string;
    readonly replacedAt: string;
    /** `edited` by the outlet, or `completed` by us: first the summary, then the page. */
    readonly cause: string;
  }[];
}
export interface ArticleName {
  readonly id: string;
  readonly outlet: string;
  readonly title: string;
  readonly publishedAt: string;
}

/** @throws DuibiaoError UNKNOWN_ID. */
export async function articleDetail(db: Db, id: string): Promise<ArticleDetail> {
  const a = await db.selectFrom('article').selectAll().where('id', '=', id).executeTakeFirst();
  if (a === undefined) throw new DuibiaoError('UNKNOWN_ID', { kind: 'article', got: id });
  const named = async (
    column: 'id' | 'duplicate_of' | 'supersedes',
    value: string | null,
  ): Promise<ArticleName[]> => {
    if (value === null) return [];
    const rows = await db
      .selectFrom('article')
      .select(['id', 'outlet', 'title', 'published_at'])
      .where(column, '=', value)
      .execute();
    return rows
      .map((r) => ({ id: r.id, outlet: r.outlet, title: r.title, publishedAt: r.published_at }))
      .sort((x, y) =>
        x.publishedAt < y.publishedAt ? -1 : x.publishedAt > y.publishedAt ? 1 : x.id < y.id ? -1 : 1,
      );
  };
  const revisions = await db
    .selectFrom('article_revision')
    .selectAll()
    .where('article_id', '=', id)
    .orderBy('revision', 'desc')
    .execute();
  const pages = await db.selectFrom('article_page').select('page').where('article_id', '=', id).execute();
  const event = await db
    .selectFrom('event_article')
    .select('event_id')
    .where('article_id', '=', id)
    .executeTakeFirst();
  const reprints = await named('duplicate_of', id);
  return {
    id: a.id,
    origin: a.origin,
    url: a.url,
    canonicalUrl: a.canonical_url,
    title: a.title,
    body: a.body,
    author: a.author,
    language: a.language,
    outlet: a.outlet,
    firstHand: a.first_hand,
    publishedAt: a.published_at,
    fetchedAt: a.fetched_at,
    pageKind: a.page_kind,
    pages: pages.length,
    event: event?.event_id ?? null,
    duplicateOf: (await named('id', a.duplicate_of))[0] ?? null,
    supersedes: (await named('id', a.supersedes))[0] ?? null,
    supersededBy: await named('supersedes', id),
    reprints,
    outlets: new Set([a.outlet, ...reprints.map((r) => r.outlet)]).size,
    revisions: revisions.map((r) => ({
      revision: r.revision,
      title: r.title,
      body: r.body,
      replacedAt: r.seen_at,
      cause: r.cause,
    })),
  };
}
