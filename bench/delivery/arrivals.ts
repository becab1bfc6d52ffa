/** From an article's arrival to a webhook received, by the program as it runs: its queue, its schedule, the shipped library. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { openApp } from '../../jobs/app.ts';
import { createPipeline } from '../../jobs/pipeline.ts';
import { startQueue } from '../../jobs/queue.ts';
import { instant } from '../../src/context.ts';
import { type OpenDatabase, packageFolder } from '../../src/db/index.ts';
import { applyLibrary, readLibrary } from '../../src/library/index.ts';
import { random } from '../events/stream.ts';
import { benchContext, emptyOutbox, endpoints, type Other, pause } from './stage.ts';

/** Milliseconds between two arrivals, on average; the gaps are exponential, so that some come on each other's heels. */
const GAP = { server: 1000, pglite: 3000 };

/**
 * GENERATED results of companies that the library knows by name, each a story of its own. On a server this process stores them, as
 * a machine that fetches does, and `duibiao worker --stages analyse,deliver` is a process of its own; PGlite has one process.
 * @returns milliseconds from the article's `fetched` clock to its first webhook, per article that desks are told of.
 */
export async function arrivals(open: OpenDatabase, other: Other, articles: number): Promise<number[]> {
  const ctx = benchContext(open);
  const library = readLibrary(join(packageFolder(), 'library'));
  await applyLibrary(ctx.db, library, instant(ctx.clock.now()));
  const names = library.entities
    .filter((e) => e.kind === 'company')
    .map((e) => e.nameEn)
    .filter((n) => /^[A-Z][A-Za-z]{3,}$/.test(n));
  await emptyOutbox(open);
  await endpoints(open, [`${other.http}/ok`]);
  // Invented words: else one article's story would be the next one's.
  const chance = random(1);
  const words = (n: number) => Array.from({ length: n }, word).join(' ');
  const word = () => Array.from({ length: 7 }, () => 'abdeilmnorstuz'[Math.floor(chance() * 14)]).join('');
  const program = open.url === undefined ? await inProcess(open) : await ofItsOwn(open.url);
  const pipeline = await createPipeline(ctx, library);
  const gap = open.url === undefined ? GAP.pglite : GAP.server;
  for (let i = 0; i < articles; i++) {
    if (i === 1) {
      // The first warms up what reads it.
      await pause(8000);
      await other.report();
    }
    const name = names[i % names.length]!;
    const at = instant(ctx.clock.now());
    const quarter = `Q${(Math.floor(i / names.length) % 4) + 1} of fiscal ${2030 + Math.floor(i / names.length / 4)}`;
    const revenue = Math.round(10 ** (1 + 4 * chance()));
    await pipeline.take(
      [
        {
          url: `https://newsroom.example/${i}`,
          title: `${name} ${words(6)}`,
          body: `${words(60)}. ${name} guides revenue of $${revenue} million to $${Math.round(revenue * 1.07)} million for ${quarter}. ${words(60)}.`,
          language: 'en',
          outlet: 'newsroom.example',
          tier: 1,
          firstHand: true,
          publishedAt: at,
        },
      ],
      'live',
    );
    await pause(-gap * Math.log(1 - chance()));
  }
  await pause(3000);
  const { first } = await other.report();
  await program();
  return Object.values(first);
}

/** @returns what ends it */
async function inProcess(open: OpenDatabase): Promise<() => Promise<void>> {
  // The database is the bench's to close.
  const app = await openApp(benchContext(open), { ...open, close: async () => {} }, () => {});
  const queue = await startQueue(app, ['analyse', 'deliver']);
  return async () => {
    await queue.stop();
    await app.close();
  };
}

async function ofItsOwn(url: string): Promise<() => Promise<void>> {
  const main = join(packageFolder(), 'dist', 'src', 'main.js');
  const worker = spawn(process.execPath, [main, 'worker', '--stages', 'analyse,deliver'], {
    env: { ...process.env, DATABASE_URL: url, DUIBIAO_ALLOW_PRIVATE: '127.0.0.1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await saysWorking(worker);
  return () =>
    new Promise((resolve) => {
      worker.once('exit', () => resolve());
      worker.kill('SIGTERM');
    });
}

function saysWorking(worker: ChildProcess): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    worker.stderr!.on('data', (d) => {
      said += d;
      if (said.includes('working:')) resolve();
    });
    worker.once('exit', () => reject(new Error(said)));
  });
}
