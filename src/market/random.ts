/** A source of uniform numbers in [0, 1). Randomness is handed in, never taken from the machine. */
export type Random = () => number;

/** The same seed gives the same numbers on every machine (mulberry32, public domain, T. Ettinger 2017: 32 bits of state). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
