/**
 * How a share has run: the largest rise of the year, what was given back since, and the shape the two make. The preferred
 * shape is a name that has doubled once and finished pulling back (翻过1倍、回踩完). Definitions: docs/MARKET.md.
 */
import { adjustedClose, type Bar, GENERATED } from './bar.ts';

export const SHAPES = ['fresh', 'doubled_and_pulled_back', 'running', 'crowded', 'broken'] as const;
export type Shape = (typeof SHAPES)[number];

/** Read from library/market/crowding.yaml; windows in sessions, ratios as plain numbers (2 = doubled, 0.25 = a quarter). */
export interface CrowdingThresholds {
  readonly windowSessions: number;
  readonly shortWindowSessions: number;
  readonly turnoverSessions: number;
  readonly minSessions: number;
  /** Rise that counts as having doubled. */
  readonly doubledRatio: number;
  /** Rise within the short window that counts as crowded while the share sits at its high. */
  readonly crowdedRatio: number;
  /** At the high: pulled back by no more than this. */
  readonly atHighPullback: number;
  /** Pulled back: at least this much off the high. */
  readonly pulledBackMin: number;
  /** More than this off the high and the run is broken. */
  readonly brokenPullback: number;
  /** Finished pulling back: no new low since the high for this many sessions. */
  readonly settledSessions: number;
  /** Prices that end more than this many days before the day asked for are none. */
  readonly staleDays: number;
  /** Component of an analogue's score; no prices is 1 exactly. */
  readonly factors: Readonly<Record<Shape, number>>;
}

export interface Crowding {
  /** The newest bar used, on or before the day asked for. */
  readonly asOf: string;
  /** It is of an earlier day: suspended since, or a file that has not come. */
  readonly behind: boolean;
  /** Bars in the window. */
  readonly sessions: number;
  /** max close_j / close_i, i < j, in the window; below 1 when every close was lower than all before it. */
  readonly runUp: number;
  readonly runUpFrom: string;
  readonly runUpTo: string;
  /** 1 − last / close_j. */
  readonly pullback: number;
  /** Sessions from j to the last bar. */
  readonly sessionsSinceHigh: number;
  /** Run-up within the short window (120 sessions). */
  readonly runUpShort: number;
  /** Mean value traded of the last 20 sessions ÷ mean of the window; null where the source gives no turnover. */
  readonly turnoverRatio: number | null;
  /** No new low since the high for `settledSessions`. */
  readonly settled: boolean;
  readonly shape: Shape;
  readonly factor: number;
  readonly generated: boolean;
}

/** A share's window of closes, ascending by date; what crowding is computed from. */
export interface Closes {
  /** close × factor. */
  readonly closes: ArrayLike<number>;
  /** Value traded; NaN where the source does not say. */
  readonly turnovers: ArrayLike<number>;
  dateAt(i: number): string;
  /** The newest bar was invented. */
  readonly generated: boolean;
}

/**
 * Crowding of one share on a day, from the bars up to and including it; null (say "no prices") when there are fewer than
 * `minSessions`, or when they end more than `staleDays` before it. `bars`: one ticker, ascending by date. Pass the last *closed* session's date.
 */
export function crowding(
  bars: readonly Bar[],
  onDate: string,
  thresholds: CrowdingThresholds,
): Crowding | null {
  const end = endOf(bars, onDate);
  const window = bars.slice(Math.max(0, end - thresholds.windowSessions), end);
  const series = {
    closes: window.map(adjustedClose),
    turnovers: window.map((b) => b.turnover ?? Number.NaN),
    dateAt: (i: number) => window[i]!.date,
    generated: window.at(-1)?.origin === GENERATED,
  };
  return crowdingOfCloses(series, onDate, thresholds);
}

