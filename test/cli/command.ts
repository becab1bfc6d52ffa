import { runCli } from '../../src/cli/index.ts';

export interface Ran {
  readonly code: number;
  /** What went to stdout and to stderr. */
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process with an environment of its own, catching what it prints. */
export async function command(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const caught = { out: '', err: '' };
  const [stdout, stderr] = [process.stdout.write, process.stderr.write];
  const listeners = process.stdout.listeners('error');
  const into =
    (stream: 'out' | 'err') =>
    (chunk: string | Uint8Array): boolean => {
      caught[stream] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      return true;
    };
  process.stdout.write = into('out') as typeof stdout;
  process.stderr.write = into('err') as typeof stderr;
  try {
    return { code: await runCli(argv, env), ...caught };
  } finally {
    process.stdout.write = stdout;
    process.stderr.write = stderr;
    for (const added of process.stdout.listeners('error'))
      if (!listeners.includes(added)) process.stdout.off('error', added as () => void);
  }
}

/** Lines of JSON on stdout. */
export function rows<T = Record<string, unknown>>(ran: Ran): T[] {
  return ran.out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
