import { existsSync } from 'node:fs';
import { readConfig } from '../config/index.ts';
import { DuibiaoError, sentenceOf } from '../errors.ts';
import { type Calendar, EXCHANGES, houseCalendar, SHIPPED_CALENDAR, sessions } from '../market/index.ts';
import { type AddCommand, type Io, openConfigured, readChoice, readDay } from './io.ts';
import { addCalendar } from './market-calendar.ts';
import { addMarketData } from './market-data.ts';

export const addMarket: AddCommand = (program, io, exit) => {
  const market = program.command('market').description('what is known of markets');
  market
    .command('sessions')
    .requiredOption('--exchange <mic>', EXCHANGES.join(', '))
    .requiredOption('--from <day>')
    .requiredOption('--to <day>')
    .option('--shipped', 'without the days announced later that your database holds')
    .description('trading sessions, a line each: {date,open,close,breakStart,breakEnd} in UTC')
    .addHelpText(
      'after',
      '\nExample: duibiao market sessions --exchange XHKG --from 2024-02-05 --to 2024-02-20',
    )
    .action(async (options: { exchange: string; from: string; to: string; shipped?: boolean }) => {
      const exchange = readChoice(options.exchange, '--exchange', EXCHANGES);
      const from = readDay(options.from, '--from');
      const to = readDay(options.to, '--to');
      if (from > to)
        throw new DuibiaoError('BAD_ARGUMENT', {
          what: '--from and --to',
          got: `${from} to ${to}`,
          allowed: 'a span that begins before it ends',
        });
      // A wrong day is refused before a database is opened for it.
      sessions(exchange, from, to);
      const calendar = options.shipped === true ? SHIPPED_CALENDAR : await knownCalendar(io);
      for (const s of calendar.sessions(exchange, from, to))
        io.out(
          `${JSON.stringify({ date: s.date, open: s.open, close: s.close, breakStart: s.breakStart, breakEnd: s.breakEnd })}\n`,
        );
      const provisional = yearsBetween(from, to).filter((y) => calendar.isProvisional(exchange, y));
      if (provisional.length > 0)
        io.say(
          `${exchange} ${provisional.join(', ')}: provisional, computed before the holidays were announced; \`duibiao market calendar update FILE\` takes the announcement`,
        );
    });
  addCalendar(market, io);
  addMarketData(market, io, exit);
};

/** With the days your database holds, where there is one that can be opened: asking for sessions creates none. */
async function knownCalendar(io: Io): Promise<Calendar> {
  const config = readConfig(io.env);
  if (config.databaseUrl === undefined && !existsSync(config.dataFolder)) return SHIPPED_CALENDAR;
  try {
    const database = await openConfigured(config);
    try {
      return await houseCalendar(database.db);
    } finally {
      await database.close();
    }
  } catch (error) {
    io.say(`the shipped calendar, without days announced later: ${sentenceOf(error)}`);
    return SHIPPED_CALENDAR;
  }
}

function yearsBetween(from: string, to: string): number[] {
  const first = Number(from.slice(0, 4));
  return Array.from({ length: Number(to.slice(0, 4)) - first + 1 }, (_, i) => first + i);
}
