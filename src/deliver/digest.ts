/** The digest as data: what every renderer (terminal, mail, page, JSON) draws from, and the pure decisions about it. */

import type { Exchange } from '../companies/index.ts';
import type { BrokeLine, Gathered } from './broke.ts';

export type Language = 'zh' | 'zh-Hant' | 'en';
/** `live` includes what was posted to /ingest; `any` is for looking at a data folder as a whole. */
export type OriginFilter = 'archive' | 'live' | 'replay' | 'any';
export type Kind = 'soft' | 'hard' | 'trap' | 'issuer';

export interface ArticleLink {
  readonly title: string;
  readonly url: string;
  readonly outlet: string;
  readonly publishedAt: string;
}

/** Words of an article, at most `QUOTE_LIMIT` characters of them. */
export interface Quote {
  readonly text: string;
  /** The trait they speak for, in the reader's language; null where the rule fired from a theme or a name. */
  readonly trait: string | null;
  readonly firstHand: boolean;
  readonly article: ArticleLink;
  /** Of the PDF it stands in, from 1; null for a page of the web. */
  readonly page: number | null;
  readonly note: string | null;
}

/** A dated source about a company. */
export interface CompanySource {
  readonly trait: string | null;
  readonly title: string;
  readonly url: string | null;
  readonly date: string;
  readonly note: string | null;
}

export interface SizingLine {
  readonly name: string;
  /** The whole sum: size × fee = result. */
  readonly sum: string;
  /** The title of the source as its author wrote it; in Chinese null where a remark of ours stands for it. */
  readonly source: string | null;
  readonly remark: string | null;
  readonly url: string | null;
  readonly date: string;
}

export interface SessionLine {
  readonly exchange: 'XHKG' | 'XSHG' | 'XSHE';
  readonly date: string;
  /** UTC instants. */
  readonly open: string;
  readonly close: string;
  /** Whole minutes from the digest's end to that open. */
  readonly minutes: number;
}

/** Whether and when one listed line of a named issuer could be traded, at the moment its issuer was first named. */
export interface TradingLine {
  readonly ticker: string;
  /** The moment it is said of, UTC: a line restated later keeps it. */
  readonly at: string;
  /** Its exchange was not trading then. */
  readonly shut: boolean;
  /** First instant at or after it at which a trade can be made, UTC; null past the calendar. */
  readonly nextMinute: string | null;
  /** Whole minutes from the event's first article to that instant: the latency that a desk feels; null past the calendar. */
  readonly minutes: number | null;
  /** Whole minutes from `at` to it. */
  readonly minutesFromNaming: number | null;
  /** No trade in the last closed session; null where that is not known. */
  readonly suspended: boolean | null;
  readonly atLimit: 'up' | 'down' | null;
  /** Largest move of the day it would be traded, a fraction; null where there is none. */
  readonly limit: number | null;
  readonly specialTreatment: boolean;
  /** A share over H share − 1, beside the first of several lines; null without both prices and a rate. */
  readonly premium: number | null;
  readonly premiumOn: string | null;
  /** A price was invented. */
  readonly generated: boolean;
}

export interface DigestAnalogue {
  readonly id: string;
  readonly ticker: string;
  /** Every listed line of its issuer (A, H), this one first. */
  readonly lines: readonly string[];
  readonly name: string;
  readonly exchange: Exchange;
  readonly kind: Kind;
  readonly sameProduct: boolean;
  /** 0–100. */
  readonly score: number;
  readonly rank: number;
  readonly why: string;
  readonly rule: {
    readonly id: string;
    readonly version: number;
    readonly title: string;
    readonly rationale: string;
  } | null;
  /** That a rule of the opposite kind spoke for the company too; null where none did. */
  readonly reservation: string | null;
  readonly quotes: readonly Quote[];
  readonly sources: readonly CompanySource[];
  readonly against: { readonly quotes: readonly Quote[]; readonly sources: readonly CompanySource[] };
  /** The factors whose product is the score, as stored. */
  readonly components: readonly {
    readonly name: string;
    readonly value: number;
    readonly note: string | null;
  }[];
  readonly crowding: string;
  /** A row a listed line, the one it is named by first. */
  readonly trading: readonly TradingLine[];
  readonly sizing: readonly SizingLine[];
}

export interface Hype {
  /** 0–100. */
  readonly score: number;
  readonly at: string;
  readonly components: readonly { readonly name: string; readonly value: number }[];
  /** Evaluations in order of time, thinned to `CURVE_POINTS`. */
  readonly curve: readonly { readonly at: string; readonly score: number }[];
}

