/** What held of a listing between dates: special treatment (ST, *ST), Stock Connect eligibility. Pure; rows are handed in. */
import type { Problem } from './bars-csv.ts';
import { readDay, readTable } from './table-file.ts';
import { tickerOf } from './ticker.ts';

export const STATUSES = ['special_treatment', 'connect'] as const;
export type Status = (typeof STATUSES)[number];

/** Half open: `until` is the first day on which it no longer held; null while it does. */
export interface Span {
  readonly since: string;
  readonly until: string | null;
}
export interface StatusRow extends Span {
  readonly ticker: string;
  readonly status: Status;
  /** Checked against the exchange's own list. */
  readonly verified: boolean;
  readonly source: { readonly title: string; readonly url: string; readonly date: string };
}
export interface StatusFile {
  readonly rows: StatusRow[];
  readonly problems: Problem[];
}

export function holdsOn(spans: readonly Span[] | undefined, date: string): boolean {
  return spans?.some((s) => s.since <= date && (s.until === null || date < s.until)) ?? false;
}

/** The exchanges publish the changes of their Stock Connect lists since this day in a form that can be followed back. */
const CONNECT_LISTS_FROM = '2023-01-01';

const NAMES = {
  ticker: ['code', 'symbol', '代码', '证券代码', '股票代码', '代號'],
  status: ['kind', '状态', '類別', '类别'],
  since: ['from', 'start', '起', '生效日期', '开始日期', '纳入日期'],
  until: ['to', 'end', '止', '失效日期', '结束日期', '调出日期'],
  verified: ['checked', '已核实', '已核實'],
  source: ['source_title', 'title', '来源', '來源'],
  url: ['source_url', 'link', '链接', '網址'],
  date: ['source_date', '来源日期', '公布日期'],
} as const;
const WORDS: Readonly<Record<string, Status>> = {
  special_treatment: 'special_treatment',
  st: 'special_treatment',
  '*st': 'special_treatment',
  风险警示: 'special_treatment',
  connect: 'connect',
  stock_connect: 'connect',
  沪深港通: 'connect',
  港股通: 'connect',
  沪股通: 'connect',
  深股通: 'connect',
};

/** A CSV of statuses; with one problem nothing of it is to be loaded. Connect spans before 2023 count as unverified. */
export function parseStatusCsv(bytes: Uint8Array): StatusFile {
  const table = readTable(bytes, NAMES, ['ticker', 'status', 'since', 'source', 'date']);
  const problems = [...table.problems];
  const seen = new Map<string, number>();
  const rows = table.rows.flatMap((row): StatusRow[] => {
    const bad = (what: string): StatusRow[] => {
      problems.push({ line: row.line, what });
      return [];
    };
    const ticker = tickerOf(row.get('ticker'));
    const status = WORDS[row.get('status').toLowerCase()];
    const since = readDay(row.get('since'));
    const until = row.get('until') === '' ? null : readDay(row.get('until'));
    const date = readDay(row.get('date'));
    if (ticker === null)
      return bad(`ticker "${row.get('ticker')}" is none that is known (6608.HK, 688521.SH)`);
    if (status === undefined)
      return bad(`status "${row.get('status')}" is none that is known (${STATUSES.join(', ')})`);
    if (since === null) return bad(`since "${row.get('since')}" is not a date (2024-02-09)`);
    if (until === null && row.get('until') !== '')
      return bad(`until "${row.get('until')}" is not a date (2024-02-09)`);
    if (until !== null && until <= since) return bad(`until ${until} is not after since ${since}`);
    if (date === null) return bad(`date "${row.get('date')}" is not a date (2024-02-09)`);
    if (row.get('source') === '') return bad('source is empty');
    const key = `${ticker} ${status} ${since}`;
    const earlier = seen.get(key);
    if (earlier !== undefined) return bad(`${key} was given on line ${earlier} already`);
    seen.set(key, row.line);
    const said = /^(true|yes|1|y|是)$/i.test(row.get('verified'));
    const verified = said && (status !== 'connect' || since >= CONNECT_LISTS_FROM);
    const source = { title: row.get('source'), url: row.get('url'), date };
    return [{ ticker, status, since, until, verified, source }];
  });
  return { rows, problems: problems.sort((a, b) => a.line - b.line) };
}
