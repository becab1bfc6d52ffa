import { sql } from 'kysely';
import type { Origin } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import type { Axis } from '../themes/index.ts';
import { type Evaluation, evaluationsOf } from './hype.repository.ts';

/** Which events: by when they were last told, by state, by where they came from. */
export interface EventsWanted {
  readonly origins: readonly Origin[];
  /** Instants, ISO with Z: events told at some time from the one on and before the other, whole or in part. */
  readonly from?: string;
  readonly to?: string;
  readonly state?: string;
  readonly limit: number;
}
export interface EventSummary {
  readonly id: string;
  readonly origin: Origin;
  readonly state: string;
  /** Newest score 0..100; null before the first evaluation. */
  readonly hype: number | null;
  readonly peak: number | null;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly articles: number;
  readonly outlets: number;
  readonly languages: readonly string[];
  /** No first-hand document has been seen (未见原文). */
  readonly unread: boolean;
  readonly issuer: string | null;
  readonly headline: string;
  readonly headlineZh: string | null;
  readonly headlineEn: string | null;
}

/** Events by their newest article, newest first. An event emptied by a merge is not one any more. */
export async function listEvents(db: Db, wanted: EventsWanted): Promise<EventSummary[]> {
  const { rows } = await sql<EventSummary>`
SELECT e.id, e.origin, e.state, e.first_seen AS "firstSeen", e.last_seen AS "lastSeen", e.unread, e.issuer_entity AS issuer,
  e.headline, e.headline_zh AS "headlineZh", e.headline_en AS "headlineEn", n.articles, n.outlets, n.languages,
  (SELECT h.score FROM hype_score h WHERE h.event_id = e.id ORDER BY h.at DESC LIMIT 1) AS hype,
  (SELECT max(h.score) FROM hype_score h WHERE h.event_id = e.id) AS peak
FROM event e
CROSS JOIN LATERAL (
  SELECT count(*)::int AS articles, count(DISTINCT a.outlet)::int AS outlets, array_agg(DISTINCT a.language) AS languages
  FROM event_article ea JOIN article a ON a.id = ea.article_id WHERE ea.event_id = e.id
) n
WHERE n.articles > 0 AND e.origin = any(${[...wanted.origins]}::text[])
  AND (${wanted.from ?? null}::timestamptz IS NULL OR e.last_seen >= ${wanted.from ?? null}::timestamptz)
  AND (${wanted.to ?? null}::timestamptz IS NULL OR e.first_seen < ${wanted.to ?? null}::timestamptz)
  AND (${wanted.state ?? null}::text IS NULL OR e.state = ${wanted.state ?? null}::text)
ORDER BY e.last_seen DESC, e.id COLLATE "C"
LIMIT ${wanted.limit}`.execute(db);
  return rows.map((r) => ({ ...r, languages: [...r.languages].sort() }));
}

/** How many events there are of each origin: so that an empty list can say where to look. */
export async function countEvents(db: Db): Promise<Map<Origin, number>> {
  const { rows } = await sql<{ origin: Origin; n: number }>`
SELECT e.origin, count(*)::int AS n FROM event e WHERE EXISTS (SELECT 1 FROM event_article a WHERE a.event_id = e.id) GROUP BY e.origin`.execute(
    db,
  );
  return new Map(rows.map((r) => [r.origin, r.n]));
}

