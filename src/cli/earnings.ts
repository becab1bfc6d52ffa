import { instant } from '../context.ts';
import { type ComingUp, comingUp } from '../releases/index.ts';
import { originsFor } from './events.ts';
import { type AddCommand, readChoice, readDay, readInstant, withDatabase } from './io.ts';
import { table } from './table.ts';

interface Options {
  from?: string;
  to?: string;
  asOf?: string;
  origin: string;
  lang: string;
  json?: boolean;
}

const WORDS = {
  en: {
    results: 'results',
    board_meeting: 'board meeting',
    briefing: 'briefing',
    before_open: 'before the open',
    during: 'during the session',
    after_close: 'after the close',
    announced: 'announced',
    habit: "by habit (last year's day)",
    none: 'nothing is expected in these days, as far as is known',
  },
  zh: {
    results: '业绩',
    board_meeting: '董事会会议',
    briefing: '业绩说明会',
    before_open: '开市前',
    during: '盘中',
    after_close: '收市后',
    announced: '公司公告',
    habit: '按惯例（去年同期）',
    none: '就目前所知，这段时间没有预期的业绩',
  },
};

export const addEarnings: AddCommand = (program, io) => {
  program
    .command('earnings')
    .description('results that are coming up')
    .command('list')
    .option('--from <day>', 'first day, in the exchange’s own time; today where left out')
    .option('--to <day>', 'last day; four weeks after the first where left out')
    .option('--as-of <when>', 'only what was public by then')
    .option('--origin <origin>', 'live, archive, replay or any', 'live')
    .option('--lang <language>', 'words in zh or en', 'en')
    .option('--json', 'a line a date on stdout')
    .description('expected dates of results, announced before habit, in order of day')
    .addHelpText(
      'after',
      '\nExample: duibiao earnings list --from 2027-05-01 --to 2027-05-31 --as-of 2027-04-20T00:00:00Z',
    )
    .action(async (options: Options) => {
      const language = readChoice(options.lang, '--lang', ['zh', 'en'] as const);
      const origins = originsFor(options.origin);
      const asOf = options.asOf === undefined ? undefined : readInstant(options.asOf, '--as-of');
      await withDatabase(io, async ({ ctx }) => {
        const from =
          options.from === undefined
            ? (asOf ?? instant(ctx.clock.now())).slice(0, 10)
            : readDay(options.from, '--from');
        const to =
          options.to === undefined
            ? new Date(Date.parse(from) + 28 * 86_400_000).toISOString().slice(0, 10)
            : readDay(options.to, '--to');
        const coming = await comingUp(ctx.db, { from, to, origins, ...(asOf === undefined ? {} : { asOf }) });
        if (options.json === true) for (const c of coming) io.out(`${JSON.stringify(c)}\n`);
        else if (coming.length === 0) io.say(WORDS[language].none);
        else io.out(table(coming.map((c) => cells(c, language))));
      });
    });
};

function cells(c: ComingUp, language: 'zh' | 'en'): string[] {
  const words = WORDS[language];
  return [
    c.date,
    c.moment === null ? '–' : words[c.moment],
    c.issuer,
    [words[c.kind], c.period].filter((x) => x !== null).join(' '),
    `${words[c.source]} ${Math.round(c.confidence * 100)}%`,
    c.url,
  ];
}
