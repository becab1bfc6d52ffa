/**
 * What is said of an event, in order, before any medium: labelled lines of parts. The terminal, the mail and the page draw
 * the same cards, so that no reader is told less than another.
 */
import type {
  CompanySource,
  Development,
  DigestAnalogue,
  DigestEvent,
  EventLine,
  Language,
  Quote,
} from '../digest.ts';
import { figureWords } from './figure-words.ts';
import { brokeWords, tradingWords } from './market-words.ts';
import { dayAndTime } from './time-words.ts';
import type { Words } from './words.ts';
import { say } from './words.ts';

export interface Part {
  readonly text: string;
  readonly href?: string | null;
  /** Id of the event that it names: a page of ours leads there, a mail says the name only. */
  readonly event?: string;
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
  /** Every listed line of the issuer, the one it is named by first. */
  readonly ticker: string;
  readonly name: string;
  readonly score: string;
  readonly marks: readonly string[];
  readonly lines: readonly Line[];
}
/** Companies that one rule names: its reason and the words it rests on are said once, above them. */
export interface Group {
  readonly reason: readonly Line[];
  readonly entries: readonly Entry[];
}
export interface Section {
  readonly kind: 'soft' | 'hard' | 'trap' | 'issuer';
  readonly heading: string;
  /** In the order of each group's best line. */
  readonly groups: readonly Group[];
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
  const development = (label: string, d: Development): Line => ({
    label,
    tone: 'plain',
    parts: [
      { text: d.headline, event: d.id },
      ...(d.reason === null
        ? []
        : [{ text: language === 'en' ? ` (${d.reason})` : `（${d.reason}）`, quiet: true }]),
    ],
  });
  if (event.grewFrom != null) lines.push(development(words.grewFrom, event.grewFrom));
  for (const d of (event.followed ?? []).slice(0, room === FULL ? 40 : 3))
    lines.push(development(words.followed, d));
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
      language,
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
    sections: sections.filter((s) => s.groups.length > 0),
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

function section(
  kind: Section['kind'],
  all: readonly DigestAnalogue[],
  words: Words,
  language: Language,
  room: Room,
): Section {
  const shown = all.slice(0, room[kind]);
  const byRule = new Map<string, DigestAnalogue[]>();
  for (const a of shown) {
    const key = a.rule === null ? `line ${a.id}` : `rule ${a.rule.id}`;
    byRule.set(key, [...(byRule.get(key) ?? []), a]);
  }
  // Two rules may rest on one sentence: it is quoted once a section.
  const said = new Set<string>();
  return {
    kind,
    heading: words[kind],
    groups: [...byRule.values()].map((lines) => group(lines, words, language, room, said)),
    more: all.length > shown.length ? say(words.more, { n: all.length - shown.length }) : null,
  };
}

function group(
  lines: readonly DigestAnalogue[],
  words: Words,
  language: Language,
  room: Room,
  said: Set<string>,
): Group {
  const { rule } = lines[0]!;
  const quotedBy = (a: DigestAnalogue, against: boolean): readonly Quote[] =>
    (against ? a.against.quotes : a.quotes).slice(0, room.quotes);
  const key = (q: Quote, against: boolean): string => `${against}|${q.article.url}|${q.text}`;
  // What the event says for or against every one of them belongs to the reason; the rest stays with its company.
  const shared = new Set<string>();
  if (rule !== null)
    for (const against of [false, true])
      for (const q of quotedBy(lines[0]!, against))
        if (lines.every((a) => quotedBy(a, against).some((o) => key(o, against) === key(q, against))))
          shared.add(key(q, against));
  const once = (q: Quote, against: boolean): Line => {
    const repeated = said.has(key(q, against));
    said.add(key(q, against));
    return quoted(q, against ? words.against : words.said, against, repeated, words);
  };
  const quotes = (a: DigestAnalogue, against: boolean, common: boolean): Line[] =>
    quotedBy(a, against)
      .filter((q) => shared.has(key(q, against)) === common)
      .map((q) => once(q, against));
  const reason =
    rule === null
      ? []
      : [reasonLine(rule, words), ...quotes(lines[0]!, false, true), ...quotes(lines[0]!, true, true)];
  const entries = lines.map(
    (a): Entry => ({
      ticker: a.lines.join(' '),
      name: a.name,
      score: say(words.score, { score: Math.round(a.score) }),
      marks: [a.crowding, ...(a.sameProduct && a.kind === 'soft' ? [words.sameProduct] : [])],
      lines: [
        ...(rule === null ? [{ label: words.why, tone: 'plain' as const, parts: [{ text: a.why }] }] : []),
        ...quotes(a, false, false),
        ...sourced(a.sources, room, false, words),
        ...quotes(a, true, false),
        ...sourced(a.against.sources, room, true, words),
        ...(a.reservation === null
          ? []
          : [{ label: words.against, tone: 'against' as const, parts: [{ text: a.reservation }] }]),
        // Whoever is warned off a trap needs no minute to buy it in.
        ...(a.kind === 'trap' ? [] : a.trading.map((t) => tradingWords(t, a.trading.length === 1, language))),
        ...a.sizing.map((s) => sizing(s, words)),
      ],
    }),
  );
  return { reason, entries };
}

function reasonLine(rule: NonNullable<DigestAnalogue['rule']>, words: Words): Line {
  return {
    label: words.why,
    tone: 'plain',
    parts: [{ text: say(words.reason, { title: rule.title, rationale: rule.rationale }) }],
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

/** A line a document: the traits it shows, the document, and what it says of each. */
function sourced(all: readonly CompanySource[], room: Room, against: boolean, words: Words): Line[] {
  const documents = new Map<string, CompanySource[]>();
  for (const s of all) {
    const key = `${s.url ?? ''}|${s.title}|${s.date}`;
    documents.set(key, [...(documents.get(key) ?? []), s]);
  }
  return [...documents.values()].slice(0, room.sources).map((shows) => {
    const { title, url, date } = shows[0]!;
    const notes = [...new Set(shows.map((s) => s.note))];
    const alike = notes.length === 1;
    const traits = shows
      .filter((s) => s.trait !== null)
      .map((s) => (alike || s.note === null ? s.trait : say(words.aside, { a: s.trait!, b: s.note })));
    const untold = alike ? notes : shows.filter((s) => s.trait === null).map((s) => s.note);
    return {
      label: against ? words.against : words.company,
      tone: against ? 'against' : 'plain',
      parts: [
        ...(traits.length === 0 ? [] : [{ text: say(words.trait, { trait: traits.join(words.list) }) }]),
        { text: title, href: url },
        { text: `, ${date}`, quiet: true },
        ...untold.filter((n) => n !== null).map((n) => ({ text: ` · ${n}`, quiet: true })),
      ],
    };
  });
}

function sizing(
  s: {
    name: string;
    sum: string;
    source: string | null;
    remark: string | null;
    url: string | null;
    date: string;
  },
  words: Words,
): Line {
  return {
    label: words.sizing,
    tone: 'plain',
    parts: [
      { text: `${s.name}: ${s.sum}` },
      { text: ' — ' },
      { text: s.remark ?? s.source ?? '', href: s.url },
      { text: `, ${s.date}`, quiet: true },
    ],
  };
}
