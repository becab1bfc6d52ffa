import type { Arrivals } from './arrivals.ts';

/**
 * A bottom-k sketch (Broder 1997): the k smallest hashes of the text's shingles. The share of hashes two sketches have
 * in common estimates how much of the texts is the same, whatever their order; a reprint with a new headline or a cut
 * last paragraph keeps most of them.
 */
const K = 24;
/** Folded units in a shingle without spaces and marks: long enough to be somebody's sentence. */
const WIDTH = 16;

const MARK = /[\s\p{P}]/u;
let markTable: Uint8Array | undefined;
/** 1 for white space and marks; the halves of a pair of surrogates are neither. */
function marks(): Uint8Array {
  if (markTable === undefined) {
    markTable = new Uint8Array(65536);
    for (let unit = 0; unit < 65536; unit++)
      if ((unit < 0xd800 || unit > 0xdfff) && MARK.test(String.fromCharCode(unit))) markTable[unit] = 1;
  }
  return markTable;
}

const BASE = 16777619;
/** BASE to the power of WIDTH − 1: what the oldest unit of a shingle counts for. */
let oldest = 1;
for (let i = 1; i < WIDTH; i++) oldest = Math.imul(oldest, BASE);

/** The last WIDTH units that count, as a ring, and the smallest hashes so far; written over by each text. */
const ring = new Uint16Array(WIDTH);
const best = new Float64Array(K + 1);

/** @param parts folded texts; a shingle may reach from one into the next. @returns ascending. */
export function sketchOf(...parts: readonly string[]): number[] {
  const mark = marks();
  let kept = 0;
  let units = 0;
  let hash = 0;
  for (const text of parts)
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (mark[unit] === 1) continue;
      const slot = units % WIDTH;
      if (units >= WIDTH) hash = (hash - Math.imul(oldest, ring[slot]!)) | 0;
      hash = (Math.imul(hash, BASE) + unit) | 0;
      ring[slot] = unit;
      if (++units < WIDTH) continue;
      const value = mix(hash);
      if (kept === K && value >= best[K - 1]!) continue;
      let at = kept;
      while (at > 0 && best[at - 1]! > value) at--;
      if (at > 0 && best[at - 1] === value) continue;
      best.copyWithin(at + 1, at, kept);
      best[at] = value;
      if (kept < K) kept++;
    }
  const out: number[] = [];
  for (let i = 0; i < kept; i++) out.push(best[i]!);
  return out;
}

/** Rolling hashes of like texts are alike; the smallest of them must be a fair sample. */
function mix(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Share of an article's sketch found in that of an event, 0..1. */
export function sharedSketch(sketch: readonly number[], known: Arrivals): number {
  return sketch.length === 0 ? 0 : known.shared(sketch) / sketch.length;
}
