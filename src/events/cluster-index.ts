/**
 * Feature -> live events that have it. Candidates come only from here, so an article is never compared with every
 * event. Postings hold serials; one whose event has closed is dead, and a list that is half dead is swept, so the
 * index holds live events only and costs a constant per article whatever the archive holds.
 */
export interface InvertedIndex {
  add(feature: number, serial: number): void;
  /** Marks the features' postings of one closed event as dead. */
  drop(features: readonly number[]): void;
  /** The most recently added events first, at most `limit`. */
  recent(feature: number, limit: number, visit: (serial: number) => void): void;
  readonly postings: number;
}

export function buildIndex(isLive: (serial: number) => boolean): InvertedIndex {
  const lists = new Map<number, { serials: number[]; dead: number }>();
  let postings = 0;
  return {
    add(feature, serial) {
      let list = lists.get(feature);
      if (list === undefined) {
        list = { serials: [], dead: 0 };
        lists.set(feature, list);
      }
      list.serials.push(serial);
      postings++;
    },
    drop(features) {
      for (const feature of features) {
        const list = lists.get(feature);
        if (list === undefined) continue;
        list.dead++;
        if (list.dead * 2 < list.serials.length) continue;
        postings -= list.serials.length;
        list.serials = list.serials.filter(isLive);
        list.dead = 0;
        postings += list.serials.length;
        if (list.serials.length === 0) lists.delete(feature);
      }
    },
    recent(feature, limit, visit) {
      const list = lists.get(feature);
      if (list === undefined) return;
      const { serials } = list;
      let seen = 0;
      for (let i = serials.length - 1; i >= 0 && seen < limit; i--) {
        const serial = serials[i]!;
        if (!isLive(serial)) continue;
        seen++;
        visit(serial);
      }
    },
    get postings() {
      return postings;
    },
  };
}
