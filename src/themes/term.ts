import { buildMatcher, fold, type Matcher, sentenceAt, sentences } from '../text/index.ts';

/**
 * A term is what patterns look for: a theme or a trait. One pass of the matcher over a text finds every pattern of
 * every term; context words and negation are then read in the sentence of the hit alone.
 */
export interface TermPattern {
  readonly pattern: string;
  /** 0 < weight ≤ 1: 1 says it outright, 0.5 hints. */
  readonly weight: number;
  /** At least one of these in the same sentence; empty asks for nothing. */
  readonly near: readonly string[];
  /** None of these in the same sentence. */
  readonly unless: readonly string[];
}
export interface Term {
  readonly id: string;
  readonly patterns: readonly TermPattern[];
}
export interface TermHit {
  id: string;
  field: 'title' | 'body';
  start: number;
  end: number;
  weight: number;
}
export interface TermFinder {
  /** Hits in order of field (title first), start, id; of hits of one term that overlap only the heaviest. */
  find(title: string, body: string): TermHit[];
  /** The same, negated ones too: what a denial is about. */
  mentions(title: string, body: string): TermHit[];
}

/** Word before the hit that turns its sense round. */
const NEGATION_EN =
  /\b(?:not|no longer|never|without|rather than|instead of|neither|nor|cannot|isn't|doesn't|don't|won't|didn't|denie[sd]|far from)\b[^.,;:]{0,24}$/;
const NEGATION_ZH =
  /(?:不(?![断仅少同但只止过久])|并非|没有|尚未|未(?!来|必)|无需|无须|而非|并不|不是|否认)[^,.;:\s]{0,6}$/;

/** True where the words just before `start` negate what follows ("does not license", 并非授权). */
export function negated(folded: string, sentenceStart: number, start: number): boolean {
  const before = folded.slice(Math.max(sentenceStart, start - 40), start);
  return NEGATION_EN.test(before) || NEGATION_ZH.test(before);
}

/** A word of context: Latin at word boundaries (a trailing * leaves the end open), Han anywhere. */
export function contextWord(word: string): RegExp {
  const open = word.endsWith('*');
  const text = fold(open ? word.slice(0, -1) : word).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const latinStart = /^[a-z0-9]/.test(text);
  const latinEnd = /[a-z0-9]$/.test(text);
  return new RegExp(`${latinStart ? '(?<![a-z0-9])' : ''}${text}${latinEnd && !open ? '(?![a-z0-9])' : ''}`);
}

/** Compiles terms into one matcher. */
export function compileTerms(terms: readonly Term[]): TermFinder {
  const flat: { term: string; weight: number; near: RegExp[]; unless: RegExp[] }[] = [];
  const words = new Map<string, RegExp>();
  const context = (word: string): RegExp => {
    let compiled = words.get(word);
    if (compiled === undefined) {
      compiled = contextWord(word);
      words.set(word, compiled);
    }
    return compiled;
  };
  const patterns = terms.flatMap((term) =>
    term.patterns.map((p) => {
      flat.push({
        term: term.id,
        weight: p.weight,
        near: p.near.map(context),
        unless: p.unless.map(context),
      });
      const openEnd = p.pattern.endsWith('*');
      return { id: flat.length - 1, text: openEnd ? p.pattern.slice(0, -1) : p.pattern, openEnd };
    }),
  );
  const matcher: Matcher = buildMatcher(patterns);
  const findIn = (text: string, field: 'title' | 'body', negatedToo: boolean): TermHit[] => {
    if (text.length === 0) return [];
    const folded = fold(text);
    const spans = sentences(text);
    const hits: TermHit[] = [];
    for (const hit of matcher.find(text)) {
      const pattern = flat[hit.id]!;
      const span = sentenceAt(spans, hit.start) ?? { start: 0, end: text.length };
      const sentence = folded.slice(span.start, span.end);
      if (pattern.near.length > 0 && !pattern.near.some((w) => w.test(sentence))) continue;
      if (pattern.unless.some((w) => w.test(sentence))) continue;
      if (!negatedToo && negated(folded, span.start, hit.start)) continue;
      hits.push({ id: pattern.term, field, start: hit.start, end: hit.end, weight: pattern.weight });
    }
    return heaviest(hits);
  };
  const all = (title: string, body: string, negatedToo: boolean): TermHit[] => [
    ...findIn(title, 'title', negatedToo),
    ...findIn(body, 'body', negatedToo),
  ];
  return {
    find: (title, body) => all(title, body, false),
    mentions: (title, body) => all(title, body, true),
  };
}

function heaviest(hits: TermHit[]): TermHit[] {
  const kept: TermHit[] = [];
  const ordered = [...hits].sort(
    (a, b) => b.weight - a.weight || b.end - b.start - (a.end - a.start) || a.start - b.start,
  );
  for (const hit of ordered)
    if (!kept.some((k) => k.id === hit.id && k.start < hit.end && hit.start < k.end)) kept.push(hit);
  return kept.sort((a, b) => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1));
}
