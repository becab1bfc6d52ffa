/** Bars, sessions and sizing rows in the database. Functions that write more than one row do it in one transaction. */
import { sql, type Transaction } from 'kysely';
import type { Database, Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import { type Bar, exchangeOf, GENERATED } from './bar.ts';
import type { BarsFile } from './bars-csv.ts';
import { type Crowding, type CrowdingThresholds, crowding } from './crowding.ts';
import { type Calendar, EXCHANGES, FIRST_YEAR, LAST_YEAR } from './session.ts';
import type { SizingRow } from './settings.ts';

/** Rows a statement: parameters are arrays, a column each, so that their number does not grow with the rows. */
const BATCH = 20_000;
const PROBLEMS_SHOWN = 5;

export interface ImportCounts {
  readonly bars: number;
  readonly tickers: number;
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * Loads bars, all or none. A bar of the same ticker and day is replaced, but an imported one never by a generated one.
 */
export async function importBars(db: Db, bars: readonly Bar[]): Promise<ImportCounts> {
  return db.transaction().execute((trx) => writeBars(trx, bars));
}

/** The same within a transaction that records where the bars came from. */
export async function writeBars(trx: Transaction<Database>, bars: readonly Bar[]): Promise<ImportCounts> {
  for (let at = 0; at < bars.length; at += BATCH) {
    const part = bars.slice(at, at + BATCH);
    const column = <T>(of: (bar: Bar) => T): T[] => part.map(of);
    await sql`
        INSERT INTO daily_bar (ticker, date, open, high, low, close, volume, turnover, factor, origin)
        SELECT * FROM unnest(
          ${column((b) => b.ticker)}::text[], ${column((b) => b.date)}::date[],
          ${column((b) => b.open)}::float8[], ${column((b) => b.high)}::float8[],
          ${column((b) => b.low)}::float8[], ${column((b) => b.close)}::float8[],
          ${column((b) => b.volume)}::float8[], ${column((b) => b.turnover)}::float8[],
          ${column((b) => b.factor)}::float8[], ${column((b) => b.origin)}::text[])
        ON CONFLICT (ticker, date) DO UPDATE SET
          open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
          volume = excluded.volume, turnover = excluded.turnover, factor = excluded.factor, origin = excluded.origin
        WHERE excluded.origin <> ${GENERATED} OR daily_bar.origin = ${GENERATED}`.execute(trx);
  }
  let from: string | null = null;
  let to: string | null = null;
  for (const { date } of bars) {
    if (from === null || date < from) from = date;
    if (to === null || date > to) to = date;
  }
  return { bars: bars.length, tickers: new Set(bars.map((b) => b.ticker)).size, from, to };
}

/** A read file into the database; throws BARS_INVALID with the bad lines, and then nothing is loaded. */
export async function importBarsFile(db: Db, file: BarsFile, name: string): Promise<ImportCounts> {
  const { problems } = file;
  if (problems.length > 0) {
    const shown = problems.slice(0, PROBLEMS_SHOWN).map((p) => `line ${p.line}: ${p.what}`);
    const more = problems.length > PROBLEMS_SHOWN ? `; and ${problems.length - PROBLEMS_SHOWN} more` : '';
    throw new DuibiaoError('BARS_INVALID', { file: name, what: `${shown.join('; ')}${more}` });
  }
  return importBars(db, file.bars);
}

export interface BarsWanted {
  /** All tickers unless given. */
  readonly tickers?: readonly string[];
  readonly from?: string;
  readonly to: string;
}

/** Bars up to a day, by ticker, ascending by date. */
export async function loadBars(db: Db, wanted: BarsWanted): Promise<Map<string, Bar[]>> {
  let query = db
    .selectFrom('daily_bar')
    .select(['ticker', 'date', 'open', 'high', 'low', 'close', 'volume', 'turnover', 'factor', 'origin'])
    .where('date', '<=', wanted.to);
  if (wanted.from !== undefined) query = query.where('date', '>=', wanted.from);
  if (wanted.tickers !== undefined)
    query = query.where('ticker', '=', sql<string>`any(${wanted.tickers}::text[])`);
  const byTicker = new Map<string, Bar[]>();
  for (const row of await query.orderBy('ticker').orderBy('date').execute()) {
    const list = byTicker.get(row.ticker);
    const bar = { ...row, origin: row.origin === GENERATED ? ('generated' as const) : ('imported' as const) };
    if (list === undefined) byTicker.set(row.ticker, [bar]);
    else list.push(bar);
  }
  return byTicker;
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
  const found = new Map<string, Crowding>();
  // Hong Kong and the mainland may have closed their last sessions on different days.
  const closed = EXCHANGES.flatMap((exchange) => {
    const session = calendar.lastSessionBefore(exchange, instant);
    return session === null ? [] : [{ suffixes: suffixesOf(exchange), date: session.date }];
  });
  for (const { suffixes, date } of closed) {
    const rows = await sql<{
      ticker: string;
      dates: string;
      closes: string;
      turnovers: string;
      generated: boolean;
    }>`
      SELECT t.ticker, b.dates, b.closes, b.turnovers, b.generated
      FROM (${tickersWithBars(tickers)}) AS t
      CROSS JOIN LATERAL (
        SELECT string_agg(date::text, ',' ORDER BY date) AS dates,
               string_agg((close * factor)::text, ',' ORDER BY date) AS closes,
               string_agg(coalesce(turnover::text, ''), ',' ORDER BY date) AS turnovers,
               (array_agg(origin ORDER BY date DESC))[1] = ${GENERATED} AS generated
        FROM (SELECT * FROM daily_bar WHERE ticker = t.ticker AND date <= ${date}::date
              ORDER BY date DESC LIMIT ${thresholds.windowSessions}) AS last
      ) AS b
      WHERE b.dates IS NOT NULL AND split_part(t.ticker, '.', 2) = any(${suffixes}::text[])`.execute(db);
    for (const row of rows.rows) {
      const result = crowding(barsOf(row), date, thresholds);
      if (result !== null) found.set(row.ticker, result);
    }
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

function suffixesOf(exchange: (typeof EXCHANGES)[number]): string[] {
  return ['HK', 'SH', 'SZ', 'N', 'O'].filter((suffix) => exchangeOf(`0.${suffix}`) === exchange);
}

function barsOf(row: {
  ticker: string;
  dates: string;
  closes: string;
  turnovers: string;
  generated: boolean;
}): Bar[] {
  const closes = row.closes.split(',');
  const turnovers = row.turnovers.split(',');
  const origin = row.generated ? 'generated' : 'imported';
  return row.dates.split(',').map((date, i) => {
    const close = Number(closes[i]);
    const turnover = turnovers[i] === '' ? null : Number(turnovers[i]);
    return {
      ticker: row.ticker,
      date,
      open: close,
      high: close,
      low: close,
      close,
      volume: null,
      turnover,
      factor: 1,
      origin,
    };
  });
}

/** Writes every session of a calendar, for analysts to join on; replaces what stood there. Returns the number of rows. */
export async function storeSessions(db: Db, calendar: Calendar): Promise<number> {
  return db.transaction().execute((trx) => writeSessions(trx, calendar));
}

function sessionRows(calendar: Calendar) {
  return EXCHANGES.flatMap((exchange) =>
    calendar.sessions(exchange, `${FIRST_YEAR}-01-01`, `${LAST_YEAR}-12-31`).map((s) => ({
      exchange,
      ...s,
      provisional: calendar.isProvisional(exchange, Number(s.date.slice(0, 4))),
    })),
  );
}

/** Are the stored sessions other than the calendar's? Told by their number and the sums of their instants. */
export async function sessionsDiffer(db: Db, calendar: Calendar): Promise<boolean> {
  const rows = sessionRows(calendar);
  const seconds = (of: (row: (typeof rows)[number]) => string): number =>
    rows.reduce((sum, r) => sum + Date.parse(of(r)) / 1000, 0);
  const { rows: stored } = await sql<{ n: number; provisional: number; opens: number; closes: number }>`
    SELECT count(*)::float8 AS n, count(*) FILTER (WHERE provisional)::float8 AS provisional,
      coalesce(sum(extract(epoch FROM open_at)), 0)::float8 AS opens, coalesce(sum(extract(epoch FROM close_at)), 0)::float8 AS closes
    FROM trading_session`.execute(db);
  const { n, provisional, opens, closes } = stored[0]!;
  return (
    n !== rows.length ||
    provisional !== rows.filter((r) => r.provisional).length ||
    opens !== seconds((r) => r.open) ||
    closes !== seconds((r) => r.close)
  );
}

/** The same within a transaction that changes the calendar. */
export async function writeSessions(trx: Transaction<Database>, calendar: Calendar): Promise<number> {
  const rows = sessionRows(calendar);
  const column = <T>(of: (row: (typeof rows)[number]) => T): T[] => rows.map(of);
  await trx.deleteFrom('trading_session').execute();
  await sql`
    INSERT INTO trading_session (exchange, date, open_at, close_at, break_start, break_end, provisional)
    SELECT * FROM unnest(${column((r) => r.exchange)}::text[], ${column((r) => r.date)}::date[],
      ${column((r) => r.open)}::timestamptz[], ${column((r) => r.close)}::timestamptz[],
      ${column((r) => r.breakStart)}::timestamptz[], ${column((r) => r.breakEnd)}::timestamptz[],
      ${column((r) => r.provisional)}::boolean[])`.execute(trx);
  return rows.length;
}

/** The library's sizing rows replace those in the table. Traits and themes must be loaded before. */
export async function storeSizing(db: Db, rows: readonly SizingRow[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('sizing').execute();
    if (rows.length === 0) return;
    await trx
      .insertInto('sizing')
      .values(
        rows.map((r) => ({
          id: r.id,
          trait_id: r.traitId,
          theme_id: r.themeId,
          name_zh: r.nameZh,
          name_en: r.nameEn,
          market_size: r.marketSize,
          unit: r.unit,
          fee_low: r.feeLow,
          fee_high: r.feeHigh,
          share: r.share ?? null,
          source_title: r.source,
          source_url: r.sourceUrl,
          source_date: r.date,
        })),
      )
      .execute();
  });
}

/** Sizing rows for traits or themes, whose source was public on the day. */
export async function loadSizing(
  db: Db,
  wanted: {
    readonly traitIds: readonly string[];
    readonly themeIds: readonly string[];
    readonly asOf: string;
  },
): Promise<SizingRow[]> {
  const rows = await db
    .selectFrom('sizing')
    .selectAll()
    .where(
      sql<boolean>`(trait_id = any(${wanted.traitIds}::text[]) OR theme_id = any(${wanted.themeIds}::text[]))`,
    )
    .where('source_date', '<=', wanted.asOf.slice(0, 10))
    .orderBy('id')
    .execute();
  return rows.map((r) => ({
    id: r.id,
    traitId: r.trait_id,
    themeId: r.theme_id,
    nameZh: r.name_zh,
    nameEn: r.name_en,
    marketSize: r.market_size,
    unit: r.unit,
    feeLow: r.fee_low,
    feeHigh: r.fee_high,
    ...(r.share === null ? {} : { share: r.share }),
    source: r.source_title,
    sourceUrl: r.source_url,
    date: r.source_date,
  }));
}
