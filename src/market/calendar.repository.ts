/** The house's calendar: the shipped one, library/market/calendar.yaml over it, and what `market calendar update` stored over that. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql, type Transaction } from 'kysely';
import { type Database, type Db, packageFolder } from '../db/index.ts';
import { type AnnouncedRow, calendarFrom, checkAnnounced, idOf, readAnnouncements } from './announcement.ts';
import { writeSessions } from './market.repository.ts';
import type { DayHours } from './rules.ts';
import { type Calendar, EXCHANGES, type Exchange, FIRST_YEAR, LAST_YEAR, type Session } from './session.ts';

let shipped: readonly AnnouncedRow[] | undefined;
/** The library's announcements, read once a process. */
function libraryRows(): readonly AnnouncedRow[] {
  const file = join(packageFolder(), 'library', 'market', 'calendar.yaml');
  shipped ??= existsSync(file) ? readAnnouncements(readFileSync(file, 'utf8'), 'market/calendar.yaml') : [];
  return shipped;
}

/** Stored announcements, oldest first. */
export async function storedAnnouncements(db: Db): Promise<AnnouncedRow[]> {
  const rows = await db
    .selectFrom('calendar_announcement')
    .selectAll()
    .orderBy('announced_at')
    .orderBy(sql`id COLLATE "C"`)
    .execute();
  return rows.map((r) => ({
    exchange: r.exchange as Exchange,
    kind: r.kind as AnnouncedRow['kind'],
    firstDay: r.first_day,
    lastDay: r.last_day,
    hours: r.open_time === null ? null : hoursOf(r),
    source: r.source,
    announcedAt: r.announced_at,
  }));
}

function hoursOf(r: {
  open_time: string | null;
  close_time: string | null;
  break_start: string | null;
  break_end: string | null;
}): DayHours {
  const [open, close] = [r.open_time!, r.close_time!];
  return r.break_start === null || r.break_end === null
    ? { open, close }
    : { open, close, breakStart: r.break_start, breakEnd: r.break_end };
}

// Building an exchange takes some milliseconds: the last few calendars are kept, by what they are made of.
const built = new Map<string, Calendar>();
function calendarOver(rows: readonly AnnouncedRow[]): Calendar {
  const key = rows.map(idOf).join(' ');
  let found = built.get(key);
  if (found === undefined) {
    found = calendarFrom(rows);
    if (built.size >= 8) built.delete(built.keys().next().value!);
    built.set(key, found);
  }
  return found;
}

/** The calendar as it could be known at an instant; without one, as it is known now. */
export async function houseCalendar(db: Db, asOf?: string): Promise<Calendar> {
  const rows = [...libraryRows(), ...(await storedAnnouncements(db))];
  return calendarOver(
    asOf === undefined ? rows : rows.filter((r) => Date.parse(r.announcedAt) <= Date.parse(asOf)),
  );
}

export interface CalendarChange {
  readonly exchange: Exchange;
  readonly date: string;
  readonly before: Session | null;
  readonly after: Session | null;
}

/**
 * Lays announcements over what is known and rewrites the stored sessions, in one transaction; the same file twice changes
 * nothing. @param dryRun says what would change and writes nothing. @throws DuibiaoError BAD_ARGUMENT, nothing written.
 */
export async function updateCalendar(
  db: Db,
  rows: readonly AnnouncedRow[],
  now: string,
  dryRun = false,
): Promise<{ added: number; changes: CalendarChange[] }> {
  return db.transaction().execute(async (trx) => {
    const stored = await storedAnnouncements(trx);
    const known = new Set([...libraryRows(), ...stored].map(idOf));
    const fresh = rows.filter((r) => !known.has(idOf(r)));
    const before = calendarOver([...libraryRows(), ...stored]);
    const all = [...libraryRows(), ...stored, ...fresh].sort((a, b) =>
      a.announcedAt < b.announcedAt ? -1 : a.announcedAt > b.announcedAt ? 1 : 0,
    );
    const after = calendarOver(all);
    checkAnnounced(fresh, after, now);
    if (!dryRun && fresh.length > 0) {
      await insert(trx, fresh, now);
      await writeSessions(trx, after);
    }
    return { added: fresh.length, changes: changesBetween(before, after) };
  });
}

async function insert(trx: Transaction<Database>, rows: readonly AnnouncedRow[], now: string): Promise<void> {
  await trx
    .insertInto('calendar_announcement')
    .values(
      rows.map((r) => ({
        id: idOf(r),
        exchange: r.exchange,
        kind: r.kind,
        first_day: r.firstDay,
        last_day: r.lastDay,
        open_time: r.hours?.open ?? null,
        close_time: r.hours?.close ?? null,
        break_start: r.hours?.breakStart ?? null,
        break_end: r.hours?.breakEnd ?? null,
        source: r.source,
        announced_at: r.announcedAt,
        recorded_at: now,
      })),
    )
    .onConflict((c) => c.column('id').doNothing())
    .execute();
}

function changesBetween(before: Calendar, after: Calendar): CalendarChange[] {
  if (before === after) return [];
  return EXCHANGES.flatMap((exchange) => {
    const of = (calendar: Calendar): Map<string, Session> =>
      new Map(
        calendar.sessions(exchange, `${FIRST_YEAR}-01-01`, `${LAST_YEAR}-12-31`).map((s) => [s.date, s]),
      );
    const [was, is] = [of(before), of(after)];
    return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((date) => {
      const [a, b] = [was.get(date) ?? null, is.get(date) ?? null];
      return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ exchange, date, before: a, after: b }];
    });
  });
}
