/**
 * What a call is measured against: an index where its bars are given, else the equal-weighted universe of the exchange,
 * rebalanced at each open. Open to open, as the trades are.
 */
import { type Calendar, type Exchange, exchangeOf } from '../market/index.ts';
import { adjustedOpen, barFrom, type PriceSeries } from './price-series.ts';
import type { Listed } from './study.ts';

export interface Benchmark {
  readonly name: string;
  readonly generated: boolean;
  /** Return from the open of one session to the open of another, as a fraction; null when the days are not covered. */
  between(from: string, to: string): number | null;
}

export function indexBenchmark(series: PriceSeries): Benchmark {
  return {
    name: series.bars[0]?.ticker ?? 'index',
    generated: series.generated,
    between(from, to) {
      const [a, b] = [series.bars[barFrom(series, from)], series.bars[barFrom(series, to)]];
      if (a === undefined || b === undefined || a.date !== from) return null;
      return adjustedOpen(b) / adjustedOpen(a) - 1;
    },
  };
}

/** Members are those listed on the day; a name without a bar on both days is left out of that day's mean. */
export function universeBenchmark(
  exchange: Exchange,
  universe: readonly Listed[],
  seriesOf: (ticker: string) => PriceSeries | null,
  calendar: Calendar,
  asOf: string,
): Benchmark {
  const members = universe.filter((m) => exchangeOf(m.ticker) === exchange);
  const sums = new Map<string, { sum: number; count: number }>();
  let first = asOf;
  let generated = false;
  for (const member of [...members].sort((a, b) => (a.ticker < b.ticker ? -1 : 1))) {
    const series = seriesOf(member.ticker);
    if (series === null) continue;
    generated ||= series.generated;
    for (let i = 1; i < series.bars.length; i += 1) {
      const [before, bar] = [series.bars[i - 1]!, series.bars[i]!];
      if (before.date < member.listedOn || (member.delistedOn !== null && bar.date > member.delistedOn))
        continue;
      const at = sums.get(bar.date) ?? { sum: 0, count: 0 };
      at.sum += adjustedOpen(bar) / adjustedOpen(before) - 1;
      at.count += 1;
      sums.set(bar.date, at);
      if (before.date < first) first = before.date;
    }
  }
  // The level of the index at the open of each session.
  const level = new Map<string, number>();
  let value = 1;
  for (const session of first < asOf ? calendar.sessions(exchange, first, asOf) : []) {
    const day = sums.get(session.date);
    if (day !== undefined) value *= 1 + day.sum / day.count;
    level.set(session.date, value);
  }
  return {
    name: 'equal-weighted universe',
    generated,
    between(from, to) {
      const [a, b] = [level.get(from), level.get(to)];
      return a === undefined || b === undefined ? null : b / a - 1;
    },
  };
}
