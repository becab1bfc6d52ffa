import type { Command } from 'commander';
import { instant } from '../context.ts';
import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import {
  type Bar,
  type Calendar,
  closedAtLimit,
  exchangeOf,
  FIRST_YEAR,
  gapsIn,
  houseCalendar,
  isSuspendedBar,
  loadBars,
  statusesOf,
  tickerOf,
} from '../market/index.ts';
import { type Io, readDay, withDatabase } from './io.ts';
import { table } from './table.ts';

interface Known {
  readonly ticker: string;
  readonly bars: number;
  readonly from: string | null;
  readonly to: string | null;
  /** Sessions without a trade between the first and the last bar: suspended, or missing from the file. */
  readonly gaps: readonly string[];
  /** Those of them of which the file has a row without volume. */
  readonly suspended: readonly string[];
  readonly closedLimitUp: readonly string[];
  readonly closedLimitDown: readonly string[];
  readonly generated: number;
}

/** `bars show`: what is stored of a share, and where it has holes. */
export function addBarsShow(bars: Command, io: Io, exit: (code: number) => void): void {
  bars
    .command('show')
    .argument('<TICKER...>', 'such as 6608.HK 688521.SH')
    .option('--from <day>', 'first day looked at', `${FIRST_YEAR}-01-01`)
    .option('--to <day>', 'last day looked at (default: today)')
    .option('--json', 'a line a ticker on stdout, every day by its date')
    .description('what is stored of a share: first and last day, sessions without a trade, closes at a limit')
    .addHelpText('after', '\nExample: duibiao bars show 6608.HK 688521.SH --from 2023-01-01')
    .action(async (raw: string[], o: { from: string; to?: string; json?: boolean }) => {
      const tickers = raw.map((given) => {
        const ticker = tickerOf(given);
        if (ticker === null || exchangeOf(ticker) === null)
          throw new DuibiaoError('BAD_ARGUMENT', {
            what: 'a ticker',
            got: given,
            allowed: 'one such as 6608.HK',
          });
        return ticker;
      });
      const from = readDay(o.from, '--from');
      await withDatabase(io, async ({ ctx }) => {
        const to = o.to === undefined ? instant(ctx.clock.now()).slice(0, 10) : readDay(o.to, '--to');
        const known = await knownOf(ctx.db, tickers, from, to);
        if (o.json === true) for (const k of known) io.out(`${JSON.stringify(k)}\n`);
        else io.out(shown(known));
        if (known.every((k) => k.bars === 0)) {
          io.say('no bars of these are stored: `duibiao bars import FILE.csv` loads some');
          exit(1);
        }
      });
    });
}

async function knownOf(db: Db, tickers: readonly string[], from: string, to: string): Promise<Known[]> {
  const calendar = await houseCalendar(db);
  const stored = await loadBars(db, { tickers, from, to });
  const statuses = await statusesOf(db, tickers, to);
  const listed = await db
    .selectFrom('company')
    .select(['ticker', 'listed_on', 'name_zh_hans', 'name_en'])
    .where('ticker', 'in', [...tickers])
    .execute();
  return tickers.map((ticker) => {
    const company = listed.find((c) => c.ticker === ticker);
    const candidate = {
      ticker,
      issuer: ticker,
      // A name of today says nothing of years ago: only dated rows make a limit narrower here.
      names: [],
      special: statuses.get(`${ticker} special_treatment`) ?? null,
      ...(company === undefined ? {} : { listedOn: company.listed_on }),
    };
    return knownBars(candidate, stored.get(ticker) ?? [], calendar);
  });
}

function knownBars(
  candidate: Parameters<typeof closedAtLimit>[0],
  bars: readonly Bar[],
  calendar: Calendar,
): Known {
  const at = (side: 'up' | 'down'): string[] =>
    bars.flatMap((b, i) => (closedAtLimit(candidate, bars[i - 1], b, calendar) === side ? [b.date] : []));
  return {
    ticker: candidate.ticker,
    bars: bars.length,
    from: bars[0]?.date ?? null,
    to: bars.at(-1)?.date ?? null,
    gaps: gapsIn(bars, exchangeOf(candidate.ticker)!, calendar),
    suspended: bars.filter(isSuspendedBar).map((b) => b.date),
    closedLimitUp: at('up'),
    closedLimitDown: at('down'),
    generated: bars.filter((b) => b.origin === 'generated').length,
  };
}

function shown(known: readonly Known[]): string {
  const days = (list: readonly string[]): string =>
    list.length === 0 ? '–' : `${list.length} (last ${list.at(-1)})`;
  return table([
    ['TICKER', 'BARS', 'FIRST', 'LAST', 'NO TRADE', 'LIMIT UP', 'LIMIT DOWN', 'PRICES'],
    ...known.map((k) => [
      k.ticker,
      String(k.bars),
      k.from ?? '–',
      k.to ?? '–',
      days(k.gaps),
      days(k.closedLimitUp),
      days(k.closedLimitDown),
      k.bars === 0 ? '–' : k.generated === 0 ? 'imported' : `${k.generated} generated`,
    ]),
  ]);
}
