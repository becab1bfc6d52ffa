import { sql } from 'kysely';
import type { Origin } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import { type Reaction, reactionOf, SHIPPED_CALENDAR } from '../market/index.ts';

/** What stood in the tables before an event began, and how the market took it: inputs of its hype. */
const DAY = 86_400_000;
export const NOVELTY_DAYS = 60;
/** An event is weighed by exp(−age / 30 days). */
const FADE_DAYS = 30;
/** The newest so many count: what was told fifty times is not new, and a theme that is loud every hour is not read for weeks. */
const COUNTED = 50;
/** Calendar days before the event of which closes are read: 60 sessions, holidays included. */
const PRICE_DAYS = 100;
const ago = (instant: string, days: number): string =>
  new Date(Date.parse(instant) - days * DAY).toISOString();

export interface Before {
  /** Events of the same issuer and theme that began in the 60 days before. */
  readonly issuer: number;
  /** Other events of the theme that began in them and had become emerging or hype before this one began. */
  readonly theme: number;
  /** The same, each weighed by exp(−age / 30 days): what was told yesterday makes a story less new than last month's. */
  readonly issuerWeight: number;
  readonly themeWeight: number;
}

export async function eventsBefore(
  db: Db,
  event: { id: string; issuer: string | null; theme: string | null; firstSeen: string },
  origins: readonly Origin[],
): Promise<Before> {
  if (event.theme === null) return { issuer: 0, theme: 0, issuerWeight: 0, themeWeight: 0 };
  const since = ago(event.firstSeen, NOVELTY_DAYS);
  // Both halves walk an index from the event's own day backwards, so neither an old nor a dense archive is read through.
  const { rows } = await sql<{ own: boolean; age: number }>`
WITH issuers AS (
  SELECT e.id, true AS own, e.first_seen
  FROM event e JOIN event_theme t ON t.event_id = e.id AND t.theme_id = ${event.theme} AND t.weight >= 0.4
  WHERE e.issuer_entity = ${event.issuer}::text AND e.first_seen < ${event.firstSeen}::timestamptz AND e.first_seen >= ${since}::timestamptz
    AND e.origin = any(${[...origins]}::text[]) AND e.id <> ${event.id}
  ORDER BY e.first_seen DESC, e.id COLLATE "C" LIMIT ${sql.lit(COUNTED)}
), loud AS (
  SELECT e.id, e.issuer_entity IS NOT DISTINCT FROM ${event.issuer}::text AND e.issuer_entity IS NOT NULL AS own, t.first_seen
  FROM event_theme t JOIN event e ON e.id = t.event_id
  WHERE t.theme_id = ${event.theme} AND t.weight >= 0.4 AND t.loud_at IS NOT NULL AND t.loud_at < ${event.firstSeen}::timestamptz
    AND t.first_seen < ${event.firstSeen}::timestamptz AND t.first_seen >= ${since}::timestamptz
    AND e.origin = any(${[...origins]}::text[]) AND t.event_id <> ${event.id}
  ORDER BY t.first_seen DESC, t.event_id COLLATE "C" LIMIT ${sql.lit(COUNTED)}
)
SELECT own, extract(epoch FROM (${event.firstSeen}::timestamptz - first_seen))::float8 / 86400 AS age
FROM (SELECT * FROM issuers UNION SELECT * FROM loud) n
ORDER BY first_seen DESC, id COLLATE "C" LIMIT ${sql.lit(COUNTED)}`.execute(db);
  const weight = (of: typeof rows): number =>
    Math.round(of.reduce((sum, r) => sum + Math.exp(-r.age / FADE_DAYS), 0) * 1e4) / 1e4;
  const own = rows.filter((r) => r.own);
  const others = rows.filter((r) => !r.own);
  return {
    issuer: own.length,
    theme: others.length,
    issuerWeight: weight(own),
    themeWeight: weight(others),
  };
}

/**
 * How the shares of whom an event is about moved since it began, as of a moment: of its issuer and of the companies that
 * at least half its titles name. A foreign line is looked for under its ticker on either American exchange. Null without bars.
 */
export async function eventReaction(
  db: Db,
  event: { id: string; issuer: string | null; firstSeen: string },
  now: string,
): Promise<Reaction | null> {
  // Whoever has no bars loaded should not pay for a look at every line.
  const { rows } = await sql<{ ticker: string; date: string; close: number; generated: boolean }>`
WITH who AS (
  SELECT ${event.issuer}::text AS id WHERE ${event.issuer}::text IS NOT NULL
  UNION
  SELECT n.entity_id FROM event_article ea JOIN article_entity n ON n.article_id = ea.article_id AND n.field = 'title'
  WHERE ea.event_id = ${event.id} GROUP BY n.entity_id
  HAVING 2 * count(DISTINCT n.article_id) >= (SELECT count(*) FROM event_article x WHERE x.event_id = ${event.id})
), line AS (
  SELECT c.ticker FROM who JOIN company c ON c.issuer = who.id
  UNION SELECT a.alias || s.suffix FROM who JOIN entity_alias a ON a.entity_id = who.id AND a.script = 'ticker' CROSS JOIN (VALUES ('.N'), ('.O')) AS s (suffix)
)
SELECT b.ticker, b.date, (b.close * b.factor)::float8 AS close, b.origin = 'generated' AS generated
FROM line JOIN daily_bar b ON b.ticker = line.ticker
WHERE EXISTS (SELECT 1 FROM daily_bar) AND b.date >= ${ago(event.firstSeen, PRICE_DAYS).slice(0, 10)}::date AND b.date <= ${now.slice(0, 10)}::date
ORDER BY b.ticker COLLATE "C", b.date`.execute(db);
  return rows.length === 0 ? null : reactionOf(rows, event.firstSeen, now, SHIPPED_CALENDAR);
}
