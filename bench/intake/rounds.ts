/**
 * Two rounds over many local sources: wall time, requests, bytes and memory; in the second nothing is new.
 *
 *   node dist/bench/intake/rounds.js [sources=2000] [workers=20]
 *
 * Exits 1 where the second round parses anything or asks a source that gave validators without them. newsboat and sfeed
 * follow on the same feeds, where they are installed. Of the sources, 5% fail (503) and 1% hang; between the rounds nothing changes, then 10% change and a third round
 * follows. The server runs in a process of its own. Database: PGlite in memory.
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../src/config/index.ts';
import { openEmbedded } from '../../src/db/index.ts';
import { createFetcher } from '../../src/fetch/index.ts';
import { claimDue, loadSources, pollSource, readSources, recordOutcome } from '../../src/sources/index.ts';
import { rss } from './generate.ts';
import { peerRounds } from './peers.ts';

let at = 0;
const SERVE = 'serve';
if (process.argv[2] === SERVE) serve();
else await measure(Number(process.argv[2] ?? 2000), Number(process.argv[3] ?? 20));

function serve(): void {
  let changed = false;
  let requests = 0;
  process.on('message', (m) => {
    if (m === 'change') changed = true;
    else process.send!({ requests });
  });
  const body = rss(30, 400).replace(/2024/g, '2026');
  const server = createServer((req, res) => {
    requests++;
    const n = Number(req.url!.slice(1));
    if (n % 100 === 0) return; // hangs
    if (n % 20 === 1) {
      res.writeHead(503).end();
      return;
    }
    const text =
      changed && n % 10 === 2
        ? body.replace(
            '<item>',
            `<item><title>New</title><link>https://e.example/new/${n}</link></item><item>`,
          )
        : body;
    const etag = `"${createHash('sha1').update(text).digest('hex')}-${n}"`;
    if (req.headers['if-none-match'] === etag) {
      res.writeHead(304).end();
      return;
    }
    res.writeHead(200, { ETag: etag, 'Content-Type': 'application/rss+xml' }).end(text);
  });
  server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
}

async function measure(count: number, workers: number): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), [SERVE]);
  const port = await new Promise<number>((done) => child.once('message', (m) => done(m as number)));
  const database = await openEmbedded(null);
  const fetcher = createFetcher({
    userAgent: 'duibiao-bench',
    allowPrivate: ['127.0.0.1'],
    limits: { total: 5000 },
    connections: workers,
  });
  const entries = Array.from({ length: count }, (_, i) => ({
    id: `s${i}`,
    name: `S${i}`,
    url: `http://127.0.0.1:${port}/${i}`,
    kind: 'feed',
    language: 'en',
    tier: 3,
    cadenceSeconds: 600,
    provenance: 'bench',
    options: { maxAgeDays: 3650 },
  }));
  await loadSources(database.db, readSources(JSON.stringify({ sources: entries }), 'bench'));
  const config = readConfig({});
  // A failing source backs off: each round begins when every one of them is due again
  for (const round of ['first', 'nothing new', '10% changed']) {
    if (round === '10% changed') child.send('change');
    const clock = { now: () => new Date(Date.now() + at) };
    at += 86_400_000;
    const totals = { requests: 0, conditional: 0, bytes: 0, parsed: 0, documents: 0, failed: 0 };
    const started = performance.now();
    for (;;) {
      const now = clock.now().toISOString();
      const due = await claimDue(database.db, now, 400, { perHost: 400, leaseSeconds: 3600 });
      if (due.length === 0) break;
      const queue = [...due];
      const work = async (): Promise<void> => {
        for (let source = queue.pop(); source; source = queue.pop()) {
          const polled = await pollSource({ clock, config }, fetcher, source);
          await recordOutcome(database.db, polled, { now, random: () => 0.5 });
          totals.requests += polled.requests.length;
          totals.conditional += polled.requests.filter((r) => r.conditional).length;
          totals.bytes += polled.requests.reduce((sum, r) => sum + r.bytes, 0);
          totals.parsed += polled.outcome.kind === 'documents' ? 1 : 0;
          totals.documents += polled.documents.length;
          totals.failed += polled.outcome.kind === 'failed' ? 1 : 0;
        }
      };
      await Promise.all(Array.from({ length: workers }, work));
    }
    const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
    const rssMb = Math.round(process.memoryUsage().rss / 1e6);
    process.stdout.write(
      `${JSON.stringify({ round, sources: count, workers, seconds, ...totals, rssMb })}\n`,
    );
    // Who fails or hangs has given no validators
    const bare = totals.requests - totals.conditional - totals.failed;
    if (round === 'nothing new' && (totals.parsed > 0 || bare > 0)) {
      process.stderr.write(
        `${totals.parsed} parsed and ${bare} asked without validators, with nothing new\n`,
      );
      process.exitCode = 1;
    }
  }
  const requests = (): Promise<number> =>
    new Promise((done) => {
      child.once('message', (m) => done((m as { requests: number }).requests));
      child.send('count');
    });
  await peerRounds(
    entries.map((e) => e.url),
    workers,
    requests,
    (line) => process.stdout.write(`${JSON.stringify(line)}\n`),
  );
  await fetcher.close();
  await database.close();
  child.kill();
}
