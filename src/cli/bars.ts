import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { DuibiaoError } from '../errors.ts';
import { importBarsFile, parseBarsCsv } from '../market/index.ts';
import { type AddCommand, withDatabase } from './io.ts';

export const addBars: AddCommand = (program, io) => {
  const bars = program.command('bars').description('daily prices');
  bars
    .command('import')
    .argument('<FILE...>', 'CSV files; headers in Chinese or English, see docs/MARKET.md')
    .description('load daily bars; a file with one refused row is not loaded at all')
    .addHelpText('after', '\nExample: duibiao bars import 6608.HK.csv nightly/2024-02-16.csv')
    .action(async (files: string[]) => {
      for (const file of files)
        if (!existsSync(file) || !statSync(file).isFile()) throw new DuibiaoError('FILE_MISSING', { file });
      await withDatabase(io, async ({ ctx }) => {
        for (const file of files) {
          const parsed = parseBarsCsv(readFileSync(file), basename(file));
          const counts = await importBarsFile(ctx.db, parsed, file);
          io.out(`${JSON.stringify({ file, ...counts, charset: parsed.charset })}\n`);
          io.say(`${file}: ${counts.bars} bars of ${counts.tickers} tickers, ${counts.from} to ${counts.to}`);
        }
      });
    });
};
