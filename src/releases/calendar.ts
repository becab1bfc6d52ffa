import type { Kind } from './figure.ts';
import type { PeriodMention, Span } from './periods.ts';

/** A period with its year: the key that figures carry, and where it lies in time. */
export interface Period {
  kind: Span;
  index: number;
  year: number;
}

/** What is known when a year has to be filled in. Days are counted from 1970-01-01 UTC. */
export interface PeriodContext {
  publishedDay: number | null;
  /** Month (1–12) in which the fiscal year ends; null where nobody said. */
  yearEndMonth: number | null;
  /** The last period of the passage that carried a year, and what it was said of. */
  last: { period: Period; kind: Kind } | null;
  chinese: boolean;
  /** A pre-announcement (业绩预告, profit warning) speaks of a period that has just ended. */
  preannouncement: boolean;
}

export function periodKey(p: Period): string {
  return `FY${p.year}${p.kind === 'FY' ? '' : p.kind === 'M9' ? 'M9' : p.kind + p.index}`;
}

const DAY = 86_400_000;
export const dayOf = (year: number, month: number, day: number): number =>
  Math.floor(Date.UTC(year, month - 1, day) / DAY);

/** Last month of a period, counted from the end of its fiscal year. */
const monthsBeforeEnd = (p: Pick<Period, 'kind' | 'index'>): number =>
  p.kind === 'Q' ? 3 * (4 - p.index) : p.kind === 'H' ? 6 * (2 - p.index) : p.kind === 'M9' ? 3 : 0;

/** The day a period ends; the calendar year where the fiscal year end is not known. */
export function endDay(p: Period, yearEndMonth: number | null): number {
  return dayOf(p.year, (yearEndMonth ?? 12) - monthsBeforeEnd(p) + 1, 1) - 1;
}

/**
 * The fiscal period a mention stands for, null where it names none.
 * A year left out is that of the passage's last dated period if there is one, else the nearest that fits the
 * publication date: results lie behind it, guidance ahead. Where no calendar quarter fits (third-quarter results
 * in May) the year end is not December, and the year is reckoned from a period ending about five weeks before.
 */
export function resolvePeriod(m: PeriodMention, kind: Kind, context: PeriodContext): Period | null {
  if (m.kind === 'none' || m.kind === 'date') return null;
  if (m.ends !== null && m.index === 0) return fromEndDate(m, kind, context);
  const shape = { kind: m.kind, index: m.index };
  if (m.year !== null) return { ...shape, year: m.year };
  // "first quarter ended April 28, 2024": number and end date together fix the fiscal year, which ends three quarters on.
  if (m.index > 0 && m.ends?.year != null) {
    const month = m.ends.day > 0 && m.ends.day <= 8 ? m.ends.month - 1 : m.ends.month;
    return { ...shape, year: m.ends.year + Math.floor((month - 1 + monthsBeforeEnd(shape)) / 12) };
  }
  const { publishedDay, last } = context;
  const publishedYear = publishedDay === null ? null : new Date(publishedDay * DAY).getUTCFullYear();
  if (m.relative === 0 && m.kind === 'FY' && kind === 'result' && last === null && !context.chinese)
    return publishedDay === null || publishedYear === null
      ? null
      : { ...shape, year: yearNear(shape, kind, context, publishedDay, publishedYear) };
  if (m.relative !== null && m.kind === 'FY') {
    const base =
      last !== null && !context.chinese ? last.period.year : fiscalYearAt(publishedDay, context.yearEndMonth);
    return base === null ? null : { ...shape, year: base + m.relative };
  }
  if (m.relative !== null)
    return publishedYear === null ? null : { ...shape, year: publishedYear + m.relative };
  if (last !== null) return { ...shape, year: yearFrom(last, shape, kind, context) };
  if (publishedDay === null || publishedYear === null) return null;
  return { ...shape, year: yearNear(shape, kind, context, publishedDay, publishedYear) };
}

function fiscalYearAt(day: number | null, yearEndMonth: number | null): number | null {
  if (day === null) return null;
  const at = new Date(day * DAY);
  return at.getUTCFullYear() + (yearEndMonth !== null && at.getUTCMonth() + 1 > yearEndMonth ? 1 : 0);
}

