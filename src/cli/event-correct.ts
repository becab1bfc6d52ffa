import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { correctorOf } from '../../jobs/correct.ts';
import { createPipeline } from '../../jobs/pipeline.ts';
import { type Context, instant } from '../context.ts';
import { DuibiaoError } from '../errors.ts';
import type { Correction } from '../events/index.ts';
import { readLibrary } from '../library/index.ts';
import { type AddCommand, withDatabase } from './io.ts';
import { libraryFolder } from './library.ts';

/** Who corrects: the name of the account unless one is given. */
export function defaultAuthor(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}

function correctionOf(ctx: Context, options: { why: string; author?: string }): Correction {
  if (options.why.trim() === '')
    throw new DuibiaoError('BAD_ARGUMENT', { what: '--why', got: '(nothing)', allowed: 'a reason in words' });
  return {
    author: options.author ?? defaultAuthor(),
    at: instant(ctx.clock.now()),
    why: options.why.trim(),
  };
}

export const addEventCorrect: AddCommand = (program, io) => {
  const event =
    (program.commands.find((c) => c.name() === 'event') as Command | undefined) ??
    program.command('event').description('one event');
  event
    .command('merge')
    .argument('<ID>', 'the event whose articles move')
    .requiredOption('--into <id>', 'the event they join')
    .requiredOption('--why <reason>', 'kept with the correction')
    .option('--author <name>', 'who says so (default: the name of this account)')
    .description('two events are one story: correct it at once, and for whatever comes or is replayed later')
    .addHelpText(
      'after',
      '\nExample: duibiao event merge e-8a11b0c9d2e3 --into e-1f0c22d94a51 --why "the same launch, told from Beijing"',
    )
    .action(async (id: string, options: { into: string; why: string; author?: string }) => {
      await withDatabase(io, async ({ ctx }) => {
        const correction = correctionOf(ctx, options);
        const pipeline = await createPipeline(ctx, readLibrary(libraryFolder(undefined)));
        await correctorOf(pipeline).merge(id, options.into, correction);
        io.say(`${id} is now part of ${options.into}`);
      });
    });
  event
    .command('split')
    .argument('<ID>', 'the event that holds what does not belong to it')
    .requiredOption('--article <id...>', 'the articles that leave it, into one event of their own')
    .requiredOption('--why <reason>', 'kept with the correction')
    .option('--author <name>', 'who says so (default: the name of this account)')
    .description(
      'an event holds two stories: correct it at once, and for whatever comes or is replayed later',
    )
    .addHelpText(
      'after',
      '\nExample: duibiao event split e-1f0c22d94a51 --article a-77d0e0c1b2a39f10 --why "another company\'s results"',
    )
    .action(async (id: string, options: { article: string[]; why: string; author?: string }) => {
      await withDatabase(io, async ({ ctx }) => {
        const correction = correctionOf(ctx, options);
        const pipeline = await createPipeline(ctx, readLibrary(libraryFolder(undefined)));
        const opened = await correctorOf(pipeline).split(id, options.article, correction);
        io.out(`${JSON.stringify({ event: id, opened, articles: options.article })}\n`);
        io.say(`${options.article.length} article(s) of ${id} are now ${opened}`);
      });
    });
  event
    .command('retract')
    .argument('<ID>', 'the story that turned out to be wrong')
    .requiredOption('--why <reason>', 'kept with the retraction and told to whom was told of the event')
    .option('--author <name>', 'who says so (default: the name of this account)')
    .description('take a story back: it closes, its lines are withdrawn, nothing more follows from it')
    .addHelpText('after', '\nExample: duibiao event retract e-8a11b0c9d2e3 --why "the document was forged"')
    .action(async (id: string, options: { why: string; author?: string }) => {
      await withDatabase(io, async ({ ctx }) => {
        const pipeline = await createPipeline(ctx, readLibrary(libraryFolder(undefined)));
        const fresh = await pipeline.retract(id, correctionOf(ctx, options));
        io.say(fresh ? `${id} is retracted` : `${id} was retracted before`);
      });
    });
};
