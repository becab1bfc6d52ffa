import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { instant } from '../context.ts';
import { DuibiaoError } from '../errors.ts';
import {
  decideProposal,
  draftEntry,
  listProposals,
  PROPOSAL_STATUSES,
  type Proposal,
  proposalInShort,
  propose,
} from '../library/index.ts';
import { defaultAuthor } from './event-correct.ts';
import { type AddCommand, readChoice, readNumber, withDatabase, writeWhole } from './io.ts';
import { table } from './table.ts';

export const addPropose: AddCommand = (program, io) => {
  const proposals = program
    .command('propose')
    .option('--event <id>', 'an event, such as one of `events --unexplained`')
    .option('--timeout <seconds>', 'how long the model may take', '120')
    .option('--json', 'what came of it, as one object on stdout')
    .description(
      'ask a language model for draft traits and rules; off unless DUIBIAO_LLM_URL is set. The text of the articles is sent to it',
    )
    .addHelpText(
      'after',
      '\nDrafts never fire and never publish themselves: a person accepts one, writes its cases and publishes it in the files.\n\nExample: duibiao propose --event e-1f0c22d94a51\n         duibiao propose list\n         duibiao propose accept p-90ab12cd34ef --author "Ann Li" --out library/rules/drafts.yaml',
    )
    .action(async (options: { event?: string; timeout: string; json?: boolean }) => {
      if (options.event === undefined)
        throw new DuibiaoError('BAD_ARGUMENT', {
          what: '--event',
          got: '(nothing)',
          allowed: 'the id of an event (duibiao events --unexplained lists those that no rule explains)',
        });
      const event = options.event;
      const seconds = readNumber(options.timeout, '--timeout', 0.1, 3600);
      await withDatabase(io, async ({ ctx }) => {
        const { kept, dropped, invented, model, read } = await propose(ctx, event, seconds * 1000);
        if (options.json === true)
          io.out(`${JSON.stringify({ event, model, read, kept, dropped, invented })}\n`);
        else if (kept.length > 0)
          io.out(
            table([
              ['ID', 'KIND', 'NAME', 'QUOTES', 'SAYS'],
              ...kept.map((p) => [
                p.id,
                p.kind,
                p.name,
                String(p.spans.length),
                proposalInShort(p.kind, p.entry),
              ]),
            ]),
          );
        for (const d of dropped) io.say(`dropped ${d.what}: ${d.why}`);
        const known = kept.filter((p) => !p.fresh).length;
        io.say(
          `${kept.length - known} drafts kept${known === 0 ? '' : `, ${known} known already`}; ${dropped.length} proposals dropped, ${invented} quotations not found in the ${read} articles`,
        );
      });
    });

  proposals
    .command('list')
    .option('--event <id>', 'only for this event')
    .option('--status <status>', `${PROPOSAL_STATUSES.join(', ')} or all`, 'draft')
    .option('--json', 'a line a proposal on stdout')
    .description('what a language model proposed, newest first, with the words on which it stands')
    .addHelpText('after', '\nExample: duibiao propose list --status all')
    .action(async (_own: unknown, list: Command) => {
      // `--event` and `--json` behind the word list are read by `propose`, which has them too.
      const options = list.optsWithGlobals<{ event?: string; status: string; json?: boolean }>();
      const status = readChoice(options.status, '--status', [...PROPOSAL_STATUSES, 'all']);
      await withDatabase(io, async ({ ctx }) => {
        const found = await listProposals(ctx.db, {
          ...(options.event === undefined ? {} : { eventId: options.event }),
          ...(status === 'all' ? {} : { status }),
        });
        for (const p of found)
          io.out(
            options.json === true
              ? `${JSON.stringify({ ...p, entry: JSON.parse(p.entry) as unknown })}\n`
              : inWords(p),
          );
        if (found.length === 0) io.say('nothing is proposed: see `duibiao propose --help`');
      });
    });

  proposals
    .command('accept')
    .argument('<ID>', 'a draft, such as p-90ab12cd34ef')
    .requiredOption('--author <name>', 'who answers for it: stands in the entry')
    .option('--out <file>', 'append the entry to this file (default: print it)')
    .description('write a draft as an entry for the files of the library; it still never fires')
    .addHelpText(
      'after',
      '\nA rule comes with "status: draft" and without cases; a trait as comments. Publishing stays your work: docs/RULES.md.\n\nExample: duibiao propose accept p-90ab12cd34ef --author "Ann Li" --out library/rules/drafts.yaml',
    )
    .action(async (id: string, options: { author: string; out?: string }) => {
      await withDatabase(io, async ({ ctx }) => {
        const at = instant(ctx.clock.now());
        const by = { author: options.author.trim(), written: at.slice(0, 10) };
        const { author } = by;
        const proposal = await decideProposal(
          ctx.db,
          id,
          { status: 'accepted', author, at, why: null },
          (p) => {
            const text = draftEntry(p, by);
            if (options.out === undefined) return io.out(text);
            const before = existsSync(options.out) ? readFileSync(options.out, 'utf8') : '';
            writeWhole(options.out, `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${text}`);
          },
        );
        io.say(
          `accepted by ${author}${options.out === undefined ? '' : `, appended to ${options.out}`}; ${
            proposal.kind === 'rule'
              ? 'it is a draft: give it two cases, try it with `library test`, and publish it yourself'
              : 'it stands as comments: take the signs away in traits.yaml to have it read'
          }`,
        );
      });
    });

  proposals
    .command('reject')
    .argument('<ID>', 'a draft, such as p-90ab12cd34ef')
    .option('--why <reason>', 'kept with the decision')
    .option('--author <name>', 'who says so (default: the name of this account)')
    .description('put a draft aside; the same proposal made again stays rejected')
    .addHelpText(
      'after',
      '\nExample: duibiao propose reject p-90ab12cd34ef --why "that is the product, not the model"',
    )
    .action(async (id: string, options: { why?: string; author?: string }) => {
      await withDatabase(io, async ({ ctx }) => {
        const why = options.why?.trim().slice(0, 2000) || null;
        const at = instant(ctx.clock.now());
        const author = options.author ?? defaultAuthor();
        const p = await decideProposal(ctx.db, id, { status: 'rejected', author, at, why });
        io.say(`rejected by ${p.decidedBy}: ${p.kind} ${p.name}`);
      });
    });
};

function inWords(p: Proposal): string {
  const decided = p.decidedBy === null ? '' : ` by ${p.decidedBy}${p.why === null ? '' : `: ${p.why}`}`;
  return [
    `${p.id}  ${p.kind} ${p.name}  ${p.status}${decided}`,
    `    ${proposalInShort(p.kind, p.entry)}`,
    ...p.spans.flatMap((s) => [
      `    “${s.text.replace(/\s+/g, ' ')}” ${s.url} ${s.field} ${s.start}–${s.end}`,
      `      ${s.says}`,
    ]),
    `    ${p.model} on ${p.eventId}, ${p.proposedAt}`,
    '',
  ]
    .map((line) => `${line}\n`)
    .join('');
}
