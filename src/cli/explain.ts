import {
  computeAll,
  type Explanation,
  explain,
  explainText,
  heldBackWords,
  inThePast,
  lineRow,
  loadLinkLibrary,
  type PastParts,
  storedHeldBack,
  storedLines,
} from '../analogues/index.ts';
import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import { eventDetail } from '../events/index.ts';
import { readersOf, readLibrary } from '../library/index.ts';
import { tickerOf } from '../market/index.ts';
import { loadThemes } from '../themes/index.ts';
import { type AddCommand, readChoice, readInstant, readNumber, withDatabase } from './io.ts';
import { libraryFolder } from './library.ts';
import { reasoned, sentence } from './table.ts';
import { kindIn, LANGUAGES } from './words.ts';

export const addAnalogues: AddCommand = (program, io) => {
  program
    .command('analogues')
    .requiredOption('--event <id>', 'an event, such as e-1f0c22d94a51')
    .option('--as-of <when>', 'computed again with what was public then; nothing is written')
    .option('--strict', 'with --as-of: only what had been recorded here by then')
    .option('--history', 'the superseded lines too')
    .option('--lang <language>', 'words in zh or en', 'en')
    .option('--json', 'a line a company on stdout, with the evidence on both sides')
    .description("an event's analogues and traps")
    .addHelpText(
      'after',
      '\nExample: duibiao analogues --event e-1f0c22d94a51 --as-of 2024-02-19T01:30:00Z --json',
    )
    .action(
      async (options: {
        event: string;
        asOf?: string;
        strict?: boolean;
        history?: boolean;
        lang: string;
        json?: boolean;
      }) => {
        const language = readChoice(options.lang, '--lang', LANGUAGES);
        needAsOf(options);
        const at = options.asOf === undefined ? undefined : readInstant(options.asOf, '--as-of');
        const strict = options.strict ?? false;
        await withDatabase(io, async ({ ctx: { db } }) => {
          await eventDetail(db, options.event);
          const { lines, heldBack } =
            at === undefined
              ? {
                  lines: await storedLines(db, options.event, { history: options.history ?? false }),
                  heldBack: await storedHeldBack(db, options.event, { history: options.history ?? false }),
                }
              : await inThePast(db, options.event, { at, strict }, await pastParts(db), async (past) =>
                  computeAll(past, await loadLinkLibrary(past), options.event, {
                    at,
                    strict,
                    computedAt: at,
                  }),
                );
          if (options.json === true) {
            for (const line of lines)
              io.out(
                `${JSON.stringify({
                  ...lineRow(line),
                  share: shareOf(line.components),
                  ...('asOf' in line
                    ? { asOf: line.asOf, computedAt: line.computedAt, supersededAt: line.supersededAt }
                    : { asOf: at }),
                })}\n`,
              );
            for (const h of heldBack)
              io.out(
                `${JSON.stringify({ ticker: h.ticker, kind: h.kind, heldBack: h.reason, score: h.score, rule: h.ruleId, trait: h.trait, share: h.share, floor: h.floor, source: h.source, said: h.said })}\n`,
              );
          } else if (lines.length > 0)
            io.out(
              reasoned(
                language === 'zh'
                  ? ['位', '类', '代码', '分', '占收入', '规则']
                  : ['RANK', 'KIND', 'TICKER', 'SCORE', 'REVENUE', 'RULE'],
                lines.map((l) => ({
                  cells: [
                    'supersededAt' in l && l.supersededAt !== null
                      ? `${l.rank} ${language === 'zh' ? `（至${l.supersededAt}）` : `(until ${l.supersededAt})`}`
                      : String(l.rank),
                    kindIn(l.kind, language),
                    l.lines.join(' '),
                    String(l.score),
                    shareOf(l.components) ?? '–',
                    l.ruleId ?? '–',
                  ],
                  reason: language === 'zh' ? l.whyZh : l.whyEn,
                })),
              ),
            );
          if (options.json !== true && heldBack.length > 0)
            io.out(
              `${language === 'zh' ? '\n未列出：\n' : '\nHeld back:\n'}${heldBack.flatMap((h) => sentence(`${h.ticker}  ${heldBackWords(h, language)}`, '  ').map((l) => `${l}\n`)).join('')}`,
            );
          if (lines.length === 0)
            io.say('no line for this event; `duibiao events --unexplained` says what the nearest rule lacks');
        });
      },
    );
};

