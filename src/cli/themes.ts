import { originsOf, STREAMS } from '../articles/index.ts';
import { spark } from '../deliver/index.ts';
import { DuibiaoError } from '../errors.ts';
import { datedTitles, kindOfDay, type ThemeStat, themeStats } from '../events/index.ts';
import { burstReadersOf, type LibraryFiles, readersOf, readLibrary } from '../library/index.ts';
import { ancestors, findBursts, tellingLanguage } from '../themes/index.ts';
import { type AddCommand, readChoice, readDay, readInstant, withDatabase } from './io.ts';
import { libraryFolder } from './library.ts';
import { table } from './table.ts';
import { LANGUAGES } from './words.ts';

const DAY = 86_400_000;
const dayBefore = (day: string, n: number): string =>
  new Date(Date.parse(day) - n * DAY).toISOString().slice(0, 10);

interface StatsOptions {
  origin: string;
  from?: string;
  to?: string;
  asOf?: string;
  lang: string;
  json?: boolean;
}

export const addThemes: AddCommand = (program, io) => {
  const theme = program
    .command('theme')
    .description('themes: their hierarchy, how much is told of each, bursts');
  theme
    .command('list')
    .option('--lang <language>', 'names in zh or en', 'en')
    .option('--json', 'a line a theme on stdout')
    .description('the hierarchy of themes')
    .addHelpText('after', '\nExample: duibiao theme list --lang zh')
    .action((options: { lang: string; json?: boolean }) => {
      const language = readChoice(options.lang, '--lang', LANGUAGES);
      const { themes } = readLibrary(libraryFolder(undefined));
      const tree = new Map(themes.map((t) => [t.id, t]));
      const under = (parent: string | null): void => {
        for (const t of themes.filter((x) => x.parent === parent).sort((a, b) => (a.id < b.id ? -1 : 1))) {
          if (options.json === true)
            io.out(
              `${JSON.stringify({ theme: t.id, parent: t.parent, ...t.name, patterns: t.patterns.length })}\n`,
            );
          else io.out(`${'  '.repeat(ancestors(tree, t.id).length)}${t.id}  ${t.name[language]}\n`);
          under(t.id);
        }
      };
      under(null);
    });
  const stats = (name: string, argument: string, description: string, example: string) =>
    theme
      .command(name)
      .argument(argument, 'a theme, such as ai_video')
      .option('--origin <origin>', 'live, archive or replay', 'live')
      .option('--from <day>', 'first day (UTC); four weeks before the last unless given')
      .option('--to <day>', 'last day (UTC); that of --as-of unless given')
      .option('--as-of <when>', 'only what was published before the hour of this instant; now unless given')
      .option('--lang <language>', 'words in zh or en', 'en')
      .option('--json', 'a line a day on stdout')
      .description(description)
      .addHelpText('after', `\nExample: ${example}`);
  const read = async (
    ids: readonly string[],
    options: StatsOptions,
    library: LibraryFiles,
  ): Promise<ThemeStat[]> => {
    for (const id of ids)
      if (!library.themes.some((t) => t.id === id))
        throw new DuibiaoError('UNKNOWN_ID', { kind: 'theme', got: id });
    const stream = readChoice(options.origin, '--origin', STREAMS);
    const asked = options.asOf === undefined ? undefined : readInstant(options.asOf, '--as-of');
    const named = options.to === undefined ? undefined : readDay(options.to, '--to');
    return withDatabase(io, async ({ ctx }) => {
      const asOf =
        asked ?? (named === undefined ? ctx.clock.now().toISOString() : `${dayBefore(named, -1)}T00:00:00Z`);
      const to = named ?? asOf.slice(0, 10);
      const from = options.from === undefined ? dayBefore(to, 27) : readDay(options.from, '--from');
      return themeStats(ctx.db, {
        stream,
        themes: ids,
        from,
        to,
        asOf,
        priorPerDay: library.hype.settings.priorPerDay,
      });
    });
  };
  stats(
    'stats',
    '<ID...>',
    'themes by day: mentions, share of all articles, usual, z, languages',
    'duibiao theme stats ai_video --origin archive --to 2024-02-20',
  ).action(async (ids: string[], options: StatsOptions) => {
    const language = readChoice(options.lang, '--lang', LANGUAGES);
    const rows = await read(ids, options, readLibrary(libraryFolder(undefined)));
    if (options.json === true) {
      for (const r of rows) io.out(`${JSON.stringify({ ...r, share: r.mentions / r.total })}\n`);
      return;
    }
    for (const id of ids)
      io.out(`${id}  ${spark(rows.filter((r) => r.theme === id).map((r) => r.mentions))}\n`);
    io.out(
      table([
        language === 'zh'
          ? ['日期', '主题', '篇数', '占比', '平时', 'z', '中文', '其他语言']
          : ['DAY', 'THEME', 'MENTIONS', 'SHARE', 'USUAL', 'Z', 'ZH', 'EN'],
        ...rows.map((r) => [
          r.day,
          r.theme,
          String(r.mentions),
          `${((100 * r.mentions) / r.total).toFixed(1)}%`,
          r.usual.toFixed(1),
          r.z.toFixed(1),
          String(r.zh),
          String(r.en),
        ]),
      ]),
    );
  });
  stats(
    'show',
    '<ID>',
    'one theme: its place, its patterns, its last four weeks',
    'duibiao theme show ai_video --origin archive --to 2024-02-29',
  ).action(async (id: string, options: StatsOptions) => {
    const language = readChoice(options.lang, '--lang', LANGUAGES);
    const library = readLibrary(libraryFolder(undefined));
    const rows = await read([id], options, library);
    const t = library.themes.find((x) => x.id === id)!;
    const tree = new Map(library.themes.map((x) => [x.id, x]));
    const children = library.themes.filter((x) => x.parent === id).map((x) => x.id);
    if (options.json === true) {
      io.out(
        `${JSON.stringify({ theme: id, ...t.name, parents: ancestors(tree, id), children, patterns: t.patterns, days: rows })}\n`,
      );
      return;
    }
    const zh = language === 'zh';
    io.out(`${id}  ${t.name.zh} · ${t.name.en}\n`);
    io.out(
      `${zh ? '上级' : 'under'}  ${ancestors(tree, id).join(' < ') || '–'}\n${zh ? '下级' : 'over'}   ${children.join(', ') || '–'}\n`,
    );
    io.out(`${zh ? '词' : 'words'}  ${t.patterns.map((p) => p.pattern).join(', ')}\n`);
    io.out(
      `${zh ? '篇数' : 'mentions'}  ${spark(rows.map((r) => r.mentions))}  ${rows.reduce((n, r) => n + r.mentions, 0)}\n`,
    );
  });
  theme
    .command('bursts')
    .option('--origin <origin>', 'live, archive or replay', 'live')
    .option('--day <day>', 'a day (UTC); today unless given')
    .option('--as-of <when>', 'only titles published before this instant')
    .option('--json', 'a line a burst on stdout')
    .description('themes, names and new words that titles speak of far more than usual on a day')
    .addHelpText('after', '\nExample: duibiao theme bursts --origin archive --day 2024-02-16')
    .action(async (options: { origin: string; day?: string; asOf?: string; json?: boolean }) => {
      const stream = readChoice(options.origin, '--origin', STREAMS);
      const asked = options.day === undefined ? undefined : readDay(options.day, '--day');
      const library = readLibrary(libraryFolder(undefined));
      const bursts = await withDatabase(io, async ({ ctx }) => {
        const day = asked ?? ctx.clock.now().toISOString().slice(0, 10);
        const until =
          options.asOf === undefined
            ? `${dayBefore(day, -1)}T00:00:00Z`
            : readInstant(options.asOf, '--as-of');
        const titles = await datedTitles(ctx.db, originsOf(stream), dayBefore(day, 56), until);
        return findBursts(
          titles.map((t) => ({ ...t, language: tellingLanguage(t.language) })),
          burstReadersOf(readersOf(library)),
          library.hype.bursts,
          kindOfDay,
          { from: day, to: day },
        );
      });
      for (const b of bursts)
        io.out(
          options.json === true
            ? `${JSON.stringify(b)}\n`
            : `z ${b.z.toFixed(1)}  ${b.kind} ${b.key}: ${b.titles} titles, usual ${b.usual.toFixed(1)}${b.also.length === 0 ? '' : ` (also ${b.also.join(', ')})`}\n${b.examples.map((e) => `    ${e}\n`).join('')}`,
        );
      if (bursts.length === 0) io.say('nothing is told of far more than usual');
    });
};
