/**
 * Daily bars from a delimited file: columns by header, encoding by its bytes, every bad row with its line. Whoever loads
 * the result loads nothing while `problems` is not empty.
 */
import { decodeBytes } from '../extract/charset/index.ts';
import { type Bar, checkedBar } from './bar.ts';
import { type Column, type Mapped, mapHeader, REQUIRED } from './columns.ts';
import { csvRows, delimiterOf } from './csv.ts';
import { tickerOf } from './ticker.ts';

export interface Problem {
  readonly line: number;
  readonly what: string;
}
export interface BarsFile {
  /** By ticker, then by date. */
  readonly bars: Bar[];
  readonly problems: Problem[];
  readonly charset: string;
}

const PRICES = ['open', 'high', 'low', 'close'] as const;

/** `name` is the file's name: it gives the ticker where no column does (`6608.HK.csv`), and stands in messages. */
export function parseBarsCsv(bytes: Uint8Array, name: string): BarsFile {
  const { text, charset } = decodeBytes(bytes);
  const rows = csvRows(text, delimiterOf(text));
  const header = rows.next();
  if (header.done === true) return { bars: [], problems: [{ line: 1, what: 'the file is empty' }], charset };
  const mapped = mapHeader(header.value.fields);
  const named = tickerOf(name.replace(/^.*[\\/]/, '').replace(/\.(csv|tsv|txt)$/i, ''));
  const problems = headerProblems(mapped, named, header.value.fields);
  if (problems.length > 0) return { bars: [], problems, charset };
  const bars: Bar[] = [];
  // By ticker, then by day: a key of both would be a new string a row.
  const seen = new Map<string, Map<string, number>>();
  const dates = new Map<string, string>();
  const tickers = new Map<string, string | null>();
  for (const row of rows) {
    const read = readRow(row.fields, mapped, named, dates, tickers);
    if (typeof read === 'string') {
      problems.push({ line: row.line, what: read });
      continue;
    }
    let days = seen.get(read.ticker);
    if (days === undefined) {
      days = new Map();
      seen.set(read.ticker, days);
    }
    const earlier = days.get(read.date);
    if (earlier !== undefined)
      problems.push({
        line: row.line,
        what: `${read.ticker} ${read.date} was given on line ${earlier} already`,
      });
    days.set(read.date, row.line);
    bars.push(read);
  }
  if (bars.length === 0 && problems.length === 0)
    problems.push({ line: 1, what: 'there are no rows under the header' });
  bars.sort((a, b) => (a.ticker === b.ticker ? compare(a.date, b.date) : compare(a.ticker, b.ticker)));
  return { bars, problems, charset };
}

function headerProblems(mapped: Mapped, named: string | null, header: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  const shown = header.join(', ').slice(0, 120);
  if (mapped.missing.length > 0)
    problems.push({ line: 1, what: `no column for ${mapped.missing.join(', ')} among: ${shown}` });
  if (mapped.doubled.length > 0)
    problems.push({ line: 1, what: `two columns for ${mapped.doubled.join(', ')}: ${shown}` });
  if (mapped.at.ticker === undefined && named === null)
    problems.push({ line: 1, what: 'no ticker, neither as a column nor in the name of the file' });
  return problems;
}

/** A bar, or the sentence that says why the row is none. */
function readRow(
  fields: readonly string[],
  mapped: Mapped,
  named: string | null,
  dates: Map<string, string>,
  tickers: Map<string, string | null>,
): Bar | string {
  const raw = (column: Column): string => {
    const at = mapped.at[column];
    return at === undefined ? '' : (fields[at] ?? '');
  };
  const ticker = mapped.at.ticker === undefined ? named : knownTicker(raw('ticker'), tickers);
  if (ticker === null)
    return `ticker ${quoted(raw('ticker'))} is none that is known (6608.HK, 688521.SH, 300308.SZ, 920799.BJ)`;
  const date = dates.get(raw('date')) ?? dateIn(raw('date'));
  if (date === null) return `date ${quoted(raw('date'))} is not a date (2024-02-09)`;
  // A file of many tickers has each date many times.
  dates.set(raw('date'), date);
  const found: Partial<Record<Column, number>> = {};
  for (const column of ['volume', 'turnover', 'factor', ...PRICES] as const) {
    const value = numberIn(raw(column));
    if (value === 'bad') return `${column} ${quoted(raw(column))} is not a number`;
    if (value === null && REQUIRED.includes(column)) return `${column} is empty`;
    if (value !== null) found[column] = value;
  }
  const { volume, turnover, factor = 1 } = found;
  return checkedBar({
    ticker,
    date,
    open: found.open!,
    high: found.high!,
    low: found.low!,
    close: found.close!,
    volume: volume === undefined ? null : volume * mapped.scale.volume,
    turnover: turnover === undefined ? null : turnover * mapped.scale.turnover,
    factor,
  });
}

/** A file names each share on thousands of rows. */
function knownTicker(raw: string, known: Map<string, string | null>): string | null {
  let found = known.get(raw);
  if (found === undefined) {
    found = tickerOf(raw);
    known.set(raw, found);
  }
  return found;
}

function numberIn(raw: string): number | null | 'bad' {
  // Nearly all fields are plain decimals; "0x1F" is a number to JavaScript only.
  const plainNumber = raw.charCodeAt(0) <= 57 && !(raw.charCodeAt(1) > 57) ? Number(raw) : Number.NaN;
  if (raw !== '' && Number.isFinite(plainNumber)) return plainNumber;
  const plain = raw.replace(/[,\s¥$]/g, '');
  if (plain === '' || /^(-+|null|nan|none|n\/a|#n\/a)$/i.test(plain)) return null;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : 'bad';
}

function dateIn(raw: string): string | null {
  const match = /^(\d{4})(?:[-/.年])?(\d{1,2})(?:[-/.月])?(\d{1,2})日?(?:[ T].*)?$/.exec(raw.trim());
  if (match === null) return null;
  const date = `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}`;
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date) ? date : null;
}

function quoted(raw: string): string {
  return `"${raw.slice(0, 40)}"`;
}
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
