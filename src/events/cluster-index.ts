import type { LiveEvent } from './cluster-event.ts';

/**
 * Every live event has a place, a small number by which postings name it and under which a search counts: sums lie beside
 * each other in flat arrays, where ten thousand objects would each be fetched from memory. The place of a closed event is
 * given away again only when the last posting that names it has been swept.
 */
export class Places {
  readonly events: LiveEvent[] = [];
  /** 1 while the event at the place is live. */
  alive = new Uint8Array(64);
  /** Of the event at the place. */
  serials = new Float64Array(64);
  /** What a search has summed up for the event, and which search it was. */
  sums = new Float64Array(64);
  marks = new Int32Array(64);
  /** Postings of closed events that are still in a list. */
  private left = new Int32Array(64);
  private readonly free: number[] = [];

  take(event: LiveEvent): number {
    const place = this.free.pop() ?? this.events.length;
    this.events[place] = event;
    if (place >= this.alive.length) this.grow();
    this.alive[place] = 1;
    this.serials[place] = event.serial;
    return place;
  }

  /** @param postings how many lists name the event that closed. */
  close(place: number, postings: number): void {
    this.alive[place] = 0;
    this.left[place] = postings;
    if (postings === 0) this.free.push(place);
  }

  /** A list has let go of a closed event. */
  swept(place: number): void {
    if (--this.left[place]! === 0) this.free.push(place);
  }

  private grow(): void {
    const size = this.alive.length * 2;
    const copy = <T extends Uint8Array | Int32Array | Float64Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.alive = copy(this.alive, new Uint8Array(size));
    this.serials = copy(this.serials, new Float64Array(size));
    this.sums = copy(this.sums, new Float64Array(size));
    this.marks = copy(this.marks, new Int32Array(size));
    this.left = copy(this.left, new Int32Array(size));
  }
}

/**
 * Feature -> places of the live events that have it. Candidates come only from here, so an article is never compared with
 * every event. A posting whose event has closed is dead, and a list that is half dead is swept, so the index holds live
 * events only and costs a constant an article whatever the archive holds.
 */
export class InvertedIndex {
  private readonly lists = new Map<number, { places: number[]; dead: number }>();

  private readonly places: Places;

  constructor(places: Places) {
    this.places = places;
  }

  /** To be called in order of decisions. */
  add(feature: number, place: number): void {
    const list = this.lists.get(feature);
    if (list === undefined) this.lists.set(feature, { places: [place], dead: 0 });
    else list.places.push(place);
  }

  /** Counts the postings of one closed event as dead. */
  drop(features: Iterable<number>): void {
    const { alive } = this.places;
    for (const feature of features) {
      const list = this.lists.get(feature);
      if (list === undefined) continue;
      list.dead++;
      if (list.dead * 2 < list.places.length) continue;
      let kept = 0;
      for (const place of list.places)
        if (alive[place] === 1) list.places[kept++] = place;
        else this.places.swept(place);
      list.places.length = kept;
      list.dead = 0;
      if (kept === 0) this.lists.delete(feature);
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
    const list = this.lists.get(feature)?.places;
    if (list === undefined) return count;
    const { alive, sums, marks } = this.places;
    let seen = 0;
    let met = count;
    for (let i = list.length - 1; i >= 0 && seen < limit; i--) {
      const place = list[i]!;
      if (alive[place] === 0) continue;
      seen++;
      if (marks[place] === search) sums[place]! += value;
      else {
        marks[place] = search;
        sums[place] = value;
        touched[met++] = place;
      }
    }
    return met;
  }
}
