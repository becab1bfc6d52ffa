/**
 * Delivery measured, in one run, against receivers in a process of their own:
 *
 *   npm run bench -- delivery [postgres-url] [--messages 10000] [--endpoints 1000] [--seconds 20] [--readers 10000] [--arrivals 200]
 *
 *   1. article's arrival → webhook received, p50 and p99, through the queue and the schedule, on PGlite (a fifth of the arrivals,
 *      one process) and PostgreSQL (stored here, read and sent by `duibiao worker`)
 *   2. deliveries a second, signed, one worker, one receiver, after a tenth more to warm up
 *   3. endpoints of which 5% hang and 5% answer 500: the p99 of the others, with and without them, in turns, and the change
 *   4. readers' digests to an SMTP server: mails a second, highest memory
 *
 * Without an address everything runs on PGlite in memory. The server's tables are EMPTIED: give it a fresh database.
 * Aims: 1 under 1 s on PostgreSQL, 2 at least 1,000, 3 at most +20%.
 */
import { parseArgs } from 'node:util';
import { listen, type OpenDatabase, openEmbedded, openServer } from '../../src/db/index.ts';
import { addSubscriber, createDeliverer, createMailer, enqueueDigest } from '../../src/deliver/index.ts';
import { arrivals } from './arrivals.ts';
import {
  benchContext,
  emptyOutbox,
  endpoints,
  enqueue,
  load,
  type Other,
  pause,
  quantile,
  spread,
  startOther,
} from './stage.ts';

const number = (standard: string) => ({ type: 'string', default: standard }) as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    messages: number('10000'),
    endpoints: number('1000'),
    seconds: number('20'),
    readers: number('10000'),
    arrivals: number('200'),
  },
});
const url = positionals[0];
const other = await startOther();
const embedded = await openEmbedded(null);
if (url === undefined) await measure('PGlite', embedded);
else {
  const few = Math.ceil(Number(values.arrivals) / 5);
  console.log(
    `PGlite: article's arrival to webhook received: ${spread(await arrivals(embedded, other, few))} (${load()})`,
  );
  await embedded.close();
  await measure('PostgreSQL', await openServer(url));
}
other.stop();

async function measure(name: string, open: OpenDatabase): Promise<void> {
  const say = (text: string) => console.log(`${name}: ${text} (${load()})`);
  await open.run('TRUNCATE article, event CASCADE');
  say(
    `article's arrival to webhook received: ${spread(await arrivals(open, other, Number(values.arrivals)))}`,
  );
  if (Number(values.messages) > 0) say(await speed(open, other, Number(values.messages)));
  if (Number(values.endpoints) > 0)
    say(await neighbours(open, other, Number(values.endpoints), Number(values.seconds)));
  if (Number(values.readers) > 0) say(await mails(open, other, Number(values.readers)));
  await open.close();
}

async function speed(open: OpenDatabase, to: Other, messages: number): Promise<string> {
  await emptyOutbox(open);
  await endpoints(open, [`${to.http}/ok`]);
  const deliverer = createDeliverer(benchContext(open));
  await enqueue(open, Math.ceil(messages / 10));
  await deliverer.runOnce();
  await enqueue(open, messages);
  await to.report();
  const began = performance.now();
  const cpu = process.cpuUsage();
  const sent = await deliverer.runOnce();
  const seconds = (performance.now() - began) / 1000;
  const used = process.cpuUsage(cpu);
  await deliverer.close();
  const received = (await to.report()).delays.length;
  const own = (used.user + used.system) / 1e6;
  return `${sent.delivered} signed deliveries by one worker, ${received} received, in ${seconds.toFixed(1)} s: ${(sent.delivered / seconds).toFixed(0)}/s, ${(sent.delivered / own).toFixed(0)} a processor second of the worker`;
}

