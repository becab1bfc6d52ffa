/** Releases: the results and the guidance an issuer states, read out of its words and tables, and what they are held against. */
import type { Expectation, Figure, Passage } from './figure.ts';
import { readPassage } from './read.ts';
import { expectations, settle } from './settle.ts';

export {
  type ComingUp,
  type ComingUpWanted,
  comingUp,
  type DateKind,
  type SessionMoment,
} from './coming-up.repository.ts';
export { type StatedComparison, statedComparisons } from './compare.ts';
export { type Comparable, type Contradiction, contradicts } from './contradiction.ts';
export { type DatesOf, saveEarningsDates } from './earnings-date.repository.ts';
export { type EarningsDate, findEarningsDates } from './earnings-date.ts';
export type { Basis, Direction, Expectation, Figure, Kind, Metric, Passage } from './figure.ts';
export { findMixShifts, type MixShift } from './mix.ts';
export {
  eventSurprise,
  type ReleaseOf,
  type ReleaseRead,
  releaseId,
  saveRelease,
} from './release.repository.ts';
export { type Against, type Surprise, surprise } from './surprise.ts';

/** The figures of a passage in the order of its text; empty where it states none. Never throws. */
export function findFigures(passage: Passage): Figure[] {
  const { reading, options } = readPassage(passage);
  return settle(reading, options).sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Figures and what they are held against, of one reading: as `findFigures` and `findExpectations`, at half the price. */
export function readFigures(passage: Passage): { figures: Figure[]; expectations: Expectation[] } {
  const { reading, options } = readPassage(passage);
  const figures = settle(reading, options).sort((a, b) => a.start - b.start || a.end - b.end);
  return { figures, expectations: figures.length === 0 ? [] : expectations(reading, options) };
}

/** What others expected, earlier guidance and the year before, where the passage states them beside a metric. */
export function findExpectations(passage: Passage): Expectation[] {
  const { reading, options } = readPassage(passage);
  return expectations(reading, options);
}
