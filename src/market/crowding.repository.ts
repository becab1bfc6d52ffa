/** Crowding of many companies at an instant, by one statement over their last bars. */
import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import { exchangeOf, GENERATED } from './bar.ts';
import { type Crowding, type CrowdingThresholds, crowdingOfCloses } from './crowding.ts';
import { dateOf } from './day.ts';
import { daysIn, doublesIn } from './packed.ts';
import { type Calendar, EXCHANGES } from './session.ts';

const SUFFIXES = ['HK', 'SH', 'SZ', 'N', 'O'] as const;

/**
 * Crowding of companies at an instant, from the sessions their exchanges had closed by then. A ticker without enough bars
 * is not in the map: "no prices".
 */
export async function crowdingAt(
  db: Db,
  instant: string,
  thresholds: CrowdingThresholds,
  calendar: Calendar,
  tickers?: readonly string[],
): Promise<Map<string, Crowding>> {
  // Hong Kong and the mainland may have closed their last sessions on different days.
  const closed = EXCHANGES.flatMap((exchange) => {
    const session = calendar.lastSessionBefore(exchange, instant);
    return session === null
      ? []
      : SUFFIXES.filter((s) => exchangeOf(`0.${s}`) === exchange).map((suffix) => ({
          suffix,
          date: session.date,
        }));
  });
  const { rows } = await sql<
    Record<'days' | 'closes' | 'turnovers' | 'generated', Uint8Array> & { ticker: string }
  >`
    SELECT t.ticker, b.days, b.closes, b.turnovers, b.generated
    FROM (${tickersWithBars(tickers)}) AS t
    JOIN unnest(${closed.map((c) => c.suffix)}::text[], ${closed.map((c) => c.date)}::date[]) AS w(suffix, day)
      ON w.suffix = split_part(t.ticker, '.', 2)
    CROSS JOIN LATERAL (
      SELECT string_agg(date_send(date), '' ORDER BY date) AS days,
             string_agg(float8send(close * factor), '' ORDER BY date) AS closes,
             string_agg(float8send(coalesce(turnover, 'NaN')), '' ORDER BY date) AS turnovers,
             string_agg(CASE origin WHEN ${GENERATED} THEN '\\x01'::bytea ELSE '\\x00'::bytea END, '' ORDER BY date) AS generated
      FROM (SELECT date, close, factor, turnover, origin FROM daily_bar WHERE ticker = t.ticker AND date <= w.day
            ORDER BY date DESC LIMIT ${thresholds.windowSessions}) AS last
    ) AS b
    WHERE b.days IS NOT NULL
    ORDER BY t.ticker COLLATE "C"`.execute(db);
  const found = new Map<string, Crowding>();
  for (const row of rows) {
    const days = daysIn(row.days);
    const series = {
      closes: doublesIn(row.closes),
      turnovers: doublesIn(row.turnovers),
      dateAt: (i: number) => dateOf(days[i]!),
      generated: row.generated.at(-1) === 1,
    };
    const result = crowdingOfCloses(series, thresholds);
    if (result !== null) found.set(row.ticker, result);
  }
  return found;
}

/** Distinct tickers by hops over the primary key: a plain DISTINCT would read every bar. */
function tickersWithBars(tickers: readonly string[] | undefined): ReturnType<typeof sql> {
  if (tickers !== undefined) return sql`SELECT DISTINCT unnest(${tickers}::text[]) AS ticker`;
  return sql`
    WITH RECURSIVE hop AS (
      (SELECT ticker FROM daily_bar ORDER BY ticker LIMIT 1)
      UNION ALL
      SELECT (SELECT d.ticker FROM daily_bar d WHERE d.ticker > hop.ticker ORDER BY d.ticker LIMIT 1)
      FROM hop WHERE hop.ticker IS NOT NULL
    ) SELECT ticker FROM hop WHERE ticker IS NOT NULL`;
}
