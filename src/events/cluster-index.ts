import type { LiveEvent } from './cluster-event.ts';

/**
 * Feature -> live events that have it. Candidates come only from here, so an article is never compared with every
 * event. A posting whose event has closed is dead, and a list that is half dead is swept, so the index holds live
 * events only and costs a constant an article whatever the archive holds.
 */
export class InvertedIndex {
  private readonly lists = new Map<number, { events: LiveEvent[]; dead: number }>();

  /** To be called in order of decisions. */
  add(feature: number, event: LiveEvent): void {
    const list = this.lists.get(feature);
    if (list === undefined) this.lists.set(feature, { events: [event], dead: 0 });
    else list.events.push(event);
  }

  /** Counts the postings of one closed event as dead. */
  drop(features: Iterable<number>): void {
    for (const feature of features) {
      const list = this.lists.get(feature);
      if (list === undefined) continue;
      list.dead++;
      if (list.dead * 2 < list.events.length) continue;
      list.events = list.events.filter((e) => e.live);
      list.dead = 0;
      if (list.events.length === 0) this.lists.delete(feature);
    }
  }

  /** The events that came to the feature last, at most `limit`, newest first. */
  recent(feature: number, limit: number, visit: (event: LiveEvent) => void): void {
    const events = this.lists.get(feature)?.events;
    if (events === undefined) return;
    let seen = 0;
    for (let i = events.length - 1; i >= 0 && seen < limit; i--) {
      const event = events[i]!;
      if (!event.live) continue;
      seen++;
      visit(event);
    }
  }
}
