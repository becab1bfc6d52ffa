/** Daily bars: what one share did on one day, in the currency it is quoted in. */
import type { Calendar, Exchange } from './session.ts';

export interface Bar {
  /** As in the universe: `6608.HK`, `688521.SH`. */
  readonly ticker: string;
  readonly date: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Shares traded; 0 on a day of suspension; null when the source does not say. */
  readonly volume: number | null;
  /** Value traded, in the quote's currency; null when the source does not say. */
  readonly turnover: number | null;
  /** Cumulative adjustment for splits and dividends: a price is comparable across days once multiplied by its factor. */
  readonly factor: number;
  /** Where the row came from; `generated` marks an invented series wherever it is shown. */
  readonly origin: 'imported' | 'generated';
}

export const GENERATED = 'generated' as const;

const SUFFIXES: Readonly<Record<string, Exchange>> = {
  HK: 'XHKG',
  SH: 'XSHG',
  SZ: 'XSHE',
  BJ: 'BJSE',
  N: 'XNYS',
  O: 'XNAS',
};

/** The exchange of a ticker by its suffix; null when it is none that is known. */
export function exchangeOf(ticker: string): Exchange | null {
  return SUFFIXES[ticker.slice(ticker.lastIndexOf('.') + 1).toUpperCase()] ?? null;
}

/** Comparable close: close × factor. */
export function adjustedClose(bar: Bar): number {
  return bar.close * bar.factor;
}

/** No trade was made that day, although the source has a row for it. */
export function isSuspendedBar(bar: Bar): boolean {
  return bar.volume === 0;
}

/**
 * Sessions of the exchange without a trade between a series' first and last bar: days of suspension, or holes in the data.
 * `bars` ascending by date, one ticker.
 */
export function gapsIn(bars: readonly Bar[], exchange: Exchange, calendar: Calendar): string[] {
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) return [];
  const traded = new Set(bars.filter((b) => !isSuspendedBar(b)).map((b) => b.date));
  return calendar
    .sessions(exchange, first.date, last.date)
    .map((s) => s.date)
    .filter((date) => !traded.has(date));
}

/** The row as an imported bar, or the sentence that says why it is none. */
export function checkedBar(row: Omit<Bar, 'origin'>): Bar | string {
  let { open, high, low } = row;
  const { close, volume, turnover, factor } = row;
  // On a day of suspension exporters write the last close and zeros for the rest.
  if (open === 0 && high === 0 && low === 0 && (volume === 0 || volume === null))
    [open, high, low] = [close, close, close];
  // Ten million rows pass here: what names the bad one is only made where there is one.
  if (!(open > 0 && high > 0 && low > 0 && close > 0 && factor > 0)) {
    const bad = Object.entries({ open, high, low, close, factor }).find(([, value]) => !(value > 0))!;
    return `${bad[0]} ${bad[1]} is not above 0`;
  }
  if (high < Math.max(open, close, low))
    return `high ${high} is below open ${open}, low ${low} or close ${close}`;
  if (low > Math.min(open, close)) return `low ${low} is above open ${open} or close ${close}`;
  if (volume !== null && !(volume >= 0)) return `volume ${volume} is below 0`;
  if (turnover !== null && !(turnover >= 0)) return `turnover ${turnover} is below 0`;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(row.date)) return `date "${row.date}" is not a date (2024-02-09)`;
  const { ticker, date } = row;
  return { ticker, date, open, high, low, close, volume, turnover, factor, origin: 'imported' };
}
