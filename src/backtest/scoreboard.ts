/**
 * The scoreboard: a study kept a week at a time, with the misses and whatever the claim did. Weeks are ISO 8601's (Monday
 * first; the week of a year's first Thursday is its first), closed on Friday.
 */
import type { ResultRow, StudyResult } from './study.ts';

export type ScoreOrigin = 'live' | 'archive' | 'replay' | 'any';

/** What is kept of a study: its sums and its misses; single trades are computed again where they are asked for. */
export interface Scoreboard
  extends Pick<
    StudyResult,
    | 'rows'
    | 'contrasts'
    | 'calls'
    | 'events'
    | 'untraded'
    | 'hindsight'
    | 'trials'
    | 'falseAlarms'
    | 'confidence'
    | 'resamples'
    | 'seed'
    | 'asOf'
    | 'benchmark'
    | 'generated'
    | 'claim'
  > {
  readonly id: string;
  /** `2026-W47`. */
  readonly week: string;
  readonly origin: ScoreOrigin;
  readonly from: string;
  readonly to: string;
  readonly trades: number;
  readonly misses: readonly Miss[];
  readonly computedAt: string;
}

export interface Miss {
  readonly eventId: string;
  readonly headline: { readonly zh: string; readonly en: string };
  readonly ticker: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly kind: 'soft' | 'trap';
  readonly ruleId: string | null;
  readonly enteredOn: string;
  readonly exitOn: string;
  /** A fraction; below 0 for a soft analogue, above it for a trap. */
  readonly abnormal: number;
  readonly hindsight: boolean;
}

const DAY_MS = 86_400_000;

/** The ISO week of a day, as `2026-W47`. */
export function isoWeek(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  const thursday = new Date(day.getTime() + (4 - (day.getUTCDay() || 7)) * DAY_MS);
  const year = thursday.getUTCFullYear();
  const first = Date.UTC(year, 0, 1);
  const week = Math.floor((thursday.getTime() - first) / DAY_MS / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** The Friday whose week is over at an instant (from Saturday, UTC, on): the present of the scoreboard that is due. */
export function dueFriday(now: string): string {
  const today = new Date(`${now.slice(0, 10)}T00:00:00Z`);
  // Saturday looks back one day, Sunday two, Friday itself a whole week: its prices are not all in.
  const back = ((today.getUTCDay() + 1) % 7) + 1;
  return new Date(today.getTime() - back * DAY_MS).toISOString().slice(0, 10);
}

/** Rows of a group at a scope, in the order of their horizons: how the return decays. */
export function decayOf(
  rows: readonly ResultRow[],
  group: string,
  scope: ResultRow['scope'],
): readonly ResultRow[] {
  return rows
    .filter((r) => r.group === group && r.scope === scope && r.trades > 0)
    .sort((a, b) => a.horizon - b.horizon);
}

/** May it be sent to readers? Never with invented prices, nor when nothing was traded: there is nothing to say then. */
export function isMailable(board: Pick<Scoreboard, 'generated' | 'trades' | 'origin'>): boolean {
  return board.origin === 'live' && !board.generated && board.trades > 0;
}
