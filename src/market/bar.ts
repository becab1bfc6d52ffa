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

export const GENERATED = 'generated';

const SUFFIXES: Readonly<Record<string, Exchange>> = {
  HK: 'XHKG',
  SH: 'XSHG',
  SZ: 'XSHE',
  N: 'XNYS',
  O: 'XNAS',
};

/** The exchange of a ticker by its suffix; null when it is none of the five. */
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
