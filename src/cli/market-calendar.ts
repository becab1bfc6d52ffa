import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { instant } from '../context.ts';
import { DuibiaoError } from '../errors.ts';
import {
  type AnnouncedRow,
  type CalendarChange,
  EXCHANGES,
  FIRST_YEAR,
  houseCalendar,
  LAST_YEAR,
  readAnnouncements,
  type Session,
  storedAnnouncements,
  updateCalendar,
} from '../market/index.ts';
import { fetchBytes } from './fetch-one.ts';
import { type Io, withDatabase } from './io.ts';
import { table } from './table.ts';

/** `market calendar`: which years are announced, and taking what exchanges announce. */
export function addCalendar(market: Command, io: Io): void {
  const calendar = market
    .command('calendar')
    .description('which years are announced and which provisional, and what was announced since');
  calendar
    .command('show', { isDefault: true })
    .option('--json', 'a line an exchange and year on stdout')
    .description('a row an exchange: announced years, provisional years, days announced since')
    .addHelpText('after', '\nExample: duibiao market calendar show')
    .action((options: { json?: boolean }) =>
      withDatabase(io, async ({ ctx: { db } }) => {
        const known = await houseCalendar(db);
        const stored = await storedAnnouncements(db);
        const years = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, i) => FIRST_YEAR + i);
        const rows = EXCHANGES.flatMap((exchange) =>
          years.map((year) => ({
            exchange,
            year,
            sessions: known.sessions(exchange, `${year}-01-01`, `${year}-12-31`).length,
            provisional: known.isProvisional(exchange, year),
            announcements: stored.filter(
              (a) => a.exchange === exchange && a.firstDay.startsWith(String(year)),
            ).length,
          })),
        );
        if (options.json === true) {
          for (const row of rows) io.out(`${JSON.stringify(row)}\n`);
          return;
        }
        const span = (exchange: string, provisional: boolean): string => {
          const of = rows.filter((r) => r.exchange === exchange && r.provisional === provisional);
          return of.length === 0 ? '–' : `${of[0]!.year}–${of.at(-1)!.year}`;
        };
        io.out(
          table([
            ['EXCHANGE', 'ANNOUNCED', 'PROVISIONAL', 'ANNOUNCED SINCE'],
            ...EXCHANGES.map((exchange) => [
              exchange,
              span(exchange, false),
              span(exchange, true),
              stored
                .filter((a) => a.exchange === exchange)
                .map((a) =>
                  a.kind === 'year'
                    ? a.firstDay.slice(0, 4)
                    : `${a.firstDay}${a.lastDay === a.firstDay ? '' : `..${a.lastDay}`}${a.kind === 'shut' ? ' shut' : ` ${a.hours!.open}–${a.hours!.close}`}`,
                )
                .join(', ') || '–',
            ]),
          ]),
        );
      }),
    );
  calendar
    .command('update')
    .argument('<FILE-or-URL>', 'YAML, JSON or CSV; its form is in docs/MARKET.md')
    .option('--dry-run', 'say what would change, write nothing')
    .option('--json', 'one object on stdout')
    .description(
      'take what exchanges announced: closures, other hours, a whole year; the same file twice changes nothing',
    )
    .addHelpText(
      'after',
      '\nExample: duibiao market calendar update holidays-2027.yaml --dry-run\n         duibiao market calendar update https://desk.example.com/calendar.csv',
    )
    .action(async (from: string, options: { dryRun?: boolean; json?: boolean }) => {
      const local = !/^https?:\/\//i.test(from);
      if (local && !(existsSync(from) && statSync(from).isFile()))
        throw new DuibiaoError('FILE_MISSING', { file: from });
      const text = local
        ? readFileSync(from, 'utf8')
        : new TextDecoder().decode((await fetchBytes(io, from)).bytes);
      const rows = readAnnouncements(text, local ? basename(from) : from);
      await withDatabase(io, async ({ ctx }) => {
        const now = instant(ctx.clock.now());
        const { added, changes } = await updateCalendar(ctx.db, rows, now, options.dryRun ?? false);
        if (options.json === true)
          io.out(
            `${JSON.stringify({ read: rows.length, added, dryRun: options.dryRun ?? false, changes })}\n`,
          );
        else for (const change of changes) io.out(`${changeLine(change)}\n`);
        const would = options.dryRun === true ? ' would be' : '';
        io.say(
          `${rows.length} announcements read, ${added} of them${would} new; ${changes.length} sessions${would} changed${saysYears(rows)}`,
        );
      });
    });
}

function saysYears(rows: readonly AnnouncedRow[]): string {
  const years = rows.filter((r) => r.kind === 'year').map((r) => `${r.exchange} ${r.firstDay.slice(0, 4)}`);
  return years.length === 0 ? '' : `; announced now: ${years.join(', ')}`;
}

function changeLine(c: CalendarChange): string {
  return `${c.exchange} ${c.date}: ${hoursOf(c.before)} → ${hoursOf(c.after)}`;
}
function hoursOf(s: Session | null): string {
  if (s === null) return 'shut';
  const time = (at: string): string => at.slice(11, 16);
  const rest = s.breakStart === null ? '' : `, break ${time(s.breakStart)}–${time(s.breakEnd!)}`;
  return `${time(s.open)}–${time(s.close)} UTC${rest}`;
}
