import { words } from '../text/index.ts';

/** A 64-bit simhash as two unsigned 32-bit halves (Charikar 2002), over folded words and Han pairs in threes. */
export interface Simhash {
  high: number;
  low: number;
}

/** FNV-1a, 32 bits, with a second seed for the other half. */
function hash(text: string, seed: number): number {
  let h = seed;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 16777619);
  }
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}

export function simhash(text: string): Simhash {
  const list = words(text);
  const votes = new Int32Array(64);
  for (let i = 0; i < list.length; i++) {
    const shingle = `${list[i]!.word} ${list[i + 1]?.word ?? ''} ${list[i + 2]?.word ?? ''}`;
    const high = hash(shingle, 0x811c9dc5);
    const low = hash(shingle, 0x01000193);
    for (let b = 0; b < 32; b++) {
      votes[b]! += (high >>> b) & 1 ? 1 : -1;
      votes[b + 32]! += (low >>> b) & 1 ? 1 : -1;
    }
  }
  let high = 0;
  let low = 0;
  for (let b = 0; b < 32; b++) {
    if (votes[b]! > 0) high |= 1 << b;
    if (votes[b + 32]! > 0) low |= 1 << b;
  }
  return { high: high >>> 0, low: low >>> 0 };
}

export function writeSimhash(s: Simhash): string {
  return s.high.toString(16).padStart(8, '0') + s.low.toString(16).padStart(8, '0');
}
export function readSimhash(text: string): Simhash {
  return { high: Number.parseInt(text.slice(0, 8), 16), low: Number.parseInt(text.slice(8, 16), 16) };
}

function bits(n: number): number {
  let v = n - ((n >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
/** How many of the 64 bits differ. */
export function distance(a: Simhash, b: Simhash): number {
  return bits((a.high ^ b.high) >>> 0) + bits((a.low ^ b.low) >>> 0);
}

/** Four bands of 16 bits: hashes within three bits of each other share at least one, so an index finds them. */
export function bands(s: Simhash): number[] {
  return [s.high >>> 16, s.high & 0xffff, s.low >>> 16, s.low & 0xffff];
}