export const addExplain: AddCommand = (program, io) => {
  program
    .command('explain')
    .requiredOption('--event <id>', 'an event, such as e-1f0c22d94a51')
    .requiredOption('--ticker <ticker>', 'a company, such as 6608.HK')
    .option('--as-of <when>', 'with what was public then')
    .option('--strict', 'only what had been recorded here by then')
    .option('--nearest <n>', 'how many rules that do not hold to tell of', '5')
    .option('--lang <language>', 'words in zh or en', 'en')
    .option('--json', 'one object on stdout')
    .description('the whole sum for one company and one event; for a company that is not named, why not')
    .addHelpText(
      'after',
      '\nExample: duibiao explain --event e-1f0c22d94a51 --ticker 6608.HK --lang zh\n         duibiao explain --event e-1f0c22d94a51 --ticker 688691.SH',
    )
    .action(
      async (options: {
        event: string;
        ticker: string;
        asOf?: string;
        strict?: boolean;
        nearest: string;
        lang: string;
        json?: boolean;
      }) => {
        const language = readChoice(options.lang, '--lang', LANGUAGES);
        const nearest = Math.floor(readNumber(options.nearest, '--nearest', 0, 1000));
        const at = options.asOf === undefined ? undefined : readInstant(options.asOf, '--as-of');
        const ticker = tickerOf(options.ticker) ?? options.ticker;
        needAsOf(options);
        await withDatabase(io, async ({ ctx: { db } }) => {
          const library = await loadLinkLibrary(db);
          await eventDetail(db, options.event);
          const strict = options.strict ?? false;
          const explanation =
            at === undefined
              ? await explain(db, library, options.event, ticker, { nearest })
              : await inThePast(db, options.event, { at, strict }, await pastParts(db), (past) =>
                  explain(past, library, options.event, ticker, { at, strict, nearest }),
                );
          if (options.json === true) io.out(`${JSON.stringify(explanationRow(explanation))}\n`);
          else io.out(explainText(explanation, library, language));
        });
      },
    );
};

/** The published share of revenue behind a line, as its sum shows it: "60.0%"; null where none is published. */
function shareOf(components: readonly { name: string; note: string | null }[]): string | null {
  return components.find((c) => c.name === 'purity')?.note?.match(/([\d.]+%) of revenue/)?.[1] ?? null;
}

/** The present is what is recorded here: --strict only says something of a past moment. */
function needAsOf(options: { strict?: boolean; asOf?: string }): void {
  if (options.strict === true && options.asOf === undefined)
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: '--strict',
      got: 'no --as-of',
      allowed: '--strict together with --as-of WHEN',
    });
}

/** Themes from the tables, names and their makers from the files, as the pipeline reads them. */
/** What an event of the past is read again with. */
export async function pastParts(db: Db): Promise<PastParts> {
  const { companyOf } = readersOf({
    themes: [],
    traits: [],
    entities: readLibrary(libraryFolder(undefined)).entities,
  });
  return { themes: new Map((await loadThemes(db)).map((t) => [t.id, t])), companyOf };
}

function explanationRow(x: Explanation): object {
  return {
    event: x.eventId,
    ticker: x.company.ticker,
    company: { zh: x.company.zh, en: x.company.en },
    asOf: x.asOf,
    strict: x.strict,
    named: x.line !== null,
    namedAs: x.namedAs,
    listed: x.listed,
    listedOn: x.company.listedOn,
    line:
      x.line === null
        ? null
        : { ...lineRow(x.line), ruleVersion: x.line.ruleVersion, components: x.line.components },
    rules: x.rules,
    blockedBy: x.blockedBy,
    product: x.product,
    heldBack: x.heldBack,
    said: x.said,
    nearest: x.nearest,
  };
}
