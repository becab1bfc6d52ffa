/** Crowding of many companies at an instant, by one statement over their last bars. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Db, daysIn, doublesIn, isAscending, packageFolder } from '../db/index.ts';
import { exchangeOf, GENERATED } from './bar.ts';
import { tickersWithBars } from './bars.repository.ts';
import { houseCalendar } from './calendar.repository.ts';
import { type Crowding, type CrowdingThresholds, crowdingOfCloses } from './crowding.ts';
import { dateOf } from './day.ts';
import { type Calendar, EXCHANGES } from './session.ts';
import { readThresholds } from './settings.ts';

const SUFFIXES = ['HK', 'SH', 'SZ', 'BJ', 'N', 'O'] as const;

let house: CrowdingThresholds | undefined;

/** By the house's thresholds and its calendar as it was known at the instant; see `crowdingAt`. */
export async function houseCrowding(
  db: Db,
  instant: string,
  tickers: readonly string[],
): Promise<Map<string, Crowding>> {
  // Most installations begin without bars: one look, and no calendar is read.
  const any = await db.selectFrom('daily_bar').select('ticker').limit(1).executeTakeFirst();
  if (any === undefined || tickers.length === 0) return new Map();
  house ??= readThresholds(
    readFileSync(join(packageFolder(), 'library', 'market', 'crowding.yaml'), 'utf8'),
    'market/crowding.yaml',
  );
  return crowdingAt(db, instant, house, await houseCalendar(db, instant), tickers);
}

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
    Record<'days' | 'closes' | 'turnovers' | 'generated', Uint8Array> & { ticker: string; day: string }
  >`
    SELECT t.ticker, w.day, b.days, b.closes, b.turnovers, b.generated
    FROM (${tickersWithBars(tickers)}) AS t
    JOIN unnest(${closed.map((c) => c.suffix)}::text[], ${closed.map((c) => c.date)}::date[]) AS w(suffix, day)
      ON w.suffix = split_part(t.ticker, '.', 2)
    -- The rows come sorted, newest first: sorting them again within each aggregate takes three times as long as the rest.
    CROSS JOIN LATERAL (
      SELECT string_agg(date_send(date), '') AS days,
             string_agg(float8send(close * factor), '') AS closes,
             string_agg(float8send(coalesce(turnover, 'NaN')), '') AS turnovers,
             string_agg(CASE origin WHEN ${GENERATED} THEN '\\x01'::bytea ELSE '\\x00'::bytea END, '') AS generated
      FROM (SELECT date, close, factor, turnover, origin FROM daily_bar WHERE ticker = t.ticker AND date <= w.day
            ORDER BY date DESC LIMIT ${thresholds.windowSessions}) AS last
    ) AS b
    WHERE b.days IS NOT NULL
    ORDER BY t.ticker COLLATE "C"`.execute(db);
  const found = new Map<string, Crowding>();
  for (const row of rows) {
    const days = daysIn(row.days).reverse();
    if (!isAscending(days)) throw new Error(`the bars of ${row.ticker} came out of order`);
    const series = {
      closes: doublesIn(row.closes).reverse(),
      turnovers: doublesIn(row.turnovers).reverse(),
      dateAt: (i: number) => dateOf(days[i]!),
      generated: row.generated[0] === 1,
    };
    const result = crowdingOfCloses(series, row.day, thresholds);
    if (result !== null) found.set(row.ticker, result);
  }
  return found;
}
