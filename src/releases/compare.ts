import type { Basis, Expectation, Figure } from './figure.ts';
import { type Surprise, surprise } from './surprise.ts';

/** A figure of a list, by its index, against what the same text states beside it; with the span of that statement. */
export interface StatedComparison extends Surprise {
  position: number;
  basis: Basis;
  low: number | null;
  high: number | null;
  point: number | null;
  start: number;
  end: number;
}

const ORDER: readonly Basis[] = ['expectation', 'guidance', 'yearBefore'];

/** Every comparison that the text itself draws: one a figure and basis. A change on the year is one, without a level. */
export function statedComparisons(
  figures: readonly Figure[],
  expectations: readonly Expectation[],
): StatedComparison[] {
  const out: StatedComparison[] = [];
  for (const [position, figure] of figures.entries())
    for (const basis of ORDER) {
      const against = expectations.find((e) => e.basis === basis && isOf(figure, e));
      if (against !== undefined) {
        const found = surprise(figure, against);
        if (found !== null) {
          const { low, high, point, start, end } = against;
          out.push({ ...found, position, basis, low, high, point, start, end });
          continue;
        }
      }
      if (basis === 'yearBefore' && figure.yoyPercent !== null) {
        const { unit, start, end } = figure;
        const none = { low: null, high: null, point: null };
        const found = surprise(figure, { ...none, unit, basis });
        if (found !== null) out.push({ ...found, position, basis, ...none, start, end });
      }
    }
  return out;
}

/** What is expected of one metric, period and unit is said of no other. */
function isOf(figure: Figure, e: Expectation): boolean {
  return (
    e.metric === figure.metric &&
    e.unit === figure.unit &&
    (figure.metric !== 'other' || (e.name ?? '') === (figure.name ?? '')) &&
    (e.period === null || figure.period === null || e.period === figure.period) &&
    // An earlier guidance of the same size may be the figure itself, read twice.
    !(e.basis === 'guidance' && e.start === figure.start && e.end === figure.end)
  );
}
