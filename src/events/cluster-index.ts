import type { LiveEvent } from './cluster-event.ts';

/**
 * Feature -> live events that have it. Candidates come only from here, so an article is never compared with every
 * event. A posting whose event has closed is dead, and a list that is half dead is swept, so the index holds live
 * events only and costs a constant an article whatever the archive holds.
 */
export interface InvertedIndex {
  add(feature: number, event: LiveEvent): void;
  /** Counts the postings of one closed event as dead. */
  drop(features: Iterable<number>): void;
  /** The events that came to the feature last, at most `limit`. */
  recent(feature: number, limit: number, visit: (event: LiveEvent) => void): void;
  readonly postings: number;
}

export function buildIndex(): InvertedIndex {
  const lists = new Map<number, { events: LiveEvent[]; dead: number }>();
  let postings = 0;
  return {
    add(feature, event) {
      const list = lists.get(feature);
      if (list === undefined) lists.set(feature, { events: [event], dead: 0 });
      else list.events.push(event);
      postings++;
    },
    drop(features) {
      for (const feature of features) {
        const list = lists.get(feature);
        if (list === undefined) continue;
        list.dead++;
        if (list.dead * 2 < list.events.length) continue;
        postings -= list.events.length;
        list.events = list.events.filter((e) => e.live);
        list.dead = 0;
        postings += list.events.length;
        if (list.events.length === 0) lists.delete(feature);
      }
    },
    recent(feature, limit, visit) {
      const events = lists.get(feature)?.events;
      if (events === undefined) return;
      let seen = 0;
      for (let i = events.length - 1; i >= 0 && seen < limit; i--) {
        const event = events[i]!;
        if (!event.live) continue;
        seen++;
        visit(event);
      }
    },
    get postings() {
      return postings;
    },
  };
}
