/**
 * Trading sessions of six exchanges, as instants. A calendar is built once an exchange (about 3,500 sessions) from the
 * rules of its file, laid over by what exchanges announce later (`Announcement`), and searched by bisection.
 */
import { DuibiaoError } from '../errors.ts';
import { calendarDay, dateOf, dayNumber, weekday } from './day.ts';
import { HONG_KONG } from './hongkong.ts';
import { BEIJING, MAINLAND } from './mainland.ts';
import { NEW_YORK } from './newyork.ts';
import type { DayHours, ExchangeRules } from './rules.ts';

export const EXCHANGES = ['XHKG', 'XSHG', 'XSHE', 'BJSE', 'XNYS', 'XNAS'] as const;
export type Exchange = (typeof EXCHANGES)[number];

/** One day's trading; every instant is UTC, ISO 8601 with Z; breaks are null where the exchange has none that day. */
export interface Session {
  readonly date: string;
  readonly open: string;
  readonly close: string;
  readonly breakStart: string | null;
  readonly breakEnd: string | null;
}

/** A day that an exchange announced after this release: `hours` null closes it. Times are the exchange's own, HH:MM. */
export interface Announcement {
  readonly exchange: Exchange;
  readonly date: string;
  readonly hours: DayHours | null;
  readonly source: string;
  /** When it was published: a question asked as of an earlier moment does not know it. */
  readonly announcedAt: string;
}

/** A year whose holidays an exchange announced after this release: what was estimated of it no longer holds. */
export interface AnnouncedYear {
  readonly exchange: Exchange;
  readonly year: number;
}

/** Where trading stands at an instant. */
export interface MarketState {
  readonly open: boolean;
  readonly phase: 'open' | 'break' | 'before' | 'after' | 'shut';
  /** The next open of a session at or after the instant. */
  readonly next: Session | null;
  /** Whole minutes until a trade can be made: 0 while open, to the break's end in a break; null past the calendar. */
  readonly minutesToTrade: number | null;
  /** Days without a session between the last close and the next open, weekends included; 0 on an ordinary night. */
  readonly shutDays: number;
}

export const FIRST_YEAR = 2015;
export const LAST_YEAR = 2028;

const RULES: Readonly<Record<Exchange, ExchangeRules>> = {
  XHKG: HONG_KONG,
  XSHG: MAINLAND,
  XSHE: MAINLAND,
  BJSE: BEIJING,
  XNYS: NEW_YORK,
  XNAS: NEW_YORK,
};

interface Table {
  readonly sessions: readonly Session[];
  readonly days: readonly number[];
  readonly opens: readonly number[];
  readonly closes: readonly number[];
}

export interface Calendar {
  sessions(exchange: Exchange, from: string, to: string): Session[];
  nextSession(exchange: Exchange, instant: string | Date): Session | null;
  lastSessionBefore(exchange: Exchange, instant: string | Date): Session | null;
  /** The n-th session after the one of `date` (or after the date, when it is none): n = 1 is the next. */
  sessionAfter(exchange: Exchange, date: string, n: number): Session | null;
  isOpenAt(exchange: Exchange, instant: string | Date): boolean;
  stateAt(exchange: Exchange, instant: string | Date): MarketState;
  minutesTo(exchange: Exchange, instant: string | Date): number | null;
  isProvisional(exchange: Exchange, year: number): boolean;
}

/**
 * A calendar with later announcements laid over the shipped one; the last announcement for a day holds. In an announced
 * year every weekday is a session that no announcement closes.
 */
export function calendarOf(
  announcements: readonly Announcement[] = [],
  years: readonly AnnouncedYear[] = [],
): Calendar {
  const tables = new Map<Exchange, Table>();
  const table = (exchange: Exchange): Table => {
    let found = tables.get(exchange);
    if (found === undefined) {
      found = build(exchange, announcements, years);
      tables.set(exchange, found);
    }
    return found;
  };
  return {
    sessions(exchange, from, to) {
      const t = table(checked(exchange));
      const [first, last] = [within(from), within(to)];
      return t.sessions.slice(lowerBound(t.days, first), lowerBound(t.days, last + 1));
    },
    nextSession(exchange, instant) {
      const t = table(checked(exchange));
      return t.sessions[lowerBound(t.opens, millis(instant))] ?? null;
    },
    lastSessionBefore(exchange, instant) {
      const t = table(checked(exchange));
      return t.sessions[lowerBound(t.closes, millis(instant) + 1) - 1] ?? null;
    },
    sessionAfter(exchange, date, n) {
      const t = table(checked(exchange));
      return t.sessions[lowerBound(t.days, within(date) + 1) + n - 1] ?? null;
    },
    isOpenAt: (exchange, instant) => stateIn(table(checked(exchange)), millis(instant)).open,
    stateAt: (exchange, instant) => stateIn(table(checked(exchange)), millis(instant)),
    minutesTo(exchange, instant) {
      const t = table(checked(exchange));
      const at = millis(instant);
      const open = t.opens[lowerBound(t.opens, at)];
      return open === undefined ? null : Math.ceil((open - at) / 60_000);
    },
    isProvisional: (exchange, year) =>
      year > RULES[checked(exchange)].announcedThrough &&
      !years.some((y) => speaksFor(y.exchange, exchange) && y.year === year),
  };
}

