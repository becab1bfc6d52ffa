/** One call, bought and sold as a reader could have, or the reason why not. */
import { type Calendar, type Exchange, exchangeOf, sessionOfListing } from '../market/index.ts';
import type { Benchmark } from './benchmark.ts';
import { roundTripCost } from './costs.ts';
import { adjustedOpen, barFrom, lockedDown, lockedUp, type PriceSeries } from './price-series.ts';
import { HORIZONS, type Kind, type Leg, type Listed, type Trade, type Untraded } from './study.ts';

export interface Order {
  readonly eventId: string;
  readonly ticker: string;
  readonly kind: Kind;
  readonly ruleId: string | null;
  readonly publishedAt: string;
  readonly hindsight: boolean;
}

export interface Market {
  readonly calendar: Calendar;
  readonly asOf: string;
  readonly slippage: number;
  listing(ticker: string): Listed | null;
  series(ticker: string): PriceSeries | null;
  benchmark(exchange: Exchange): Benchmark;
}

/** Legs whose exit lies after the study's present, or whose benchmark has no level that day, are left out. */
export function tradeOf(order: Order, market: Market): Trade | Untraded {
  const exchange = exchangeOf(order.ticker);
  const session = exchange === null ? null : market.calendar.nextSession(exchange, order.publishedAt);
  if (exchange === null || session === null) return 'no_prices';
  const listing = market.listing(order.ticker);
  if (listing === null || session.date < listing.listedOn) return 'not_listed';
  if (listing.delistedOn !== null && session.date > listing.delistedOn) return 'not_listed';
  if (session.date > market.asOf) return 'pending';
  const series = market.series(order.ticker);
  if (series === null || series.bars.length === 0) return 'no_prices';
  const at = barFrom(series, session.date);
  const bar = series.bars[at];
  // Bars that begin after the day, or end before it, are missing prices; a hole between bars is a suspension.
  if (bar === undefined || (at === 0 && bar.date !== session.date)) return 'no_prices';
  if (bar.date !== session.date) return 'suspended';
  if (lockedUp(series, at, sessionOfListing(market.calendar, exchange, listing.listedOn, session.date)))
    return 'limit_up';
  const legs = HORIZONS.flatMap((horizon) => legOf(horizon, exchange, series, at, market));
  if (legs.length === 0) return 'pending';
  return {
    eventId: order.eventId,
    ticker: order.ticker,
    kind: order.kind,
    ruleId: order.ruleId,
    enteredOn: session.date,
    hindsight: order.hindsight,
    generated: series.generated || market.benchmark(exchange).generated,
    legs,
  };
}

function legOf(horizon: number, exchange: Exchange, series: PriceSeries, at: number, market: Market): Leg[] {
  const entry = series.bars[at]!;
  const planned = market.calendar.sessionAfter(exchange, entry.date, horizon);
  if (planned === null || planned.date > market.asOf) return [];
  let out = barFrom(series, planned.date);
  const listedOn = market.listing(entry.ticker)?.listedOn;
  const session = (i: number): number | undefined =>
    sessionOfListing(market.calendar, exchange, listedOn, series.bars[i]!.date);
  while (out < series.bars.length && lockedDown(series, out, session(out))) out += 1;
  const exit = series.bars[out];
  // No more bars: sold at the last close when the listing ended, still waiting when it only is suspended.
  const delisted = market.listing(entry.ticker)?.delistedOn ?? null;
  if (exit === undefined && (delisted === null || delisted > market.asOf)) return [];
  const last = exit ?? series.bars.at(-1)!;
  const price = exit === undefined ? last.close * last.factor : adjustedOpen(exit);
  const gross = price / adjustedOpen(entry) - 1;
  const benchmark = market.benchmark(exchange).between(entry.date, last.date);
  if (benchmark === null) return [];
  const abnormal = gross - roundTripCost(exchange, entry.date, last.date, market.slippage) - benchmark;
  return [{ horizon, exitOn: last.date, gross, benchmark, abnormal, delayed: last.date !== planned.date }];
}
