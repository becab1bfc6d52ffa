/** Choosing among what a page says of itself: each piece of evidence has a weight, and what several agree on gathers theirs. */

/** By which two writings are the same: letters and digits, case and width aside. */
export const keyOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/**
 * The value with the greatest weight, as the first that told it wrote it; ties go to the one told first, null where nothing is told.
 * `loss` is taken from a value's sum once.
 */
export function heaviest(
  told: readonly (readonly [string | null | undefined, number])[],
  loss: (value: string) => number = () => 0,
): string | null {
  const sums = new Map<string, { value: string; weight: number }>();
  for (const [value, weight] of told) {
    if (!value) continue;
    const key = keyOf(value) || value;
    const sum = sums.get(key);
    if (sum) sum.weight += weight;
    else sums.set(key, { value, weight: weight - loss(value) });
  }
  let best: { value: string; weight: number } | null = null;
  for (const s of sums.values()) if (!best || s.weight > best.weight) best = s;
  return best?.value ?? null;
}