/** What is known of an event without its analogues: enough for a line. */
export interface EventLine {
  readonly id: string;
  readonly origin: string;
  readonly headline: string;
  readonly state: string;
  readonly unread: boolean;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** The earliest first-hand document; null is 未见原文. */
  readonly firstHand: ArticleLink | null;
  readonly first: ArticleLink;
  readonly articles: number;
  readonly outlets: number;
  readonly languages: readonly string[];
  readonly hype: Hype | null;
  readonly themes: readonly { readonly id: string; readonly name: string; readonly weight: number }[];
}

export interface FigureLine {
  readonly kind: 'result' | 'guidance';
  readonly metric: string;
  readonly name: string | null;
  readonly period: string | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly point: number | null;
  readonly unit: string;
  readonly direction: string | null;
  readonly yoyLow: number | null;
  readonly yoyHigh: number | null;
  readonly expected: number | null;
  readonly firstHand: boolean;
  readonly url: string;
  /** What it is held against, expectation first: per cent or points, and a grade from -2 to 2. */
  readonly surprise?: readonly {
    readonly basis: 'expectation' | 'guidance' | 'yearBefore';
    readonly value: number;
    readonly measure: 'percent' | 'points';
    readonly grade: number;
  }[];
  /** Where the issuer's document and a retelling differ: what the other side says. The document stands. */
  readonly contradiction?: {
    readonly side: 'told' | 'filed';
    readonly low: number | null;
    readonly high: number | null;
    readonly point: number | null;
    readonly url: string;
  };
}

/** A sequel, or what it grew out of. */
export interface Development {
  readonly id: string;
  readonly headline: string;
  /** Why the one is a development of the other; null where that was not written down. */
  readonly reason: string | null;
}
export interface DigestEvent extends EventLine {
  /** The event it grew out of. */
  readonly grewFrom?: Development | null;
  /** What grew out of it, in order of beginning. */
  readonly followed?: readonly Development[];
  readonly traits: readonly {
    readonly id: string;
    readonly name: string;
    readonly axis: string;
    readonly strength: number;
    readonly firstHand: boolean;
  }[];
  readonly soft: readonly DigestAnalogue[];
  readonly hard: readonly DigestAnalogue[];
  readonly traps: readonly DigestAnalogue[];
  readonly issuer: readonly DigestAnalogue[];
  readonly figures: readonly FigureLine[];
  readonly sizing: readonly SizingLine[];
  /** Where the markets stood when it broke. */
  readonly broke?: readonly BrokeLine[];
}

/** Something told before that no longer holds. */
export interface Correction {
  readonly kind: 'merge' | 'split' | 'retract' | 'revise' | 'withdraw';
  readonly eventId: string;
  readonly headline: string;
  readonly intoEventId: string | null;
  readonly intoHeadline: string | null;
  /** Of a withdrawn link: name and ticker. */
  readonly company: string | null;
  readonly at: string;
  /** A reason in somebody's words; of a revision the title before. */
  readonly why: string;
}

/** An event heard of before its first-hand document was read. */
export interface LateSight {
  readonly eventId: string;
  readonly headline: string;
  /** Who told it first. */
  readonly outlet: string;
  /** Whole minutes from that report, as we had it, to the document, as we had it. */
  readonly minutes: number;
  /** Whole minutes from the document's publication to our having it. */
  readonly sincePublished: number;
}

/** Results that are due. */
export interface Appointment {
  readonly issuer: string;
  readonly kind: 'results' | 'board_meeting' | 'briefing';
  readonly period: string | null;
  /** The exchange's own day, YYYY-MM-DD. */
  readonly date: string;
  readonly moment: 'before_open' | 'during' | 'after_close' | null;
  /** False where it is last year's habit that says so. */
  readonly announced: boolean;
  readonly url: string;
}

/** A source we cannot vouch for: its readers should know what they may be missing. */
export interface SourceTrouble {
  readonly id: string;
  readonly name: string;
  readonly kind: 'never' | 'silent' | 'failing';
  readonly lastSuccessAt: string | null;
  readonly lastError: string | null;
}

/** The rule that came nearest to an event which none explains. */
export interface NearestRule {
  readonly id: string;
  readonly title: string;
  /** What is missing, a clause each. */
  readonly lacks: readonly string[];
}

