/** Bars in the database: loaded all or none, given back by ticker and date. */
import { sql, type Transaction } from 'kysely';
import {
  type Database,
  type Db,
  daysIn,
  doublesIn,
  isAscending,
  literalOf,
  textLiteralOf,
} from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import { type Bar, GENERATED } from './bar.ts';
import type { BarsFile } from './bars-csv.ts';
import { dateOf } from './day.ts';
import { underPresentTickers } from './former-ticker.repository.ts';

/** Rows a statement. Larger ones are slower: their arrays are read from the beginning for every row. */
const BATCH = 5_000;
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
export async function writeBars(trx: Transaction<Database>, given: readonly Bar[]): Promise<ImportCounts> {
  const bars = await underPresentTickers(trx, given, (b) => b.date);
  // While the server stores one batch, the next is written out.
  let stored: Promise<unknown> = Promise.resolve();
  for (let at = 0; at < bars.length; at += BATCH) {
    const part = bars.slice(at, at + BATCH);
    const numbers = (of: (bar: Bar) => number | null) => literalOf(part.map(of));
    const texts = (of: (bar: Bar) => string) => textLiteralOf(part.map(of));
    const statement = sql`
        INSERT INTO daily_bar (ticker, date, open, high, low, close, volume, turnover, factor, origin)
        SELECT * FROM unnest(
          ${texts((b) => b.ticker)}::text::text[], ${texts((b) => b.date)}::text::date[],
          ${numbers((b) => b.open)}::text::float8[], ${numbers((b) => b.high)}::text::float8[],
          ${numbers((b) => b.low)}::text::float8[], ${numbers((b) => b.close)}::text::float8[],
          ${numbers((b) => b.volume)}::text::float8[], ${numbers((b) => b.turnover)}::text::float8[],
          ${numbers((b) => b.factor)}::text::float8[], ${texts((b) => b.origin)}::text::text[])
        ON CONFLICT (ticker, date) DO UPDATE SET
          open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
          volume = excluded.volume, turnover = excluded.turnover, factor = excluded.factor, origin = excluded.origin
        WHERE excluded.origin <> ${GENERATED} OR daily_bar.origin = ${GENERATED}`;
    await stored;
    stored = statement.execute(trx);
    // A failure is met at the next await, with every later batch unsent; until then it is not unhandled.
    stored.catch(() => {});
    // Lets the batch out before the next is made: making one blocks the process.
    await new Promise((sent) => setImmediate(sent));
  }
  await stored;
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
  const column = (name: 'open' | 'high' | 'low' | 'close' | 'volume' | 'turnover' | 'factor') =>
    sql`string_agg(float8send(coalesce(${sql.ref(name)}, 'NaN')), '')`;
  // A share at a time, by the primary key: sorting the bars of all of them costs four times as much, and a work file.
  const { rows } = await sql<
    Record<'days' | 'generated' | (typeof NUMBERS)[number], Uint8Array> & { ticker: string }
  >`
    SELECT t.ticker, b.* FROM (${tickersWithBars(wanted.tickers)}) AS t CROSS JOIN LATERAL (
    SELECT string_agg(date_send(date), '') AS days,
      string_agg(CASE origin WHEN ${GENERATED} THEN '\\x01'::bytea ELSE '\\x00'::bytea END, '') AS generated,
      ${sql.join(NUMBERS.map((name) => sql`${column(name)} AS ${sql.ref(name)}`))}
    -- Sorted once here: within each aggregate it takes three times as long as the rest.
    FROM (SELECT * FROM daily_bar
      WHERE ticker = t.ticker AND date <= ${wanted.to}::date
        ${wanted.from === undefined ? sql`` : sql`AND date >= ${wanted.from}::date`}
      ORDER BY date) AS d) AS b
    WHERE b.days IS NOT NULL`.execute(db);
  rows.sort((a, b) => (a.ticker < b.ticker ? -1 : 1));
  // A date's text is the same object in every share's bars of that day.
  const dates = new Map<number, string>();
  const dateAt = (day: number): string => {
    let found = dates.get(day);
    if (found === undefined) {
      found = dateOf(day);
      dates.set(day, found);
    }
    return found;
  };
  return new Map(
    rows.map((row) => {
      const days = daysIn(row.days);
      if (!isAscending(days)) throw new Error(`the bars of ${row.ticker} came out of order`);
      const [open, high, low, close, volume, turnover, factor] = NUMBERS.map((name) =>
        doublesIn(row[name]),
      ) as [...Float64Array[]];
      const known = (x: number): number | null => (Number.isNaN(x) ? null : x);
      const bars = Array.from(
        days,
        (day, i): Bar => ({
          ticker: row.ticker,
          date: dateAt(day),
          open: open![i]!,
          high: high![i]!,
          low: low![i]!,
          close: close![i]!,
          volume: known(volume![i]!),
          turnover: known(turnover![i]!),
          factor: factor![i]!,
          origin: row.generated[i] === 1 ? GENERATED : 'imported',
        }),
      );
      return [row.ticker, bars];
    }),
  );
}

/** The first day stored of a share; null where there is none. */
export async function firstBarDay(db: Db, ticker: string): Promise<string | null> {
  const row = await db
    .selectFrom('daily_bar')
    .select('date')
    .where('ticker', '=', ticker)
    .orderBy('date')
    .limit(1)
    .executeTakeFirst();
  return row?.date ?? null;
}

const NUMBERS = ['open', 'high', 'low', 'close', 'volume', 'turnover', 'factor'] as const;

/** Distinct tickers by hops over the primary key: a plain DISTINCT would read every bar. */
export function tickersWithBars(tickers: readonly string[] | undefined): ReturnType<typeof sql> {
  if (tickers !== undefined) return sql`SELECT DISTINCT unnest(${tickers}::text[]) AS ticker`;
  return sql`
    WITH RECURSIVE hop AS (
      (SELECT ticker FROM daily_bar ORDER BY ticker LIMIT 1)
      UNION ALL
      SELECT (SELECT d.ticker FROM daily_bar d WHERE d.ticker > hop.ticker ORDER BY d.ticker LIMIT 1)
      FROM hop WHERE hop.ticker IS NOT NULL
    ) SELECT ticker FROM hop WHERE ticker IS NOT NULL`;
}
