import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { type Article, type Origin, toArticle } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import type { Theme } from '../themes/index.ts';
import type { HeadlineChoice } from './headline.ts';
import { type ArticleNames, issuerOf } from './issuer.ts';
import { inOrder, readTerms } from './reading.repository.ts';
import type { Development } from './sequel.ts';
import { saveSubjects, subjectsOf } from './subject.repository.ts';

export type EventState = 'emerging' | 'hype' | 'fading' | 'closed' | 'quiet';

/** The event of a story's first article: the same stream gives the same ids on any machine. */
export function eventId(firstArticleId: string): string {
  return `e-${createHash('sha256').update(firstArticleId).digest('hex').slice(0, 12)}`;
}

export interface Placement {
  /** As the clusterer names it: `eventId` of its first article, or where a person put it. */
  eventId: string;
  score: number;
  why: string;
  parentEventId: string | null;
  /** Why that event is its parent, where the clusterer found it. */
  development?: Development | null;
}

/**
 * Puts an article into its event, opening the event where it is the first. An article that has an event keeps it:
 * a revision does not move the story.
 * @returns the event's id and whether it is new.
 */
export async function placeArticle(
  db: Db,
  article: Article,
  placement: Placement,
  now: string,
): Promise<{ id: string; opened: boolean }> {
  const found = await sql<{ known: string | null; exists: boolean; corrected: boolean }>`
SELECT (SELECT event_id FROM event_article WHERE article_id = ${article.id}) AS known,
  EXISTS (SELECT FROM event WHERE id = ${placement.eventId}) AS "exists",
  EXISTS (SELECT FROM event_correction WHERE (kind = 'merge' AND event_id = ${placement.eventId}) OR (kind = 'split' AND into_event_id = ${placement.eventId})) AS corrected`.execute(
    db,
  );
  const { known, exists, corrected } = found.rows[0]!;
  if (known !== null) return { id: known, opened: false };
  const id = corrected ? await merged(db, placement.eventId) : placement.eventId;
  const opened = id === placement.eventId ? !exists : !(await isThere(db, id));
  if (opened) {
    const parent = placement.parentEventId === null ? null : await merged(db, placement.parentEventId);
    const stands = parent !== null && (await isThere(db, parent));
    await db
      .insertInto('event')
      .values({
        id,
        origin: article.origin,
        headline: article.title,
        state: 'quiet',
        first_seen: article.publishedAt,
        last_seen: article.publishedAt,
        first_article_id: article.id,
        parent_event_id: stands ? parent : null,
        ...(!stands || placement.development == null
          ? {}
          : {
              parent_act: placement.development.act,
              parent_reason: placement.development.reason.en,
              parent_reason_zh: placement.development.reason.zh,
            }),
        recorded_at: now,
      })
      .execute();
  }
  await db
    .insertInto('event_article')
    .values({
      article_id: article.id,
      event_id: id,
      joined_at: now,
      score: placement.score,
      why: placement.why,
    })
    .execute();
  return { id, opened };
}

async function isThere(db: Db, id: string): Promise<boolean> {
  return (await db.selectFrom('event').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}

/**
 * A person's merge is remembered: what would join the old event joins the one it went into, unless articles were split
 * out into the old one again since.
 */
async function merged(db: Db, id: string): Promise<string> {
  let at = id;
  for (let step = 0; step < 8; step++) {
    const row = await db
      .selectFrom('event_correction')
      .select(['kind', 'into_event_id'])
      .where((eb) =>
        eb.or([
          eb.and([eb('kind', '=', 'merge'), eb('event_id', '=', at)]),
          eb.and([eb('kind', '=', 'split'), eb('into_event_id', '=', at)]),
        ]),
      )
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row?.into_event_id == null || row.kind === 'split' || row.into_event_id === at) return at;
    at = row.into_event_id;
  }
  return at;
}

export async function eventArticles(db: Db, id: string): Promise<Article[]> {
  const rows = await db
    .selectFrom('event_article')
    .innerJoin('article', 'article.id', 'event_article.article_id')
    .selectAll('article')
    .where('event_article.event_id', '=', id)
    .execute();
  return inOrder(rows.map(toArticle));
}

/**
 * Recomputes what an event is from its articles: span of time, headline, issuer, unread mark, traits and themes.
 * Reprints say nothing new, and a version that was corrected no longer stands: both are left out of the counts.
 */
