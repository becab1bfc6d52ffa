/**
 * What exchanges announce of their days after this release, as files (YAML or JSON, or CSV) and as rows: a closure, other
 * hours, or a whole year's holidays. Text in, checked rows out.
 */
import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import { z } from 'zod';
import { DuibiaoError } from '../errors.ts';
import { dateOf, dayNumber, weekday } from './day.ts';
import type { DayHours } from './rules.ts';
import {
  type AnnouncedYear,
  type Announcement,
  type Calendar,
  calendarOf,
  EXCHANGES,
  type Exchange,
  FIRST_YEAR,
  LAST_YEAR,
} from './session.ts';
import { readTable } from './table-file.ts';

export interface AnnouncedRow {
  readonly exchange: Exchange;
  /** `year`: first to last day of a year whose holidays are announced; its closures are `shut` rows beside it. */
  readonly kind: 'year' | 'shut' | 'hours';
  readonly firstDay: string;
  readonly lastDay: string;
  readonly hours: DayHours | null;
  readonly source: string;
  /** UTC; a question asked as of an earlier moment does not know it. */
  readonly announcedAt: string;
}

const date = z.iso.date();
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM');
const hoursSchema = z
  .strictObject({ open: clock, close: clock, breakStart: clock.optional(), breakEnd: clock.optional() })
  .refine(
    (h) => (h.breakStart === undefined) === (h.breakEnd === undefined),
    'a break has a start and an end',
  )
  .refine((h) => h.open < (h.breakStart ?? h.close) && (h.breakEnd ?? h.open) < h.close, 'times in order');
const exchanges = z
  .union([z.enum(EXCHANGES), z.array(z.enum(EXCHANGES)).min(1)])
  .transform((e) => (typeof e === 'string' ? [e] : e));
const said = { source: z.string().min(1), announcedAt: z.iso.datetime() };
const fileSchema = z.strictObject({
  announcements: z
    .array(
      z.strictObject({
        exchange: exchanges,
        date,
        to: date.optional(),
        hours: hoursSchema.nullable(),
        ...said,
      }),
    )
    .default([]),
  years: z
    .array(
      z.strictObject({
        exchange: exchanges,
        year: z.number().int(),
        shut: z.array(z.string().regex(/^\d{4}-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)?$/, 'a day or FIRST..LAST')),
        ...said,
      }),
    )
    .default([]),
});

/** A calendar file: YAML, JSON or, where its first line names columns, CSV. Oldest announcement first, so that the newest holds. */
export function readAnnouncements(text: string, where: string): AnnouncedRow[] {
  const rows = /^\uFEFF?"?(exchange|交易所)"?\s*[,;\t]/i.test(text)
    ? fromCsv(text, where)
    : fromYaml(text, where);
  for (const row of rows) checkRow(row, where);
  return rows.sort((a, b) => order(a.announcedAt, b.announcedAt) || order(idOf(a), idOf(b)));
}

function fromYaml(text: string, where: string): AnnouncedRow[] {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    throw invalid(where, `not YAML: ${(error as Error).message.split('\n')[0]}`, 'YAML, JSON or CSV');
  }
  const result = fileSchema.safeParse(raw);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw invalid(
      `${where}: ${issue.path.join('.') || 'top'}`,
      issue.message,
      'see docs/MARKET.md, Sessions',
    );
  }
  const { announcements, years } = result.data;
  return [
    ...announcements.flatMap((a) =>
      a.exchange.map((exchange) => ({
        exchange,
        kind: a.hours === null ? ('shut' as const) : ('hours' as const),
        firstDay: a.date,
        lastDay: a.to ?? a.date,
        hours: a.hours === null ? null : tidy(a.hours),
        source: a.source,
        announcedAt: instant(a.announcedAt),
      })),
    ),
    ...years.flatMap((y) =>
      y.exchange.flatMap((exchange) => {
        const common = { exchange, hours: null, source: y.source, announcedAt: instant(y.announcedAt) };
        return [
          { ...common, kind: 'year' as const, firstDay: `${y.year}-01-01`, lastDay: `${y.year}-12-31` },
          ...y.shut.map((span) => {
            const [firstDay, lastDay = firstDay] = span.split('..') as [string, string?];
            return { ...common, kind: 'shut' as const, firstDay, lastDay };
          }),
        ];
      }),
    ),
  ];
}

const NAMES = {
  exchange: ['mic', '交易所'],
  kind: ['类型', '類型'],
  date: ['from', '日期', '起'],
  to: ['until', '止'],
  open: ['开市', '開市'],
  close: ['收市', '收巿'],
  breakstart: ['break_start', '午休起'],
  breakend: ['break_end', '午休止'],
  source: ['来源', '來源'],
  announcedat: ['announced_at', 'announced', '公布时间', '公佈時間'],
} as const;

