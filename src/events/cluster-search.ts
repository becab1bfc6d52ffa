import type { EventCounts } from './cluster-counts.ts';
import type { LiveEvent, WeightedDoc } from './cluster-event.ts';
import { InvertedIndex, Places, ROW, SERIAL, SUM } from './cluster-index.ts';
import { compare, PART_NAMES, partsAt, probability, type Weights, weightArray } from './cluster-score.ts';
import type { Candidate } from './clusterer.ts';
import { HAN, LATIN, TITLE_HAN, TITLE_LATIN } from './features.ts';
import type { Compared } from './sequel.ts';

/** Postings read a feature and features looked up an article: the bound on the cost of finding candidates. */
const POSTINGS_A_FEATURE = 40;
const FEATURES_LOOKED_UP = 28;
/** The same for the hashes of a sketch. */
const POSTINGS_A_HASH = 8;
const SKETCH_HASHES = 24;
/** Features an event adds to the index an article, and at most in all. */
export const INDEXED_AN_ARTICLE = 32;
const INDEXED_AN_EVENT = 240;
/** Share of a sketch from which two texts are one: a reprint. */
const REPRINT = 0.55;
const SKETCH_LIMIT = 600;

/** Finds the live events that an article may tell. Knows them by their postings only. */
export class Search {
  private readonly places = new Places();
  private readonly index = new InvertedIndex(this.places);
  /** Shingle hashes -> events: reprints are found without any word in common weighing anything. */
  private readonly sketches = new InvertedIndex(this.places);
  private search = 0;
  private readonly touched = new Int32Array(POSTINGS_A_FEATURE * FEATURES_LOOKED_UP);
  private readonly copies = new Int32Array(POSTINGS_A_HASH * SKETCH_HASHES);
  /** The places with the largest sums, and the parts of each, written over at every search. */
  private readonly best: Int32Array;
  private readonly parts: Float64Array;
  private readonly weights: Float64Array;
  /** What the last search compared, best first. */
  private found: { event: LiveEvent; score: number; at: number }[] = [];

  private readonly counts: EventCounts;
  private readonly limit: number;

  constructor(counts: EventCounts, weights: Weights, limit: number) {
    this.counts = counts;
    this.limit = limit;
    this.weights = weightArray(weights);
    this.best = new Int32Array(limit + 1);
    this.parts = new Float64Array(limit * PART_NAMES.length);
  }

  begin(event: LiveEvent): void {
    event.place = this.places.take(event);
  }

  close(event: LiveEvent): void {
    this.places.close(event.place, event.indexed.size + event.sketch.size);
    this.index.drop(event.indexed.keys());
    this.sketches.drop(event.sketch.keys());
  }

  /** The event's own postings again, in order of the decisions that brought them. */
  restore(events: readonly LiveEvent[]): void {
    const came: { list: InvertedIndex; feature: number; at: number; place: number }[] = [];
    for (const event of events) {
      const { place } = event;
      for (const [feature, at] of event.indexed.entries())
        came.push({ list: this.index, feature, at, place });
      for (const [feature, at] of event.sketch.entries())
        came.push({ list: this.sketches, feature, at, place });
    }
    for (const { list, feature, place } of came.sort((a, b) => a.at - b.at)) list.add(feature, place);
  }

  addSketch(event: LiveEvent, sketch: readonly number[], decision: number): void {
    const first = event.sketch.size === 0;
    for (const h of sketch)
      if (event.sketch.size < SKETCH_LIMIT && (first || !event.sketch.has(h))) {
        event.sketch.add(h, decision);
        this.sketches.add(h, event.place);
      }
  }

  /** @param heavy places of the article's features, heaviest first. */
  addFeatures(event: LiveEvent, doc: WeightedDoc, heavy: Int32Array, decision: number): void {
    const first = event.indexed.size === 0;
    let room = Math.min(INDEXED_AN_EVENT - event.indexed.size, INDEXED_AN_ARTICLE);
    for (let k = 0; k < heavy.length; k++) {
      const id = doc.ids[heavy[k]!]!;
      if (room-- <= 0) break;
      if (!first && event.indexed.has(id)) continue;
      this.index.add(id, event.place);
      event.indexed.add(id, decision);
    }
  }

