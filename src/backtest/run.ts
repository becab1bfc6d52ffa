/** The study itself: what was not public is left out and counted, the rest is traded, the trades are summed up. */
import { DuibiaoError } from '../errors.ts';
import { type Exchange, exchangeOf } from '../market/index.ts';
import { type Benchmark, indexBenchmark, universeBenchmark } from './benchmark.ts';
import { controlsFor } from './control.ts';
import { type PriceSeries, priceSeries } from './price-series.ts';
import {
  type Call,
  type StudyInput,
  type StudyOptions,
  type StudyResult,
  type Trade,
  UNTRADED,
  type Untraded,
} from './study.ts';
import { claimOf, contrastsOf, key, missesOf, rowsOf } from './summary.ts';
import { type Market, type Order, tradeOf } from './trade.ts';

const MISSES = 20;

/**
 * Deterministic: the order of calls, events, companies and bars' tickers changes nothing. Throws BAD_ARGUMENT when asked to
 * use what was not public at the time.
 */
export function runStudy(input: StudyInput, options: StudyOptions): StudyResult {
  const visible = input.calls.filter((c) => !later(c.publicAt, c.publishedAt));
  const hidden = input.calls.length - visible.length;
  if (options.useNotPublic === true)
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: 'backtest over what was not public',
      got: `${hidden} calls that rest on later facts`,
      allowed: 'only what a reader could have had at the time; they are counted as not_public',
    });
  const market = marketOf(input, options);
  const byEvent = grouped(visible);
  const events = [...byEvent.keys()].sort();
  const untraded = Object.fromEntries(UNTRADED.map((u) => [u, 0])) as Record<Untraded, number>;
  untraded.not_public = hidden;
  const trades: Trade[] = [];
  // Sorted once: each event's draw goes by the order of tickers, and sorting what is sorted costs next to nothing.
  const universe = [...input.universe].sort((a, b) => (a.ticker < b.ticker ? -1 : 1));
  const sampling = {
    resamples: options.resamples ?? 2000,
    confidence: options.confidence ?? 0.95,
    seed: options.seed,
  };
  for (const event of events) {
    const calls = byEvent.get(event)!;
    for (const call of calls) {
      const outcome = tradeOf(orderOf(call), market);
      if (typeof outcome === 'string') untraded[outcome] += 1;
      else trades.push(outcome);
    }
    for (const order of controlsFor(event, calls, universe, options.controls ?? 5, options.seed)) {
      const outcome = tradeOf(order, market);
      if (typeof outcome !== 'string') trades.push(outcome);
    }
  }
  trades.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const rows = rowsOf(trades, events, sampling);
  const contrasts = contrastsOf(trades, events, sampling);
  const trials = [...rows, ...contrasts].filter((r) => r.low !== null).length + (options.priorTrials ?? 0);
  return {
    rows,
    contrasts,
    trades,
    misses: missesOf(trades, MISSES),
    calls: input.calls.length,
    events: new Set(input.calls.map((c) => c.eventId)).size,
    untraded,
    hindsight: trades.filter((t) => t.hindsight).length,
    trials,
    falseAlarms: trials * (1 - sampling.confidence),
    confidence: sampling.confidence,
    resamples: sampling.resamples,
    seed: options.seed,
    asOf: options.asOf,
    benchmark: benchmarkNames(trades, market),
    generated: trades.some((t) => t.generated),
    claim: claimOf(contrasts),
  };
}

function orderOf(call: Call): Order {
  const { eventId, ticker, kind, ruleId, publishedAt } = call;
  return { eventId, ticker, kind, ruleId, publishedAt, hindsight: later(call.writtenAt, call.publishedAt) };
}

/** By event; within one, one call a ticker (its first: what a reader saw first), in the order of tickers. */
function grouped(calls: readonly Call[]): Map<string, Call[]> {
  const byEvent = new Map<string, Call[]>();
  const keyed = calls.map((call) => ({
    call,
    order: `${call.ticker}\u0000${new Date(call.publishedAt).toISOString()}\u0000${call.kind}\u0000${call.ruleId}`,
  }));
  for (const { call } of keyed.sort((a, b) => (a.order < b.order ? -1 : 1))) {
    const list = byEvent.get(call.eventId) ?? [];
    if (list.at(-1)?.ticker !== call.ticker) list.push(call);
    byEvent.set(call.eventId, list);
  }
  return byEvent;
}

function marketOf(input: StudyInput, options: StudyOptions): Market {
  const listings = new Map(input.universe.map((m) => [m.ticker, m]));
  const seriesCache = new Map<string, PriceSeries | null>();
  const series = (ticker: string): PriceSeries | null => {
    if (!seriesCache.has(ticker)) {
      const bars = input.bars.get(ticker);
      seriesCache.set(
        ticker,
        bars === undefined ? null : priceSeries(bars, options.asOf, input.special?.get(ticker)),
      );
    }
    return seriesCache.get(ticker)!;
  };
  const benchmarks = new Map<Exchange, Benchmark>();
  const benchmark = (exchange: Exchange): Benchmark => {
    let found = benchmarks.get(exchange);
    if (found === undefined) {
      const index = input.benchmarks?.get(exchange);
      found =
        index === undefined
          ? universeBenchmark(exchange, input.universe, series, options.calendar, options.asOf)
          : indexBenchmark(priceSeries(index, options.asOf));
      benchmarks.set(exchange, found);
    }
    return found;
  };
  return {
    calendar: options.calendar,
    asOf: options.asOf,
    slippage: options.slippage ?? 0.001,
    listing: (ticker) => listings.get(ticker) ?? null,
    series,
    benchmark,
  };
}

function benchmarkNames(trades: readonly Trade[], market: Market): Record<string, string> {
  const exchanges = [...new Set(trades.flatMap((t) => exchangeOf(t.ticker) ?? []))].sort();
  return Object.fromEntries(exchanges.map((e) => [e, market.benchmark(e).name]));
}

/** Instants and dates (a date is its midnight, UTC), however written. */
function later(a: string, b: string): boolean {
  return Date.parse(a) > Date.parse(b);
}
