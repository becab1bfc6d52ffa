/** What one article says of a term: its heaviest hit. */
export interface ArticleTerm {
  readonly articleId: string;
  readonly firstHand: boolean;
  readonly weight: number;
}

/** Hearsay never weighs as much as the document itself. */
const HEARSAY_CEILING = 0.75;

/**
 * How strongly an event has a term, 0..1, from its articles.
 * A first-hand document counts in full. Hearsay counts by how many of the retellings say it: with n retellings of
 * which m carry the term with weight w, 0.75 · (1 − exp(−3 · Σw / n)), so that one aside in ten articles stays small
 * (0.19) and a lone article that says it outright reaches 0.71. Both are joined as independent witnesses.
 */
export function termStrength(
  terms: readonly ArticleTerm[],
  articles: { firstHand: number; hearsay: number },
): { strength: number; firstHand: boolean } {
  let own = 0;
  let told = 0;
  for (const term of terms) {
    if (term.firstHand) own = Math.max(own, term.weight);
    else told += term.weight;
  }
  const hearsay =
    articles.hearsay === 0 ? 0 : HEARSAY_CEILING * (1 - Math.exp((-3 * told) / articles.hearsay));
  const strength = 1 - (1 - own) * (1 - hearsay);
  return { strength: Math.round(strength * 1e4) / 1e4, firstHand: own > 0 };
}

/** Points of a mix at which it weighs as much as it may, and how much that is. */
const FULL_SHIFT = 10;
const MIX_CEILING = 0.5;

/**
 * The weight of a term whose words state a share that grew by so many percentage points: the shift is a second witness
 * beside the words, 1 − (1 − w)(1 − 0.5 · min(1, points / 10)). A hit of 0.6 beside 10% → 15% weighs 0.7.
 */
export function withMix(weight: number, points: number): number {
  const shift = MIX_CEILING * Math.min(1, Math.max(0, points) / FULL_SHIFT);
  return Math.round((1 - (1 - weight) * (1 - shift)) * 1e6) / 1e6;
}
