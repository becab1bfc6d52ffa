import { type Span, sentenceAt, sentences } from '../text/index.ts';

/** A hit of a term in one of the event's articles. */
export interface EventHit {
  term: string;
  articleId: string;
  field: 'title' | 'body';
  start: number;
  end: number;
  weight: number;
  firstHand: boolean;
  publishedAt: string;
}
export interface EventQuote {
  side: 'event';
  trait: string;
  articleId: string;
  field: 'title' | 'body';
  start: number;
  end: number;
  text: string;
  /** Of the PDF it stands in, from 1; missing where the article is a page of the web. */
  page?: number;
}
export interface CompanyQuote {
  side: 'company';
  trait: string;
  source: string;
  url: string;
  date: string;
  /** In English. */
  note: string | null;
  /** In Chinese; missing where there is none, and in lines written before notes were kept in both. */
  noteZh?: string;
}
export type Evidence = EventQuote | CompanyQuote;

/** Longest quotation, in UTF-16 units: enough for a sentence, little enough to be a quotation. */
const LONGEST = 200;

/** The span to quote for a hit: its whole sentence where that is short enough, else a window of words around it. */
export function quoteSpan(text: string, hit: Span): Span {
  const sentence = sentenceAt(sentences(text), hit.start) ?? hit;
  let { start, end } = { start: Math.min(sentence.start, hit.start), end: Math.max(sentence.end, hit.end) };
  if (end - start > LONGEST) {
    const room = Math.max(0, LONGEST - (hit.end - hit.start)) >> 1;
    start = Math.max(start, hit.start - room);
    end = Math.min(end, hit.end + room);
    while (
      start < hit.start &&
      start > 0 &&
      /[\p{L}\p{N}]/u.test(text[start - 1]!) &&
      !/\p{Script=Han}/u.test(text[start]!)
    )
      start++;
    while (
      end > hit.end &&
      end < text.length &&
      /[\p{L}\p{N}]/u.test(text[end]!) &&
      !/\p{Script=Han}/u.test(text[end - 1]!)
    )
      end--;
    while (start < hit.start && /\s/.test(text[start]!)) start++;
    while (end > hit.end && /\s/.test(text[end - 1]!)) end--;
  }
  return { start: Math.min(start, hit.start), end: Math.max(end, hit.end) };
}

/** The best hit of a term: first-hand, outright, in the body, early, and always the same one. */
export function bestHit(hits: readonly EventHit[], term: string): EventHit | undefined {
  let best: EventHit | undefined;
  for (const hit of hits) if (hit.term === term && (best === undefined || better(hit, best))) best = hit;
  return best;
}
function better(a: EventHit, b: EventHit): boolean {
  if (a.firstHand !== b.firstHand) return a.firstHand;
  if (a.weight !== b.weight) return a.weight > b.weight;
  if (a.field !== b.field) return a.field === 'body';
  if (a.publishedAt !== b.publishedAt) return a.publishedAt < b.publishedAt;
  if (a.articleId !== b.articleId) return a.articleId < b.articleId;
  return a.start < b.start;
}

/** The quotation for a term of the event, or undefined where no article says it. */
export function quoteFor(
  hits: readonly EventHit[],
  term: string,
  textOf: (articleId: string, field: 'title' | 'body') => string,
): EventQuote | undefined {
  const hit = bestHit(hits, term);
  if (hit === undefined) return undefined;
  const text = textOf(hit.articleId, hit.field);
  const span = quoteSpan(text, hit);
  return {
    side: 'event',
    trait: term,
    articleId: hit.articleId,
    field: hit.field,
    start: span.start,
    end: span.end,
    text: text.slice(span.start, span.end),
  };
}
