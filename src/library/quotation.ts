/* Where a quotation stands in the articles of an event; pure. What cannot be found again is no evidence. */

export interface QuotedArticle {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}
export interface Quotation {
  readonly articleId: string;
  readonly field: 'title' | 'body';
  /** UTF-16 units of the field; `text` is that slice of it. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Shortest quotation that says something, in UTF-16 units: a single word is found in any text. */
const SHORTEST = { han: 4, other: 12 } as const;
const LONGEST = 400;

/**
 * The first place of a quotation, by article, body before title. Runs of white space count as one, because models join
 * lines; every other character must be as printed, and a Latin word is not cut ("sells" is not a quotation of "resells").
 * @returns undefined where no article has it, and where it is too short or too long to be evidence.
 */
export function findQuotation(quote: string, articles: readonly QuotedArticle[]): Quotation | undefined {
  const wanted = quote.trim();
  const shortest = /\p{Script=Han}/u.test(wanted) ? SHORTEST.han : SHORTEST.other;
  if (wanted.length < shortest || wanted.length > LONGEST) return undefined;
  const words = wanted.split(/\s+/).map((w) => w.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'));
  const whole = new RegExp(
    `(?<![A-Za-z0-9](?=[A-Za-z0-9]))${words.join('\\s+')}(?!(?<=[A-Za-z0-9])[A-Za-z0-9])`,
  );
  for (const field of ['body', 'title'] as const)
    for (const article of articles) {
      const found = whole.exec(article[field]);
      if (found !== null)
        return {
          articleId: article.id,
          field,
          start: found.index,
          end: found.index + found[0].length,
          text: found[0],
        };
    }
  return undefined;
}
