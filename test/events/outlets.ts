import type { HypeArticle } from '../../src/events/index.ts';

/** An article of the i-th outlet on 5 November 2026, in its own hour, calm and of the second tier unless told. */
export const article = (i: number, other: Partial<HypeArticle> = {}): HypeArticle => ({
  publishedAt: `2026-11-05T${String(i % 24).padStart(2, '0')}:00:00Z`,
  workingAge: 1,
  outlet: `o${i}.example`,
  tier: 2,
  firstHand: false,
  belongs: 1,
  loudness: 0,
  loudWords: [],
  ...other,
});
/** One article of each of n outlets. */
export const told = (
  n: number,
  other: Partial<HypeArticle> | ((i: number) => Partial<HypeArticle>) = {},
): HypeArticle[] =>
  Array.from({ length: n }, (_, i) => article(i, typeof other === 'function' ? other(i) : other));
