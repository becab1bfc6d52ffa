import { mkdirSync } from 'node:fs';
import {
  callSpan,
  isoWeek,
  loadStudy,
  resultCsv,
  resultText,
  runStudy,
  type StudyInput,
  storeScoreboard,
  tradesCsv,
} from '../backtest/index.ts';
import { instant } from '../context.ts';
import { DuibiaoError } from '../errors.ts';
import {
  type Bar,
  type Calendar,
  EXCHANGES,
  type Exchange,
  generateBars,
  houseCalendar,
  tickerOf,
} from '../market/index.ts';
import { originsFor } from './events.ts';
import { type AddCommand, readChoice, readDay, readNumber, withDatabase, writeWhole } from './io.ts';
import { writeCharts } from './scoreboard.ts';

interface Options {
  from?: string;
  to?: string;
  asOf?: string;
  origin: string;
  csv?: string;
  trades?: string;
  charts?: string;
  benchmark?: string[];
  store?: boolean;
  generated?: boolean;
  useNotPublic?: boolean;
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
    .option('--charts <folder>', 'write a chart a kind there, as SVG')
    .option(
      '--benchmark <pair...>',
      'index of an exchange, XHKG=HSI.IDX; `universe` for none (default: HSI.IDX, 000300.IDX where their bars are stored)',
    )
    .option('--store', 'keep it as the scoreboard of its day; see `duibiao scoreboard`')
    .option('--generated', 'on invented bars, to see that it runs: says nothing of markets')
    .option('--use-not-public', 'use what was not public at the time; refused')
    .option('--seed <n>', 'of the random control and the intervals', '1')
    .option('--prior-trials <n>', 'variants of rules tried before; they count as trials', '0')
    .option('--lang <language>', 'zh or en', 'en')
    .description('point-in-time event study over stored events and bars: soft against lookalikes and chance')
    .addHelpText(
      'after',
      '\nExample: duibiao backtest --origin archive --from 2024-02-01 --to 2024-02-29 --csv study.csv\n         duibiao backtest --origin archive --generated --charts charts',
    )
    .action(async (options: Options) => {
      const language = readChoice(options.lang, '--lang', ['zh', 'en'] as const);
      const seed = Math.floor(readNumber(options.seed, '--seed', 0, 2 ** 31 - 1));
      const priorTrials = Math.floor(readNumber(options.priorTrials, '--prior-trials', 0, 1e9));
      const origins = originsFor(options.origin);
      const benchmarks = readBenchmarks(options.benchmark);
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
        const now = instant(ctx.clock.now());
        const asOf = given.asOf ?? now.slice(0, 10);
        const span = await callSpan(ctx.db, origins);
        const from = given.from ?? span?.from ?? '2000-01-01';
        const to = given.to ?? span?.to ?? asOf;
        const calendar = await houseCalendar(ctx.db);
        const stored = await loadStudy(ctx.db, {
          from,
          to,
          asOf,
          calendar,
          origins,
          ...(benchmarks === undefined ? {} : { benchmarks }),
        });
        const input =
          options.generated === true
            ? { ...stored, bars: invented(stored, from, asOf, seed, calendar) }
            : stored;
        if (options.generated !== true && stored.bars.size === 0)
          io.say(
            'no bars are stored: `duibiao bars import FILE.csv` loads some; --generated shows how it runs',
          );
        for (const [exchange, ticker] of Object.entries(benchmarks ?? {}))
          if (stored.benchmarks?.get(exchange as Exchange) === undefined)
            io.say(`no bars of ${ticker} are stored: ${exchange} is measured by its equal-weighted universe`);
        const result = runStudy(input, {
          asOf,
          calendar,
          seed,
          priorTrials,
          useNotPublic: options.useNotPublic ?? false,
        });
        io.out(`${resultText(result, language)}\n`);
        const written: string[] = [];
        const write = (file: string, text: string): void => {
          writeWhole(file, text);
          written.push(file);
        };
        if (options.csv !== undefined) write(options.csv, resultCsv(result));
        if (options.trades !== undefined) write(options.trades, tradesCsv(result));
        if (options.charts !== undefined) {
          mkdirSync(options.charts, { recursive: true });
          writeCharts(options.charts, result, language, write);
        }
        for (const file of written) io.say(`written: ${file}`);
        if (options.store !== true) return;
        const origin = readChoice(options.origin, '--origin', ['live', 'archive', 'replay', 'any'] as const);
        const id = await ctx.db
          .transaction()
          .execute((trx) => storeScoreboard(trx, result, { origin, from, to, computedAt: now }));
        io.say(`kept as the scoreboard of ${isoWeek(asOf)}: ${id}`);
      });
    });
};

/** `universe` is no index at all; undefined leaves the usual ones. */
function readBenchmarks(pairs: string[] | undefined): Partial<Record<Exchange, string>> | undefined {
  if (pairs === undefined) return undefined;
  const out: Partial<Record<Exchange, string>> = {};
  for (const pair of pairs) {
    if (pair === 'universe') continue;
    const [exchange, ticker] = pair.split('=');
    const known = EXCHANGES.find((e) => e === exchange?.toUpperCase());
    const index = ticker === undefined ? null : tickerOf(ticker);
    if (known === undefined || index === null)
      throw new DuibiaoError('BAD_ARGUMENT', {
        what: '--benchmark',
        got: pair,
        allowed: `universe, or an exchange and an index such as XHKG=HSI.IDX (${EXCHANGES.join(', ')})`,
      });
    out[known] = index;
  }
  return out;
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
