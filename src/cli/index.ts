/** Every command, and every duty run once by hand. JSON on stdout, words on stderr. */
import { Command, CommanderError } from 'commander';
import { DuibiaoError, ERRORS, sentenceOf } from '../errors.ts';
import { COMMANDS } from './commands.ts';
import type { Io } from './io.ts';

const EPILOGUE = `
Examples:
  duibiao run                               the whole pipeline: page on 127.0.0.1, sources polled on schedule
  duibiao run --once                        one round, the digest, and out
  duibiao digest --date 2024-02-19 --lang zh
  duibiao explain --event e-1f0c… --ticker 6608.HK

In a checkout: npm run -s duibiao -- COMMAND …   Settings come from the environment: see README.md.
Information, not investment advice. 仅供参考，不构成投资建议。`;

/**
 * Runs one command line.
 * @returns the exit code: 0 done, 1 failed, 2 bad input. Never throws; a stack is shown only with --debug.
 */
export async function runCli(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const io: Io = {
    env,
    out: (text) => void process.stdout.write(text),
    say: (text) => void process.stderr.write(`${text}\n`),
  };
  const debug = argv.includes('--debug');
  let code = 0;
  const program = new Command('duibiao')
    .description(
      '对标 duibiao: news and earnings releases in, events with their business-model analogues and traps out.',
    )
    .option('--debug', 'show the stack of an error')
    .addHelpText('after', EPILOGUE)
    .configureHelp({ helpWidth: 100, sortSubcommands: false })
    .showHelpAfterError('(--help shows what is allowed)')
    .exitOverride();
  for (const add of COMMANDS)
    add(program, io, (n) => {
      code = n;
    });
  for (const command of every(program))
    command
      .exitOverride()
      .option('--debug', 'show the stack of an error')
      .showHelpAfterError('(--help shows what is allowed)');
  // A reader that closed the pipe (head) is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
  });
  try {
    await program.parseAsync(argv as string[], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (debug) io.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    else if (error instanceof DuibiaoError) io.say(`duibiao: ${plain(error.message)}`);
    else io.say(`duibiao: ${plain(sentenceOf(error))} (not an error we know; --debug shows where)`);
    return error instanceof DuibiaoError ? ERRORS[error.code].exit : 1;
  }
}

function every(command: Command): Command[] {
  return command.commands.flatMap((c) => [c as Command, ...every(c as Command)]);
}

/** A sentence may quote a file that is no text: its control characters must not reach the terminal. */
const plain = (sentence: string): string => sentence.replace(/(?!\n)\p{Cc}/gu, '\uFFFD');
