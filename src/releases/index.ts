/** Releases: the results and the guidance an issuer states, read out of its words and tables. Pure. */
import type { Expectation, Figure, Passage } from './figure.ts';
import { readPassage } from './read.ts';
import { expectations, settle } from './settle.ts';

export type { Basis, Direction, Expectation, Figure, Kind, Metric, Passage } from './figure.ts';
export { findMixShifts, type MixShift } from './mix.ts';
export { type Against, type Surprise, surprise } from './surprise.ts';

/** The figures of a passage in the order of its text; empty where it states none. Never throws. */
export function findFigures(passage: Passage): Figure[] {
  const { reading, options } = readPassage(passage);
  return settle(reading, options).sort((a, b) => a.start - b.start || a.end - b.end);
}

/** What others expected, earlier guidance and the year before, where the passage states them beside a metric. */
export function findExpectations(passage: Passage): Expectation[] {
  const { reading, options } = readPassage(passage);
  return expectations(reading, options);
}
export { eventSurprise, type ReleaseOf, saveRelease } from './release.repository.ts';
