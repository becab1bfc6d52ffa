import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadStudy, resultCsv, resultText, runStudy, type StudyInput, tradesCsv } from '../backtest/index.ts';
import { instant } from '../context.ts';
import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import {
  type Bar,
  type Calendar,
  calendarOf,
  generateBars,
  loadBars,
  readAnnouncements,
} from '../market/index.ts';
import { originsFor } from './events.ts';
import { type AddCommand, readChoice, readDay, readNumber, withDatabase, writeWhole } from './io.ts';
import { libraryFolder } from './library.ts';

interface Options {
  from?: string;
  to?: string;
  asOf?: string;
  origin: string;
  csv?: string;
  trades?: string;
  generated?: boolean;
  seed: string;
  priorTrials: string;
  lang: string;
}

export const addBacktest: AddCommand = (program, io) => {
  program
    .command('backtest')
    .option('--from <day>', 'first day of calls (default: the first there is)')
    .option('--to <day>', 'last day of calls (default: the last there is)')
    .option('--as-of <day>', "the study's present: no later bar is read (default: today)")
    .option('--origin <origin>', 'live, archive, replay or any', 'live')
    .option('--csv <file>', 'write the rows there as CSV')
    .option('--trades <file>', 'write every trade there as CSV')
    .option('--generated', 'on invented bars, to see that it runs: says nothing of markets')
    .option('--seed <n>', 'of the random control and the intervals', '1')
    .option('--prior-trials <n>', 'variants of rules tried before; they count as trials', '0')
    .option('--lang <language>', 'zh or en', 'en')
    .description('point-in-time event study over stored events and bars: soft against lookalikes and chance')
    .addHelpText(
      'after',
      '\nExample: duibiao backtest --origin archive --from 2024-02-01 --to 2024-02-29 --csv study.csv\n         duibiao backtest --origin archive --generated',
    )
    .action(async (options: Options) => {
      const language = readChoice(options.lang, '--lang', ['zh', 'en'] as const);
      const seed = Math.floor(readNumber(options.seed, '--seed', 0, 2 ** 31));
      const priorTrials = Math.floor(readNumber(options.priorTrials, '--prior-trials', 0, 1e9));
      const origins = originsFor(options.origin);
      const given = {
        from: options.from === undefined ? undefined : readDay(options.from, '--from'),
        to: options.to === undefined ? undefined : readDay(options.to, '--to'),
        asOf: options.asOf === undefined ? undefined : readDay(options.asOf, '--as-of'),
      };
      if (given.from !== undefined && given.to !== undefined && given.from > given.to)
        throw new DuibiaoError('BAD_ARGUMENT', {
          what: '--from and --to',
          got: `${given.from} to ${given.to}`,
          allowed: 'a span that begins before it ends',
        });
      await withDatabase(io, async ({ ctx }) => {
        const asOf = given.asOf ?? instant(ctx.clock.now()).slice(0, 10);
        const span = await callSpan(ctx.db, origins);
        const from = given.from ?? span.from ?? '2000-01-01';
        const to = given.to ?? span.to ?? asOf;
        const calendar = houseCalendar();
        const stored = await loadStudy(ctx.db, { from, to, asOf, calendar, origins });
        const input =
          options.generated === true
            ? { ...stored, bars: invented(stored, from, asOf, seed, calendar) }
            : stored;
        // Bars that were generated and stored are as invented as these: only what was imported says something.
        if (options.generated !== true && [...(await loadBars(ctx.db, { to: asOf })).keys()].length === 0)
          io.say(
            'no bars are stored: `duibiao bars import FILE.csv` loads some; --generated shows how it runs',
          );
        const result = runStudy(input, { asOf, calendar, seed, priorTrials });
        io.out(`${resultText(result, language)}\n`);
        if (options.csv !== undefined) writeWhole(options.csv, resultCsv(result));
        if (options.trades !== undefined) writeWhole(options.trades, tradesCsv(result));
        for (const file of [options.csv, options.trades]) if (file !== undefined) io.say(`written: ${file}`);
      });
    });
};

/** The shipped calendar with the days announced later laid over it. */
function houseCalendar(): Calendar {
  const file = join(libraryFolder(undefined), 'market', 'calendar.yaml');
  return calendarOf(
    existsSync(file) ? readAnnouncements(readFileSync(file, 'utf8'), 'market/calendar.yaml') : [],
  );
}

async function callSpan(
  db: Db,
  origins: readonly string[],
): Promise<{ from: string | null; to: string | null }> {
  const row = await db
    .selectFrom('analogue')
    .innerJoin('event', 'event.id', 'analogue.event_id')
    .select((eb) => [eb.fn.min('analogue.as_of').as('from'), eb.fn.max('analogue.as_of').as('to')])
    .where('event.origin', 'in', [...origins])
    .executeTakeFirst();
  return { from: row?.from?.slice(0, 10) ?? null, to: row?.to?.slice(0, 10) ?? null };
}

/** A seeded walk a company, from a year before the first call: every bar says that it is generated. */
function invented(
  input: StudyInput,
  from: string,
  to: string,
  seed: number,
  calendar: Calendar,
): Map<string, Bar[]> {
  const start = `${Number(from.slice(0, 4)) - 1}${from.slice(4, 7)}-01`;
  return new Map(
    input.universe.map((company, i) => [
      company.ticker,
      generateBars(
        seed + i,
        {
          ticker: company.ticker,
          from: company.listedOn > start ? company.listedOn : start,
          to: company.delistedOn ?? to,
        },
        calendar,
      ),
    ]),
  );
}
