import type { Figure } from './figure.ts';
import { midpoint } from './surprise.ts';

/** A figure as it is stored: enough to tell whether two speak of one thing. */
export type Comparable = Pick<Figure, 'kind' | 'metric' | 'period' | 'low' | 'high' | 'point' | 'unit'> & {
  name?: string | null;
};

export interface Contradiction<F> {
  filing: F;
  /** (told - filed) / |filed| in percent; told - filed in points where both are percentages. */
  difference: number;
  measure: 'percent' | 'points';
}

/** Metrics that a retelling mixes up without being wrong: "earnings of $0.29" are the adjusted ones as often as not. */
const FAMILIES: Readonly<Partial<Record<Figure['metric'], string>>> = {
  eps: 'eps',
  eps_adjusted: 'eps',
  net_profit: 'profit',
  net_profit_ex_nonrecurring: 'profit',
};
const familyOf = (f: Comparable): string | null =>
  f.metric === 'other'
    ? /net income|net profit|净利|溢利|纯利/i.test(f.name ?? '')
      ? 'profit'
      : null
    : (FAMILIES[f.metric] ?? f.metric);

/**
 * Whether the issuer's own document says another figure than the one retold. It does where it states the same metric,
 * period and unit and none of what it states of that kind, in whatever rounding, is the figure retold.
 * Other units and currencies, unnamed periods and metrics called `other` are never held against each other.
 */
export function contradicts<F extends Comparable>(
  told: Comparable,
  filed: readonly F[],
): Contradiction<F> | null {
  const family = familyOf(told);
  if (family === null || told.period === null || told.metric === 'other' || midpoint(told) === null)
    return null;
  const same = filed.filter((f) => f.kind === told.kind && f.period === told.period && f.unit === told.unit);
  if (same.some((f) => familyOf(f) === family && agree(told, f))) return null;
  const rival = same.find((f) => f.metric === told.metric && midpoint(f) !== null && !isPart(f));
  if (rival === undefined || isPart(told)) return null;
  const [is, was] = [midpoint(told)!, midpoint(rival)!];
  if (told.unit === 'percent')
    return { filing: rival, difference: Math.round((is - was) * 1e4) / 1e4, measure: 'points' };
  if (was === 0) return null;
  return {
    filing: rival,
    difference: Math.round(((is - was) / Math.abs(was)) * 1e6) / 1e4,
    measure: 'percent',
  };
}

/** Organic or constant-currency growth beside the reported one is another number, not a wrong one. */
const isPart = (f: Comparable): boolean =>
  f.metric !== 'eps' && f.metric !== 'eps_adjusted' && (f.name ?? '') !== '';

function agree(told: Comparable, filed: Comparable): boolean {
  if (told.point !== null && filed.point !== null) return sameRounded(told.point, filed.point, told.unit);
  // "at least 850" and "up to 900" are both the range 850 to 900; so is any value within it.
  if (told.point !== null || filed.point !== null) {
    const [range, x] = told.point !== null ? [filed, told.point] : [told, filed.point!];
    return (
      (range.low === null || x >= range.low || sameRounded(x, range.low, told.unit)) &&
      (range.high === null || x <= range.high || sameRounded(x, range.high, told.unit))
    );
  }
  const end = (a: number | null, b: number | null): boolean =>
    a === null || b === null || sameRounded(a, b, told.unit);
  return end(told.low, filed.low) && end(told.high, filed.high);
}

/**
 * $0.8 billion, $824 million and $823.9 million are one amount: the coarser is the finer, rounded or cut. Per-share
 * amounts are told to the cent and percentages to the decimal they show, so there a trailing nought counts.
 */
function sameRounded(a: number, b: number, unit: string): boolean {
  if (a === b) return true;
  if (Math.sign(a) !== Math.sign(b)) return false;
  const difference = Math.abs(a - b);
  if (unit.endsWith('/share')) return difference <= 0.0051;
  if (unit === 'percent') return difference <= 0.55 * 10 ** -Math.min(decimals(a), decimals(b));
  const coarse = digits(a) <= digits(b) ? a : b;
  const step = 10 ** (Math.floor(Math.log10(Math.abs(coarse))) + 1 - digits(coarse));
  // A single digit is rounded; a longer number may also have been cut.
  return difference <= step * (digits(coarse) === 1 ? 0.5 : 0.999);
}

const plain = (x: number): string =>
  Math.abs(x)
    .toPrecision(12)
    .replace(/e.*$/, '')
    .replace(/(\.\d*?)0+$/, '$1');
const decimals = (x: number): number => (plain(x).split('.')[1] ?? '').length;
const digits = (x: number): number =>
  Math.max(
    1,
    plain(x)
      .replace('.', '')
      .replace(/^0+|0+$/g, '').length,
  );
