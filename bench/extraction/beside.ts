/**
 * The page extractor beside Readability and defuddle on the same labelled pages in one run, each in a process of its own:
 * quality, pages a second of processor time (one pass after one that warms up; a busy machine slows all alike), peak memory.
 *   npm run bench -- extraction ../shared/corpora/article-extraction [--worst 10]
 *   PEERS=folder npm run bench -- extraction … [--only NAME]     where `npm install @mozilla/readability linkedom jsdom defuddle` was run
 * Reading and unpacking are outside the clock.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { READERS, type ReaderName, readerOf } from './readers.ts';
import { f1, labelledPages, scoreOf } from './score.ts';

interface Measured {
  bodies: string[];
  /** Milliseconds of processor time of each pass over all pages. */
  passes: number[];
  peakMegabytes: number;
  failed: number;
}
const PASSES = 1;

async function measure(name: ReaderName, base: string, peers: string): Promise<Measured> {
  const pages = labelledPages(base);
  const read = await readerOf(name, peers);
  const passes: number[] = [];
  let bodies: string[] = [];
  let failed = 0;
  for (let pass = 0; pass <= PASSES; pass++) {
    bodies = [];
    failed = 0;
    const start = process.cpuUsage();
    for (const page of pages) {
      try {
        bodies.push(await read(page.bytes, page.url));
      } catch {
        bodies.push('');
        failed++;
      }
    }
    const { user, system } = process.cpuUsage(start);
    // the first pass only warms up
    if (pass > 0) passes.push((user + system) / 1000);
  }
  return { bodies, passes, failed, peakMegabytes: process.resourceUsage().maxRSS / 1024 };
}

/** @param args the arguments after the bench's name. */
export async function beside(base: string, args: readonly string[]): Promise<void> {
  const peers = process.env.PEERS ?? '';
  const at = args.indexOf('--reader');
  if (at >= 0) {
    const one = await measure(args[at + 1] as ReaderName, base, peers);
    process.stdout.write(JSON.stringify(one));
    return;
  }
  const zh = /-zh\/?$/.test(base);
  const pages = labelledPages(base);
  const bytes = pages.reduce((n, p) => n + p.bytes.length, 0);
  console.log(`${pages.length} pages, ${(bytes / 1e6).toFixed(1)} MB`);
  console.log('reader                  F1      precision recall  pages/s  ours is  peak MB  failed');
  let ours = 0;
  let bodies: string[] = [];
  const only = args.indexOf('--only');
  for (const name of READERS) {
    if (name !== 'duibiao' && (peers === '' || (only >= 0 && args[only + 1] !== name))) continue;
    const run = spawnSync(
      process.execPath,
      [fileURLToPath(import.meta.url).replace(/beside\.js$/, 'extract-many.js'), base, '--reader', name],
      { encoding: 'utf8', maxBuffer: 1e9, env: process.env },
    );
    if (run.status !== 0) {
      console.log(`${name.padEnd(23)} ${run.stderr.split('\n')[0]}`);
      continue;
    }
    // libraries may print; the answer is the last line
    const m = JSON.parse(run.stdout.slice(run.stdout.lastIndexOf('{"bodies"'))) as Measured;
    const scores = pages.map((p, i) => scoreOf(p.body, m.bodies[i] ?? '', zh));
    const precision = scores.reduce((n, s) => n + s.precision, 0) / scores.length;
    const recall = scores.reduce((n, s) => n + s.recall, 0) / scores.length;
    const rate = (pages.length / m.passes[0]!) * 1000;
    if (name === 'duibiao') {
      ours = rate;
      bodies = m.bodies;
    }
    console.log(
      `${name.padEnd(23)} ${f1(precision, recall).toFixed(4)}  ${precision.toFixed(4)}    ${recall.toFixed(4)}  ${rate.toFixed(0).padStart(7)}  ${`${(ours / rate).toFixed(1)}×`.padStart(7)}  ${m.peakMegabytes.toFixed(0).padStart(7)}  ${m.failed}`,
    );
  }
  const worst = args.indexOf('--worst');
  if (worst >= 0) {
    const scored = pages
      .map((p, i) => ({ id: p.id, url: p.url, ...scoreOf(p.body, bodies[i] ?? '', zh) }))
      .sort((a, b) => f1(a.precision, a.recall) - f1(b.precision, b.recall));
    for (const s of scored.slice(0, Number(args[worst + 1] ?? 10)))
      console.log(
        `${f1(s.precision, s.recall).toFixed(3)}  p ${s.precision.toFixed(3)} r ${s.recall.toFixed(3)}  ${s.id.slice(0, 8)}  ${s.url}`,
      );
  }
}
