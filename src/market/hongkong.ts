/**
 * XHKG: the general holidays of Hong Kong by their rules (General Holidays Ordinance, cap. 149), the three eves on which
 * only the morning trades, and the storms. Until 23 September 2024 a typhoon signal 8 or a black rainstorm shut the
 * market; since then it trades through them.
 *
 * Two more interruptions are on record (31 July 2019, closed at 13:55 for Wipha; 19 August 2020, opened at 13:30 after
 * Higos). The reference table that this calendar is held to has full days there, and so has this one: docs/MARKET.md.
 */
import { calendarDay, dateOf, dayNumber, easterSunday, weekday } from './day.ts';
import { LUNAR_YEARS } from './lunar.ts';
import type { DayHours, ExchangeRules } from './rules.ts';

const FULL: DayHours = { open: '09:30', close: '16:00', breakStart: '12:00', breakEnd: '13:00' };
const MORNING: DayHours = { open: '09:30', close: '12:00' };
const SUNDAY = 0;

/** Closed by a storm or, 3 September 2015, by a one-off holiday (70 years after the war). */
const CLOSED = new Set(
  '2015-09-03 2016-08-02 2016-10-21 2017-08-23 2020-10-13 2021-10-13 2023-07-17 2023-09-01 2023-09-08 2024-09-06'.split(
    ' ',
  ),
);
/** Days a storm cut short; times as the exchange announced them that day. */
const CUT: ReadonlyMap<string, DayHours> = new Map([
  ['2021-06-28', { open: '13:30', close: '16:00' }],
  ['2022-08-25', { open: '13:00', close: '16:00' }],
  ['2022-11-02', { open: '09:30', close: '13:55', breakStart: '12:00', breakEnd: '13:00' }],
  ['2023-10-09', { open: '14:00', close: '16:00' }],
]);

function holidays(year: number): Set<number> {
  const lunar = LUNAR_YEARS.get(year)!;
  const closed = new Set<number>();
  // A holiday that falls on a Sunday or on another holiday moves to the next day that is neither.
  const take = (day: number): void => {
    let at = day;
    while (weekday(at) === SUNDAY || closed.has(at)) at += 1;
    closed.add(at);
  };
  const easter = easterSunday(year);
  const newYear = dayNumber(lunar.newYear);
  for (const fixed of [easter - 2, easter - 1, easter + 1, newYear, newYear + 1, newYear + 2])
    if (weekday(fixed) !== SUNDAY) closed.add(fixed);
  if ([0, 1, 2].some((n) => weekday(newYear + n) === SUNDAY)) closed.add(newYear + 3);
  take(calendarDay(year, 1, 1));
  take(dayNumber(lunar.clearBright));
  take(calendarDay(year, 5, 1));
  take(dayNumber(lunar.buddha));
  take(dayNumber(lunar.dragonBoat));
  take(calendarDay(year, 7, 1));
  take(dayNumber(lunar.midAutumn) + 1);
  take(calendarDay(year, 10, 1));
  take(dayNumber(lunar.doubleNinth));
  take(calendarDay(year, 12, 25));
  take(calendarDay(year, 12, 26));
  return closed;
}

export const HONG_KONG: ExchangeRules = {
  offsetMinutes: () => 8 * 60,
  // General holidays are gazetted in May for the year after; the newest gazette seen is that of 16 May 2025.
  announcedThrough: 2026,
  year(year) {
    const closed = holidays(year);
    const ordinary = HONG_KONG.ordinary(year);
    return (day) => {
      const date = dateOf(day);
      if (closed.has(day) || CLOSED.has(date)) return null;
      return CUT.get(date) ?? ordinary(day);
    };
  },
  ordinary(year) {
    const eves = new Set([
      calendarDay(year, 12, 24),
      calendarDay(year, 12, 31),
      dayNumber(LUNAR_YEARS.get(year)!.newYear) - 1,
    ]);
    return (day) => (eves.has(day) ? MORNING : FULL);
  },
};
