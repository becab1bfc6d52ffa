import {
  type Feedback,
  type FeedbackVerdict,
  listFeedback,
  type RuleAcceptance,
  recordFeedback,
  ruleAcceptance,
} from '../analogues/index.ts';
import { instant } from '../context.ts';
import { DuibiaoError } from '../errors.ts';
import { tickerOf } from '../market/index.ts';
import { defaultAuthor } from './event-correct.ts';
import { type AddCommand, readChoice, readNumber, withDatabase } from './io.ts';
import { table } from './table.ts';

/** `--wrong` of the command line and what is kept for it. */
const WRONG = { company: 'wrong_company', reason: 'wrong_reason' } as const;

interface Said {
  why?: string;
  author?: string;
  json?: boolean;
}

export const addFeedback: AddCommand = (program, io) => {
  const analogue = program
    .command('analogue')
    .description('say whether a line is right: kept with your name and the time, never changed');

  const record = async (event: string, company: string, verdict: FeedbackVerdict, options: Said) => {
    const ticker = tickerOf(company) ?? company;
    await withDatabase(io, async ({ ctx }) => {
      const { feedback, fresh } = await recordFeedback(ctx.db, {
        eventId: event,
        ticker,
        verdict,
        why: options.why ?? '',
        author: options.author ?? defaultAuthor(),
        channel: 'cli',
        at: instant(ctx.clock.now()),
      });
      if (options.json === true) io.out(`${JSON.stringify({ ...feedback, fresh })}\n`);
      io.say(
        fresh
          ? `kept: ${feedback.author} on ${ticker} (${feedback.kind}, ${feedback.ruleId ?? 'no rule'}): ${feedback.verdict}`
          : 'nothing new: this is what was said last',
      );
    });
  };

  analogue
    .command('accept')
    .argument('<EVENT>', 'an event, such as e-1f0c22d94a51')
    .argument('<COMPANY>', 'a company that it names, such as 6608.HK')
    .option('--why <reason>', 'what makes it right')
    .option('--author <name>', 'who says so (default: the name of this account)')
    .option('--json', 'what was kept, as one object on stdout')
    .description('the line is right')
    .addHelpText(
      'after',
      '\nExample: duibiao analogue accept e-1f0c22d94a51 6608.HK --why "sells calls, as the issuer does"',
    )
    .action((event: string, company: string, options: Said) => record(event, company, 'accept', options));

  analogue
    .command('reject')
    .argument('<EVENT>', 'an event, such as e-1f0c22d94a51')
    .argument('<COMPANY>', 'a company that it names, such as 688256.SH')
    .requiredOption(
      '--wrong <what>',
      'company: it should not be named; reason: it should, but not for this reason',
    )
    .requiredOption('--why <reason>', 'what is wrong, in words')
    .option('--author <name>', 'who says so (default: the name of this account)')
    .option('--json', 'what was kept, as one object on stdout')
    .description('the line is wrong: the wrong company, or the right company for the wrong reason')
    .addHelpText(
      'after',
      '\nExample: duibiao analogue reject e-1f0c22d94a51 688256.SH --wrong company --why "sells cards; licenses nothing"\n         duibiao analogue reject e-1f0c22d94a51 6682.HK --wrong reason --why "named for its platform; it is the fee per call that matters"',
    )
    .action((event: string, company: string, options: Said & { wrong: string }) =>
      record(event, company, WRONG[readChoice(options.wrong, '--wrong', ['company', 'reason'])], options),
    );

  analogue
    .command('feedback')
    .option('--event <id>', 'only of this event')
    .option('--rule <id>', 'only of lines that this rule gave')
    .option('--limit <n>', 'at most so many, newest first', '50')
    .option('--json', 'a line a statement on stdout')
    .description('what people said of lines, newest first')
    .addHelpText('after', '\nExample: duibiao analogue feedback --event e-1f0c22d94a51')
    .action(async (options: { event?: string; rule?: string; limit: string; json?: boolean }) => {
      const limit = Math.floor(readNumber(options.limit, '--limit', 1, 100_000));
      await withDatabase(io, async ({ ctx }) => {
        const said = await listFeedback(ctx.db, {
          limit,
          ...(options.event === undefined ? {} : { eventId: options.event }),
          ...(options.rule === undefined ? {} : { ruleId: options.rule }),
        });
        if (options.json === true) for (const f of said) io.out(`${JSON.stringify(f)}\n`);
        else if (said.length > 0) io.out(feedbackTable(said));
        if (said.length === 0) io.say('nobody has said anything yet: see `duibiao analogue accept --help`');
      });
    });

  const rules = program.command('rules').description('how the rules fare with those who read their lines');
  rules
    .command('report')
    .option('--origin <origin>', 'live, or any: recorded material too', 'live')
    .option('--json', 'a line a rule on stdout')
    .description('rules by how often their lines were accepted, the least accepted first')
    .addHelpText('after', '\nExample: duibiao rules report --origin any')
    .action(async (options: { origin: string; json?: boolean }) => {
      const recorded = readChoice(options.origin, '--origin', ['live', 'any']) === 'any';
      await withDatabase(io, async ({ ctx }) => {
        const rows = await ruleAcceptance(ctx.db, { recorded });
        if (rows.length === 0)
          throw new DuibiaoError('BAD_ARGUMENT', {
            what: 'rules report',
            got: 'a database without rules',
            allowed: 'one into which the library was loaded (duibiao library apply)',
          });
        if (options.json === true) for (const r of rows) io.out(`${JSON.stringify(r)}\n`);
        else io.out(acceptanceTable(rows));
        const judged = rows.filter((r) => r.judged > 0);
        io.say(
          `${judged.reduce((n, r) => n + r.judged, 0)} statements about the lines of ${judged.length} of ${rows.length} rules`,
        );
      });
    });
};

function feedbackTable(said: readonly Feedback[]): string {
  return table([
    ['AT (UTC)', 'EVENT', 'TICKER', 'KIND', 'RULE', 'VERDICT', 'AUTHOR', 'WHY'],
    ...said.map((f) => [
      f.at.slice(0, 16).replace('T', ' '),
      f.eventId,
      f.ticker,
      f.kind,
      f.ruleId ?? '–',
      f.verdict,
      f.author,
      f.why,
    ]),
  ]);
}

/** Rules that were judged, then those that have lines; a rule with neither is left to --json. */
function acceptanceTable(rows: readonly RuleAcceptance[]): string {
  const percent = (x: number | null): string => (x === null ? '–' : `${Math.round(x * 100)}%`);
  return table([
    ['RULE', 'LINES', 'JUDGED', 'RIGHT', 'WRONG COMPANY', 'WRONG REASON', 'ACCEPTED', '95%'],
    ...rows
      .filter((r) => r.judged > 0 || r.lines > 0)
      .map((r) => [
        r.ruleId,
        String(r.lines),
        String(r.judged),
        String(r.accepted),
        String(r.wrongCompany),
        String(r.wrongReason),
        percent(r.rate),
        r.rate === null ? '' : `${percent(r.rateLow)}–${percent(r.rateHigh)}`,
      ]),
  ]);
}
