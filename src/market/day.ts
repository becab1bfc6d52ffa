/**
 * Calendar days as `YYYY-MM-DD` strings and as day numbers (whole days since 1970-01-01, UTC).
 * Day numbers keep holiday rules free of time zones: a holiday is a date on a wall, not an instant.
 */
import { DuibiaoError } from '../errors.ts';

const DAY_MS = 86_400_000;

/** Day number of a date written `YYYY-MM-DD`; throws BAD_ARGUMENT when it is not a real date. */
export function dayNumber(date: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms) || dateOf(ms / DAY_MS) !== date)
    throw new DuibiaoError('BAD_ARGUMENT', { what: 'date', got: date, allowed: 'YYYY-MM-DD' });
  return ms / DAY_MS;
}

export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Day number of a month and day; `month` is 1 to 12. */
export function calendarDay(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

/** 0 Sunday to 6 Saturday. 1970-01-01 was a Thursday. */
export function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** The n-th given weekday of a month; n = -1 is the last one. */
export function nthWeekday(year: number, month: number, wanted: number, n: number): number {
  if (n > 0) {
    const first = calendarDay(year, month, 1);
    return first + ((wanted - weekday(first) + 7) % 7) + (n - 1) * 7;
  }
  const last = calendarDay(year, month + 1, 1) - 1;
  return last - ((weekday(last) - wanted + 7) % 7);
}

/** Easter Sunday of the Gregorian calendar (the anonymous computus, as printed by Meeus, Astronomical Algorithms, 1991). */
export function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const m = Math.floor((a + 11 * h) / 319);
  const i = Math.floor(c / 4);
  const k = c % 4;
  const r = (2 * e + 2 * i - k - h + m + 32) % 7;
  const n = h - m + r + 90;
  const month = Math.floor(n / 25);
  return calendarDay(year, month, (h - m + r + month + 19) % 32);
}
