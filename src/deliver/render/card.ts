/**
 * What is said of an event, in order, before any medium: labelled lines of parts. The terminal, the mail and the page draw
 * the same cards, so that no reader is told less than another.
 */
import type { CompanySource, DigestAnalogue, DigestEvent, EventLine, Language, Quote } from '../digest.ts';
import { figureWords } from './figure-words.ts';
import { brokeWords } from './market-words.ts';
import { dayAndTime } from './time-words.ts';
import type { Words } from './words.ts';
import { say } from './words.ts';

export interface Part {
  readonly text: string;
  readonly href?: string | null;
  readonly strong?: boolean;
  readonly quote?: boolean;
  readonly quiet?: boolean;
}
export interface Line {
  readonly label: string | null;
  readonly parts: readonly Part[];
  readonly tone: 'plain' | 'against' | 'quiet';
}
export interface Entry {
  readonly ticker: string;
  readonly name: string;
  readonly score: string;
  readonly marks: readonly string[];
  readonly lines: readonly Line[];
}
export interface Section {
  readonly kind: 'soft' | 'hard' | 'trap' | 'issuer';
  readonly heading: string;
  readonly entries: readonly Entry[];
  readonly more: string | null;
}
export interface Card {
  readonly id: string;
  readonly headline: string;
  readonly unread: string | null;
  readonly meta: string;
  readonly curve: readonly number[];
  readonly lines: readonly Line[];
  readonly sections: readonly Section[];
}
/** How many of each kind are drawn in full, and how many quotations and sources a company shows. */
export interface Room {
  readonly soft: number;
  readonly hard: number;
  readonly trap: number;
  readonly issuer: number;
  readonly quotes: number;
  readonly sources: number;
}
export const FULL: Room = { soft: 1000, hard: 1000, trap: 1000, issuer: 1000, quotes: 1000, sources: 1000 };
export const BRIEF: Room = { soft: 5, hard: 3, trap: 6, issuer: 1, quotes: 1, sources: 2 };

export function cardOf(event: DigestEvent, words: Words, language: Language, room: Room): Card {
  const lines: Line[] = [origin(event, words, language)];
  if (event.figures.length > 0)
    lines.push({
      label: words.figures,
      tone: 'plain',
      parts: event.figures
        .slice(0, room === FULL ? 40 : 6)
        .map((f, i) => ({ text: `${i > 0 ? words.next : ''}${figureWords(f, words, language)}` })),
    });
  const broke = brokeWords(event.broke ?? [], language);
  if (broke !== null) lines.push(broke);
  for (const s of event.sizing) lines.push(sizing(s, words));
  const sections = (['soft', 'hard', 'trap', 'issuer'] as const).map((kind) =>
    section(
      kind,
      { soft: event.soft, hard: event.hard, trap: event.traps, issuer: event.issuer }[kind],
      words,
      room,
    ),
  );
  return {
    id: event.id,
    headline: event.headline,
    unread: event.unread ? words.unread : null,
    meta: metaOf(event, words),
    curve: event.hype?.curve.map((p) => p.score) ?? [],
    lines,
    sections: sections.filter((s) => s.entries.length > 0),
  };
}

export function metaOf(event: EventLine, words: Words): string {
  const blanks = {
    score: Math.round(event.hype?.score ?? 0),
    state: stateWord(event.state, words),
    outlets: event.outlets,
    articles: event.articles,
  };
  return say(event.hype === null ? words.noHype : words.hypeLine, blanks);
}

export function stateWord(state: string, words: Words): string {
  switch (state) {
    case 'emerging':
    case 'fading':
    case 'closed':
    case 'quiet':
      return words[state];
    case 'hype':
      return words.hypeState;
    default:
      return state;
  }
}

