/**
 * XSHG, XSHE and BJSE: the State Council announces the holidays of a year in the November before, the exchanges follow; there
 * is no rule, so this is a table. Weekends worked as substitutes are not sessions. A year without a notice is estimated
 * from the statute (Regulation on Public Holidays, amended November 2024) and marked provisional.
 */
import { calendarDay, dayNumber, weekday } from './day.ts';
import { LUNAR_YEARS } from './lunar.ts';
import type { DayHours, ExchangeRules } from './rules.ts';

const FULL: DayHours = { open: '09:30', close: '15:00', breakStart: '11:30', breakEnd: '13:00' };

// Closed days of a year, first and last (MM-DD), weekends included where the notice includes them.
const NOTICES: Readonly<Record<number, string>> = {
  2015: '01-01:01-03 02-18:02-24 04-04:04-06 05-01:05-03 06-20:06-22 09-03:09-05 09-26:09-27 10-01:10-07',
  2016: '01-01:01-03 02-07:02-13 04-02:04-04 04-30:05-02 06-09:06-11 09-15:09-17 10-01:10-07',
  2017: '01-01:01-02 01-27:02-02 04-02:04-04 04-29:05-01 05-28:05-30 10-01:10-08',
  2018: '01-01 02-15:02-21 04-05:04-07 04-29:05-01 06-16:06-18 09-22:09-24 10-01:10-07 12-30:12-31',
  2019: '01-01 02-04:02-10 04-05:04-07 05-01:05-04 06-07:06-09 09-13:09-15 10-01:10-07',
  // The spring holiday of 2020 was extended by the epidemic, for the exchanges to 2 February.
  2020: '01-01 01-24:02-02 04-04:04-06 05-01:05-05 06-25:06-27 10-01:10-08',
  2021: '01-01:01-03 02-11:02-17 04-03:04-05 05-01:05-05 06-12:06-14 09-19:09-21 10-01:10-07',
  2022: '01-01:01-03 01-31:02-06 04-03:04-05 04-30:05-04 06-03:06-05 09-10:09-12 10-01:10-07',
  2023: '01-01:01-02 01-21:01-27 04-05 04-29:05-03 06-22:06-24 09-29:10-06',
  // 9 February 2024, the eve, was encouraged leave, not a statutory day; the exchanges shut from the 9th to the 18th.
  2024: '01-01 02-09:02-18 04-04:04-06 05-01:05-05 06-10 09-15:09-17 10-01:10-07',
  2025: '01-01 01-28:02-04 04-04:04-06 05-01:05-05 05-31:06-02 10-01:10-08',
  2026: '01-01:01-03 02-15:02-23 04-04:04-06 05-01:05-05 06-19:06-21 09-25:09-27 10-01:10-07',
};

/** Eve and first seven days of the new year, five days of May, seven of October; a one-day feast at a weekend moves to Monday. */
function estimate(year: number): Set<number> {
  const lunar = LUNAR_YEARS.get(year)!;
  const closed = new Set<number>();
  const run = (from: number, days: number): void => {
    for (let n = 0; n < days; n += 1) closed.add(from + n);
  };
  run(dayNumber(lunar.newYear) - 1, 8);
  run(calendarDay(year, 5, 1), 5);
  const midAutumn = dayNumber(lunar.midAutumn);
  const october = calendarDay(year, 10, 1);
  run(october, midAutumn >= october && midAutumn < october + 8 ? 8 : 7);
  for (const feast of [
    calendarDay(year, 1, 1),
    dayNumber(lunar.clearBright),
    dayNumber(lunar.dragonBoat),
    midAutumn,
  ]) {
    closed.add(feast);
    if (weekday(feast) === 6) closed.add(feast + 2);
    if (weekday(feast) === 0) closed.add(feast + 1);
  }
  return closed;
}

function noticed(year: number, notice: string): Set<number> {
  const closed = new Set<number>();
  for (const run of notice.split(' ')) {
    const [first, last = first] = run.split(':');
    for (let day = dayNumber(`${year}-${first}`); day <= dayNumber(`${year}-${last}`); day += 1)
      closed.add(day);
  }
  return closed;
}

export const MAINLAND: ExchangeRules = {
  offsetMinutes: () => 8 * 60,
  announcedThrough: 2026,
  year(year) {
    const notice = NOTICES[year];
    const closed = notice === undefined ? estimate(year) : noticed(year, notice);
    return (day) => (closed.has(day) ? null : FULL);
  },
  ordinary: () => () => FULL,
};

/** Beijing keeps the days and hours of Shanghai and Shenzhen since its first session, Monday, 15 November 2021. */
const BEIJING_OPENED = calendarDay(2021, 11, 15);

export const BEIJING: ExchangeRules = {
  ...MAINLAND,
  year(year) {
    const hours = MAINLAND.year(year);
    return (day) => (day < BEIJING_OPENED ? null : hours(day));
  },
  ordinary: () => (day) => (day < BEIJING_OPENED ? null : FULL),
};
