/**
 * XNYS and XNAS: New York Stock Exchange Rule 7.2 and the calendars that the exchange publishes three years ahead
 * (the newest seen, December 2025, runs to 2028 and agrees with these rules).
 */
import { calendarDay, dateOf, easterSunday, nthWeekday, weekday } from './day.ts';
import type { DayHours, ExchangeRules } from './rules.ts';

const FULL: DayHours = { open: '09:30', close: '16:00' };
const EARLY: DayHours = { open: '09:30', close: '13:00' };
const [SUNDAY, MONDAY, THURSDAY, SATURDAY] = [0, 1, 4, 6] as const;

/** Days of national mourning: George H. W. Bush, Jimmy Carter. */
const MOURNING = new Set(['2018-12-05', '2025-01-09']);

/** Saturday's holiday is kept on Friday, Sunday's on Monday. */
function observed(day: number): number {
  if (weekday(day) === SATURDAY) return day - 1;
  return weekday(day) === SUNDAY ? day + 1 : day;
}

function holidays(year: number): Set<number> {
  const closed = new Set([
    nthWeekday(year, 1, MONDAY, 3),
    nthWeekday(year, 2, MONDAY, 3),
    easterSunday(year) - 2,
    nthWeekday(year, 5, MONDAY, -1),
    observed(calendarDay(year, 7, 4)),
    nthWeekday(year, 9, MONDAY, 1),
    nthWeekday(year, 11, THURSDAY, 4),
    observed(calendarDay(year, 12, 25)),
  ]);
  // A New Year's Day on a Saturday is not made up for: 31 December closes the books.
  const newYear = calendarDay(year, 1, 1);
  if (weekday(newYear) !== SATURDAY) closed.add(observed(newYear));
  if (year >= 2022) closed.add(observed(calendarDay(year, 6, 19)));
  return closed;
}

/** Minutes ahead of UTC: daylight saving from the second Sunday of March to the first Sunday of November (since 2007). */
function offsetMinutes(day: number): number {
  const year = Number(dateOf(day).slice(0, 4));
  const summer = day >= nthWeekday(year, 3, SUNDAY, 2) && day < nthWeekday(year, 11, SUNDAY, 1);
  return summer ? -4 * 60 : -5 * 60;
}

export const NEW_YORK: ExchangeRules = {
  offsetMinutes,
  announcedThrough: 2028,
  year(year) {
    const closed = holidays(year);
    const ordinary = NEW_YORK.ordinary(year);
    return (day) => (closed.has(day) || MOURNING.has(dateOf(day)) ? null : ordinary(day));
  },
  ordinary(year) {
    const early = new Set([nthWeekday(year, 11, THURSDAY, 4) + 1, calendarDay(year, 12, 24)]);
    // The eve of Independence Day is short unless the feast is kept on a Friday or Monday for a weekend's sake.
    const fourth = weekday(calendarDay(year, 7, 4));
    if (fourth > MONDAY && fourth < SATURDAY) early.add(calendarDay(year, 7, 3));
    return (day) => (early.has(day) ? EARLY : FULL);
  },
};
