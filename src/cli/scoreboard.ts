import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  boardText,
  KINDS,
  kindChart,
  loadScoreboard,
  resultCsv,
  type Scoreboard,
  scoreboardWeeks,
} from '../backtest/index.ts';
import { DuibiaoError } from '../errors.ts';
import { type AddCommand, readChoice, withDatabase, writeWhole } from './io.ts';
import { table } from './table.ts';

interface Options {
  week?: string;
  origin: string;
  list?: boolean;
  json?: boolean;
  csv?: string;
  charts?: string;
  generated?: boolean;
  lang: string;
}

export const addScoreboard: AddCommand = (program, io) => {
  program
    .command('scoreboard')
    .option('--week <week>', 'an ISO week, such as 2026-W47 (default: the newest kept)')
    .option('--origin <origin>', 'live, archive, replay or any', 'live')
    .option('--list', 'the weeks that are kept')
    .option('--json', 'one object on stdout')
    .option('--csv <file>', 'write the rows there as CSV')
    .option('--charts <folder>', 'write a chart a kind there, as SVG')
    .option('--generated', 'boards of invented prices too')
    .option('--lang <language>', 'zh or en', 'en')
    .description("the product's own claim, kept week by week: soft analogues against lookalikes and chance")
    .addHelpText(
      'after',
      '\nExample: duibiao scoreboard --lang zh\n         duibiao scoreboard --week 2026-W47 --csv board.csv\n\nA duty keeps one a week; `duibiao backtest --store` keeps one by hand.',
    )
    .action(async (options: Options) => {
      const language = readChoice(options.lang, '--lang', ['zh', 'en'] as const);
      const origin = readChoice(options.origin, '--origin', ['live', 'archive', 'replay', 'any'] as const);
      if (options.week !== undefined && !/^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/.test(options.week))
        throw new DuibiaoError('BAD_ARGUMENT', {
          what: '--week',
          got: options.week,
          allowed: 'an ISO week such as 2026-W47',
        });
      if (options.charts !== undefined && !existsSync(options.charts))
        throw new DuibiaoError('FILE_MISSING', { file: options.charts });
      await withDatabase(io, async ({ ctx: { db } }) => {
        const weeks = await scoreboardWeeks(db, origin);
        if (options.list === true) {
          if (options.json === true) for (const w of weeks) io.out(`${JSON.stringify(w)}\n`);
          else if (weeks.length > 0)
            io.out(
              table([
                ['WEEK', 'AS OF', 'VERDICT', 'TRADES', 'PRICES'],
                ...weeks.map((w) => [
                  w.week,
                  w.asOf,
                  w.verdict,
                  String(w.trades),
                  w.generated ? 'generated' : 'imported',
                ]),
              ]),
            );
        }
        const board = await loadScoreboard(db, {
          origin,
          ...(options.week === undefined ? {} : { week: options.week }),
          generated: options.generated ?? false,
        });
        if (board === null) {
          if (options.list !== true || weeks.length === 0)
            io.say(
              `no scoreboard is kept${options.week === undefined ? '' : ` for ${options.week}`} (--origin ${origin}); \`duibiao backtest --store\` keeps one${weeks.some((w) => w.generated) ? ', --generated shows those of invented prices' : ''}`,
            );
          return;
        }
        if (options.list === true) return;
        io.out(options.json === true ? `${JSON.stringify(board)}\n` : `${boardText(board, language)}\n`);
        if (options.csv !== undefined) {
          writeWhole(options.csv, resultCsv(board));
          io.say(`written: ${options.csv}`);
        }
        if (options.charts !== undefined)
          writeCharts(options.charts, board, language, (file, text) => {
            writeWhole(file, text);
            io.say(`written: ${file}`);
          });
      });
    });
};

/** A file a kind that has trades: `soft.svg`, `hard.svg`, `trap.svg`, `random.svg`. */
export function writeCharts(
  folder: string,
  board: Pick<Scoreboard, 'rows' | 'generated'>,
  language: 'zh' | 'en',
  write: (file: string, text: string) => void,
): void {
  for (const kind of KINDS) {
    const svg = kindChart(board, kind, language);
    if (svg !== null) write(join(folder, `${kind}.svg`), `${svg}\n`);
  }
}
