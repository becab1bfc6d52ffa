/** One share's bars as comparable prices (× factor), searched by date; and whether a price could be had. */
import {
  type Bar,
  boardOf,
  GENERATED,
  holdsOn,
  limitPrices,
  priceLimit,
  type Span,
} from '../market/index.ts';

export interface PriceSeries {
  readonly bars: readonly Bar[];
  readonly generated: boolean;
  /** Days under special treatment. */
  readonly special: readonly Span[];
}

/** Bars up to the study's present; days without a trade are left out. */
export function priceSeries(bars: readonly Bar[], asOf: string, special: readonly Span[] = []): PriceSeries {
  const kept = bars.filter((b) => b.date <= asOf && b.volume !== 0);
  return { bars: kept, generated: kept.some((b) => b.origin === GENERATED), special };
}

/** Index of the first bar on or after the date. */
export function barFrom(series: PriceSeries, date: string): number {
  let low = 0;
  let high = series.bars.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (series.bars[middle]!.date < date) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function adjustedOpen(bar: Bar): number {
  return bar.open * bar.factor;
}

/**
 * Opens at its upper limit: an order at the open is not filled. A mainland day with one single price above the last close
 * counts as locked too, whatever the board says (special treatment is not always known).
 */
export function lockedUp(series: PriceSeries, i: number, sessionOfListing?: number): boolean {
  const bar = series.bars[i]!;
  const limits = limitsOf(series, i, sessionOfListing);
  if (limits !== null && bar.open >= limits.up - 1e-9) return true;
  return onePrice(series, i, 1);
}

/** Opens at its lower limit: cannot be sold at the open. */
export function lockedDown(series: PriceSeries, i: number, sessionOfListing?: number): boolean {
  const limits = limitsOf(series, i, sessionOfListing);
  if (limits !== null && series.bars[i]!.open <= limits.down + 1e-9) return true;
  return onePrice(series, i, -1);
}

function limitsOf(
  series: PriceSeries,
  i: number,
  sessionOfListing?: number,
): { up: number; down: number } | null {
  const bar = series.bars[i]!;
  const before = series.bars[i - 1];
  if (before === undefined) return null;
  const { limit } = priceLimit(bar.ticker, bar.date, {
    specialTreatment: holdsOn(series.special, bar.date),
    ...(sessionOfListing === undefined ? {} : { sessionOfListing }),
  });
  return limitPrices((before.close * before.factor) / bar.factor, limit);
}

function onePrice(series: PriceSeries, i: number, direction: 1 | -1): boolean {
  const bar = series.bars[i]!;
  const before = series.bars[i - 1];
  if (before === undefined || boardOf(bar.ticker) === 'none') return false;
  const move = (bar.open * bar.factor) / (before.close * before.factor) - 1;
  return bar.high === bar.low && move * direction > 0.04;
}