function yearFrom(
  last: NonNullable<PeriodContext['last']>,
  shape: Pick<Period, 'kind' | 'index'>,
  kind: Kind,
  context: PeriodContext,
): number {
  const { period } = last;
  const { publishedDay } = context;
  const near = (): number =>
    yearNear(shape, kind, context, publishedDay!, new Date(publishedDay! * DAY).getUTCFullYear());
  const ahead = (p: Period): boolean =>
    publishedDay !== null && endDay(p, context.yearEndMonth) > publishedDay + 10;
  // "… raises its 2022 outlook. Q4 earnings were …", told in February: a result has ended, whatever year was named last,
  // unless the year is a fiscal one that results have already been said of.
  if (kind === 'result' && ahead({ ...shape, year: period.year }))
    if (last.kind === 'guidance' || !ahead(period)) return near();
  // "… in line with full-year 2020. First-quarter revenue was …", told in May 2021: the quarter just over.
  if (
    kind === 'result' &&
    shape.kind !== 'FY' &&
    !context.chinese &&
    publishedDay !== null &&
    publishedDay - endDay({ ...shape, year: period.year }, context.yearEndMonth) > 300
  )
    return near();
  // "… not expected to change from the third quarter of 2020. It sees third-quarter earnings of …", a year later.
  if (
    kind === 'guidance' &&
    shape.kind === 'Q' &&
    !context.preannouncement &&
    !context.chinese &&
    publishedDay !== null &&
    endDay({ ...shape, year: period.year }, context.yearEndMonth) < publishedDay - 200
  )
    return near();
  // Guidance given with results looks past them: the first quarter after the fourth is next year's.
  if (kind === 'guidance' && last.kind === 'result' && !context.preannouncement) {
    const behind = monthsBeforeEnd(shape) >= monthsBeforeEnd(period);
    return period.year + (behind ? 1 : 0);
  }
  return period.year;
}

function yearNear(
  shape: Pick<Period, 'kind' | 'index'>,
  kind: Kind,
  context: PeriodContext,
  published: number,
  year: number,
): number {
  const distance = (y: number): number => endDay({ ...shape, year: y }, context.yearEndMonth) - published;
  const years = [year - 1, year, year + 1];
  if (context.preannouncement)
    return years.reduce((a, b) => (Math.abs(distance(b)) < Math.abs(distance(a)) ? b : a));
  if (kind === 'result') {
    const fits = years.filter((y) => distance(y) <= 10);
    const nearest = fits[fits.length - 1] ?? year;
    if (context.yearEndMonth !== null || distance(nearest) > -150 || (context.chinese && shape.kind !== 'Q'))
      return nearest;
    return reckoned(published - 35, shape);
  }
  if (shape.kind === 'FY') return fiscalYearAt(published, context.yearEndMonth) ?? year;
  const fits = years.filter((y) => distance(y) >= -45);
  const nearest = fits[0] ?? year;
  if (context.yearEndMonth !== null || context.chinese || shape.kind !== 'Q' || distance(nearest) < 150)
    return nearest;
  return reckoned(published + 45, shape);
}

const reckoned = (end: number, shape: Pick<Period, 'kind' | 'index'>): number => {
  const at = new Date(end * DAY);
  return new Date(
    Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + monthsBeforeEnd(shape), 1),
  ).getUTCFullYear();
};

/** "Six months to 30 June" is H1; thirteen weeks to 2 November close no quarter unless the year end is known. */
function fromEndDate(m: PeriodMention, kind: Kind, context: PeriodContext): Period | null {
  const ends = m.ends!;
  let year = ends.year ?? m.year;
  if (year === null) {
    if (context.publishedDay === null) return null;
    const at = new Date(context.publishedDay * DAY);
    year = at.getUTCFullYear();
    const later = dayOf(year, ends.month, ends.day === 0 ? 28 : ends.day) > context.publishedDay + 10;
    if (later && kind === 'result') year--;
  }
  // Fiscal weeks end a few days off the month: up to the 8th counts for the month before where the year end is known.
  let month = ends.month;
  if (ends.day > 0 && ends.day <= 8) {
    month = month === 1 ? 12 : month - 1;
    if (ends.month === 1) year--;
  }
  if (m.kind === 'FY') return { kind: 'FY', index: 0, year: ends.year ?? year };
  const yearEnd = context.yearEndMonth;
  if (yearEnd === null) {
    const closes = ends.day === 0 || ends.day === (ends.month === 6 || ends.month === 9 ? 30 : 31);
    if (![3, 6, 9, 12].includes(ends.month) || !closes) return null;
    if (m.kind === 'Q') return { kind: 'Q', index: ends.month / 3, year };
    // An interim report is a first half and nine months are a first nine, whatever the month they end in.
    if (m.kind === 'M9')
      return { kind: 'M9', index: 0, year: ends.month === 9 ? year : ends.month > 9 ? year + 1 : year };
    return { kind: 'H', index: 1, year: ends.month > 6 ? year + 1 : year };
  }
  const left = (yearEnd - month + 12) % 12;
  const fiscalYear = year + (month > yearEnd ? 1 : 0);
  if (m.kind === 'Q') return left % 3 === 0 ? { kind: 'Q', index: 4 - left / 3, year: fiscalYear } : null;
  if (m.kind === 'H')
    return left === 6 || left === 0 ? { kind: 'H', index: left === 6 ? 1 : 2, year: fiscalYear } : null;
  return left === 3 ? { kind: 'M9', index: 0, year: fiscalYear } : null;
}
