/** What a share was valued at, day by day, and where the newest value stands among its own past. */
import type { Problem } from './bars-csv.ts';
import { readDay, readTable } from './table-file.ts';
import { tickerOf } from './ticker.ts';

/** Price over earnings, book value and sales of the last twelve months. */
export const METRICS = ['pe', 'pb', 'ps'] as const;
export type Metric = (typeof METRICS)[number];
export interface ValuationRow {
  readonly ticker: string;
  readonly date: string;
  readonly metric: Metric;
  readonly value: number;
}
/** Days looked back on, about five years of sessions; with fewer than `LEAST` nothing is said. */
export const VALUATION_DAYS = 1250;
const LEAST = 60;

/**
 * Share of the past values that are at most the newest one, 0 to 1: 1 is the dearest it has been. Losses have no price over
 * earnings, so values that are not above 0 are left out; null when the newest is one of them or too few are left.
 * @param values ascending by date, of one metric
 */
export function percentileOf(values: readonly number[]): number | null {
  const newest = values.at(-1);
  const known = values.slice(-VALUATION_DAYS).filter((v) => v > 0);
  if (newest === undefined || !(newest > 0) || known.length < LEAST) return null;
  return known.filter((v) => v <= newest).length / known.length;
}

const NAMES = {
  ticker: ['code', 'symbol', 'ts_code', '代码', '证券代码', '股票代码'],
  date: ['trade_date', 'day', '日期', '交易日期'],
  pe: ['pe_ttm', 'pettm', '市盈率', '市盈率ttm', '滚动市盈率'],
  pb: ['pb_mrq', 'pb_lf', '市净率'],
  ps: ['ps_ttm', 'psttm', '市销率', '市销率ttm'],
} as const;

export interface ValuationFile {
  readonly rows: ValuationRow[];
  readonly problems: Problem[];
}

/** A CSV of valuations, a row a ticker and day; empty cells are no value. With one problem nothing of it is to be loaded. */
export function parseValuationCsv(bytes: Uint8Array): ValuationFile {
  const table = readTable(bytes, NAMES, ['ticker', 'date']);
  const problems = [...table.problems];
  if (problems.length === 0 && !METRICS.some((m) => table.has(m)))
    problems.push({ line: 1, what: `no column for any of ${METRICS.join(', ')}` });
  const seen = new Map<string, number>();
  const rows = table.rows.flatMap((row): ValuationRow[] => {
    const ticker = tickerOf(row.get('ticker'));
    const date = readDay(row.get('date'));
    const bad = (what: string): ValuationRow[] => {
      problems.push({ line: row.line, what });
      return [];
    };
    if (ticker === null)
      return bad(`ticker "${row.get('ticker')}" is none that is known (6608.HK, 688521.SH)`);
    if (date === null) return bad(`date "${row.get('date')}" is not a date (2024-02-09)`);
    const earlier = seen.get(`${ticker} ${date}`);
    if (earlier !== undefined) return bad(`${ticker} ${date} was given on line ${earlier} already`);
    seen.set(`${ticker} ${date}`, row.line);
    const wrong = METRICS.find((m) => row.get(m) !== '' && !Number.isFinite(Number(row.get(m))));
    if (wrong !== undefined) return bad(`${wrong} "${row.get(wrong)}" is not a number`);
    return METRICS.filter((m) => row.get(m) !== '').map((metric) => ({
      ticker,
      date,
      metric,
      value: Number(row.get(metric)),
    }));
  });
  return { rows, problems: problems.sort((a, b) => a.line - b.line) };
}
