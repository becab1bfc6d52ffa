/**
 * Whether and when a candidate can be traded after an event: the next minute, a suspension, the price limit, the value
 * traded in a day; and a company's lines (A and H) side by side. Pure: bars and facts are handed in.
 */
import { type Bar, exchangeOf, GENERATED, isSuspendedBar } from './bar.ts';
import { isConnectDay } from './connect.ts';
import { boardOf, limitPrices, type PriceLimit, priceLimit } from './price-limit.ts';
import { type Calendar, type Exchange, FIRST_YEAR } from './session.ts';
import { holdsOn, type Span } from './status.ts';

export interface Candidate {
  readonly ticker: string;
  readonly issuer: string;
  /** Full names, to see special treatment (ST, *ST) in. */
  readonly names: readonly string[];
  /** Spans in which it was eligible for Stock Connect, by a dated source; null or absent: not known. */
  readonly connect?: readonly Span[] | null;
  /** Spans under special treatment by a dated source; null, absent or none: told by the name. */
  readonly special?: readonly Span[] | null;
  /** A list of special treatment is loaded: who has no span in it is under none. */
  readonly specialListed?: boolean;
  /** First day of trading, where it is known: limits are wider in a share's first sessions. */
  readonly listedOn?: string;
}

export interface Tradability {
  readonly ticker: string;
  readonly exchange: Exchange;
  /** First instant at or after the instant asked of at which a trade can be made, UTC; null past the calendar. */
  readonly nextMinute: string | null;
  /** Whole minutes from that instant to it. */
  readonly minutesToTrade: number | null;
  /** The exchange was not trading at that instant. */
  readonly shut: boolean;
  readonly specialTreatment: boolean;
  /** False where no list of special treatment is loaded and the name does not say it: it may be under it all the same. */
  readonly specialKnown: boolean;
  readonly limit: PriceLimit['limit'];
  /** The last closed session ended at a limit price; null where there is none, or no bar of that session. */
  readonly atLimit: 'up' | 'down' | null;
  /** No trade in the last closed session; null without bars, or where that session's have not come for anybody. */
  readonly suspended: boolean | null;
  /** The last closed session, and the newest bar known of it or before; null where there is none. */
  readonly lastSession: string | null;
  readonly pricesTo: string | null;
  /** Mean value traded of the last 20 bars with a trade, in the quote's currency; null where unknown. */
  readonly valueTraded: number | null;
  /** Stock Connect on the next session's day; null when eligibility is not known. */
  readonly connect: boolean | null;
  /** Some of the bars looked at were invented. */
  readonly generated: boolean;
}

const RECENT = 20;

/**
 * `bars`: the candidate's, ascending; those after the last closed session before `instant` are not looked at.
 * `sessionLoaded`: some share of its exchange has a bar of that session. Only then is one without a bar suspended, and not
 * merely waiting for tonight's file.
 */
export function tradabilityOf(
  candidate: Candidate,
  instant: string,
  calendar: Calendar,
  bars: readonly Bar[],
  sessionLoaded = false,
): Tradability | null {
  const exchange = exchangeOf(candidate.ticker);
  if (exchange === null) return null;
  const state = calendar.stateAt(exchange, instant);
  const last = calendar.lastSessionBefore(exchange, instant);
  const known = last === null ? [] : bars.filter((b) => b.date <= last.date);
  const nextMinute = state.minutesToTrade === null ? null : tradeInstant(instant, state.minutesToTrade);
  // The day on which it would be traded: what begins or ends tomorrow counts for a story of tonight.
  const day = nextMinute?.slice(0, 10) ?? instant.slice(0, 10);
  const newest = known.at(-1);
  const current = newest !== undefined && newest.date === last?.date;
  const recent = known.filter((b) => !isSuspendedBar(b)).slice(-RECENT);
  return {
    ticker: candidate.ticker,
    exchange,
    nextMinute,
    minutesToTrade: state.minutesToTrade,
    shut: !state.open,
    specialTreatment: isSpecial(candidate, day),
    specialKnown: specialKnown(candidate, day),
    limit: limitOn(candidate, day, calendar),
    atLimit: current ? closedAtLimit(candidate, known.at(-2), newest, calendar) : null,
    suspended: current ? isSuspendedBar(newest) : newest !== undefined && sessionLoaded ? true : null,
    lastSession: last?.date ?? null,
    pricesTo: newest?.date ?? null,
    valueTraded: valueTraded(recent),
    generated: recent.some((b) => b.origin === GENERATED),
    connect: connectOn(candidate, calendar, exchange, nextMinute),
  };
}

const namedSpecial = (candidate: Candidate): boolean =>
  candidate.names.some((name) => /^\*?ST/i.test(name.trim()));

