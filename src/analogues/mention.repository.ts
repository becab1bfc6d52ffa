import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';

/** The texts of an event's articles by id, for quotations. */
export async function eventTexts(
  db: Db,
  eventId: string,
): Promise<Map<string, { title: string; body: string }>> {
  const rows = await db
    .selectFrom('event_article')
    .innerJoin('article', 'article.id', 'event_article.article_id')
    .select(['article.id', 'article.title', 'article.body'])
    .where('event_article.event_id', '=', eventId)
    .execute();
  return new Map(rows.map((r) => [r.id, { title: r.title, body: r.body }]));
}

/** Who stands in an event by name. */
export interface EventNames {
  /** The entity whose event it is; null where it is nobody's. */
  issuer: string | null;
  /** Tickers of the event's issuer that were listed on the day. */
  issuers: Set<string>;
  /** Companies that the event's articles name, as a share of its articles. */
  named: Map<string, number>;
}

/** All of it in one statement: each part is a look-up of a few rows. */
export async function eventNames(db: Db, eventId: string, day: string): Promise<EventNames> {
  const { rows } = await sql<{
    issuers: string[];
    issuer: string | null;
    named: { ticker: string; share: number }[];
  }>`
SELECT e.issuer_entity AS issuer,
  ARRAY(SELECT ticker FROM company c WHERE c.issuer = e.issuer_entity AND ${listedOn('c', day)}) AS issuers,
  (SELECT coalesce(json_agg(json_build_object('ticker', n.ticker, 'share', n.share)), '[]') FROM (
    SELECT c.ticker, count(DISTINCT m.article_id)::float8 / (SELECT count(*) FROM event_article WHERE event_id = e.id) AS share
    FROM event_article a JOIN article_entity m ON m.article_id = a.article_id JOIN company c ON c.issuer = m.entity_id
    WHERE a.event_id = e.id GROUP BY c.ticker) n) AS named
FROM event e WHERE e.id = ${eventId}`.execute(db);
  const found = rows[0];
  if (found === undefined) throw new DuibiaoError('UNKNOWN_ID', { kind: 'event', got: eventId });
  return {
    issuer: found.issuer,
    issuers: new Set(found.issuers),
    named: new Map(found.named.map((n) => [n.ticker, n.share])),
  };
}

/**
 * Every line of the same issuer that was listed on the day (A, H), the one asked for first: an issuer is named once, with
 * all of them. In the order of `wanted`.
 */
export async function listedLines(
  db: Db,
  wanted: readonly { ticker: string; day: string }[],
): Promise<string[][]> {
  if (wanted.length === 0) return [];
  const { rows } = await sql<{ n: number; ticker: string }>`
SELECT w.n::int AS n, s.ticker FROM unnest(${wanted.map((w) => w.ticker)}::text[], ${wanted.map((w) => w.day)}::date[]) WITH ORDINALITY AS w(ticker, day, n)
JOIN company c ON c.ticker = w.ticker
JOIN company s ON s.issuer = c.issuer AND s.ticker <> c.ticker AND s.listed_on <= w.day AND (s.delisted_on IS NULL OR s.delisted_on > w.day)
ORDER BY w.n, s.ticker COLLATE "C"`.execute(db);
  const lines = wanted.map((w) => [w.ticker]);
  for (const row of rows) lines[row.n - 1]!.push(row.ticker);
  return lines;
}

const listedOn = (company: string, day: string) =>
  sql`${sql.ref(`${company}.listed_on`)} <= ${day}::date AND (${sql.ref(`${company}.delisted_on`)} IS NULL OR ${sql.ref(`${company}.delisted_on`)} > ${day}::date)`;

/** Companies whose name only resembles that of an entity the event is plainly about (in a title, or in a third of its articles). */
export async function lookalikeNames(db: Db, eventId: string, day: string) {
  const { rows } = await sql<{
    ticker: string;
    name: string;
    articleId: string;
    field: 'title' | 'body';
    start: number;
    end: number;
  }>`
WITH mention AS (
  SELECT m.entity_id, m.article_id, m.field, m.start_at, m.end_at,
    (SELECT count(DISTINCT o.article_id) FROM article_entity o JOIN event_article oe ON oe.article_id = o.article_id WHERE oe.event_id = ${eventId} AND o.entity_id = m.entity_id) AS articles,
    bool_or(m.field = 'title') OVER (PARTITION BY m.entity_id) AS in_title
  FROM event_article e JOIN article_entity m ON m.article_id = e.article_id WHERE e.event_id = ${eventId}
)
SELECT DISTINCT ON (a.ticker) a.ticker, a.alias AS name, m.article_id AS "articleId", m.field, m.start_at AS start, m.end_at AS "end"
FROM company_alias a
JOIN company c ON c.ticker = a.ticker AND ${listedOn('c', day)}
JOIN entity_alias x ON x.alias = a.alias AND x.entity_id <> c.issuer
JOIN mention m ON m.entity_id = x.entity_id
WHERE a.lookalike AND (m.in_title OR m.articles * 3 >= (SELECT count(*) FROM event_article WHERE event_id = ${eventId}))
ORDER BY a.ticker, m.article_id COLLATE "C", m.field COLLATE "C", m.start_at`.execute(db);
  return new Map(rows.map((r) => [r.ticker, r]));
}