function fromCsv(text: string, where: string): AnnouncedRow[] {
  const table = readTable(new TextEncoder().encode(text), NAMES, [
    'exchange',
    'date',
    'source',
    'announcedat',
  ]);
  const first = table.problems[0];
  if (first !== undefined)
    throw invalid(`${where}, line ${first.line}`, first.what, 'docs/MARKET.md, Sessions');
  return table.rows.map((row): AnnouncedRow => {
    const at = `${where}, line ${row.line}`;
    const exchange = EXCHANGES.find((e) => e === row.get('exchange').toUpperCase());
    if (exchange === undefined)
      throw invalid(at, `exchange "${row.get('exchange')}" is not known`, EXCHANGES.join(', '));
    const hours =
      row.get('open') === ''
        ? null
        : hoursSchema.safeParse({
            open: row.get('open'),
            close: row.get('close'),
            ...(row.get('breakstart') === ''
              ? {}
              : { breakStart: row.get('breakstart'), breakEnd: row.get('breakend') }),
          });
    if (hours !== null && !hours.success) throw invalid(at, 'hours that cannot be', 'HH:MM, in order');
    const announcedAt = row.get('announcedat');
    if (!z.iso.datetime().safeParse(announcedAt).success)
      throw invalid(at, `announced_at "${announcedAt}" is no instant`, '2027-02-04T03:00:00Z');
    const kind = row.get('kind').toLowerCase() === 'year' ? 'year' : hours === null ? 'shut' : 'hours';
    const day = row.get('date');
    return {
      exchange,
      kind,
      firstDay: day,
      lastDay: kind === 'year' ? `${day.slice(0, 4)}-12-31` : row.get('to') === '' ? day : row.get('to'),
      hours: hours === null ? null : tidy(hours.data),
      source: row.get('source'),
      announcedAt: instant(announcedAt),
    };
  });
}

function checkRow(row: AnnouncedRow, where: string): void {
  const at = `${where}: ${row.exchange} ${row.firstDay}`;
  const [first, last] = [dayNumber(row.firstDay), dayNumber(row.lastDay)];
  const years = [row.firstDay, row.lastDay].map((d) => Number(d.slice(0, 4)));
  if (years.some((y) => y < FIRST_YEAR || y > LAST_YEAR))
    throw invalid(at, 'outside the calendar', `${FIRST_YEAR} to ${LAST_YEAR}`);
  if (last < first) throw invalid(at, `ends on ${row.lastDay}, before it begins`, 'a span in order');
  if (row.kind === 'year' && !row.firstDay.endsWith('-01-01'))
    throw invalid(at, 'a year begins on another day', 'YYYY-01-01');
  if (row.kind === 'shut' && last - first > 30)
    throw invalid(at, `${last - first + 1} days shut in a row`, 'at most 31');
  if (row.kind !== 'hours') return;
  if (last !== first) throw invalid(at, 'hours for more than a day', 'a row a day');
  if (weekday(first) === 0 || weekday(first) === 6)
    throw invalid(at, 'hours on a weekend', 'weekdays: weekends worked are no sessions');
}

/** Rows as what a calendar is laid over with. @param asOf what was announced later is not known */
export function calendarFrom(rows: readonly AnnouncedRow[], asOf?: string): Calendar {
  const known = rows.filter((r) => asOf === undefined || Date.parse(r.announcedAt) <= Date.parse(asOf));
  const days = known
    .filter((r) => r.kind !== 'year')
    .flatMap((r): Announcement[] => {
      const out: Announcement[] = [];
      for (let day = dayNumber(r.firstDay); day <= dayNumber(r.lastDay); day += 1)
        out.push({
          exchange: r.exchange,
          date: dateOf(day),
          hours: r.hours,
          source: r.source,
          announcedAt: r.announcedAt,
        });
      return out;
    });
  const years = known
    .filter((r) => r.kind === 'year')
    .map((r): AnnouncedYear => ({ exchange: r.exchange, year: Number(r.firstDay.slice(0, 4)) }));
  return calendarOf(days, years);
}

/** Sessions in a year of any exchange lie between; an announced year outside is a file that lacks its closures. */
const SESSIONS_A_YEAR = [230, 258] as const;

/** @throws DuibiaoError BAD_ARGUMENT for what cannot be: announced in the future, or a year without its holidays. */
export function checkAnnounced(rows: readonly AnnouncedRow[], calendar: Calendar, now: string): void {
  for (const row of rows) {
    if (Date.parse(row.announcedAt) > Date.parse(now))
      throw new DuibiaoError('BAD_ARGUMENT', {
        what: `calendar: ${row.exchange} ${row.firstDay}, announcedAt`,
        got: row.announcedAt,
        allowed: `an instant before now (${now})`,
      });
    if (row.kind !== 'year') continue;
    const count = calendar.sessions(row.exchange, row.firstDay, row.lastDay).length;
    if (count < SESSIONS_A_YEAR[0] || count > SESSIONS_A_YEAR[1])
      throw new DuibiaoError('BAD_ARGUMENT', {
        what: `calendar: sessions of ${row.exchange} in ${row.firstDay.slice(0, 4)}`,
        got: count,
        allowed: `${SESSIONS_A_YEAR.join(' to ')}; list every closure of an announced year`,
      });
  }
}

/** The same announcement has the same id, wherever it was read from. */
export function idOf(row: AnnouncedRow): string {
  const { exchange, kind, firstDay, lastDay, hours, announcedAt } = row;
  const key = JSON.stringify([exchange, kind, firstDay, lastDay, hours, announcedAt]);
  return `ca_${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
}

function tidy(hours: z.infer<typeof hoursSchema>): DayHours {
  const { open, close, breakStart, breakEnd } = hours;
  return breakStart === undefined || breakEnd === undefined
    ? { open, close }
    : { open, close, breakStart, breakEnd };
}
function instant(text: string): string {
  return new Date(text).toISOString().replace('.000Z', 'Z');
}
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
function invalid(where: string, what: string, allowed: string): DuibiaoError {
  return new DuibiaoError('LIBRARY_INVALID', { where, what, allowed });
}
