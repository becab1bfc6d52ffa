import { instant } from '../context.ts';
import { parseFxCsv, saveRates } from '../market/index.ts';
import { type AddCommand, readInput, withDatabase } from './io.ts';

export const addFx: AddCommand = (program, io) => {
  program
    .command('fx')
    .description('exchange rates; nothing is converted without a stored one')
    .command('import')
    .argument('<FILE...>', 'CSV files with the columns date,base,quote,rate,source')
    .description('load daily rates; a file with one refused row is not loaded at all')
    .addHelpText(
      'after',
      '\nExample: duibiao fx import rates.csv\n  date,base,quote,rate,source\n  2024-02-07,USD,CNY,7.19,who published it',
    )
    .action(async (files: string[]) => {
      const parsed = files.map((file) => ({ file, rates: parseFxCsv(readInput(file), file) }));
      await withDatabase(io, async ({ ctx }) => {
        for (const { file, rates } of parsed) {
          const counts = await saveRates(ctx.db, rates, instant(ctx.clock.now()));
          io.out(`${JSON.stringify({ file, ...counts })}\n`);
          io.say(`${file}: ${counts.new} new rates, ${counts.changed} changed, ${counts.same} as they were`);
        }
      });
    });
};
