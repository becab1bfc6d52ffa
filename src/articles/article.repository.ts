import { createHash } from 'node:crypto';
import type { Db } from '../db/index.ts';
import { detectLanguage } from '../text/index.ts';
import type { Article, ArticleDraft, Origin } from './article.ts';
import { bands, distance, readSimhash, simhash, writeSimhash } from './simhash.ts';
import { canonicalUrl, outletOf } from './url.ts';

/** Differing bits at which two texts still count as the same text reprinted. */
const REPRINT_BITS = 3;
/** Texts shorter than this say too little for their hash to mean anything (UTF-16 units). */
const SHORTEST = 80;
/** A reprint follows its original within this many days. */
const REPRINT_DAYS = 14;

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
    .select(['id', 'title', 'body', 'revision'])
    .where((eb) =>
      eb.or([eb('id', '=', id), ...(draft.id === undefined ? [eb('canonical_url', '=', canonical)] : [])]),
    )
    .orderBy('id')
    .executeTakeFirst();
  if (known !== undefined) return { id: known.id, outcome: await revise(db, known, draft, context.now) };
  const text = `${draft.title}\n${draft.body}`;
  const hash = simhash(text);
  const publishedAt = draft.publishedAt ?? context.now;
  const duplicateOf = text.length < SHORTEST ? null : await original(db, hash, publishedAt, context.origin);
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
      outlet: draft.outlet ?? outletOf(draft.url),
      tier: draft.firstHand === true ? 1 : (draft.tier ?? 3),
      first_hand: draft.firstHand ?? false,
      published_at: publishedAt,
      fetched_at: draft.fetchedAt ?? context.now,
      detected_at: context.now,
      simhash: writeSimhash(hash),
      duplicate_of: duplicateOf,
    })
    .execute();
  if (text.length >= SHORTEST)
    await db
      .insertInto('article_simhash_band')
      .values(bands(hash).map((value, band) => ({ band, value, article_id: id })))
      .execute();
  return { id, outcome: 'new' };
}

async function revise(
  db: Db,
  known: { id: string; title: string; body: string; revision: number },
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
    })
    .execute();
  await db
    .updateTable('article')
    .set({
      title: draft.title,
      body: draft.body,
      revision: known.revision + 1,
      revised_at: now,
      analysed_at: null,
    })
    .where('id', '=', known.id)
    .execute();
  return 'revised';
}

/** The earliest article with (nearly) the same text, through the band index; reprints of reprints point to the first. */
async function original(
  db: Db,
  hash: ReturnType<typeof simhash>,
  publishedAt: string,
  origin: Origin,
): Promise<string | null> {
  const since = new Date(Date.parse(publishedAt) - REPRINT_DAYS * 86_400_000).toISOString();
  const rows = await db
    .selectFrom('article_simhash_band as b')
    .innerJoin('article as a', 'a.id', 'b.article_id')
    .select(['a.id', 'a.simhash', 'a.published_at', 'a.duplicate_of'])
    .distinct()
    .where((eb) =>
      eb.or(bands(hash).map((value, band) => eb.and([eb('b.band', '=', band), eb('b.value', '=', value)]))),
    )
    .where('a.origin', '=', origin)
    .where('a.published_at', '>=', since)
    .execute();
  const near = rows
    .filter((r) => distance(readSimhash(r.simhash), hash) <= REPRINT_BITS)
    .sort((a, b) =>
      a.published_at < b.published_at ? -1 : a.published_at > b.published_at ? 1 : a.id < b.id ? -1 : 1,
    );
  return near[0] === undefined ? null : (near[0].duplicate_of ?? near[0].id);
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
  };
}