/** Where the news comes from: the document itself, or that nobody here has seen it. */
export function origin(event: EventLine, words: Words, language: Language): Line {
  const seen = event.firstHand ?? event.first;
  return {
    label: event.firstHand === null ? null : words.firstHand,
    tone: event.firstHand === null ? 'against' : 'plain',
    parts: [
      ...(event.firstHand === null ? [{ text: `${words.unreadLine} `, strong: true }] : []),
      { text: `${seen.outlet}${language === 'en' ? ': ' : '：'}` },
      { text: seen.title, href: seen.url },
      { text: ` (${dayAndTime(seen.publishedAt, language)})`, quiet: true },
    ],
  };
}

function section(kind: Section['kind'], all: readonly DigestAnalogue[], words: Words, room: Room): Section {
  const shown = all.slice(0, room[kind]);
  // Ten trap lines may rest on one sentence: it is quoted once a section.
  const said = new Set<string>();
  return {
    kind,
    heading: words[kind],
    entries: shown.map((a) => entry(a, words, room, said)),
    more: all.length > shown.length ? say(words.more, { n: all.length - shown.length }) : null,
  };
}

function entry(a: DigestAnalogue, words: Words, room: Room, said: Set<string>): Entry {
  const lines: Line[] = [{ label: words.why, tone: 'plain', parts: [{ text: a.why }] }];
  const once = (q: Quote, against: boolean): Line => {
    const key = `${against}|${q.article.url}|${q.text}`;
    const repeated = said.has(key);
    said.add(key);
    return quoted(q, against ? words.against : words.said, against, repeated, words);
  };
  for (const q of a.quotes.slice(0, room.quotes)) lines.push(once(q, false));
  for (const s of a.sources.slice(0, room.sources)) lines.push(sourced(s, words.company, false, words));
  for (const q of a.against.quotes.slice(0, room.quotes)) lines.push(once(q, true));
  for (const s of a.against.sources.slice(0, room.sources))
    lines.push(sourced(s, words.against, true, words));
  for (const s of a.sizing) lines.push(sizing(s, words));
  return {
    ticker: a.ticker,
    name: a.name,
    score: say(words.score, { score: Math.round(a.score) }),
    marks: [a.crowding, ...(a.sameProduct && a.kind === 'soft' ? [words.sameProduct] : [])],
    lines,
  };
}

function quoted(q: Quote, label: string, against: boolean, repeated: boolean, words: Words): Line {
  const lead: Part[] = q.trait === null ? [] : [{ text: say(words.trait, { trait: q.trait }) }];
  const from: Part[] = [
    { text: ' — ' },
    { text: q.article.outlet, href: q.article.url },
    ...(q.page === null ? [] : [{ text: `, ${say(words.pageAt, { n: q.page })}`, quiet: true }]),
    ...(q.firstHand ? [{ text: ` · ${words.firstHandMark}`, quiet: true }] : []),
    ...(q.note === null ? [] : [{ text: ` · ${q.note}`, quiet: true }]),
  ];
  return {
    label,
    tone: against ? 'against' : 'plain',
    parts: repeated
      ? [...lead, { text: words.asAbove, quiet: true }]
      : [...lead, { text: `${words.open}${q.text}${words.close}`, quote: true }, ...from],
  };
}

function sourced(s: CompanySource, label: string, against: boolean, words: Words): Line {
  return {
    label,
    tone: against ? 'against' : 'plain',
    parts: [
      ...(s.trait === null ? [] : [{ text: say(words.trait, { trait: s.trait }) }]),
      { text: s.title, href: s.url },
      { text: `, ${s.date}`, quiet: true },
      ...(s.note === null ? [] : [{ text: ` · ${s.note}`, quiet: true }]),
    ],
  };
}

function sizing(
  s: { name: string; sum: string; source: string; url: string | null; date: string },
  words: Words,
): Line {
  return {
    label: words.sizing,
    tone: 'plain',
    parts: [
      { text: `${s.name}: ${s.sum}` },
      { text: ' — ' },
      { text: s.source, href: s.url },
      { text: `, ${s.date}`, quiet: true },
    ],
  };
}
