import type { ClusterDoc } from '../../src/events/features.ts';
import { words } from '../../src/text/index.ts';

/**
 * The plain method to beat: TF-IDF over words (and pairs of Han characters), one pass, an article joins the event whose
 * centroid has the highest cosine above a threshold, else it begins one. Online document counts, an inverted index, and
 * the same quiet time as ours; no names, no amounts, no lexicon.
 */
export function tfidfPass(
  docs: readonly ClusterDoc[],
  threshold: number,
  quietDays = 10,
): Map<string, string> {
  const out = new Map<string, string>();
  const frequency = new Map<string, number>();
  const postings = new Map<string, number[]>();
  const events: ({ id: string; last: number; sum: Map<string, number>; norm: number } | undefined)[] = [];
  let seen = 0;
  for (const doc of docs) {
    const at = Date.parse(doc.publishedAt);
    const counts = new Map<string, number>();
    for (const w of words(`${doc.title}\n${doc.body}`)) counts.set(w.word, (counts.get(w.word) ?? 0) + 1);
    seen++;
    for (const w of counts.keys()) frequency.set(w, (frequency.get(w) ?? 0) + 1);
    const vector = new Map<string, number>();
    let norm = 0;
    for (const [w, n] of counts) {
      const value = (1 + Math.log(n)) * Math.log(1 + seen / frequency.get(w)!);
      vector.set(w, value);
      norm += value * value;
    }
    norm = Math.sqrt(norm);
    const dots = new Map<number, number>();
    const rare = [...vector].sort((a, b) => b[1] - a[1]).slice(0, 40);
    for (const [w] of rare) {
      const list = postings.get(w);
      if (list === undefined) continue;
      const live = list.filter(
        (e) => events[e] !== undefined && at - events[e]!.last <= quietDays * 86_400_000,
      );
      if (live.length < list.length) postings.set(w, live);
      for (const e of live.slice(-200)) if (!dots.has(e)) dots.set(e, 0);
    }
    let best = -1;
    let most = threshold;
    for (const e of dots.keys()) {
      const event = events[e]!;
      let dot = 0;
      for (const [w, v] of vector) dot += v * (event.sum.get(w) ?? 0);
      const cosine = dot / (norm * Math.sqrt(event.norm));
      if (cosine >= most) {
        most = cosine;
        best = e;
      }
    }
    if (best < 0) {
      best = events.length;
      events.push({ id: doc.id, last: at, sum: new Map(), norm: 0 });
    }
    const event = events[best]!;
    event.last = Math.max(event.last, at);
    for (const [w, v] of vector) {
      const before = event.sum.get(w);
      if (before === undefined) {
        const list = postings.get(w);
        if (list === undefined) postings.set(w, [best]);
        else list.push(best);
      }
      const after = (before ?? 0) + v / norm;
      event.norm += after * after - (before ?? 0) ** 2;
      event.sum.set(w, after);
    }
    out.set(doc.id, event.id);
  }
  return out;
}