/** Each endpoint gets a message every five seconds, spread evenly: a desk's ordinary day made dense. */
async function neighbours(open: OpenDatabase, to: Other, many: number, seconds: number): Promise<string> {
  const bad = Math.round(many / 20);
  const delays: Record<'without' | 'with', number[]> = { without: [], with: [] };
  /** Messages to the living that had not arrived a second after the last was written: they are in no quantile. */
  const waiting = { without: 0, with: 0 };
  // In turns, so that what else the machine does falls on both.
  for (const which of ['without', 'with', 'with', 'without'] as const) {
    await emptyOutbox(open);
    const path = (i: number) => (i % 20 === 3 ? 'hang' : i % 20 === 13 ? 'fail' : 'ok');
    const urls = Array.from({ length: many }, (_, i) => `${to.http}/${path(i)}/${i}`);
    await endpoints(open, urls);
    if (which === 'without') await open.run(`UPDATE endpoint SET status = 'paused' WHERE url !~ '/ok/'`);
    const deliverer = createDeliverer(benchContext(open));
    await enqueue(open, 1);
    let stop = false;
    // As the queue does: what is written wakes who sends, and a second's tick is there for the rest.
    const deaf = await listen(open, 'duibiao', () => {
      deliverer.wake();
      void deliverer.runOnce();
    });
    const running = (async () => {
      while (!stop) {
        await deliverer.runOnce();
        await pause(1000);
      }
    })();
    // The first message of each opens its connection, and the bad ones are found out; those are not what is measured.
    await pause(3000);
    await to.report();
    const step = Math.max(1, Math.round(many / 100));
    const began = performance.now();
    for (let i = 0; performance.now() - began < (seconds / 2) * 1000; i++) {
      await enqueue(open, 1, (i * step) % many, step);
      await pause(Math.max(0, (i + 1) * 50 - (performance.now() - began)));
    }
    await pause(1000);
    delays[which].push(...(await to.report()).delays);
    const late = await open.run(
      `SELECT count(*)::int AS n FROM delivery d JOIN endpoint e ON e.id = d.endpoint_id WHERE e.url ~ '/ok/' AND d.status = 'waiting'`,
    );
    waiting[which] += Number(late.rows[0]!.n);
    stop = true;
    await deaf();
    // What the bad ones still had to get would be tried for minutes.
    await open.run('TRUNCATE delivery CASCADE');
    await running;
    await deliverer.close();
  }
  const before = quantile(delays.without, 0.99);
  const after = quantile(delays.with, 0.99);
  const change = (100 * (after - before)) / before;
  return `${many} endpoints, row to the living: without the bad ones ${spread(delays.without)}; with ${bad} that hang and ${bad} that fail ${spread(delays.with)}; p99 ${change >= 0 ? '+' : ''}${change.toFixed(0)}%; still waiting ${waiting.without} and ${waiting.with}`;
}

/** Digests of what the arrivals left, in two scripts and English. */
async function mails(open: OpenDatabase, to: Other, readers: number): Promise<string> {
  await emptyOutbox(open);
  const now = new Date().toISOString();
  for (const [i, language] of (['zh', 'zh-Hant', 'en'] as const).entries())
    await addSubscriber(open.db, { email: `first${i}@mail.example`, hour: 0, language }, now);
  await open.run(
    `INSERT INTO subscriber SELECT (jsonb_populate_record(s, jsonb_build_object('id', s.id || n, 'email', 'reader' || n || s.email, 'token', s.token || n))).*
     FROM subscriber s, generate_series(1, $1::int) n LIMIT $2::int`,
    [Math.ceil(readers / 3), Math.max(0, readers - 3)],
  );
  await open.db.transaction().execute((trx) => enqueueDigest(trx, now));
  const mailer = createMailer({ smtpUrl: to.smtp, from: 'digest@duibiao.example' });
  const postman = createDeliverer(benchContext(open), { mailer });
  await to.report();
  let highest = 0;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss);
  }, 100);
  const before = process.memoryUsage().rss;
  const began = performance.now();
  const mailed = await postman.runOnce();
  const took = (performance.now() - began) / 1000;
  clearInterval(watch);
  mailer.close();
  await postman.close();
  const got = await to.report();
  return `${mailed.delivered} digests, ${got.mails} received, ${(got.bytes / got.mails / 1000).toFixed(0)} kB each, in ${took.toFixed(1)} s: ${(mailed.delivered / took).toFixed(0)}/s; ${(before / 1e6).toFixed(0)} MB resident before, ${(highest / 1e6).toFixed(0)} MB at most`;
}
