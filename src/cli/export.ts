import { exportView } from '../deliver/index.ts';
import { type AddCommand, readChoice, readInstant, withDatabase } from './io.ts';

export const addExport: AddCommand = (program, io) => {
  program
    .command('export')
    .requiredOption('--view <name>', 'a view of the schema analyst: events, analogues, … (docs/ANALYSTS.md)')
    .option('--format <format>', 'csv, ndjson', 'csv')
    .option('--since <when>', 'only rows at or after this day or instant (UTC)')
    .description("an analyst's view, whole and in a stable order, to stdout")
    .addHelpText(
      'after',
      '\nExample: duibiao export --view analogues_all --format csv --since 2024-02-15 > analogues.csv',
    )
    .action(async (options: { view: string; format: string; since?: string }) => {
      const format = readChoice(options.format, '--format', ['csv', 'ndjson']);
      const since = options.since === undefined ? undefined : readInstant(options.since, '--since');
      await withDatabase(io, async ({ ctx }) => {
        for await (const part of exportView(ctx.db, options.view, format, since)) io.out(part);
      });
    });
};