/** The same of a window that is cut already: at most `windowSessions` closes up to the day. One pass, O(window). */
export function crowdingOfCloses(
  series: Closes,
  onDate: string,
  thresholds: CrowdingThresholds,
): Crowding | null {
  const { closes, turnovers, dateAt, generated } = series;
  const end = closes.length;
  if (end < Math.max(2, thresholds.minSessions)) return null;
  const asOf = dateAt(end - 1);
  if (Date.parse(onDate) - Date.parse(asOf) > thresholds.staleDays * 86_400_000) return null;
  const run = largestRise(closes, 0);
  const last = closes[end - 1]!;
  const pullback = 1 - last / closes[run.high]!;
  const short = largestRise(closes, Math.max(0, end - thresholds.shortWindowSessions));
  const settled = end - 1 - lowestSince(closes, run.high) >= thresholds.settledSessions;
  const shape = shapeOf(run.ratio, pullback, short.ratio, last / closes[run.low]!, thresholds);
  return {
    asOf,
    behind: asOf < onDate,
    sessions: end,
    runUp: run.ratio,
    runUpFrom: dateAt(run.low),
    runUpTo: dateAt(run.high),
    pullback,
    sessionsSinceHigh: end - 1 - run.high,
    runUpShort: short.ratio,
    turnoverRatio: turnoverRatio(turnovers, thresholds.turnoverSessions),
    settled,
    shape,
    factor: factorOf(shape, settled, thresholds),
    generated,
  };
}

/** The score's component: without prices exactly 1, neither a help nor a hindrance. */
export function crowdingFactor(crowding: Crowding | null): number {
  return crowding?.factor ?? 1;
}

function factorOf(shape: Shape, settled: boolean, thresholds: CrowdingThresholds): number {
  // A pullback that still makes new lows is not the preferred shape yet.
  if (shape === 'doubled_and_pulled_back' && !settled) return 1;
  return thresholds.factors[shape];
}

/**
 * Crowded comes first (a crowded name has doubled too). Broken: more than `brokenPullback` off the high, or a doubled
 * name that gave the whole rise back.
 */
function shapeOf(
  runUp: number,
  pullback: number,
  runUpShort: number,
  overLow: number,
  t: CrowdingThresholds,
): Shape {
  if (runUpShort >= t.crowdedRatio && pullback <= t.atHighPullback) return 'crowded';
  if (pullback > t.brokenPullback) return 'broken';
  if (runUp < t.doubledRatio) return 'fresh';
  if (overLow <= 1) return 'broken';
  return pullback >= t.pulledBackMin ? 'doubled_and_pulled_back' : 'running';
}

/** Index after the last bar on or before the day. */
function endOf(bars: readonly Bar[], onDate: string): number {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bars[middle]!.date <= onDate) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The pair i < j with the largest close_j / close_i; of equal ones the latest j, so that a high touched again is new. */
function largestRise(closes: ArrayLike<number>, start: number): { low: number; high: number; ratio: number } {
  let best = { low: start, high: start + 1, ratio: 0 };
  let lowest = start;
  for (let j = start + 1; j < closes.length; j += 1) {
    const close = closes[j]!;
    const ratio = close / closes[lowest]!;
    // Rounding in close × factor must not move a tie to an earlier day after a split.
    if (ratio >= best.ratio * (1 - 1e-12))
      best = { low: lowest, high: j, ratio: Math.max(ratio, best.ratio) };
    if (close < closes[lowest]! * (1 - 1e-12)) lowest = j;
  }
  return best;
}

function lowestSince(closes: ArrayLike<number>, from: number): number {
  let lowest = from;
  for (let k = from + 1; k < closes.length; k += 1)
    if (closes[k]! <= closes[lowest]! * (1 + 1e-12)) lowest = k;
  return lowest;
}

function turnoverRatio(turnovers: ArrayLike<number>, recent: number): number | null {
  let year = 0;
  let late = 0;
  let days = 0;
  let lateDays = 0;
  for (let k = 0; k < turnovers.length; k += 1) {
    const traded = turnovers[k]!;
    if (Number.isNaN(traded)) continue;
    year += traded;
    days += 1;
    if (k < turnovers.length - recent) continue;
    late += traded;
    lateDays += 1;
  }
  return year === 0 || lateDays === 0 ? null : late / lateDays / (year / days);
}
