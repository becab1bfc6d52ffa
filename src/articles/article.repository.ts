import { createHash } from 'node:crypto';
import type { Db } from '../db/index.ts';
import { detectLanguage } from '../text/index.ts';
import { type Article, type ArticleDraft, type Origin, originsOf, streamOf } from './article.ts';
import { saveSketch, storedAround } from './duplicate.repository.ts';
import { originalOf, type Stored, sketched } from './original.ts';
import { savePages } from './page.repository.ts';
import { canonicalUrl, outletOf } from './url.ts';

export type SaveOutcome = 'new' | 'revised' | 'known';

/**
 * Stores a draft once. The same page again is `known`; the same page with another title or body is a *revision*:
 * the text before goes to `article_revision`, and the article waits for analysis again.
 */
export async function saveArticle(
  db: Db,
  draft: ArticleDraft,
  context: { origin: Origin; now: string },
): Promise<{ id: string; outcome: SaveOutcome }> {
  const canonical = canonicalUrl(draft.url);
  const id = draft.id ?? `a-${createHash('sha256').update(canonical).digest('hex').slice(0, 16)}`;
  const known = await db
    .selectFrom('article')
    .select(['id', 'title', 'body', 'revision', 'published_at', 'outlet', 'origin'])
    .where((eb) =>
      eb.or([eb('id', '=', id), ...(draft.id === undefined ? [eb('canonical_url', '=', canonical)] : [])]),
    )
    .orderBy('id')
    .executeTakeFirst();
  if (known !== undefined) return { id: known.id, outcome: await revise(db, known, draft, context.now) };
  const text = `${draft.title}\n${draft.body}`;
  const sample = sketched(text);
  const publishedAt = draft.publishedAt ?? context.now;
  const outlet = draft.outlet ?? outletOf(draft.url);
  const found = await originalOf(
    storedAround(db, publishedAt, originsOf(streamOf(context.origin))),
    { title: draft.title, body: draft.body, outlet },
    sample,
  );
  await db
    .insertInto('article')
    .values({
      id,
      source_id: draft.sourceId ?? null,
      document_id: null,
      origin: context.origin,
      url: draft.url,
      canonical_url: canonical,
      title: draft.title,
      body: draft.body,
      author: draft.author ?? null,
      language: draft.language ?? detectLanguage(text),
      outlet,
      tier: draft.firstHand === true ? 1 : (draft.tier ?? 3),
      first_hand: draft.firstHand ?? false,
      published_at: publishedAt,
      published_stated: draft.publishedAt !== null,
      fetched_at: draft.fetchedAt ?? context.now,
      detected_at: context.now,
      duplicate_of: found.duplicateOf,
      supersedes: found.supersedes,
      page_kind: draft.pageKind ?? null,
    })
    .execute();
  await saveSketch(db, { id, publishedAt }, sample.values);
  await savePages(db, id, draft.pageStarts ?? []);
  return { id, outcome: 'new' };
}

async function revise(
  db: Db,
  known: {
    id: string;
    title: string;
    body: string;
    revision: number;
    published_at: string;
    outlet: string;
    origin: string;
  },
  draft: ArticleDraft,
  now: string,
): Promise<SaveOutcome> {
  if (known.title === draft.title && known.body === draft.body) return 'known';
  // A feed often shows less than the page did: a shorter text that the longer one holds is not an edit.
  if (known.title === draft.title && known.body.includes(draft.body)) return 'known';
  await db
    .insertInto('article_revision')
    .values({
      article_id: known.id,
      revision: known.revision,
      title: known.title,
      body: known.body,
      seen_at: now,
      cause: draft.completes ? 'completed' : 'edited',
    })
    .execute();
  const sample = sketched(`${draft.title}\n${draft.body}`);
  // Of a summary little could be said about reprints; of the whole text it can
  const found = draft.completes
    ? await originalOf(others(db, known), { ...draft, outlet: known.outlet }, sample)
    : null;
  await db
    .updateTable('article')
    .set({
      title: draft.title,
      body: draft.body,
      revision: known.revision + 1,
      revised_at: now,
      analysed_at: null,
      ...(draft.pageKind === undefined ? {} : { page_kind: draft.pageKind }),
      ...(found === null ? {} : { duplicate_of: found.duplicateOf, supersedes: found.supersedes }),
    })
    .where('id', '=', known.id)
    .execute();
  await saveSketch(db, { id: known.id, publishedAt: known.published_at }, sample.values);
  await savePages(db, known.id, draft.pageStarts ?? []);
  return 'revised';
}

/** The store without an article itself and what repeats it. */
function others(db: Db, known: { id: string; published_at: string; origin: string }): Stored {
  const all = storedAround(db, known.published_at, originsOf(streamOf(known.origin as Origin)));
  return {
    ...all,
    postings: async (values) =>
      (await all.postings(values)).filter((p) => p.id !== known.id && p.head !== known.id),
  };
}

/** Articles that wait for analysis, in the order in which they arrived. */
export async function waitingArticles(db: Db, limit: number): Promise<Article[]> {
  const rows = await db
    .selectFrom('article')
    .selectAll()
    .where('analysed_at', 'is', null)
    .orderBy('published_at')
    .orderBy('detected_at')
    .limit(limit)
    .execute();
  return rows
    .map(toArticle)
    .sort((a, b) =>
      a.publishedAt < b.publishedAt ? -1 : a.publishedAt > b.publishedAt ? 1 : a.id < b.id ? -1 : 1,
    );
}

export async function markAnalysed(db: Db, id: string, now: string): Promise<void> {
  await db.updateTable('article').set({ analysed_at: now }).where('id', '=', id).execute();
}

export function toArticle(r: {
  id: string;
  origin: string;
  url: string;
  title: string;
  body: string;
  language: string;
  outlet: string;
  tier: number;
  first_hand: boolean;
  published_at: string;
  detected_at: string;
  duplicate_of: string | null;
  supersedes: string | null;
}): Article {
  return {
    id: r.id,
    origin: r.origin as Origin,
    url: r.url,
    title: r.title,
    body: r.body,
    language: r.language,
    outlet: r.outlet,
    tier: r.tier,
    firstHand: r.first_hand,
    publishedAt: r.published_at,
    detectedAt: r.detected_at,
    duplicateOf: r.duplicate_of,
    supersedes: r.supersedes,
  };
}

/** What an article said before its newest revision; undefined for one that was never edited. */
export async function formerText(
  db: Db,
  id: string,
): Promise<{ revision: number; title: string; body: string } | undefined> {
  return db
    .selectFrom('article_revision')
    .select(['revision', 'title', 'body'])
    .where('article_id', '=', id)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
}
