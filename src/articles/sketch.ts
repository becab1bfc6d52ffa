import { fold } from '../text/index.ts';

/*
 * A text as a set of short passages ("shingles"), for telling reprints. A passage is a run of words that weighs eight: a Han
 * character counts as one, a Latin word or a number as two, so it is eight characters of Chinese or four words of English.
 * Words are folded first (one script, one width, one case), so a traditional reprint has the passages of its simplified original.
 */

export interface Token {
  readonly text: string;
  readonly weight: number;
  /** UTF-16 unit of the text, inclusive. */
  readonly start: number;
  /** First word of its line. */
  readonly opens: boolean;
  /** Number of its sentence. */
  readonly sentence: number;
}
export interface Passages {
  readonly tokens: readonly Token[];
  /** Hash of the passage that starts at each token, unsigned 32 bits; the last few tokens start none. */
  readonly hashes: Uint32Array;
  /** Token after the last of each passage. */
  readonly ends: Uint32Array;
}

const WORD = /[a-z0-9\u00df-\u024f]+(?:[.,'&+-][a-z0-9\u00df-\u024f]+)*|[\u3400-\u9fff]/g;
/** Between two words of folded text: the end of a sentence. A Chinese full stop folds to a plain one without a space. */
const STOP = /[.!?;]/;
const PASSAGE = 8;
/** A longer text is judged by its beginning: a reprint of a book is none of ours. UTF-16 units. */
const LONGEST = 40_000;

export function passagesOf(text: string): Passages {
  const tokens: Token[] = [];
  const folded = fold(text.slice(0, LONGEST));
  let before = 0;
  let sentence = 0;
  for (const m of folded.matchAll(WORD)) {
    const between = folded.slice(before, m.index);
    const opens = before === 0 || between.includes('\n');
    if (opens || STOP.test(between)) sentence++;
    tokens.push({ text: m[0], weight: m[0].charCodeAt(0) < 0x3400 ? 2 : 1, start: m.index, opens, sentence });
    before = m.index + m[0].length;
  }
  const hashes = new Uint32Array(tokens.length);
  const ends = new Uint32Array(tokens.length);
  let count = 0;
  let end = 0;
  let weight = 0;
  for (let i = 0; i < tokens.length; i++) {
    while (end < tokens.length && weight < PASSAGE) weight += tokens[end++]!.weight;
    if (weight < PASSAGE) break;
    hashes[i] = hashOf(tokens, i, end);
    ends[i] = end;
    count = i + 1;
    weight -= tokens[i]!.weight;
  }
  return { tokens, hashes: hashes.subarray(0, count), ends: ends.subarray(0, count) };
}

/** FNV-1a over the words with a space between, then stirred, because the smallest hashes are kept. */
function hashOf(tokens: readonly Token[], from: number, to: number): number {
  let h = 0x811c9dc5;
  for (let i = from; i < to; i++) {
    const t = tokens[i]!.text;
    for (let k = 0; k < t.length; k++) h = Math.imul(h ^ t.charCodeAt(k), 16777619);
    h = Math.imul(h ^ 32, 16777619);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** How many passages stand for a text. Of a copy cut to 30 %, one in 300 shares none of them (0.7 to the power of 16). */
export const SKETCH = 16;

/**
 * The passages with the smallest hashes (bottom-k MinHash, Broder 1997). What two texts share is shared by their samples in
 * proportion, wherever it stands: a copy that was cut, reordered or followed by a notice still has part of its original's sample.
 * @returns indexes into `hashes`, the smallest hash first; each hash once.
 */
export function sketchOf(p: Passages): number[] {
  const order = Array.from(p.hashes.keys()).sort((a, b) => p.hashes[a]! - p.hashes[b]! || a - b);
  return order.filter((at, i) => i === 0 || p.hashes[at] !== p.hashes[order[i - 1]!]).slice(0, SKETCH);
}

/** As a column of type integer holds it. */
export const signed = (hash: number): number => hash | 0;
