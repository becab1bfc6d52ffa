import type { LiveEvent } from './cluster-event.ts';

/** What is known at a place, side by side, so that a posting costs one visit to memory. */
export const ROW = 4;
/** Offsets in a row: what a search has summed up for the event, and which search it was; 1 while the event is live; its serial. */
export const SUM = 0;
const MARK = 1;
const ALIVE = 2;
export const SERIAL = 3;

/**
 * Every live event has a place, a small number by which postings name it and under which a search counts: all rows lie in
 * one flat array, where ten thousand objects would each be fetched from memory. The place of a closed event is given away
 * again only when the last posting that names it has been swept.
 */
export class Places {
  readonly events: LiveEvent[] = [];
  rows = new Float64Array(64 * ROW);
  /** Postings of closed events that are still in a list. */
  private left = new Int32Array(64);
  private readonly free: number[] = [];

  take(event: LiveEvent): number {
    const place = this.free.pop() ?? this.events.length;
    this.events[place] = event;
    if (place >= this.left.length) this.grow();
    this.rows[place * ROW + ALIVE] = 1;
    this.rows[place * ROW + SERIAL] = event.serial;
    return place;
  }

  /** @param postings how many lists name the event that closed. */
  close(place: number, postings: number): void {
    this.rows[place * ROW + ALIVE] = 0;
    this.left[place] = postings;
    if (postings === 0) this.free.push(place);
  }

  isLive(place: number): boolean {
    return this.rows[place * ROW + ALIVE] === 1;
  }

  /** A list has let go of a closed event. */
  swept(place: number): void {
    if (--this.left[place]! === 0) this.free.push(place);
  }

  private grow(): void {
    const { rows, left } = this;
    this.rows = new Float64Array(rows.length * 2);
    this.rows.set(rows);
    this.left = new Int32Array(left.length * 2);
    this.left.set(left);
  }
}

/**
 * Feature -> places of the live events that have it. Candidates come only from here, so an article is never compared with
 * every event. A posting whose event has closed is dead, and a list that is half dead is swept, so the index holds live
 * events only and costs a constant an article whatever the archive holds.
 *
 * Most features stand in one event only, so a feature is a row of one flat table (open addressing, linear probing) that
 * holds its single posting itself; only a second posting makes a list.
 */
export class InvertedIndex {
  /** Pairs of a feature (its 32 bits) and what it leads to: 0 a free row, n the place n − 1, −n the list n − 1. */
  private rows = new Int32Array(2048);
  private mask = 1023;
  private used = 0;
  private readonly lists: { places: number[]; dead: number }[] = [];
  /** Numbers of lists that no feature leads to any more. */
  private readonly free: number[] = [];

  private readonly places: Places;

  constructor(places: Places) {
    this.places = places;
  }

  /** To be called in order of decisions. */
  add(feature: number, place: number): void {
    const row = this.row(feature);
    const { rows } = this;
    const to = rows[row + 1]!;
    if (to < 0) this.lists[-to - 1]!.places.push(place);
    else if (to > 0) {
      const list = this.free.pop() ?? this.lists.length;
      this.lists[list] = { places: [to - 1, place], dead: 0 };
      rows[row + 1] = -list - 1;
    } else {
      rows[row] = feature;
      rows[row + 1] = place + 1;
      if (++this.used * 2 > this.mask) this.grow();
    }
  }

  /** Counts the postings of one closed event as dead. */
  drop(features: Iterable<number>): void {
    const { places } = this;
    for (const feature of features) {
      const row = this.row(feature);
      const to = this.rows[row + 1]!;
      if (to === 0) continue;
      if (to > 0) {
        places.swept(to - 1);
        this.remove(row);
        continue;
      }
      const list = this.lists[-to - 1]!;
      list.dead++;
      if (list.dead * 2 < list.places.length) continue;
      let kept = 0;
      for (const place of list.places)
        if (places.isLive(place)) list.places[kept++] = place;
        else places.swept(place);
      list.places.length = kept;
      list.dead = 0;
      if (kept > 0) continue;
      this.free.push(-to - 1);
      this.remove(row);
    }
  }

  /**
   * Adds `value` to the sum of each of the events that came to the feature last, newest first, at most `limit`.
   * @param touched receives the places that this search had not met before, from `count` on.
   * @returns how many places `touched` holds now.
   */
  sum(
    feature: number,
    limit: number,
    value: number,
    search: number,
    touched: Int32Array,
    count: number,
  ): number {
    const to = this.rows[this.row(feature) + 1]!;
    if (to === 0) return count;
    const state = this.places.rows;
    let met = count;
    if (to > 0) {
      // A single posting is never a dead one: it goes with its event.
      const at = (to - 1) * ROW;
      if (state[at + MARK] === search) state[at + SUM]! += value;
      else {
        state[at + MARK] = search;
        state[at + SUM] = value;
        touched[met++] = to - 1;
      }
      return met;
    }
    const list = this.lists[-to - 1]!.places;
    let seen = 0;
    for (let i = list.length - 1; i >= 0 && seen < limit; i--) {
      const place = list[i]!;
      const at = place * ROW;
      if (state[at + ALIVE] === 0) continue;
      seen++;
      if (state[at + MARK] === search) state[at + SUM]! += value;
      else {
        state[at + MARK] = search;
        state[at + SUM] = value;
        touched[met++] = place;
      }
    }
    return met;
  }

  /** Where the feature's row begins, or the free one where it would. */
  private row(feature: number): number {
    const { rows, mask } = this;
    const key = feature | 0;
    let at = (Math.imul(key, 0x9e3779b1) >>> 9) & mask;
    while (rows[2 * at + 1] !== 0 && rows[2 * at] !== key) at = (at + 1) & mask;
    return 2 * at;
  }

  /** Frees a row and moves up those behind it that were pushed on by it. */
  private remove(row: number): void {
    const { rows, mask } = this;
    let hole = row >> 1;
    this.used--;
    for (let at = (hole + 1) & mask; rows[2 * at + 1] !== 0; at = (at + 1) & mask) {
      const home = (Math.imul(rows[2 * at]!, 0x9e3779b1) >>> 9) & mask;
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      rows[2 * hole] = rows[2 * at]!;
      rows[2 * hole + 1] = rows[2 * at + 1]!;
      hole = at;
    }
    rows[2 * hole + 1] = 0;
  }

  private grow(): void {
    const { rows } = this;
    this.mask = this.mask * 2 + 1;
    this.rows = new Int32Array(2 * (this.mask + 1));
    for (let at = 0; at < rows.length; at += 2) {
      if (rows[at + 1] === 0) continue;
      const row = this.row(rows[at]!);
      this.rows[row] = rows[at]!;
      this.rows[row + 1] = rows[at + 1]!;
    }
  }
}
