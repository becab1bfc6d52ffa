/**
 * A bottom-k sketch (Broder 1997): the k smallest hashes of the text's shingles. The share of hashes two sketches have
 * in common estimates how much of the texts is the same, whatever their order; a reprint with a new headline or a cut
 * last paragraph keeps most of them.
 */
const K = 24;
/** Folded units in a shingle without spaces and marks: long enough to be somebody's sentence. */
const WIDTH = 16;

export function sketchOf(folded: string): number[] {
  const text = folded.replace(/[\s\p{P}]+/gu, '');
  if (text.length < WIDTH) return [];
  const BASE = 16777619;
  let power = 1;
  for (let i = 1; i < WIDTH; i++) power = Math.imul(power, BASE);
  let hash = 0;
  const best: number[] = [];
  const seen = new Set<number>();
  for (let i = 0; i < text.length; i++) {
    hash = (Math.imul(hash, BASE) + text.charCodeAt(i)) | 0;
    if (i + 1 < WIDTH) continue;
    const value = mix(hash);
    if ((best.length < K || value < best[best.length - 1]!) && !seen.has(value)) {
      seen.add(value);
      let at = best.length;
      while (at > 0 && best[at - 1]! > value) at--;
      best.splice(at, 0, value);
      if (best.length > K) best.pop();
    }
    hash = (hash - Math.imul(power, text.charCodeAt(i + 1 - WIDTH))) | 0;
  }
  return best;
}

/** Rolling hashes of like texts are alike; the smallest of them must be a fair sample. */
function mix(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Share of the smaller sketch found in `known`, 0..1. */
export function sharedSketch(sketch: readonly number[], known: { has(hash: number): boolean }): number {
  if (sketch.length === 0) return 0;
  let shared = 0;
  for (const h of sketch) if (known.has(h)) shared++;
  return shared / sketch.length;
}
