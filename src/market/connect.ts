/**
 * Stock Connect days: on which days mainland money can trade Hong Kong (southbound) and the other way round (northbound).
 * Since 24 April 2023 every day on which both sides have a session. Before, the day on which the money settles had to be
 * a banking day on both sides too: the next mainland session northbound (T+1), the second Hong Kong one southbound (T+2).
 */
import type { Calendar } from './session.ts';

export type Direction = 'northbound' | 'southbound';

const STARTED = { XSHG: '2014-11-17', XSHE: '2016-12-05' } as const;
const ALL_COMMON_DAYS = '2023-04-24';

/** `mainland` is the mainland side of the link: Shanghai's started two years before Shenzhen's. */
export function isConnectDay(
  calendar: Calendar,
  date: string,
  direction: Direction,
  mainland: 'XSHG' | 'XSHE' = 'XSHG',
): boolean {
  if (date < STARTED[mainland]) return false;
  const open = (exchange: 'XHKG' | 'XSHG', day: string): boolean =>
    calendar.sessions(exchange, day, day).length > 0;
  if (!open('XHKG', date) || !open('XSHG', date)) return false;
  if (date >= ALL_COMMON_DAYS) return true;
  const settles =
    direction === 'northbound'
      ? calendar.sessionAfter('XSHG', date, 1)
      : calendar.sessionAfter('XHKG', date, 2);
  return settles !== null && open(direction === 'northbound' ? 'XHKG' : 'XSHG', settles.date);
}
