/**
 * Three rounds over many local sources: wall time, requests, bytes and memory. In the second nothing is new, in the third
 * 10% have changed; of all, 5% fail (503) and 1% hang.
 *
 *   node dist/bench/intake/rounds.js [sources=2000] [workers=20]
 *
 * As in `duibiao run`: sources are claimed from the database and worked through by the same code, each host (here each
 * source has one of its own, 127.x.y.z) by turns in the database, what a round came to is written. Left out is what
 * follows intake: storing articles and looking for reprints among them.
 * Exits 1 where the second round parses anything or asks a source that gave validators without them. newsboat and sfeed
 * follow on the same feeds, where they are installed. The server runs in a process of its own. Database: PGlite in memory.
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { readConfig } from '../../src/config/index.ts';
import type { Context } from '../../src/context.ts';
import { openEmbedded } from '../../src/db/index.ts';
import { createFetcher } from '../../src/fetch/index.ts';
import {
  eachDue,
  hostTurns,
  loadSources,
  pollSource,
  readSources,
  recordOutcome,
} from '../../src/sources/index.ts';
import { rss } from './generate.ts';
import { peerRounds } from './peers.ts';

const SERVE = 'serve';
const TOTAL_SECONDS = 5;
/** Each source on a host of its own, so that the turns of hosts hold nobody up and cost what they cost. */
const hostOf = (n: number): string => `127.0.${1 + Math.floor(n / 250)}.${1 + (n % 250)}`;
if (process.argv[2] === SERVE) serve();
else await measure(Number(process.argv[2] ?? 2000), Number(process.argv[3] ?? 20));

function serve(): void {
  let generation = 0;
  let requests = 0;
  process.on('message', (m) => {
    if (m === 'change') generation++;
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
    const changed = n % 10 === 2 ? generation : 0;
    const text =
      changed > 0
        ? body.replace(
            '<item>',
            `<item><title>New ${changed}</title><link>https://e.example/new/${n}/${changed}</link></item><item>`,
          )
        : body;
    const etag = `"${createHash('sha1').update(text).digest('hex')}-${n}"`;
    if (req.headers['if-none-match'] === etag) {
      res.writeHead(304).end();
      return;
    }
    res.writeHead(200, { ETag: etag, 'Content-Type': 'application/rss+xml' }).end(text);
  });
  server.listen(0, '0.0.0.0', () => process.send!((server.address() as AddressInfo).port));
}

async function measure(count: number, workers: number): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), [SERVE]);
  const port = await new Promise<number>((done) => child.once('message', (m) => done(m as number)));
  const database = await openEmbedded(null);
  let ahead = 0;
  const ctx: Context = {
    db: database.db,
    config: readConfig({}),
    log: pino({ level: 'silent' }),
    clock: { now: () => new Date(Date.now() + ahead) },
    random: () => 0.5,
  };
  const fetcher = createFetcher({
    userAgent: 'duibiao-bench',
    allowPrivate: ['127.0.0.0/8'],
    limits: { total: TOTAL_SECONDS * 1000 },
    clock: ctx.clock,
    turn: hostTurns(ctx.db, ctx.clock),
  });
  const entries = Array.from({ length: count }, (_, n) => ({
    id: `s${n}`,
    name: `S${n}`,
    url: `http://${hostOf(n)}:${port}/${n}`,
    kind: 'feed',
    language: 'en',
    tier: 3,
    cadenceSeconds: 600,
    provenance: 'bench',
    options: { maxAgeDays: 3650, page: 'never' },
  }));
  await loadSources(ctx.db, readSources(JSON.stringify({ sources: entries }), 'bench'));
  const due = { places: workers, slowAfter: 2000, most: 60, taking: 3_600_000 };
  let logged = '0';
  // A failing source backs off: each round begins when every one of them is due again
  for (const name of ['first', 'nothing new', '10% changed']) {
    if (name === '10% changed') child.send('change');
    ahead += 86_400_000;
    const started = performance.now();
    const cpu = process.cpuUsage();
    await asking();
    const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
    const { user, system } = process.cpuUsage(cpu);
    const totals = await sinceLast();
    const rssMb = Math.round(process.memoryUsage().rss / 1e6);
    print({
      round: name,
      sources: count,
      workers,
      seconds,
      cpuSeconds: Number(((user + system) / 1e6).toFixed(1)),
      ...totals,
      rssMb,
    });
    // Who fails or hangs has given no validators
    const bare = totals.requests - totals.conditional - totals.failed;
    if (name === 'nothing new' && (totals.parsed > 0 || bare > 0)) {
      process.stderr.write(
        `${totals.parsed} parsed and ${bare} asked without validators, with nothing new\n`,
      );
      process.exitCode = 1;
    }
  }

  async function asking(): Promise<void> {
    await eachDue(ctx, due, async (source) => {
      const polled = await pollSource(ctx, fetcher, source);
      const now = ctx.clock.now().toISOString();
      await recordOutcome(ctx.db, polled, { now, random: ctx.random });
    });
  }
  /** What the program itself wrote down of the round. */
  async function sinceLast(): Promise<Record<'requests' | 'conditional' | 'failed' | 'parsed', number>> {
    const { rows } = await database.run(
      `SELECT count(*)::integer AS requests, count(*) FILTER (WHERE conditional)::integer AS conditional,
         count(*) FILTER (WHERE error IS NOT NULL)::integer AS failed, count(*) FILTER (WHERE items > 0)::integer AS parsed,
         sum(items)::integer AS items, sum(bytes)::integer AS bytes, max(id)::text AS last FROM fetch_log WHERE id > $1`,
      [logged],
    );
    const { last, ...totals } = rows[0]!;
    logged = String(last);
    return totals as never;
  }

  const requests = (): Promise<number> =>
    new Promise((done) => {
      child.once('message', (m) => done((m as { requests: number }).requests));
      child.send('count');
    });
  await fetcher.close();
  await database.close();
  await peerRounds(
    { urls: entries.map((e) => e.url), workers, seconds: TOTAL_SECONDS },
    { requests, change: () => void child.send('change') },
    print,
  );
  child.kill();
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