export async function refreshEvent(
  db: Db,
  id: string,
  parts: {
    articles: readonly Article[];
    headline: HeadlineChoice;
    themes: ReadonlyMap<string, Theme>;
    companyOf: (entityId: string) => string | null;
  },
): Promise<{
  firstHand: boolean;
  wasUnread: boolean;
  issuer: string | null;
  themes: { id: string; weight: number }[];
}> {
  const { articles } = parts;
  const { counts, traits: traitRows, themes: themeRows } = await readTerms(db, id, articles, parts.themes);
  await db
    .with('themes', (q) => q.deleteFrom('event_theme').where('event_id', '=', id))
    .deleteFrom('event_trait')
    .where('event_id', '=', id)
    .execute();
  if (traitRows.length > 0)
    await db
      .insertInto('event_trait')
      .values(
        traitRows.map((t) => ({
          event_id: id,
          trait_id: t.term,
          strength: t.strength,
          first_hand: t.firstHand,
          articles: t.articles,
        })),
      )
      .execute();
  const names = await namesOf(db, id, articles, parts.companyOf);
  const issuer = issuerOf(names);
  await saveSubjects(db, id, articles[0]!.publishedAt, subjectsOf(names.map((n) => n.titled)));
  const before = await db
    .with('old', (q) => q.selectFrom('event').select('unread').where('id', '=', id))
    .updateTable('event')
    .set({
      headline: parts.headline.headline,
      headline_zh: parts.headline.zh,
      headline_en: parts.headline.en,
      first_seen: articles[0]!.publishedAt,
      last_seen: articles.at(-1)!.publishedAt,
      issuer_entity: issuer,
      unread: counts.firstHand === 0,
    })
    .where('id', '=', id)
    .returning(['loud_at', sql<boolean>`(SELECT unread FROM old)`.as('unread')])
    .executeTakeFirstOrThrow();
  if (themeRows.length > 0)
    await db
      .insertInto('event_theme')
      .values(
        themeRows.map((t) => ({
          event_id: id,
          theme_id: t.term,
          weight: t.strength,
          articles: t.articles,
          first_seen: articles[0]!.publishedAt,
          loud_at: before.loud_at,
        })),
      )
      .execute();
  return {
    firstHand: counts.firstHand > 0,
    wasUnread: before.unread,
    issuer,
    themes: themeRows.map((t) => ({ id: t.term, weight: t.strength })),
  };
}

async function namesOf(
  db: Db,
  id: string,
  articles: readonly Article[],
  companyOf: (entityId: string) => string | null,
): Promise<(ArticleNames & { titled: ReadonlySet<string> })[]> {
  const rows = await db
    .selectFrom('event_article')
    .innerJoin('article_entity', 'article_entity.article_id', 'event_article.article_id')
    .select([
      'article_entity.article_id',
      'article_entity.entity_id',
      'article_entity.field',
      'article_entity.start_at',
    ])
    .where('event_article.event_id', '=', id)
    .execute();
  rows.sort((a, b) => a.start_at - b.start_at || (a.entity_id < b.entity_id ? -1 : 1));
  return articles.map((article) => {
    const own = rows.filter((r) => r.article_id === article.id);
    const of = (field: string): string[] =>
      own
        .filter((r) => r.field === field)
        .map((r) => companyOf(r.entity_id))
        .filter((c) => c !== null);
    const title = of('title');
    return {
      firstHand: article.firstHand,
      title,
      body: of('body'),
      titled: new Set([...title, ...own.filter((r) => r.field === 'title').map((r) => r.entity_id)]),
    };
  });
}

/**
 * Articles of these origins since an instant, with the event each belongs to: from them a clusterer is rebuilt whose
 * memory was not written down.
 */
export async function recentAssignments(
  db: Db,
  origins: readonly Origin[],
  since: string,
): Promise<{ article: Article; eventId: string }[]> {
  const rows = await db
    .selectFrom('event_article')
    .innerJoin('article', 'article.id', 'event_article.article_id')
    .selectAll('article')
    .select('event_article.event_id')
    .where('article.origin', 'in', [...origins])
    .where('article.published_at', '>=', since)
    .execute();
  return rows
    .map((r) => ({ article: toArticle(r), eventId: r.event_id }))
    .sort((a, b) =>
      a.article.publishedAt < b.article.publishedAt
        ? -1
        : a.article.publishedAt > b.article.publishedAt
          ? 1
          : a.article.id < b.article.id
            ? -1
            : 1,
    );
}
