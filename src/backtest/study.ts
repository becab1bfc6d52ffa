/**
 * What an event study is asked and what it answers. One call is one named company for one event: bought at the next
 * session's open of its exchange, sold at the open 1, 5, 20 and 60 sessions later (opens, because a mainland share bought
 * today cannot be sold today), after costs, against its benchmark over the same sessions.
 */
import type { Bar, Calendar, Exchange, Span } from '../market/index.ts';

export const KINDS = ['soft', 'hard', 'trap', 'random'] as const;
export type Kind = (typeof KINDS)[number];
export const HORIZONS = [1, 5, 20, 60] as const;

export interface Call {
  readonly eventId: string;
  readonly ticker: string;
  readonly kind: Exclude<Kind, 'random'>;
  readonly ruleId: string | null;
  /** When a reader could have it: the moment as of which it was computed. UTC. */
  readonly publishedAt: string;
  /** When the last of the facts it rests on became public. Later than `publishedAt`: the call is invisible, and counted. */
  readonly publicAt: string;
  /** When the rule and the traits it rests on were written down here. Later than `publishedAt`: hindsight, marked. */
  readonly writtenAt: string;
}

export interface Listed {
  readonly ticker: string;
  readonly listedOn: string;
  readonly delistedOn: string | null;
}

export interface StudyInput {
  readonly calls: readonly Call[];
  /** Companies from which the random control is drawn, and of which the benchmark is made where no index is given. */
  readonly universe: readonly Listed[];
  /** By ticker, ascending by date. */
  readonly bars: ReadonlyMap<string, readonly Bar[]>;
  /** An index's bars by exchange; where absent, the equal-weighted universe of that exchange. */
  readonly benchmarks?: ReadonlyMap<Exchange, readonly Bar[]>;
  /** Days under special treatment (ST, *ST) by ticker, where a dated source says so: their price limit is narrower. */
  readonly special?: ReadonlyMap<string, readonly Span[]>;
}

export interface StudyOptions {
  /** The study's present: bars of later days do not exist. `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly calendar: Calendar;
  /** Seeds the random control and the bootstrap. */
  readonly seed: number;
  readonly resamples?: number;
  /** Two-sided level of the intervals; 0.95 unless given. */
  readonly confidence?: number;
  /** Random names drawn an event. */
  readonly controls?: number;
  /** Added to each side of a trade beyond fees and duties, as a fraction; 0.001 unless given. */
  readonly slippage?: number;
  /** Variants of rules and thresholds tried before this run; they add to the number of trials stated. */
  readonly priorTrials?: number;
  /** Asked to use what was not public at the time, a study refuses. */
  readonly useNotPublic?: boolean;
}

export interface Leg {
  readonly horizon: number;
  readonly exitOn: string;
  /** Fractions: 0.05 is 5%. */
  readonly gross: number;
  readonly benchmark: number;
  /** gross − costs − benchmark. */
  readonly abnormal: number;
  /** Sold later than planned (suspended, or locked at its lower limit), or at the last close before a delisting. */
  readonly delayed: boolean;
}

export interface Trade {
  readonly eventId: string;
  readonly ticker: string;
  readonly kind: Kind;
  readonly ruleId: string | null;
  readonly enteredOn: string;
  readonly hindsight: boolean;
  readonly generated: boolean;
  readonly legs: readonly Leg[];
}

/** Why a call was not traded. */
export const UNTRADED = [
  'not_public',
  'not_listed',
  'no_prices',
  'suspended',
  'limit_up',
  'pending',
] as const;
export type Untraded = (typeof UNTRADED)[number];

/** `all` calls, or only those whose rules and traits were written before the event (`foresight`). */
export type Scope = 'all' | 'foresight';

export interface ResultRow {
  /** A kind, `rule:<id>`, or a contrast such as `soft-lookalike`. */
  readonly group: string;
  readonly scope: Scope;
  readonly horizon: number;
  readonly trades: number;
  readonly events: number;
  /** Mean abnormal return, a fraction; null without trades. */
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly median: number | null;
  /** Share of trades with an abnormal return above 0. */
  readonly hitRate: number | null;
}

export interface StudyResult {
  readonly rows: readonly ResultRow[];
  /** soft − lookalike (hard and trap), soft − random; `mean` is the difference of means. */
  readonly contrasts: readonly ResultRow[];
  readonly trades: readonly Trade[];
  /** Soft calls that lost most and traps that gained most, at 20 sessions. */
  readonly misses: readonly Trade[];
  readonly calls: number;
  readonly events: number;
  readonly untraded: Readonly<Record<Untraded, number>>;
  readonly hindsight: number;
  /** Figures with an interval in this run, and variants tried before. */
  readonly trials: number;
  /** Of so many trials, intervals that miss zero by chance alone. */
  readonly falseAlarms: number;
  readonly confidence: number;
  readonly resamples: number;
  readonly seed: number;
  readonly asOf: string;
  readonly benchmark: Readonly<Record<string, string>>;
  /** Some bar was invented: the result says nothing of markets and is not mailed. */
  readonly generated: boolean;
  /** Soft against lookalikes at 20 sessions, foresight only where there are such trades. */
  readonly claim: Claim;
}

export interface Claim {
  readonly verdict: 'held' | 'lost' | 'undecided' | 'no_trades';
  readonly scope: Scope;
  readonly row: ResultRow | null;
}
