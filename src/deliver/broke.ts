import type { Calendar } from '../market/index.ts';

/** Where a market stood when an event's first article was published. */
export interface BrokeLine {
  readonly exchange: 'XHKG' | 'XSHG';
  /** Nothing could be traded there at that moment: shut, or in its break. */
  readonly shut: boolean;
  /** The next session's open at or after it, UTC, and whole minutes to it. */
  readonly open: string;
  readonly minutes: number;
}

/** A stretch without a session that is longer than a weekend with a day beside it. */
export interface Closure {
  readonly exchange: 'XHKG' | 'XSHG';
  /** First and last day without a session, and the last close before them, UTC. */
  readonly from: string;
  readonly to: string;
  readonly days: number;
  readonly lastClose: string;
  /** It opens within a day: this is the morning after. */
  readonly ends: boolean;
}

/** A closure and what came in from its last close on. */
export interface Gathered extends Closure {
  readonly articles: number;
  readonly events: number;
}

const MARKETS = ['XHKG', 'XSHG'] as const;
const LONG = 4;
const DAY_MS = 86_400_000;

/** Hong Kong and the mainland at an instant; the market that opens first stands first. Shenzhen keeps Shanghai's days. */
export function brokeLines(calendar: Calendar, instant: string): BrokeLine[] {
  return MARKETS.flatMap((exchange): BrokeLine[] => {
    const { open, next } = calendar.stateAt(exchange, instant);
    if (next === null) return [];
    const minutes = Math.ceil((Date.parse(next.open) - Date.parse(instant)) / 60_000);
    return [{ exchange, shut: !open, open: next.open, minutes }];
  }).sort((a, b) => a.minutes - b.minutes || (a.exchange < b.exchange ? -1 : 1));
}

/** Long closures at the instant: what gathered over them is worth a word on each of their mornings, and on the last. */
export function closuresBefore(calendar: Calendar, instant: string): Closure[] {
  return MARKETS.flatMap((exchange): Closure[] => {
    const { next, shutDays } = calendar.stateAt(exchange, instant);
    const last = calendar.lastSessionBefore(exchange, instant);
    if (next === null || last === null || shutDays < LONG) return [];
    const day = (date: string, by: number): string =>
      new Date(Date.parse(`${date}T00:00:00Z`) + by * DAY_MS).toISOString().slice(0, 10);
    const span = { from: day(last.date, 1), to: day(next.date, -1), days: shutDays };
    const ends = Date.parse(next.open) - Date.parse(instant) < DAY_MS;
    return [{ exchange, ...span, lastClose: last.close, ends }];
  });
}
