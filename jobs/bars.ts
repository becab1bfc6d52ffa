import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Context, instant } from '../src/context.ts';
import { takeBarsFile } from '../src/market/index.ts';
import type { Duty } from './duty.ts';

/** A file that was written to within this many seconds may not be whole yet. */
const QUIET_SECONDS = 60;

export interface Scanned {
  readonly loaded: number;
  readonly refused: number;
  readonly known: number;
  readonly bars: number;
}

/**
 * Takes the files of a folder in the order of their names, and moves each out of the way: to `loaded/`, or to `refused/`
 * with a `.txt` beside it that says why, line by line. Killed between the two, the file is known by its bytes next time.
 */
export async function scanBars(
  ctx: Context,
  folder: string,
  say: (text: string) => void = () => {},
): Promise<Scanned> {
  const counts = { loaded: 0, refused: 0, known: 0, bars: 0 };
  if (!existsSync(folder)) return counts;
  const now = ctx.clock.now();
  for (const name of readdirSync(folder).sort()) {
    if (name.startsWith('.') || !/\.(csv|tsv|txt)$/i.test(name)) continue;
    const file = join(folder, name);
    const state = statSync(file);
    if (!state.isFile() || now.getTime() - state.mtimeMs < QUIET_SECONDS * 1000) continue;
    const taken = await takeBarsFile(ctx.db, readFileSync(file), name, instant(now));
    counts[taken.outcome] += 1;
    if (taken.outcome === 'loaded') counts.bars += taken.bars;
    const to = join(folder, taken.outcome === 'refused' ? 'refused' : 'loaded');
    mkdirSync(to, { recursive: true });
    // The same name comes every night for some exporters: the moment of the move keeps them apart.
    const stamp = instant(now).replace(/[-:]/g, '');
    renameSync(file, join(to, `${stamp}.${name}`));
    if (taken.outcome === 'refused') {
      writeFileSync(join(to, `${stamp}.${name}.txt`), `${taken.problems.join('\n')}\n`);
      say(`${name}: refused, nothing of it was loaded: ${taken.problems[0]}`);
      ctx.log.warn({ file: name, problem: taken.problems[0] }, 'a file of bars was refused');
    } else say(`${name}: ${taken.outcome === 'known' ? 'taken before' : `${taken.bars} bars`}`);
  }
  return counts;
}

/** Where nightly files of bars are laid; made by whoever lays the first. */
export function barsFolder(ctx: Context): string {
  return join(ctx.config.dataFolder, 'bars');
}

/** Takes the nightly files of bars that were laid into the data folder. */
export const bars: Duty = {
  name: 'bars',
  stage: 'fetch',
  cron: '20 */5 * * * *',
  expireInSeconds: 1800,
  async runOnce(app) {
    return { ...(await scanBars(app.ctx, barsFolder(app.ctx))) };
  },
};