export interface EventDetail {
  readonly summary: EventSummary;
  readonly parent: string | null;
  /** Why that is its parent; null where there is none, or it was not written down. */
  readonly development: { readonly act: string; readonly en: string; readonly zh: string } | null;
  /** Events that grew out of it, in order of beginning. */
  readonly followed: readonly {
    readonly id: string;
    readonly headline: string;
    readonly en: string | null;
    readonly zh: string | null;
  }[];
  /** Oldest evaluation first. */
  readonly hype: readonly Evaluation[];
  readonly articles: readonly {
    readonly id: string;
    readonly title: string;
    readonly url: string;
    readonly outlet: string;
    readonly language: string;
    readonly firstHand: boolean;
    readonly publishedAt: string;
    readonly duplicateOf: string | null;
    readonly supersedes: string | null;
    /** Other outlets that carried its text. */
    readonly carriedBy: number;
    /** Texts its page had before. */
    readonly edits: number;
    readonly score: number;
    readonly why: string;
  }[];
  readonly themes: readonly {
    readonly id: string;
    readonly zh: string;
    readonly en: string;
    readonly weight: number;
  }[];
  readonly traits: readonly {
    readonly id: string;
    readonly zh: string;
    readonly en: string;
    readonly axis: Axis;
    readonly strength: number;
    readonly firstHand: boolean;
    readonly articles: number;
  }[];
  readonly states: readonly {
    readonly at: string;
    readonly from: string | null;
    readonly to: string;
    readonly reason: string;
    readonly reasonZh: string;
  }[];
  readonly corrections: readonly {
    readonly kind: string;
    readonly event: string;
    readonly into: string | null;
    readonly article: string | null;
    readonly author: string;
    readonly at: string;
    readonly why: string;
  }[];
}

/**
 * Everything the tables hold of one event.
 * @param hypeUntil evaluations, states and corrections of later are left out. Articles, traits and headline are those of the
 *   database it is asked of: `inThePast` gives one as it was.
 * @throws DuibiaoError UNKNOWN_ID; for an event that was merged away the sentence names the one it went into.
 */
