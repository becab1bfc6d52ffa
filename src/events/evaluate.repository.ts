import { sql } from 'kysely';
import type { Article, Origin } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import { eventSurprise } from '../releases/index.ts';
import { type EventState, saveHype, saveState } from './event.repository.ts';
import { type HypeSettings, nextState, scoreHype } from './hype.ts';

export interface HypeLibrary {
  readonly settings: HypeSettings;
  /** Whether a text speaks the language of hype. */
  isLoud(title: string, body: string): boolean;
  /** Hours between two instants on which at least one of the markets we follow was open that day. */
  marketHours(from: string, to: string): number;
}

export interface Moved {
  readonly from: EventState;
  readonly to: EventState;
  readonly reason: string;
}

/** Weight of the newest day in a theme's moving average of articles a day. */
const ALPHA = 0.2;
const BASELINE_DAYS = 28;

/**
 * Scores an event as of a moment and moves its state; both are rows.
 * @returns the change of state, null where there was none.
 */
export async function evaluateEvent(
  db: Db,
  id: string,
  now: string,
  articles: readonly Article[],
  library: HypeLibrary,
): Promise<Moved | null> {
  const event = await db
    .selectFrom('event')
    .select(['state', 'issuer_entity', 'parent_event_id', 'origin', 'first_seen', 'last_seen'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const theme = await db
    .selectFrom('event_theme')
    .select(['theme_id', 'weight'])
    .where('event_id', '=', id)
    .execute();
  const strongest =
    theme.sort((a, b) => b.weight - a.weight || (a.theme_id < b.theme_id ? -1 : 1))[0]?.theme_id ?? null;
  const { score, components } = scoreHype(
    {
      articles: articles.map((a) => ({
        publishedAt: a.publishedAt,
        outlet: a.outlet,
        tier: a.tier,
        firstHand: a.firstHand,
        loud: library.isLoud(a.title, a.body),
      })),
      now,
      baselinePerDay: await baseline(
        db,
        strongest,
        streamOrigins(event.origin as Origin),
        now,
        event.first_seen,
        library.settings.priorPerDay,
      ),
      similarBefore: await similarBefore(
        db,
        id,
        event.issuer_entity,
        strongest,
        event.first_seen,
        streamOrigins(event.origin as Origin),
      ),
      isDevelopment: event.parent_event_id !== null,
      surprise: await eventSurprise(db, id),
      priceMove: null,
    },
    library.settings,
  );
  await saveHype(db, id, now, { score, ...components, weightsVersion: library.settings.version });
  const next = nextState(
    {
      state: event.state as EventState,
      score,
      outlets: new Set(articles.map((a) => a.outlet)).size,
      silentHours: library.marketHours(event.last_seen, now),
    },
    library.settings,
  );
  const from = await saveState(db, id, now, next.state, next.reason);
  return from === null ? null : { from, to: next.state, reason: next.reason };
}

const streamOrigins = (origin: Origin): Origin[] =>
  origin === 'live' || origin === 'ingest' ? ['live', 'ingest'] : [origin];

/** EWMA of the theme's articles a day over the days before the event began, from a prior: its own wave is not its usual. */
async function baseline(
  db: Db,
  theme: string | null,
  origins: Origin[],
  now: string,
  firstSeen: string,
  prior: number,
): Promise<number> {
  if (theme === null) return prior;
  const until = firstSeen < now ? firstSeen : now;
  const since = new Date(Date.parse(until) - BASELINE_DAYS * 86_400_000).toISOString();
  const { rows } = await sql<{ day: number; n: number }>`
SELECT floor(extract(epoch FROM (${until}::timestamptz - a.published_at)) / 86400)::integer AS day, count(DISTINCT a.id)::integer AS n
FROM article_theme t JOIN article a ON a.id = t.article_id
WHERE t.theme_id = ${theme} AND a.published_at < ${until}::timestamptz AND a.published_at >= ${since}::timestamptz AND a.origin IN (SELECT unnest(${origins}::text[]))
GROUP BY 1`.execute(db);
  const counts = new Map(rows.map((r) => [r.day, r.n]));
  const oldest = Math.max(-1, ...counts.keys());
  let average = prior;
  for (let day = oldest; day >= 0; day--) average = (1 - ALPHA) * average + ALPHA * (counts.get(day) ?? 0);
  return Math.round(average * 1000) / 1000;
}

async function similarBefore(
  db: Db,
  id: string,
  issuer: string | null,
  theme: string | null,
  firstSeen: string,
  origins: Origin[],
): Promise<number> {
  if (issuer === null || theme === null) return 0;
  const since = new Date(Date.parse(firstSeen) - 60 * 86_400_000).toISOString();
  const row = await db
    .selectFrom('event')
    .innerJoin('event_theme', 'event_theme.event_id', 'event.id')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('event.id', '<>', id)
    .where('event.issuer_entity', '=', issuer)
    .where('event_theme.theme_id', '=', theme)
    .where('event_theme.weight', '>=', 0.4)
    .where('event.first_seen', '<', firstSeen)
    .where('event.first_seen', '>=', since)
    .where('event.origin', 'in', origins)
    .executeTakeFirstOrThrow();
  return Number(row.n);
}

/** Open events that time may move: not yet closed, last told of more than an hour ago. */
export async function agingEvents(db: Db, origins: readonly Origin[], now: string): Promise<string[]> {
  const rows = await db
    .selectFrom('event')
    .select('id')
    .where('origin', 'in', [...origins])
    .where('state', 'in', ['emerging', 'hype', 'fading'])
    .where('last_seen', '<', new Date(Date.parse(now) - 3_600_000).toISOString())
    .execute();
  return rows.map((r) => r.id).sort();
}
