import type { Db } from '../db/index.ts';
import {
  digestWindow,
  type Language,
  latestActivity,
  loadDigest,
  type OriginFilter,
  renderDigest,
} from '../deliver/index.ts';
import { DuibiaoError } from '../errors.ts';
import { type AddCommand, readChoice, readDay, withDatabase } from './io.ts';
import { preview } from './preview.ts';

/** The day whose digest shows the bundled archive at its best: the mainland's first session after the holiday of 2024. */
export const ARCHIVE_DAY = '2024-02-19';
export const FORMATS = ['text', 'html', 'json'] as const;
const LANGUAGES = ['zh', 'zh-Hant', 'en'] as const;
const ORIGINS = ['live', 'archive', 'replay', 'any'] as const;

/** The digest of a day as a person or a program reads it. */
export async function digestOf(
  db: Db,
  wish: {
    date: string;
    origin: OriginFilter;
    language: Language;
    format: (typeof FORMATS)[number];
    publicUrl: string;
  },
): Promise<string> {
  const model = await loadDigest(db, {
    ...digestWindow(wish.date),
    date: wish.date,
    origin: wish.origin,
    language: wish.language,
  });
  return renderDigest(model, wish.format, {
    columns: Math.min(100, process.stdout.columns ?? 92),
    ansi: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
    publicUrl: wish.publicUrl,
  });
}

/** Which digest a question without a date means: the newest live one, else the archive's, said to be so. */
export async function latestDigest(db: Db): Promise<{ date: string; origin: OriginFilter } | null> {
  const live = await latestActivity(db, 'live');
  if (live !== null) {
    // What joined after 08:00 local time belongs to the next morning's digest.
    const date = new Date(Date.parse(live.at) + 86_399_999).toISOString().slice(0, 10);
    return { date, origin: 'live' };
  }
  return (await latestActivity(db, 'archive')) === null ? null : { date: ARCHIVE_DAY, origin: 'archive' };
}

interface DigestOptions {
  readonly date?: string;
  readonly format: string;
  readonly lang: string;
  readonly origin?: string;
  readonly preview?: boolean;
}

export const addDigest: AddCommand = (program, io) => {
  program
    .command('digest')
    .option('--date <day>', 'of which day; default: the newest there is')
    .option('--format <format>', FORMATS.join(', '), 'text')
    .option('--lang <language>', LANGUAGES.join(', '), 'zh')
    .option('--preview', 'as the letter a reader gets, in the browser (BROWSER, else the system’s own)')
    .option('--origin <origin>', `${ORIGINS.join(', ')}; default: live, else the recorded archive`)
    .description('the digest: events, analogues, traps, evidence for and against')
    .addHelpText(
      'after',
      '\nExample: duibiao digest --date 2024-02-19 --lang en --format html > digest.html\n         duibiao digest --preview --lang zh-Hant',
    )
    .action(async (options: DigestOptions) => {
      const format = readChoice(options.format, '--format', FORMATS);
      const language = readChoice(options.lang, '--lang', LANGUAGES);
      const date = options.date === undefined ? undefined : readDay(options.date, '--date');
      const wanted =
        options.origin === undefined ? undefined : readChoice(options.origin, '--origin', ORIGINS);
      await withDatabase(io, async ({ ctx, config }) => {
        const latest = await latestDigest(ctx.db);
        const origin = wanted ?? (date === undefined ? latest?.origin : await originOn(ctx.db, date));
        const day =
          date ??
          (wanted === undefined || wanted === latest?.origin
            ? latest?.date
            : (await latestActivity(ctx.db, wanted))?.date);
        if (origin === undefined || day === undefined)
          throw new DuibiaoError('BAD_ARGUMENT', {
            what: 'digest',
            got: 'an empty database',
            allowed: 'a database that has articles: run `duibiao run --once` first',
          });
        const wish = { date: day, origin, language, publicUrl: config.publicUrl };
        if (options.preview !== true) {
          io.out(await digestOf(ctx.db, { ...wish, format }));
          return;
        }
        const html = await digestOf(ctx.db, { ...wish, format: 'html' });
        preview(io, `digest-${day}-${language}.html`, html);
      });
    });
};

/** For a day in the past: live where live articles stood in its window, else the archive. */
async function originOn(db: Db, date: string): Promise<OriginFilter> {
  const { from, to } = digestWindow(date);
  const live = await db
    .selectFrom('event_article')
    .innerJoin('event', 'event.id', 'event_article.event_id')
    .select('event.id')
    .where('event.origin', 'in', ['live', 'ingest'])
    .where('joined_at', '>', from)
    .where('joined_at', '<=', to)
    .limit(1)
    .executeTakeFirst();
  if (live !== undefined) return 'live';
  const archive = await db
    .selectFrom('event')
    .select('id')
    .where('origin', '=', 'archive')
    .limit(1)
    .executeTakeFirst();
  return archive === undefined ? 'live' : 'archive';
}