function isSpecial(candidate: Candidate, day: string): boolean {
  const spans = candidate.special ?? [];
  return spans.length > 0 ? holdsOn(spans, day) : namedSpecial(candidate);
}

function specialKnown(candidate: Candidate, day: string): boolean {
  return (
    boardOf(candidate.ticker) === 'none' ||
    candidate.specialListed === true ||
    (candidate.special ?? []).length > 0 ||
    isSpecial(candidate, day)
  );
}

function limitOn(candidate: Candidate, day: string, calendar: Calendar): PriceLimit['limit'] {
  const exchange = exchangeOf(candidate.ticker)!;
  const session = sessionOfListing(calendar, exchange, candidate.listedOn, day);
  return priceLimit(candidate.ticker, day, {
    specialTreatment: isSpecial(candidate, day),
    ...(session === undefined ? {} : { sessionOfListing: session }),
  }).limit;
}

function connectOn(
  candidate: Candidate,
  calendar: Calendar,
  exchange: Exchange,
  nextMinute: string | null,
): boolean | null {
  // The links are with Shanghai and Shenzhen: no list is needed to know it of Beijing.
  if (exchange === 'BJSE') return false;
  if (candidate.connect == null || nextMinute === null) return null;
  const day = nextMinute.slice(0, 10);
  if (!holdsOn(candidate.connect, day)) return false;
  if (exchange === 'XHKG') return isConnectDay(calendar, day, 'southbound');
  return exchange === 'XSHG' || exchange === 'XSHE'
    ? isConnectDay(calendar, day, 'northbound', exchange)
    : false;
}

/** The limit of the bar's own day, which a change of rules, of status or the days since its listing may have moved since. */
export function closedAtLimit(
  candidate: Candidate,
  before: Bar | undefined,
  bar: Bar,
  calendar: Calendar,
): 'up' | 'down' | null {
  if (before === undefined || isSuspendedBar(bar)) return null;
  const limits = limitPrices(
    (before.close * before.factor) / bar.factor,
    limitOn(candidate, bar.date, calendar),
  );
  if (limits === null) return null;
  if (bar.close >= limits.up - 1e-9) return 'up';
  return bar.close <= limits.down + 1e-9 ? 'down' : null;
}

/** 1 on the day of listing; undefined once it is long ago: limits differ in the first five sessions only. */
export function sessionOfListing(
  calendar: Calendar,
  exchange: Exchange,
  listedOn: string | undefined,
  date: string,
): number | undefined {
  // A listing before the calendar begins is long ago.
  if (listedOn === undefined || listedOn < `${FIRST_YEAR}-01-01` || date < listedOn) return undefined;
  for (let n = 0; n < 6; n += 1) {
    const session = n === 0 ? listedOn : calendar.sessionAfter(exchange, listedOn, n)?.date;
    if (session === date) return n + 1;
  }
  return undefined;
}

function valueTraded(bars: readonly Bar[]): number | null {
  const known = bars.flatMap((b) => (b.turnover === null ? [] : [b.turnover]));
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length;
}

function tradeInstant(instant: string, minutes: number): string {
  const at = new Date(Date.parse(instant) + minutes * 60_000);
  // Sessions open on whole minutes; an event within one must not lend the open its seconds.
  if (minutes > 0) at.setUTCSeconds(0, 0);
  return at.toISOString().replace('.000Z', 'Z');
}

export interface Lines {
  readonly issuer: string;
  /** Every line of the issuer among the candidates, in the order given. */
  readonly tickers: readonly string[];
  /** A-share close × rate over H-share close − 1; null without both lines, both bars and a rate. */
  readonly premium: number | null;
}

/**
 * One issuer once, with all its lines. `closes`: last known unadjusted closes; `hkdPerCny`: Hong Kong dollars for one yuan.
 */
export function linesOf(
  candidates: readonly Candidate[],
  closes: ReadonlyMap<string, number>,
  hkdPerCny: number | null,
): Lines[] {
  const byIssuer = new Map<string, string[]>();
  for (const c of candidates) byIssuer.set(c.issuer, [...(byIssuer.get(c.issuer) ?? []), c.ticker]);
  return [...byIssuer].map(([issuer, tickers]) => {
    const close = (wanted: (exchange: Exchange | null) => boolean): number | undefined =>
      tickers.flatMap((t) => (wanted(exchangeOf(t)) ? (closes.get(t) ?? []) : []))[0];
    const a = close((e) => e === 'XSHG' || e === 'XSHE' || e === 'BJSE');
    const h = close((e) => e === 'XHKG');
    const premium = a === undefined || h === undefined || hkdPerCny === null ? null : (a * hkdPerCny) / h - 1;
    return { issuer, tickers, premium };
  });
}
