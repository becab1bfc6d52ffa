import type { ClusterDoc } from '../../src/events/features.ts';
import { words } from '../../src/text/index.ts';

/** An article as the plain method sees it; made once, so that a sweep of thresholds does not read every text again. */
export interface PlainDoc {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly words: Int32Array;
  /** How often each stands there. */
  readonly counts: Int32Array;
}

export function plainDocs(docs: readonly ClusterDoc[]): { docs: PlainDoc[]; vocabulary: number } {
  const ids = new Map<string, number>();
  const out = docs.map((doc) => {
    const counts = new Map<number, number>();
    for (const { word } of words(`${doc.title}\n${doc.body}`)) {
      let id = ids.get(word);
      if (id === undefined) {
        id = ids.size;
        ids.set(word, id);
      }
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return {
      id: doc.id,
      at: Date.parse(doc.publishedAt),
      words: Int32Array.from(counts.keys()),
      counts: Int32Array.from(counts.values()),
    };
  });
  return { docs: out, vocabulary: ids.size };
}

interface PlainEvent {
  readonly id: string;
  last: number;
  readonly sum: Map<number, number>;
  norm: number;
}
const LOOKED_UP = 40;
const POSTINGS = 200;
const COMPARED = 40;

/**
 * The plain method to beat: TF-IDF over words (and pairs of Han characters), one pass, an article joins the event whose
 * centroid has the highest cosine above a threshold, else it begins one. Online document counts, the same quiet time as
 * ours and, as ours, an inverted index with bounded look-ups and a bounded number of full comparisons (both more generous
 * than ours); no names, no amounts, no lexicon, no shape of the article.
 */
export function tfidfPass(
  { docs, vocabulary }: { docs: readonly PlainDoc[]; vocabulary: number },
  threshold: number,
  quietDays = 10,
): Map<string, string> {
  const out = new Map<string, string>();
  const frequency = new Int32Array(vocabulary);
  const postings = new Map<number, number[]>();
  const events: (PlainEvent | undefined)[] = [];
  const quiet = quietDays * 86_400_000;
  let seen = 0;
  for (const doc of docs) {
    seen++;
    for (const w of doc.words) frequency[w]!++;
    let norm = 0;
    const values = Float64Array.from(doc.words, (w, i) => {
      const value = (1 + Math.log(doc.counts[i]!)) * Math.log(1 + seen / frequency[w]!);
      norm += value * value;
      return value;
    });
    norm = Math.sqrt(norm);
    const rare = [...doc.words.keys()].sort((a, b) => values[b]! - values[a]! || a - b).slice(0, LOOKED_UP);
    const found = new Map<number, number>();
    for (const i of rare) {
      const list = postings.get(doc.words[i]!);
      if (list === undefined) continue;
      let live = 0;
      for (let k = list.length - 1; k >= 0 && live < POSTINGS; k--) {
        const event = events[list[k]!];
        if (event === undefined) continue;
        if (doc.at - event.last > quiet) {
          events[list[k]!] = undefined;
          continue;
        }
        live++;
        found.set(list[k]!, (found.get(list[k]!) ?? 0) + values[i]!);
      }
      if (list.length > POSTINGS * 4)
        postings.set(
          doc.words[i]!,
          list.filter((e) => events[e] !== undefined),
        );
    }
    let best = -1;
    let most = threshold;
    for (const [e] of [...found].sort((a, b) => b[1] - a[1] || b[0] - a[0]).slice(0, COMPARED)) {
      const event = events[e];
      if (event === undefined) continue;
      let dot = 0;
      for (let i = 0; i < values.length; i++) dot += values[i]! * (event.sum.get(doc.words[i]!) ?? 0);
      const cosine = dot / (norm * Math.sqrt(event.norm));
      if (cosine >= most) {
        most = cosine;
        best = e;
      }
    }
    if (best < 0) {
      best = events.length;
      events.push({ id: doc.id, last: doc.at, sum: new Map(), norm: 0 });
    }
    const event = events[best]!;
    event.last = Math.max(event.last, doc.at);
    for (let i = 0; i < values.length; i++) {
      const w = doc.words[i]!;
      const before = event.sum.get(w);
      if (before === undefined) {
        const list = postings.get(w);
        if (list === undefined) postings.set(w, [best]);
        else list.push(best);
      }
      const after = (before ?? 0) + values[i]! / norm;
      event.norm += after * after - (before ?? 0) ** 2;
      event.sum.set(w, after);
    }
    out.set(doc.id, event.id);
  }
  return out;
}
