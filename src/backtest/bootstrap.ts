/**
 * Percentile bootstrap of a mean, and of a difference of means, resampling whole events: the calls of one event share its
 * news and its week, and resampling them singly would make the interval too narrow (cluster bootstrap; Efron and
 * Tibshirani, An Introduction to the Bootstrap, 1993, ch. 8 and 13).
 */
import { seededRandom } from '../market/index.ts';

/** Sum and number of an event's values. */
export interface Cluster {
  readonly sum: number;
  readonly count: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Fewer events than this cannot be resampled to anything that deserves the name of an interval. */
export const LEAST_EVENTS = 5;

/** Interval of Σsum / Σcount; null for fewer than LEAST_EVENTS events with values. */
export function meanInterval(
  clusters: readonly Cluster[],
  resamples: number,
  confidence: number,
  seed: number,
): Interval | null {
  return differenceInterval(clusters, null, resamples, confidence, seed);
}

/** Interval of mean(a) − mean(b), the same events drawn for both; `b` null for the mean of `a` alone. */
export function differenceInterval(
  a: readonly Cluster[],
  b: readonly Cluster[] | null,
  resamples: number,
  confidence: number,
  seed: number,
): Interval | null {
  const filled = (clusters: readonly Cluster[]): number => clusters.filter((c) => c.count > 0).length;
  if (filled(a) < LEAST_EVENTS || (b !== null && filled(b) < LEAST_EVENTS)) return null;
  const random = seededRandom(seed);
  const drawn = new Float64Array(resamples);
  // Plain arrays of numbers: the inner loop runs some hundred million times in a large study.
  const [sumsA, countsA] = [Float64Array.from(a, (c) => c.sum), Float64Array.from(a, (c) => c.count)];
  const sumsB = Float64Array.from(b ?? [], (c) => c.sum);
  const countsB = Float64Array.from(b ?? [], (c) => c.count);
  const n = a.length;
  let kept = 0;
  for (let r = 0; r < resamples; r += 1) {
    let sumA = 0;
    let countA = 0;
    let sumB = 0;
    let countB = 0;
    for (let k = 0; k < n; k += 1) {
      const i = Math.floor(random() * n);
      sumA += sumsA[i]!;
      countA += countsA[i]!;
      if (b === null) continue;
      sumB += sumsB[i]!;
      countB += countsB[i]!;
    }
    // A resample without any value of one side has no mean; it is left out.
    if (countA === 0 || (b !== null && countB === 0)) continue;
    drawn[kept] = sumA / countA - (b === null ? 0 : sumB / countB);
    kept += 1;
  }
  const sorted = drawn.subarray(0, kept).sort();
  const tail = (1 - confidence) / 2;
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

/** Linear interpolation between order statistics. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below]!;
  return low + (at - below) * ((sorted[below + 1] ?? low) - low);
}