  /** The event of which the article repeats most, if it is a reprint at all. */
  reprintOf(doc: WeightedDoc): LiveEvent | undefined {
    const { rows, events } = this.places;
    this.search++;
    let count = 0;
    for (const h of doc.sketch)
      count = this.sketches.sum(h, POSTINGS_A_HASH, 1, this.search, this.copies, count);
    let best: LiveEvent | undefined;
    let most = Math.max(3, REPRINT * doc.sketch.length);
    for (let k = 0; k < count; k++) {
      const place = this.copies[k]!;
      const n = rows[place * ROW + SUM]!;
      if (n < most || (best !== undefined && n === most)) continue;
      const event = events[place]!;
      if (!sameSubject(doc, event)) continue;
      best = event;
      most = n;
    }
    return best;
  }

  /** Best first; those behind the first `shown` are left out. */
  candidates(doc: WeightedDoc, heavy: Int32Array, live: number, shown: number): Candidate[] {
    this.search++;
    let count = 0;
    const features = Math.min(FEATURES_LOOKED_UP, heavy.length);
    for (let k = 0; k < features; k++) {
      const i = heavy[k]!;
      count = this.index.sum(
        doc.ids[i]!,
        POSTINGS_A_FEATURE,
        doc.values[i]!,
        this.search,
        this.touched,
        count,
      );
    }
    const { events } = this.places;
    const width = PART_NAMES.length;
    const found: { event: LiveEvent; score: number; at: number }[] = [];
    const kept = this.largest(count);
    for (let k = 0; k < kept; k++) {
      const event = events[this.best[k]!]!;
      const at = k * width;
      compare(doc, event, this.counts.ledBy(event.lead), live, this.parts, at);
      found.push({ event, score: probability(this.parts, at, this.weights), at });
    }
    this.found = found.sort((a, b) => b.score - a.score || (a.event.id < b.event.id ? -1 : 1));
    return this.found
      .slice(0, shown)
      .map(({ event, score, at }) => ({ event: event.id, score, parts: partsAt(this.parts, at) }));
  }

  /** All that the last search compared, best first, from a score on; gone with the next search. */
  compared(from = 0): Compared[] {
    return this.found
      .filter((f) => f.score >= from)
      .map(({ event, score, at }) => ({ event, score, parts: partsAt(this.parts, at) }));
  }

  /** Puts the places of the largest sums into `best`, later begun first among equals. @returns how many. */
  private largest(count: number): number {
    const { rows } = this.places;
    const { best, touched, limit } = this;
    let kept = 0;
    /** The least sum that still has a chance. */
    let floor = -1;
    for (let k = 0; k < count; k++) {
      const place = touched[k]!;
      const sum = rows[place * ROW + SUM]!;
      if (sum < floor) continue;
      const serial = rows[place * ROW + SERIAL]!;
      let at = kept;
      for (; at > 0; at--) {
        const other = best[at - 1]!;
        const theirs = rows[other * ROW + SUM]!;
        if (theirs > sum || (theirs === sum && rows[other * ROW + SERIAL]! > serial)) break;
        best[at] = other;
      }
      best[at] = place;
      if (kept < limit) kept++;
      if (kept === limit) floor = rows[best[limit - 1]! * ROW + SUM]!;
    }
    return kept;
  }
}

const ranks = new Float64Array(INDEXED_AN_ARTICLE);
const order = new Int32Array(INDEXED_AN_ARTICLE);
/** Places of the features that can find an event, heaviest first; headline words only repeat what the words say. */
export function heaviest(doc: WeightedDoc): Int32Array {
  const { channels, values } = doc;
  let kept = 0;
  for (let i = 0; i < channels.length; i++) {
    const channel = channels[i]!;
    if (channel === TITLE_LATIN || channel === TITLE_HAN) continue;
    const rank = values[i]! * (channel === LATIN || channel === HAN ? 0.7 : 1);
    if (kept === INDEXED_AN_ARTICLE && rank <= ranks[kept - 1]!) continue;
    let at = kept < INDEXED_AN_ARTICLE ? kept++ : kept - 1;
    for (; at > 0 && rank > ranks[at - 1]!; at--) {
      ranks[at] = ranks[at - 1]!;
      order[at] = order[at - 1]!;
    }
    ranks[at] = rank;
    order[at] = i;
  }
  return order.slice(0, kept);
}

/** Robot-written stories share their sentences and differ in the name: those are no reprints. */
function sameSubject(doc: WeightedDoc, event: LiveEvent): boolean {
  if (doc.subject.size === 0 || event.subject.size === 0) return doc.subject.size === event.subject.size;
  for (const [key, weight] of doc.subject) if (weight >= 0.2 && event.subject.has(key)) return true;
  return false;
}
