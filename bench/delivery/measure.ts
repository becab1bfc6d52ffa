/**
 * Delivery measured against receivers in a process of their own:
 *
 *   node dist/bench/delivery/measure.js [messages=5000] [postgres-url]
 *
 *   1. deliveries a second, signed, to one receiver with one worker; from row to received, p50 and p99
 *   2. 300 endpoints of which 15 hang and 15 fail: the p99 of the others, beside the same without the bad ones
 *   3. digests by mail to an SMTP server: mails a second, memory
 *
 * Database: PGlite in memory, and a PostgreSQL server where an address is given (its tables are emptied: give it a fresh one).
 */
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../src/config/index.ts';
import type { Context } from '../../src/context.ts';
import { type OpenDatabase, openEmbedded, openServer } from '../../src/db/index.ts';
import {
  addSubscriber,
  createDeliverer,
  createMailer,
  enqueueDigest,
  newSecret,
} from '../../src/deliver/index.ts';

const [messages = '5000', url] = process.argv.slice(2);
let told = 0;

if (process.argv[2] === 'receiver') await receive();
else await measure();

/** Child: answers by path (/ok at once, /fail 500, /hang never) and reports the delay of each message. */
async function receive(): Promise<void> {
  const { SMTPServer } = await import('smtp-server');
  let delays: number[] = [];
  let mails = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (c: Buffer) => chunks.push(c));
    request.on('end', () => {
      if (request.url?.startsWith('/hang')) return;
      if (request.url?.startsWith('/fail')) return response.writeHead(500).end();
      const message = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { clocks: { detected: string } };
      delays.push(Date.now() - Date.parse(message.clocks.detected));
      response.writeHead(204).end();
    });
  });
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      stream.resume();
      stream.on('end', () => {
        mails += 1;
        done();
      });
    },
  });
  process.on('message', () => {
    process.send!({ delays, mails });
    delays = [];
    mails = 0;
  });
  server.listen(0, '127.0.0.1', () =>
    smtp.listen(0, '127.0.0.1', () =>
      process.send!({
        http: (server.address() as AddressInfo).port,
        smtp: (smtp.server.address() as AddressInfo).port,
      }),
    ),
  );
}

async function measure(): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), ['receiver']);
  const answer = <T>() => new Promise<T>((resolve) => child.once('message', (m) => resolve(m as T)));
  const ports = await answer<{ http: number; smtp: number }>();
  const ask = () => {
    const reply = answer<{ delays: number[]; mails: number }>();
    child.send('report');
    return reply;
  };
  const databases: [string, OpenDatabase][] = [['PGlite', await openEmbedded(null)]];
  if (url !== undefined) databases.push(['PostgreSQL', await openServer(url)]);
  for (const [name, open] of databases) {
    const ctx: Context = {
      db: open.db,
      config: readConfig({ DUIBIAO_ALLOW_PRIVATE: '127.0.0.1', MAIL_FROM: 'digest@duibiao.example' }),
      log: { error: console.error, warn() {}, info() {}, debug() {} } as unknown as Context['log'],
      clock: { now: () => new Date() },
      random: Math.random,
    };
    const base = `http://127.0.0.1:${ports.http}`;
    await empty(open);
    await endpoints(open, [`${base}/ok`]);
    await enqueue(open, Number(messages));
    const deliverer = createDeliverer(ctx, { timeout: 5000 });
    const began = performance.now();
    const sent = await deliverer.runOnce();
    const seconds = (performance.now() - began) / 1000;
    await ask();
    console.log(
      `${name}: ${sent.delivered} signed deliveries to one receiver in ${seconds.toFixed(1)} s, ${(sent.delivered / seconds).toFixed(0)}/s`,
    );

    // One message at a time, as news comes: from the row's commit to the receiver.
    for (let i = 0; i < 200; i++) {
      await enqueue(open, 1);
      await deliverer.runOnce();
    }
    console.log(`${name}: one at a time, row to receiver: ${spread((await ask()).delays)}`);

    for (const bad of [0, 30]) {
      await empty(open);
      const many = Array.from({ length: 300 }, (_, i) =>
        i < bad ? `${base}/${i % 2 === 0 ? 'hang' : 'fail'}/${i}` : `${base}/ok/${i}`,
      );
      await endpoints(open, many);
      let stop = false;
      const running = (async () => {
        while (!stop) {
          await deliverer.runOnce();
          await new Promise((r) => setTimeout(r, 20));
        }
      })();
      for (let i = 0; i < 8; i++) {
        await enqueue(open, 1);
        await new Promise((r) => setTimeout(r, 2500));
      }
      stop = true;
      await running;
      console.log(
        `${name}: 300 endpoints, ${bad} of them dead, row to the living: ${spread((await ask()).delays)}`,
      );
    }
    await deliverer.close();

    await empty(open);
    const readers = Math.min(1000, Number(messages));
    const now = new Date().toISOString();
    for (let i = 0; i < readers; i++)
      await addSubscriber(
        open.db,
        { email: `reader${i}@mail.example`, hour: 0, language: i % 2 === 0 ? 'zh' : 'en' },
        now,
      );
    await open.db.transaction().execute((trx) => enqueueDigest(trx, now));
    const mailer = createMailer({
      smtpUrl: `smtp://127.0.0.1:${ports.smtp}`,
      from: 'digest@duibiao.example',
    });
    const postman = createDeliverer(ctx, { mailer });
    const start = performance.now();
    const mailed = await postman.runOnce();
    const took = (performance.now() - start) / 1000;
    console.log(
      `${name}: ${mailed.delivered} mails in ${took.toFixed(1)} s, ${(mailed.delivered / took).toFixed(0)}/s, ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB resident`,
    );
    mailer.close();
    await postman.close();
    await open.close();
  }
  child.kill();
}

async function empty(open: OpenDatabase): Promise<void> {
  await open.run('TRUNCATE delivery, endpoint, subscriber CASCADE');
}
async function endpoints(open: OpenDatabase, urls: readonly string[]): Promise<void> {
  await open.db
    .insertInto('endpoint')
    .values(
      urls.map((u, i) => ({
        id: `ep_${i}`,
        url: u,
        secret: newSecret(),
        previous_secret: null,
        previous_until: null,
        open_until: null,
        created_at: new Date().toISOString(),
      })),
    )
    .execute();
}

/** `each` messages for every endpoint, about 4 kB as real ones are, all due now. */
async function enqueue(open: OpenDatabase, each: number): Promise<void> {
  const at = new Date().toISOString();
  const payload = JSON.stringify({
    schema: 'duibiao/message/1',
    id: 'msg_ID',
    type: 'event.hype',
    eventId: null,
    sequence: null,
    supersedes: null,
    clocks: { published: at, fetched: at, detected: at },
    data: { text: 'x'.repeat(4000) },
  });
  told += each;
  await open.run(
    `INSERT INTO delivery (id, target, endpoint_id, type, key, payload, next_attempt_at, created_at)
     SELECT 'd' || n || e.id, 'endpoint', e.id, 'event.hype', 'd' || n || e.id, replace($1, 'msg_ID', 'msg_' || n), $2::timestamptz, $2::timestamptz
     FROM endpoint e, generate_series($3::int, $4::int) n`,
    [payload, at, told - each + 1, told],
  );
}

function spread(delays: number[]): string {
  const sorted = [...delays].sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
  return `n ${sorted.length}, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}
