import type { Figure } from './figure.ts';

/** So many of the first and of the last figures kept are looked at for a twin; only a table without end has more. */
const NEAR = 400;

/** Each figure once: a headline repeats the text, a change alone gives way to the level that carries it. */
export function merge<T extends { figure: Figure }>(all: readonly T[]): T[] {
  const kept: T[] = [];
  for (const s of all) {
    const again = (k: T): boolean => isTwin(k.figure, s.figure);
    const twin =
      kept.length <= 2 * NEAR
        ? kept.find(again)
        : (kept.slice(0, NEAR).find(again) ?? kept.slice(-NEAR).find(again));
    if (twin === undefined) {
      kept.push(s);
      continue;
    }
    // The one that says more stays: a level over a bare change, more digits over fewer, a yoy over none.
    const better = weight(s.figure) > weight(twin.figure) ? s : twin;
    const other = better === s ? twin : s;
    better.figure.yoyPercent ??=
      other.figure.metric === 'revenue_growth' && better.figure.metric === 'revenue'
        ? [other.figure.point ?? other.figure.low, other.figure.point ?? other.figure.high]
        : other.figure.yoyPercent;
    better.figure.direction ??= other.figure.direction;
    better.figure.period ??= other.figure.period;
    if (better === s) kept[kept.indexOf(twin)] = s;
  }
  return kept;
}

function isTwin(a: Figure, b: Figure): boolean {
  if (a.kind !== b.kind) return false;
  if (a.period !== b.period && a.period !== null && b.period !== null) return false;
  const sales = (f: Figure): boolean => f.metric === 'revenue' || f.metric === 'revenue_growth';
  if (a.metric !== b.metric) {
    // Growth of revenue said again of a revenue that carries it.
    if (!(sales(a) && sales(b))) return false;
    const [level, rate] = a.metric === 'revenue' ? [a, b] : [b, a];
    const y = level.yoyPercent;
    if (rate.name !== undefined && rate.name !== level.name) return false;
    // Growth of revenue said in a sentence of its own belongs to the revenue beside it.
    return y === null
      ? level.period === rate.period
      : near(y[0], rate.point ?? rate.low) && near(y[1], rate.point ?? rate.high);
  }
  if ((a.name ?? '') !== (b.name ?? '') && a.metric === 'other') return false;
  const bareA = a.low === null && a.high === null && a.point === null;
  const bareB = b.low === null && b.high === null && b.point === null;
  if (bareA !== bareB)
    return a.unit !== b.unit || bareA || bareB ? nearChange(a.yoyPercent, b.yoyPercent) : false;
  if (bareA) return nearChange(a.yoyPercent, b.yoyPercent);
  if (a.unit !== b.unit) return false;
  if (
    a.metric === 'eps' &&
    a.name !== b.name &&
    a.name !== undefined &&
    b.name !== undefined &&
    a.period !== null
  ) {
    // Basic and diluted may be the same amount and are two figures all the same, unless a table row repeats them.
    return false;
  }
  if (
    (a.metric === 'operating_income' || a.metric === 'gross_margin') &&
    a.name !== b.name &&
    a.name !== undefined &&
    b.name !== undefined
  )
    return false;
  return near(a.point, b.point) && near(a.low, b.low) && near(a.high, b.high);
}

/** 57% in the headline and 57.13% in the text; the text may know only one side. */
function nearChange(a: Figure['yoyPercent'], b: Figure['yoyPercent']): boolean {
  if (a === null || b === null) return true;
  const close = (x: number | null, y: number | null): boolean =>
    x === null || y === null || Math.abs(x - y) <= 1.01 + 0.01 * Math.abs(x);
  return close(a[0], b[0]) && close(a[1], b[1]);
}

/** Equal, or one is the other rounded: $824 million and $823.9 million. */
function near(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return a === b || (Math.abs(a) > 1000 && Math.abs(a - b) <= 0.006 * Math.max(Math.abs(a), Math.abs(b)));
}

function weight(f: Figure): number {
  if (f.metric === 'revenue_growth') return 1;
  const digits = (x: number | null): number =>
    x === null ? 0 : String(Math.abs(x)).replace(/0+$|\./g, '').length;
  return (
    (f.point !== null || f.low !== null || f.high !== null ? 100 : 0) +
    digits(f.point) +
    digits(f.low) +
    digits(f.high) +
    (f.yoyPercent !== null ? 3 : 0)
  );
}