export async function eventDetail(db: Db, id: string, hypeUntil?: string): Promise<EventDetail> {
  const ends = hypeUntil === undefined ? Number.POSITIVE_INFINITY : Date.parse(hypeUntil);
  const event = await db.selectFrom('event').selectAll().where('id', '=', id).executeTakeFirst();
  const articles = (
    await db
      .selectFrom('event_article')
      .innerJoin('article', 'article.id', 'event_article.article_id')
      .select([
        'article.id',
        'article.title',
        'article.url',
        'article.outlet',
        'article.language',
        'article.first_hand',
        'article.published_at',
        'article.duplicate_of',
        'article.supersedes',
        'event_article.score',
        'event_article.why',
      ])
      .where('event_article.event_id', '=', id)
      .execute()
  ).sort((a, b) => Date.parse(a.published_at) - Date.parse(b.published_at) || (a.id < b.id ? -1 : 1));
  const { rows: carried } = await sql<{ id: string; n: number }>`
SELECT o.id, count(DISTINCT d.outlet)::int AS n FROM event_article ea JOIN article o ON o.id = ea.article_id
JOIN article d ON d.duplicate_of = o.id AND d.outlet <> o.outlet WHERE ea.event_id = ${id} GROUP BY o.id`.execute(
    db,
  );
  const { rows: edits } = await sql<{ id: string; n: number }>`
SELECT r.article_id AS id, count(*)::int AS n FROM event_article ea JOIN article_revision r ON r.article_id = ea.article_id
WHERE ea.event_id = ${id} AND r.cause = 'edited' GROUP BY r.article_id`.execute(db);
  const edited = new Map(edits.map((e) => [e.id, e.n]));
  const carriers = new Map(carried.map((c) => [c.id, c.n]));
  const corrections = (
    await db
      .selectFrom('event_correction')
      .selectAll()
      .where((eb) => eb.or([eb('event_id', '=', id), eb('into_event_id', '=', id)]))
      .execute()
  )
    .filter((c) => Date.parse(c.at) <= ends)
    .sort((a, b) => a.id - b.id);
  if (event === undefined || articles.length === 0) {
    const gone = corrections.findLast((c) => c.kind === 'merge' && c.event_id === id);
    throw new DuibiaoError('UNKNOWN_ID', {
      kind: 'event',
      got: gone === undefined ? id : `${id} any more: it was merged into ${gone.into_event_id}`,
    });
  }
  const scores = await evaluationsOf(db, id, hypeUntil);
  const themes = await db
    .selectFrom('event_theme')
    .innerJoin('theme', 'theme.id', 'event_theme.theme_id')
    .select(['theme.id', 'theme.name_zh', 'theme.name_en', 'event_theme.weight'])
    .where('event_id', '=', id)
    .execute();
  const traits = await db
    .selectFrom('event_trait')
    .innerJoin('trait', 'trait.id', 'event_trait.trait_id')
    .select([
      'trait.id',
      'trait.name_zh',
      'trait.name_en',
      'trait.axis',
      'event_trait.strength',
      'event_trait.first_hand',
      'event_trait.articles',
    ])
    .where('event_id', '=', id)
    .execute();
  const states = (await db.selectFrom('event_state').selectAll().where('event_id', '=', id).execute())
    .filter((s) => Date.parse(s.at) <= ends)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.to_state < b.to_state ? -1 : 1));
  const followed = (
    await heldEvents(db)
      .select([
        'event.id',
        'event.headline',
        'event.first_seen',
        'event.parent_reason',
        'event.parent_reason_zh',
      ])
      .where('event.parent_event_id', '=', id)
      .execute()
  ).filter((f) => Date.parse(f.first_seen) <= ends);
  const last = scores.at(-1);
  return {
    summary: {
      id: event.id,
      origin: event.origin as Origin,
      state: hypeUntil === undefined ? event.state : (states.at(-1)?.to_state ?? 'quiet'),
      hype: last?.score ?? null,
      peak: scores.length === 0 ? null : Math.max(...scores.map((s) => s.score)),
      firstSeen: event.first_seen,
      lastSeen: event.last_seen,
      articles: articles.length,
      outlets: new Set(articles.map((a) => a.outlet)).size,
      languages: [...new Set(articles.map((a) => a.language))].sort(),
      unread: event.unread,
      issuer: event.issuer_entity,
      headline: event.headline,
      headlineZh: event.headline_zh,
      headlineEn: event.headline_en,
    },
    parent: event.parent_event_id,
    development:
      event.parent_act === null
        ? null
        : { act: event.parent_act, en: event.parent_reason ?? '', zh: event.parent_reason_zh ?? '' },
    followed: followed
      .sort((a, b) => Date.parse(a.first_seen) - Date.parse(b.first_seen) || (a.id < b.id ? -1 : 1))
      .map((f) => ({ id: f.id, headline: f.headline, en: f.parent_reason, zh: f.parent_reason_zh })),
    hype: scores,
    articles: articles.map((a) => ({
      id: a.id,
      title: a.title,
      url: a.url,
      outlet: a.outlet,
      language: a.language,
      firstHand: a.first_hand,
      publishedAt: a.published_at,
      duplicateOf: a.duplicate_of,
      supersedes: a.supersedes,
      carriedBy: carriers.get(a.id) ?? 0,
      edits: edited.get(a.id) ?? 0,
      score: a.score,
      why: a.why,
    })),
    themes: themes
      .sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1))
      .map((t) => ({ id: t.id, zh: t.name_zh, en: t.name_en, weight: t.weight })),
    traits: traits
      .sort((a, b) => b.strength - a.strength || (a.id < b.id ? -1 : 1))
      .map((t) => ({
        id: t.id,
        zh: t.name_zh,
        en: t.name_en,
        axis: t.axis as Axis,
        strength: t.strength,
        firstHand: t.first_hand,
        articles: t.articles,
      })),
    states: states.map((s) => ({
      at: s.at,
      from: s.from_state,
      to: s.to_state,
      reason: s.reason,
      reasonZh: s.reason_zh,
    })),
    corrections: corrections.map((c) => ({
      kind: c.kind,
      event: c.event_id,
      into: c.into_event_id,
      article: c.article_id,
      author: c.author,
      at: c.at,
      why: c.why,
    })),
  };
}

/** A query of the events that hold an article: those that were merged away hold none. */
export function heldEvents(db: Db) {
  return db
    .selectFrom('event')
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('event_article')
          .select('article_id')
          .whereRef('event_article.event_id', '=', 'event.id'),
      ),
    );
}
