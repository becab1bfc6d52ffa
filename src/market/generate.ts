/**
 * Invented daily bars for tests and the demo: a seeded random walk laid over a planned path. Every bar's origin is
 * `generated`, and whatever is computed from them says so.
 */
import { type Bar, exchangeOf, GENERATED } from './bar.ts';
import type { Shape } from './crowding.ts';
import { type Random, seededRandom } from './random.ts';
import { type Calendar, sessions } from './session.ts';

export interface GeneratePlan {
  readonly ticker: string;
  /** First and last date; bars fall on the sessions of the ticker's exchange (Hong Kong's when it is none of the five). */
  readonly from: string;
  readonly to: string;
  /** Shape that the last year shall have; a plain walk without one. */
  readonly shape?: Shape;
  /** Standard deviation of a day's log return; 0.02 unless given. */
  readonly volatility?: number;
  readonly startPrice?: number;
}

/** Log price at fractions of the last year, so that the crowding of the last day has the shape asked for. */
const PATHS: Readonly<Record<Shape, readonly (readonly [number, number])[]>> = {
  fresh: [
    [0, 0],
    [1, 0.1],
  ],
  doubled_and_pulled_back: [
    [0, 0],
    [0.55, 1.0],
    [0.8, 0.5],
    [1, 0.55],
  ],
  running: [
    [0, 0],
    [1, 0.95],
  ],
  crowded: [
    [0, 0],
    [0.6, 0],
    [1, 1.5],
  ],
  broken: [
    [0, 0],
    [0.4, 1.1],
    [1, -0.3],
  ],
};

export function generateBars(seed: number, plan: GeneratePlan, calendar?: Calendar): Bar[] {
  const random = seededRandom(seed);
  const exchange = exchangeOf(plan.ticker) ?? 'XHKG';
  const days = (calendar?.sessions ?? sessions)(exchange, plan.from, plan.to);
  // A planned shape must survive the noise; half the usual volatility keeps it apart from its neighbours.
  const volatility = plan.volatility ?? (plan.shape === undefined ? 0.02 : 0.006);
  const start = plan.startPrice ?? 10;
  const yearStart = Math.max(0, days.length - 250);
  let walk = 0;
  let previous = start;
  return days.map((day, i) => {
    walk = (plan.shape === undefined ? walk : walk * 0.9) + volatility * normal(random);
    const planned =
      plan.shape === undefined
        ? 0
        : pathAt(PATHS[plan.shape], (i - yearStart) / Math.max(1, days.length - 1 - yearStart));
    const close = cents(start * Math.exp(walk + planned));
    const open = cents(previous * Math.exp(0.3 * volatility * normal(random)));
    const high = cents(Math.max(open, close) * (1 + volatility * random()));
    const low = cents(Math.min(open, close) * (1 - volatility * random()));
    const volume = Math.round(1_000_000 * Math.exp(0.4 * normal(random)));
    previous = close;
    return {
      ticker: plan.ticker,
      date: day.date,
      open,
      high,
      low,
      close,
      volume,
      turnover: Math.round(volume * close),
      factor: 1,
      origin: GENERATED,
    };
  });
}

function pathAt(path: readonly (readonly [number, number])[], at: number): number {
  if (at <= 0) return path[0]![1];
  for (let k = 1; k < path.length; k += 1) {
    const [[x0, y0], [x1, y1]] = [path[k - 1]!, path[k]!];
    if (at <= x1) return y0 + ((y1 - y0) * (at - x0)) / (x1 - x0);
  }
  return path.at(-1)![1];
}

/** Prices are quoted to the hundredth, and never at nothing. */
function cents(price: number): number {
  return Math.max(0.01, Math.round(price * 100) / 100);
}

/** Standard normal, by the polar form of Box and Muller's transform. */
function normal(random: Random): number {
  for (;;) {
    const u = 2 * random() - 1;
    const v = 2 * random() - 1;
    const s = u * u + v * v;
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
  }
}
