import { DuibiaoError } from '../errors.ts';
import { sessions } from '../market/index.ts';
import { type AddCommand, readChoice, readDay } from './io.ts';

const EXCHANGES = ['XHKG', 'XSHG', 'XSHE', 'XNYS', 'XNAS'] as const;

export const addMarket: AddCommand = (program, io) => {
  const market = program.command('market').description('what is known of markets');
  market
    .command('sessions')
    .requiredOption('--exchange <mic>', EXCHANGES.join(', '))
    .requiredOption('--from <day>')
    .requiredOption('--to <day>')
    .description('trading sessions, a line each: {date,open,close,breakStart,breakEnd} in UTC')
    .addHelpText(
      'after',
      '\nExample: duibiao market sessions --exchange XHKG --from 2024-02-05 --to 2024-02-20',
    )
    .action((options: { exchange: string; from: string; to: string }) => {
      const exchange = readChoice(options.exchange, '--exchange', EXCHANGES);
      const from = readDay(options.from, '--from');
      const to = readDay(options.to, '--to');
      if (from > to)
        throw new DuibiaoError('BAD_ARGUMENT', {
          what: '--from and --to',
          got: `${from} to ${to}`,
          allowed: 'a span that begins before it ends',
        });
      for (const s of sessions(exchange, from, to))
        io.out(
          `${JSON.stringify({ date: s.date, open: s.open, close: s.close, breakStart: s.breakStart, breakEnd: s.breakEnd })}\n`,
        );
    });
};