export const SHIPPED_CALENDAR = calendarOf();
/** The shipped calendar, without later announcements: what to use where no calendar is handed in. */
export const {
  sessions,
  nextSession,
  lastSessionBefore,
  sessionAfter,
  isOpenAt,
  stateAt,
  minutesTo,
  isProvisional,
} = SHIPPED_CALENDAR;

/** Beijing shuts with Shanghai: a notice that names Shanghai's days says Beijing's too. */
function speaksFor(announced: Exchange, exchange: Exchange): boolean {
  return announced === exchange || (exchange === 'BJSE' && announced === 'XSHG');
}

function build(
  exchange: Exchange,
  announcements: readonly Announcement[],
  years: readonly AnnouncedYear[],
): Table {
  const rules = RULES[exchange];
  const announced = new Set(years.filter((y) => speaksFor(y.exchange, exchange)).map((y) => y.year));
  const laid = new Map<number, DayHours | null>();
  for (const a of announcements) if (speaksFor(a.exchange, exchange)) laid.set(dayNumber(a.date), a.hours);
  const out: { sessions: Session[]; days: number[]; opens: number[]; closes: number[] } = {
    sessions: [],
    days: [],
    opens: [],
    closes: [],
  };
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1) {
    const hoursOf = announced.has(year) ? rules.ordinary(year) : rules.year(year);
    for (let day = calendarDay(year, 1, 1); day < calendarDay(year + 1, 1, 1); day += 1) {
      const weekend = weekday(day) === 0 || weekday(day) === 6;
      const said = laid.get(day);
      const hours = said !== undefined ? said : weekend ? null : hoursOf(day);
      if (hours === null) continue;
      const at = (clock: string): number => instantOf(day, clock, rules.offsetMinutes(day));
      out.days.push(day);
      out.opens.push(at(hours.open));
      out.closes.push(at(hours.close));
      out.sessions.push({
        date: dateOf(day),
        open: iso(at(hours.open)),
        close: iso(at(hours.close)),
        breakStart: hours.breakStart === undefined ? null : iso(at(hours.breakStart)),
        breakEnd: hours.breakEnd === undefined ? null : iso(at(hours.breakEnd)),
      });
    }
  }
  return out;
}

function stateIn(t: Table, at: number): MarketState {
  const i = lowerBound(t.opens, at + 1) - 1;
  const current = t.sessions[i];
  const n = lowerBound(t.opens, at);
  const next = t.sessions[n] ?? null;
  const untilNext = next === null ? null : Math.ceil((t.opens[n]! - at) / 60_000);
  if (current !== undefined && at < t.closes[i]!) {
    const resting =
      current.breakStart !== null &&
      at >= Date.parse(current.breakStart) &&
      at < Date.parse(current.breakEnd!);
    const wait = resting ? Math.ceil((Date.parse(current.breakEnd!) - at) / 60_000) : 0;
    return { open: !resting, phase: resting ? 'break' : 'open', next, minutesToTrade: wait, shutDays: 0 };
  }
  const shutDays = current === undefined || next === null ? 0 : t.days[n]! - t.days[i]! - 1;
  return {
    open: false,
    phase: phaseAt(at, t.closes[i], t.opens[n]),
    next,
    minutesToTrade: untilNext,
    shutDays,
  };
}

/** `before` within 12 hours of the open, `after` within 12 hours of the close, else `shut`. */
function phaseAt(
  at: number,
  close: number | undefined,
  open: number | undefined,
): 'before' | 'after' | 'shut' {
  const half = 12 * 3_600_000;
  if (open !== undefined && open - at <= half) return 'before';
  return close !== undefined && at - close <= half ? 'after' : 'shut';
}

function instantOf(day: number, clock: string, offsetMinutes: number): number {
  const [hours, minutes] = clock.split(':');
  return day * 86_400_000 + (Number(hours) * 60 + Number(minutes) - offsetMinutes) * 60_000;
}

function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function millis(instant: string | Date): number {
  const ms = typeof instant === 'string' ? Date.parse(instant) : instant.getTime();
  if (Number.isNaN(ms))
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: 'instant',
      got: String(instant),
      allowed: 'ISO 8601 in UTC with Z',
    });
  return ms;
}

function checked(exchange: Exchange): Exchange {
  if (RULES[exchange] === undefined)
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: 'exchange',
      got: exchange,
      allowed: EXCHANGES.join(', '),
    });
  return exchange;
}

function within(date: string): number {
  const day = dayNumber(date);
  if (day < calendarDay(FIRST_YEAR, 1, 1) || day >= calendarDay(LAST_YEAR + 1, 1, 1))
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: 'date',
      got: date,
      allowed: `${FIRST_YEAR}-01-01 to ${LAST_YEAR}-12-31`,
    });
  return day;
}

/** Index of the first element that is at least `value`. */
export function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
