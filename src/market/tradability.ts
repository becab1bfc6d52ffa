/**
 * Whether and when a candidate can be traded after an event: the next minute, a suspension, the price limit, the value
 * traded in a day; and a company's lines (A and H) side by side. Pure: bars and facts are handed in.
 */
import { type Bar, exchangeOf, GENERATED, isSuspendedBar } from './bar.ts';
import { isConnectDay } from './connect.ts';
import { limitPrices, type PriceLimit, priceLimit } from './price-limit.ts';
import { type Calendar, type Exchange, FIRST_YEAR } from './session.ts';

export interface Candidate {
  readonly ticker: string;
  readonly issuer: string;
  /** Full names, to see special treatment (ST, *ST) in. */
  readonly names: readonly string[];
  /** Eligible for Stock Connect; null when not known. */
  readonly connectEligible?: boolean | null;
  /** Under special treatment that day by a dated source; null or absent: told by the name. */
  readonly special?: boolean | null;
  /** First day of trading, where it is known: limits are wider in a share's first sessions. */
  readonly listedOn?: string;
}

export interface Tradability {
  readonly ticker: string;
  readonly exchange: Exchange;
  /** First instant at or after the event at which a trade can be made, UTC; null past the calendar. */
  readonly nextMinute: string | null;
  /** Whole minutes from the event to it: the latency that a desk feels. */
  readonly minutesToTrade: number | null;
  /** The exchange was shut when the news broke. */
  readonly shut: boolean;
  readonly specialTreatment: boolean;
  readonly limit: PriceLimit['limit'];
  /** The last closed session ended at a limit price; null where there is none, or no bars. */
  readonly atLimit: 'up' | 'down' | null;
  /** No trade in the last closed session; null without bars. */
  readonly suspended: boolean | null;
  /** Mean value traded of the last 20 sessions, in the quote's currency; null where unknown. */
  readonly valueTraded: number | null;
  /** Stock Connect on the next session's day; null when eligibility is not known. */
  readonly connect: boolean | null;
  /** Some of the bars looked at were invented. */
  readonly generated: boolean;
}

const RECENT = 20;

/** `bars`: the candidate's, ascending; those after the last closed session before `instant` are not looked at. */
export function tradabilityOf(
  candidate: Candidate,
  instant: string,
  calendar: Calendar,
  bars: readonly Bar[],
): Tradability | null {
  const exchange = exchangeOf(candidate.ticker);
  if (exchange === null) return null;
  const state = calendar.stateAt(exchange, instant);
  const last = calendar.lastSessionBefore(exchange, instant);
  const known = last === null ? [] : bars.filter((b) => b.date <= last.date);
  const specialTreatment = candidate.special ?? candidate.names.some((name) => /^\*?ST/i.test(name.trim()));
  const date = (state.next ?? last)?.date ?? instant.slice(0, 10);
  const session = sessionOfListing(calendar, exchange, candidate.listedOn, date);
  const { limit } = priceLimit(candidate.ticker, date, {
    specialTreatment,
    ...(session === undefined ? {} : { sessionOfListing: session }),
  });
  const newest = known.at(-1);
  const nextMinute = state.minutesToTrade === null ? null : tradeInstant(instant, state.minutesToTrade);
  return {
    ticker: candidate.ticker,
    exchange,
    nextMinute,
    minutesToTrade: state.minutesToTrade,
    shut: !state.open,
    specialTreatment,
    limit,
    atLimit: atLimit(known, specialTreatment),
    suspended: newest === undefined ? null : newest.date !== last?.date || isSuspendedBar(newest),
    valueTraded: valueTraded(known.slice(-RECENT)),
    generated: known.slice(-RECENT).some((b) => b.origin === GENERATED),
    connect: connectOn(candidate, calendar, exchange, nextMinute),
  };
}

function connectOn(
  candidate: Candidate,
  calendar: Calendar,
  exchange: Exchange,
  nextMinute: string | null,
): boolean | null {
  const eligible = candidate.connectEligible ?? null;
  if (eligible !== true || nextMinute === null) return eligible;
  const day = nextMinute.slice(0, 10);
  if (exchange === 'XHKG') return isConnectDay(calendar, day, 'southbound');
  return exchange === 'XSHG' || exchange === 'XSHE'
    ? isConnectDay(calendar, day, 'northbound', exchange)
    : false;
}

/** The limit of the bar's own day, which a change of rules may have moved since. */
function atLimit(bars: readonly Bar[], specialTreatment: boolean): 'up' | 'down' | null {
  const [before, bar] = [bars.at(-2), bars.at(-1)];
  if (before === undefined || bar === undefined) return null;
  const { limit } = priceLimit(bar.ticker, bar.date, { specialTreatment });
  const limits = limitPrices((before.close * before.factor) / bar.factor, limit);
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
    const a = close((e) => e === 'XSHG' || e === 'XSHE');
    const h = close((e) => e === 'XHKG');
    const premium = a === undefined || h === undefined || hkdPerCny === null ? null : (a * hkdPerCny) / h - 1;
    return { issuer, tickers, premium };
  });
}
