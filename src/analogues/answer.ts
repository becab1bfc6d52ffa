import type { Form, Stance } from './statement.ts';

/** A company's own sentence about what the event is about, as it was public at the moment asked of. */
export interface SaidOfEvent {
  readonly id: string;
  readonly ticker: string;
  readonly form: Form;
  readonly stance: Stance;
  /** 0..1, the most of revenue that it says the subject is. */
  readonly share: number | null;
  /** What of the event it speaks of: `trait:ID`, `theme:ID`, `entity:ID`. */
  readonly subjects: readonly string[];
  readonly articleId: string;
  readonly url: string;
  readonly field: 'title' | 'body';
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly publishedAt: string;
}

/** What is left of a link after the company has spoken. */
export interface Answer {
  /** The statement that takes the link away; null where it stands. */
  readonly withdrawnBy: SaidOfEvent | null;
  /** The most of revenue that the company grants; null where it names no number. */
  readonly share: number | null;
  readonly shareBy: SaidOfEvent | null;
  /** 0..1, of the score. */
  readonly factor: number;
  /** All that it said, oldest first: evidence against. */
  readonly said: readonly SaidOfEvent[];
}

/** A link whose company denies its part in the event, though what the link rests on is untouched. */
const DENIED_ELSEWHERE = 0.6;
/** "Small", without a number, said of what the link rests on. */
const SAID_SMALL = 0.6;
/** The exchange asks; nobody has answered. */
const QUESTIONED = 0.9;

/**
 * Weighs a company's statements against what a link rests on: the traits by which it was matched, and the product it
 * shares. A denial of these takes the link away; a denial of the event's own product takes away a link by product. A
 * link by model alone stands when the company says that it has no part in the product, and is weakened.
 * @param grounds ids of traits, without prefix.
 */
export function answerOf(
  said: readonly SaidOfEvent[],
  grounds: ReadonlySet<string>,
  byProduct: boolean,
): Answer | null {
  if (said.length === 0) return null;
  let factor = 1;
  let withdrawnBy: SaidOfEvent | null = null;
  let shareBy: SaidOfEvent | null = null;
  for (const s of said) {
    const touches =
      s.subjects.some((x) => grounds.has(x.slice(x.indexOf(':') + 1)) && !x.startsWith('entity:')) ||
      (byProduct && s.subjects.some((x) => x.startsWith('entity:')));
    if (s.stance === 'questioned') factor = Math.min(factor, QUESTIONED);
    else if (!touches) factor = Math.min(factor, DENIED_ELSEWHERE);
    else if (s.stance === 'denies') withdrawnBy ??= s;
    else if (s.share === null) factor = Math.min(factor, SAID_SMALL);
    else if (shareBy === null || s.share <= shareBy.share!) shareBy = s;
  }
  return { withdrawnBy, share: shareBy?.share ?? null, shareBy, factor, said };
}
