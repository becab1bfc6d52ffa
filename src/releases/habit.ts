/** On which day results are likely to come, from the days on which they came before. Pure; days are YYYY-MM-DD. */
const DAY = 86_400_000;
const WEEK = 7;

export interface Habit {
  date: string;
  /** 0..1 */
  confidence: number;
}

/** How sure a habit is: off by a week in one year of two or three; a year's word alone, a kept one, one kept for years. */
const SURE = { hearsay: 0.4, once: 0.5, kept: 0.7, years: 0.8, quarter: 0.3 };

const shifted = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);
const apart = (a: string, b: string): number => Math.abs(Date.parse(a) - Date.parse(b)) / DAY;

/**
 * The day of the same period next year: each year's own day moved on by whole years of 52 weeks, so that it keeps its
 * weekday, and of these the middle one (the newest of two). `before` are the days of the years before, newest first.
 */
export function yearlyHabit(date: string, before: readonly string[], firstHand: boolean): Habit {
  const moved = [date, ...before.slice(0, 2)].map((d, years) => shifted(d, 52 * WEEK * (years + 1)));
  const day = moved.length === 3 ? [...moved].sort()[1]! : moved[0]!;
  const kept = moved.filter((d) => apart(d, day) <= WEEK).length;
  return {
    date: day,
    confidence: !firstHand ? SURE.hearsay : kept >= 3 ? SURE.years : kept === 2 ? SURE.kept : SURE.once,
  };
}

/**
 * The day of the next quarter, for an issuer whose year is not known yet: thirteen weeks on. The fourth quarter is
 * audited and comes about two weeks later after its end than the others, the first after it as much sooner.
 */
export function quarterlyHabit(period: string, date: string): (Habit & { period: string }) | null {
  const m = /^FY(\d{4})Q([1-4])$/.exec(period);
  if (m === null) return null;
  const [year, quarter] = [Number(m[1]), Number(m[2])];
  const weeks = 13 + (quarter === 3 ? 2 : quarter === 4 ? -2 : 0);
  return {
    period: quarter === 4 ? `FY${year + 1}Q1` : `FY${year}Q${quarter + 1}`,
    date: shifted(date, weeks * WEEK),
    confidence: SURE.quarter,
  };
}

/** FY2024Q4 → FY2025Q4; a negative number goes back. */
export const yearsOn = (period: string, years: number): string =>
  period.replace(/^FY(\d{4})/, (_, year: string) => `FY${Number(year) + years}`);
