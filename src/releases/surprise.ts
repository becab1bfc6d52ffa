import type { Basis, Figure } from './figure.ts';

/** What a figure is held against: an expectation found in the text, or another figure (the guidance before). */
export type Against = Pick<Figure, 'low' | 'high' | 'point' | 'unit'> & {
  metric?: Figure['metric'];
  basis?: Basis;
};

export interface Surprise {
  /** In percent of the size it is held against; in percentage points where both are percentages. */
  value: number;
  measure: 'percent' | 'points';
  /** -2 far below, -1 below, 0 as expected, 1 above, 2 far above. Above is not always good: costs count upwards too. */
  grade: -2 | -1 | 0 | 1 | 2;
}

/** From which size on a difference counts, and from which on it is large. Percent, or points for percentages. */
const BANDS: Readonly<Record<'amount' | 'share' | 'points' | 'year', readonly [number, number]>> = {
  // Sales seldom miss by more than a hundredth or two; per-share amounts are leveraged and rounded to cents.
  amount: [1, 5],
  share: [2, 10],
  points: [0.5, 2],
  year: [2, 20],
};

type Range = Pick<Figure, 'low' | 'high' | 'point'>;
export const midpoint = (r: Range): number | null =>
  r.point ?? (r.low !== null && r.high !== null ? (r.low + r.high) / 2 : (r.low ?? r.high));

/**
 * How far a figure lies from what it is held against, by midpoints: (figure - against) / |against|.
 * Null where the two cannot be compared: other units, nothing to divide by, or a metric of another kind.
 * With basis `yearBefore` and a figure that carries its change, the change itself is the value.
 */
export function surprise(figure: Figure, against: Against): Surprise | null {
  const yoy = figure.yoyPercent;
  if (against.basis === 'yearBefore' && yoy !== null) {
    const change = yoy[0] !== null && yoy[1] !== null ? (yoy[0] + yoy[1]) / 2 : (yoy[0] ?? yoy[1]);
    return change === null ? null : graded(change, 'year');
  }
  if (figure.unit !== against.unit || (against.metric !== undefined && against.metric !== figure.metric))
    return null;
  const is = midpoint(figure);
  const was = midpoint(against);
  if (is === null || was === null) return null;
  if (figure.unit === 'percent') return graded(is - was, 'points');
  if (was === 0) return null;
  const band = against.basis === 'yearBefore' ? 'year' : figure.unit.endsWith('/share') ? 'share' : 'amount';
  return graded(((is - was) / Math.abs(was)) * 100, band);
}

function graded(raw: number, band: keyof typeof BANDS): Surprise {
  // Cents and decimals subtract to 0.30000000000000004: rounded before it is judged.
  const value = Math.round(raw * 1e6) / 1e6;
  const [some, much] = BANDS[band];
  const size = Math.abs(value) >= much ? 2 : Math.abs(value) >= some ? 1 : 0;
  return {
    value,
    measure: band === 'points' ? 'points' : 'percent',
    grade: (size === 0 ? 0 : value > 0 ? size : -size) as Surprise['grade'],
  };
}
