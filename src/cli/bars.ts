import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { barsFolder, scanBars } from '../../jobs/bars.ts';
import { readConfig } from '../config/index.ts';
import { instant } from '../context.ts';
import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import {
  exchangeOf,
  firstBarDay,
  GENERATED,
  houseCalendar,
  importBarsFile,
  parseBarsCsv,
  QUOTE_ADAPTERS,
  type QuoteAdapter,
  tickerOf,
} from '../market/index.ts';
import { addBarsShow } from './bars-show.ts';
import { withFetcher } from './fetch-one.ts';
import { type AddCommand, readChoice, readDay, withDatabase } from './io.ts';

export const addBars: AddCommand = (program, io, exit) => {
  const bars = program.command('bars').description('daily prices');
  bars
    .command('import')
    .argument('<FILE...>', 'CSV files; headers in Chinese or English, see docs/MARKET.md')
    .option('--generated', 'the bars are invented: whatever is computed from them says so')
    .description('load daily bars; a file with one refused row is not loaded at all')
    .addHelpText(
      'after',
      '\nExample: duibiao bars import 6608.HK.csv nightly/2024-02-16.csv\n         duibiao bars import --generated made-up.csv',
    )
    .action(async (files: string[], options: { generated?: boolean }) => {
      for (const file of files)
        if (!existsSync(file) || !statSync(file).isFile()) throw new DuibiaoError('FILE_MISSING', { file });
      await withDatabase(io, async ({ ctx }) => {
        for (const file of files) {
          const read = parseBarsCsv(readFileSync(file), basename(file));
          const origin = options.generated === true ? GENERATED : 'imported';
          const parsed = { ...read, bars: read.bars.map((b) => ({ ...b, origin }) as const) };
          const counts = await importBarsFile(ctx.db, parsed, file);
          io.out(`${JSON.stringify({ file, ...counts, charset: parsed.charset })}\n`);
          io.say(`${file}: ${counts.bars} bars of ${counts.tickers} tickers, ${counts.from} to ${counts.to}`);
        }
      });
    });
  bars
    .command('scan')
    .argument('[FOLDER]', 'nightly files; the folder `bars` in the data folder unless told')
    .description(
      'take the files of a folder, as the duty does every five minutes; each is moved to loaded/ or refused/',
    )
    .addHelpText('after', '\nExample: duibiao bars scan\n         duibiao bars scan /srv/quotes/nightly')
    .action(async (folder: string | undefined) => {
      if (folder !== undefined && !(existsSync(folder) && statSync(folder).isDirectory()))
        throw new DuibiaoError('FILE_MISSING', { file: folder });
      await withDatabase(io, async ({ ctx }) => {
        const counts = await scanBars(ctx, folder ?? barsFolder(ctx), io.say);
        io.out(`${JSON.stringify(counts)}\n`);
        if (counts.refused > 0) exit(1);
      });
    });
  addBarsShow(bars, io, exit);
  bars
    .command('fetch')
    .argument('<TICKER...>', 'such as 6608.HK 688521.SH')
    .requiredOption('--from <day>')
    .option('--to <day>', 'today unless told')
    .requiredOption('--adapter <name>', QUOTE_ADAPTERS.map((a) => a.id).join(', '))
    .option('--base <url>', "another address than the interface's own: a relay, a simulator")
    .description(
      'ask a public quote interface; off until DUIBIAO_QUOTES names it, for who has the right to its data',
    )
    .addHelpText(
      'after',
      '\nExample: DUIBIAO_QUOTES=eastmoney duibiao bars fetch 6608.HK 688521.SH --adapter eastmoney --from 2023-01-01',
    )
    .action(async (tickers: string[], o: { from: string; to?: string; adapter: string; base?: string }) => {
      const id = readChoice(
        o.adapter,
        '--adapter',
        QUOTE_ADAPTERS.map((a) => a.id),
      );
      if (!readConfig(io.env).quotes.includes(id))
        throw new DuibiaoError('BAD_ARGUMENT', {
          what: `the quote interface ${id}`,
          got: 'off',
          allowed: `DUIBIAO_QUOTES=${id}, set by whoever has the right to use its data`,
        });
      const adapter = QUOTE_ADAPTERS.find((a) => a.id === id)!;
      const from = readDay(o.from, '--from');
      await withDatabase(io, async ({ ctx }) => {
        const to = o.to === undefined ? instant(ctx.clock.now()).slice(0, 10) : readDay(o.to, '--to');
        const calendar = await houseCalendar(ctx.db);
        let failed = 0;
        for (const raw of tickers) {
          const ticker = tickerOf(raw);
          const since = ticker === null ? from : await fromDay(ctx.db, adapter, ticker, from);
          if (since < from)
            io.say(
              `${id} ${ticker}: asked from ${since}, the first day stored: its factors change with each split`,
            );
          const urls = ticker === null ? null : adapter.urls(ticker, since, to, o.base ?? adapter.base);
          if (ticker === null || urls === null)
            throw new DuibiaoError('BAD_ARGUMENT', {
              what: `a ticker for ${id}`,
              got: raw,
              allowed: 'one that the interface has, such as 6608.HK',
            });
          try {
            const file = adapter.read(ticker, await bodies(io, urls));
            const last = calendar.lastSessionBefore(exchangeOf(ticker)!, ctx.clock.now())?.date ?? '';
            // The bar of a session under way is not a day's yet: its last price would pass for a close.
            const closed = { ...file, bars: file.bars.filter((b) => b.date <= last) };
            const counts = await importBarsFile(ctx.db, closed, `${id} ${ticker}`);
            io.out(`${JSON.stringify({ ticker, adapter: id, ...counts })}\n`);
          } catch (error) {
            // One ticker without an answer takes no other with it.
            if (!(error instanceof DuibiaoError)) throw error;
            failed += 1;
            io.say(error.message);
          }
        }
        if (failed > 0) exit(1);
      });
    });
};

/** From the first stored day on where the interface's adjustment ends at the newest, else from the day asked for. */
async function fromDay(db: Db, adapter: QuoteAdapter, ticker: string, from: string): Promise<string> {
  if (!adapter.anchoredToday) return from;
  const first = await firstBarDay(db, ticker);
  return first !== null && first < from ? first : from;
}

function bodies(
  io: Parameters<typeof withFetcher>[0],
  urls: NonNullable<ReturnType<QuoteAdapter['urls']>>,
): Promise<Uint8Array[]> {
  return withFetcher(io, async (fetcher) => {
    const out: Uint8Array[] = [];
    for (const url of urls) {
      const answer = await fetcher.fetch({ url, accept: 'application/json, text/csv, */*' });
      if (answer.kind !== 'ok')
        throw new DuibiaoError(answer.kind === 'refused' ? 'ADDRESS_REFUSED' : 'FETCH_FAILED', {
          where: answer.url,
          what: answer.kind === 'not_modified' ? 'not modified' : answer.reason.replace(/\.$/, ''),
        });
      out.push(answer.bytes);
    }
    return out;
  });
}