export interface DigestModel {
  readonly language: Language;
  /** The day the digest is of, YYYY-MM-DD. */
  readonly date: string;
  readonly from: string;
  readonly to: string;
  readonly origin: OriginFilter;
  /** True where anything shown is a recorded, rewritten archive or a replay. */
  readonly recorded: boolean;
  readonly sessions: readonly SessionLine[];
  /** Long closures under way or just over: the digest says what gathered meanwhile. */
  readonly closures?: readonly Gathered[];
  readonly events: readonly DigestEvent[];
  /** Loud, yet no rule names a company for it; with the rule that came nearest and what the event lacks for it. */
  readonly unexplained: readonly (EventLine & { readonly nearest?: NearestRule })[];
  readonly faded: readonly EventLine[];
  readonly comingUp: readonly Appointment[];
  readonly corrections: readonly Correction[];
  readonly late: readonly LateSight[];
  readonly troubles: readonly SourceTrouble[];
  /** Everything that came in, so that silence can be told from a filter. */
  readonly counted: { readonly articles: number; readonly events: number; readonly quiet: number };
}

/** Quotation for the purpose of evidence, never the article. UTF-16 units. */
export const QUOTE_LIMIT = 200;
const CURVE_POINTS = 24;

/** At most `limit` units, never half a surrogate pair; an ellipsis says that it goes on. */
export function clip(text: string, limit: number = QUOTE_LIMIT): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  if (flat.length <= limit) return flat;
  let cut = flat.slice(0, limit - 1);
  if (/[\uD800-\uDBFF]$/.test(cut)) cut = cut.slice(0, -1);
  const space = cut.lastIndexOf(' ');
  return `${space > limit * 0.7 ? cut.slice(0, space) : cut}…`;
}

/** Keeps the first, the last and evenly spaced points between them. */
export function thin<T>(points: readonly T[], limit: number = CURVE_POINTS): T[] {
  if (points.length <= limit) return [...points];
  return Array.from(
    { length: limit },
    (_, i) => points[Math.round((i * (points.length - 1)) / (limit - 1))]!,
  );
}

/** Loudest first, then whoever was first, then the id, so that order never depends on the database. */
export function byImportance(a: EventLine, b: EventLine): number {
  return (
    (b.hype?.score ?? -1) - (a.hype?.score ?? -1) ||
    (a.firstSeen < b.firstSeen ? -1 : a.firstSeen > b.firstSeen ? 1 : 0) ||
    (a.id < b.id ? -1 : 1)
  );
}

/**
 * What matters before the next session first: events with news that the market which opens next has not traded on yet, before
 * those it has had a session for; within each, by importance.
 * @param closed the last close of that market (ISO instant)
 */
export function byUrgency(closed: string): (a: EventLine, b: EventLine) => number {
  const untraded = (e: EventLine): number => (e.lastSeen > closed ? 1 : 0);
  return (a, b) => untraded(b) - untraded(a) || byImportance(a, b);
}

/** Words quoted as evidence: cut to the limit, and an ellipsis wherever they go on in the text they are from. */
export function quotation(text: string, whole: boolean): string {
  const said = clip(text);
  if (whole || said.endsWith('…') || /[.!?;:。！？；：…”"’』」)）】]$/.test(said)) return said;
  return said.length < QUOTE_LIMIT ? `${said}…` : clip(`${said} …`, QUOTE_LIMIT);
}

/** A source is silent once it owes four of its polls, and at the least six hours: a slow host is not an alarm. */
export function troubleOf(
  source: {
    id: string;
    name: string;
    cadence_seconds: number;
    last_attempt_at: string | null;
    last_success_at: string | null;
    failures: number;
    last_error: string | null;
  },
  to: string,
): SourceTrouble | null {
  // Never tried is not news: the first round is under way, or the machine is offline and says so elsewhere.
  if (source.last_attempt_at === null) return null;
  const owed = Math.max(4 * source.cadence_seconds, 6 * 3600) * 1000;
  const kind =
    source.last_success_at === null
      ? 'never'
      : Date.parse(to) - Date.parse(source.last_success_at) > owed
        ? 'silent'
        : source.failures >= 3
          ? 'failing'
          : null;
  if (kind === null) return null;
  return {
    id: source.id,
    name: source.name,
    kind,
    lastSuccessAt: source.last_success_at,
    lastError: source.last_error === null ? null : clip(source.last_error, 120),
  };
}

/** Events whose themes and companies a subscriber asked for; an empty wish is no wish. */
export function wanted(
  event: EventLine & Partial<Pick<DigestEvent, 'soft' | 'hard' | 'traps' | 'issuer'>>,
  wish: { minimumHype: number; themes: readonly string[]; tickers: readonly string[] },
): boolean {
  if ((event.hype?.score ?? 0) < wish.minimumHype) return false;
  if (wish.themes.length > 0 && !event.themes.some((t) => wish.themes.includes(t.id))) return false;
  if (wish.tickers.length === 0) return true;
  const named = [event.soft, event.hard, event.traps, event.issuer].flatMap((a) => a ?? []);
  return named.some((a) => wish.tickers.includes(a.ticker));
}
