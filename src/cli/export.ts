import {
  analystView,
  analystViews,
  BINARY_FORMATS,
  dictionaryMarkdown,
  TABLE_FORMATS,
  tableFile,
  viewRows,
} from '../deliver/index.ts';
import { DuibiaoError } from '../errors.ts';
import { type AddCommand, readChoice, readInstant, withDatabase, writeWhole } from './io.ts';

export const addExport: AddCommand = (program, io) => {
  program
    .command('export')
    .option('--view <name>', 'a view of the schema analyst: events, analogues, … (docs/ANALYSTS.md)')
    .option('--format <format>', TABLE_FORMATS.join(', '), 'csv')
    .option('--since <when>', 'only rows at or after this day or instant (UTC)')
    .option('--out <file>', 'to a file, whole or not at all; xlsx and parquet need one')
    .option('--dictionary', 'what each view and column means, as Markdown, instead of rows')
    .description("an analyst's view, whole and in a stable order")
    .addHelpText(
      'after',
      '\nExample: duibiao export --view analogues_all --since 2024-02-15 > analogues.csv\n         duibiao export --view events --format xlsx --out events.xlsx\n         duibiao export --dictionary',
    )
    .action(
      async (options: {
        view?: string;
        format: string;
        since?: string;
        out?: string;
        dictionary?: boolean;
      }) => {
        const format = readChoice(options.format, '--format', TABLE_FORMATS);
        const since = options.since === undefined ? undefined : readInstant(options.since, '--since');
        if (BINARY_FORMATS.includes(format) && options.out === undefined)
          throw new DuibiaoError('BAD_ARGUMENT', {
            what: '--out',
            got: '(nothing)',
            allowed: `a file: ${format} is not text for a terminal`,
          });
        await withDatabase(io, async ({ ctx }) => {
          if (options.dictionary === true) {
            io.out(dictionaryMarkdown(await analystViews(ctx.db)));
            return;
          }
          const view = await analystView(ctx.db, options.view ?? '(nothing)');
          const pieces: Uint8Array[] = [];
          for await (const piece of tableFile(view, viewRows(ctx.db, view, since), format)) {
            if (options.out === undefined) io.out(String(piece));
            else pieces.push(Buffer.from(piece));
          }
          if (options.out !== undefined) writeWhole(options.out, Buffer.concat(pieces));
        });
      },
    );
};
