import type { Basis, Direction, Kind } from './figure.ts';
import type { MetricMention } from './metrics.ts';
import { tidy } from './numbers.ts';
import type { PeriodMention } from './periods.ts';
import type { Quantity } from './quantity.ts';

/** A figure as read from one sentence, before years are filled in and duplicates fall together. */
export interface Draft {
  mention: MetricMention;
  kind: Kind | null;
  value: Quantity | null;
  yoy: [number | null, number | null] | null;
  period: PeriodMention | null;
  direction: Direction | null;
  against: Comparison[];
  sentence: number;
  start: number;
  end: number;
}

/** A number the text sets a figure against. Never a figure itself. */
export interface Comparison {
  quantity: Quantity;
  basis: Basis | 'sequential' | 'unknown';
  mention: MetricMention | null;
  period: PeriodMention | null;
  sentence: number;
}

export interface Reading {
  drafts: Draft[];
  comparisons: Comparison[];
  /** Period mentions that speak of the matter itself (not of what it is compared with), with the kind they stood in. */
  periods: { mention: PeriodMention; kind: Kind | null; sentence: number }[];
}

/** A change in percent with its sign: "down 0% to 25%" is [-25, 0]. */
export function change(q: Quantity, sign: 1 | -1): [number | null, number | null] {
  if (q.signed) return q.point !== null ? [q.point, q.point] : [q.low, q.high];
  const flip = (x: number | null): number | null => (x === null ? null : tidy(sign * x));
  if (q.point !== null) return [flip(q.point), flip(q.point)];
  return sign === 1 ? [q.low, q.high] : [flip(q.high), flip(q.low)];
}

/** The value with its sign: a loss of not less than X is at most -X. */
export function signed(q: Quantity, negative: boolean): Quantity {
  if (!negative) return q;
  const values = [q.low, q.high, q.point].filter((x) => x !== null);
  if (values.some((x) => x < 0)) return q;
  const flip = (x: number | null): number | null => (x === null ? null : tidy(-x));
  return { ...q, low: flip(q.high), high: flip(q.low), point: flip(q.point) };
}

/** Whether a number can be a value of a metric at all: margins are percentages, revenue is money and not per share. */
export function fits(mention: MetricMention, q: Quantity): boolean {
  if (mention.metric === null) return false;
  const size = Math.abs(q.point ?? q.high ?? q.low ?? 0);
  // "$0 56": a lone zero is a slip of the pen, not an amount per share.
  if (
    q.point === 0 &&
    q.unit === 'money' &&
    /eps|\bffo|\bfad/i.test(`${mention.metric} ${mention.name ?? ''}`)
  )
    return false;
  if (q.unit === 'percent')
    return (
      mention.units !== 'money' &&
      !q.times &&
      mention.metric !== 'revenue' &&
      mention.metric !== 'net_profit' &&
      mention.metric !== 'operating_income' &&
      mention.metric !== 'capex'
    );
  if (q.unit !== 'money' || mention.units === 'percent') return false;
  if (mention.metric === 'eps' || mention.metric === 'eps_adjusted') return q.perShare || size < 2000;
  if (/\bffo|\bfad/i.test(mention.name ?? '')) return true;
  // Dollars and cents without a scale are a price or a per-share amount, whatever metric stands near.
  return !q.perShare && (size >= 10_000 || size === 0);
}

export const middle = (q: Pick<Quantity, 'low' | 'high' | 'point'>): number | null =>
  q.point ?? (q.low !== null && q.high !== null ? (q.low + q.high) / 2 : (q.low ?? q.high));
