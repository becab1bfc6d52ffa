import type { Passages } from './sketch.ts';

/*
 * Whether one text is another one printed again. A newsroom that reprints cuts, reorders, rewrites the lead and adds lines, but
 * leaves the rest word for word. A form filled in anew (a buy-back, a dividend, a market flash) also shares most of its words;
 * it differs in many small places, and there in its figures. So what counts is not only how much is shared, but how the rest differs.
 */

export interface Likeness {
  /** Part of the shorter text's words that stand in passages of the longer one, 0 to 1. */
  readonly shared: number;
  /** Weight of the shorter text over that of the longer one. */
  readonly size: number;
  /** Places inside shared stretches where a few words differ, a hundred weights of shared text. */
  readonly edits: number;
  /** Of the figures in sentences of the shorter text that are shared in good part, the part that the longer one does not have. */
  readonly figures: number;
}

/** Words that differ between two shared stretches: an edit; longer ones are a passage left out or put in. */
const EDIT = 14;

/** `ignored` are tokens (of `a`, of `b`) that are known to be furniture and count on neither side. */
export function likeness(
  a: Passages,
  b: Passages,
  ignored: { a?: Uint8Array; b?: Uint8Array } = {},
): Likeness {
  const weightA = weigh(a, ignored.a);
  const weightB = weigh(b, ignored.b);
  const aIsShort = weightA <= weightB;
  const [short, long] = aIsShort ? [a, b] : [b, a];
  const skip = aIsShort ? ignored.a : ignored.b;
  const known = new Set(long.hashes);
  const covered = new Uint8Array(short.tokens.length);
  let reach = 0;
  for (let i = 0; i < short.hashes.length; i++)
    if (known.has(short.hashes[i]!)) {
      covered.fill(1, Math.max(i, reach), short.ends[i]!);
      reach = short.ends[i]!;
    }
  const theirs = new Set(long.tokens.filter((t) => isFigure(t.text)).map((t) => t.text));
  let shared = 0;
  let edits = 0;
  let figures = 0;
  let strange = 0;
  let gap = 0;
  let inside = false;
  const half = halfShared(short, covered);
  short.tokens.forEach((t, i) => {
    // what opens a line (a place and a date) was put before the text, not changed inside it
    if (t.opens) inside = false;
    if (covered[i]) {
      if (inside && gap > 0 && gap <= EDIT) edits++;
      inside = true;
      gap = 0;
      if (!skip?.[i]) shared += t.weight;
    } else gap += t.weight;
    if (!isFigure(t.text) || !(covered[i] || (inside && half.has(t.sentence)))) return;
    figures++;
    if (!theirs.has(t.text)) strange++;
  });
  const total = Math.min(weightA, weightB);
  return {
    shared: total === 0 ? 0 : shared / total,
    size: Math.max(weightA, weightB) === 0 ? 0 : total / Math.max(weightA, weightB),
    edits: shared === 0 ? 0 : (edits * 100) / shared,
    figures: figures === 0 ? 0 : strange / figures,
  };
}

/** Sentences of which a good part is shared: what else they say is said instead of something, not besides. */
const HALF = 0.35;
function halfShared(p: Passages, covered: Uint8Array): ReadonlySet<number> {
  const sums = new Map<number, { all: number; shared: number }>();
  p.tokens.forEach((t, i) => {
    const s = sums.get(t.sentence) ?? { all: 0, shared: 0 };
    s.all += t.weight;
    if (covered[i]) s.shared += t.weight;
    sums.set(t.sentence, s);
  });
  return new Set([...sums].filter(([, s]) => s.shared >= HALF * s.all).map(([n]) => n));
}

const weigh = (p: Passages, skip: Uint8Array | undefined): number =>
  p.tokens.reduce((n, t, i) => (skip?.[i] ? n : n + t.weight), 0);
const isFigure = (word: string): boolean => /\d/.test(word);

const LIMITS = { shared: 0.5, size: 0.25, edits: 2.5, figures: 0.12 };

export function isReprint(l: Likeness): boolean {
  return (
    l.shared >= LIMITS.shared &&
    l.size >= LIMITS.size &&
    l.edits <= LIMITS.edits &&
    l.figures <= LIMITS.figures
  );
}

/** Another version of a text by its own newsroom, which says so: figures may have been put right. */
export function isVersion(l: Likeness): boolean {
  return l.shared >= LIMITS.shared && l.size >= LIMITS.size;
}
