import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { instant } from '../context.ts';
import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import { eventDetail } from '../events/index.ts';
import {
  byIssuer,
  type Problem,
  parseStatusCsv,
  parseValuationCsv,
  storeStatuses,
  storeValuations,
  type Tradable,
  tradabilityOfEvent,
  tradabilityWords,
} from '../market/index.ts';
import { type Io, readChoice, readInstant, withDatabase } from './io.ts';
import { table } from './table.ts';

/** `market tradability`, and the imports it lives on. */
export function addMarketData(market: Command, io: Io, exit: (code: number) => void): void {
  market
    .command('tradability')
    .requiredOption('--event <id>', 'an event, such as e-1f0c22d94a51')
    .option('--at <when>', 'another moment than the one at which each company was first named')
    .option('--lang <language>', 'words in zh or en', 'en')
    .option('--json', 'a line a company on stdout')
    .description(
      "whether and when an event's companies could be traded: next minute, limit, suspension, Stock Connect, value traded",
    )
    .addHelpText(
      'after',
      '\nExample: duibiao market tradability --event e-1f0c22d94a51 --at 2024-02-15T18:30:00Z',
    )
    .action(async (options: { event: string; at?: string; lang: string; json?: boolean }) => {
      const language = readChoice(options.lang, '--lang', ['zh', 'en'] as const);
      const at = options.at === undefined ? undefined : readInstant(options.at, '--at');
      await withDatabase(io, async ({ ctx: { db } }) => {
        await eventDetail(db, options.event);
        const found = await tradabilityOfEvent(db, options.event, at);
        if (options.json === true) for (const t of found) io.out(`${JSON.stringify(t)}\n`);
        else if (found.length > 0) io.out(tradabilityTable(found, language, at !== undefined));
        if (found.length === 0) {
          io.say('no company is named for this event');
          exit(0);
        }
      });
    });
  importer(market, io, {
    name: 'status',
    about: 'special treatment (ST, *ST) and Stock Connect eligibility between dates, each with its source',
    example: 'market status import connect.csv',
    read: (bytes) => {
      const { rows, problems } = parseStatusCsv(bytes);
      return { problems, store: (db, now) => storeStatuses(db, rows, now) };
    },
  });
  importer(market, io, {
    name: 'valuation',
    about: 'price over earnings, book value and sales by day (columns pe, pb, ps)',
    example: 'market valuation import pe.csv',
    read: (bytes) => {
      const { rows, problems } = parseValuationCsv(bytes);
      return { problems, store: (db) => storeValuations(db, rows) };
    },
  });
}

function tradabilityTable(found: readonly Tradable[], language: 'zh' | 'en', asked: boolean): string {
  const since = asked
    ? { zh: '所问时刻后', en: 'SINCE --at' }
    : { zh: '首次点名后', en: 'SINCE FIRST NAMED' };
  return table([
    language === 'zh'
      ? ['代码', '消息后(分钟)', since.zh, '最早可交易', '说明']
      : ['TICKER', 'MINUTES SINCE IT BROKE', since.en, 'NEXT MINUTE', 'WHAT ELSE'],
    ...byIssuer(found).map(({ line: t, again }) => [
      again ? `└ ${t.ticker}` : t.ticker,
      t.minutesSinceBroke === null ? '–' : String(t.minutesSinceBroke),
      t.minutesToTrade === null ? '–' : String(t.minutesToTrade),
      t.nextMinute ?? '–',
      tradabilityWords(t, language, again).join(language === 'zh' ? '；' : '; '),
    ]),
  ]);
}

interface Importer {
  readonly name: string;
  readonly about: string;
  readonly example: string;
  read(bytes: Uint8Array): {
    problems: readonly Problem[];
    store(db: Db, now: string): Promise<number>;
  };
}

function importer(market: Command, io: Io, of: Importer): void {
  market
    .command(of.name)
    .description(of.about)
    .command('import')
    .argument('<FILE>', 'CSV; its columns are in docs/MARKET.md')
    .description(`load ${of.about}; with one bad row nothing is loaded`)
    .addHelpText('after', `\nExample: duibiao ${of.example}`)
    .action(async (file: string) => {
      if (!existsSync(file) || !statSync(file).isFile()) throw new DuibiaoError('FILE_MISSING', { file });
      const { problems, store } = of.read(readFileSync(file));
      if (problems.length > 0) {
        const shown = problems.slice(0, 5).map((p) => `line ${p.line}: ${p.what}`);
        const more = problems.length > 5 ? `; and ${problems.length - 5} more` : '';
        throw new DuibiaoError('BARS_INVALID', { file, what: `${shown.join('; ')}${more}` });
      }
      await withDatabase(io, async ({ ctx }) => {
        const rows = await store(ctx.db, instant(ctx.clock.now()));
        io.out(`${JSON.stringify({ file, rows })}\n`);
      });
    });
}
