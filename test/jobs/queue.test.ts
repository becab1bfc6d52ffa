import { describe, expect, it, vi } from 'vitest';
import { openApp } from '../../jobs/app.ts';
import { startClock } from '../../jobs/clock.ts';
import { DUTIES } from '../../jobs/duties.ts';
import { createPipeline } from '../../jobs/pipeline.ts';
import { startQueue } from '../../jobs/queue.ts';
import { systemClock } from '../../src/context.ts';
import { openServer } from '../../src/db/index.ts';
import { addEndpoint } from '../../src/deliver/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { startReceiver } from '../deliver/receiver.ts';

const ARTICLE = {
  url: 'https://wire.example/one',
  title: 'A chip designer reports a quarter',
  body: 'The company licenses its designs and takes a royalty on every chip that its customers ship in phones and cars.',
  language: 'en',
  outlet: 'wire.example',
  publishedAt: '2026-11-06T01:00:00Z',
};

describe.each(await testDatabases())('the queue on $name', ({ open }) => {
  it('does a duty that is sent, once however often it was sent meanwhile, and stops when asked twice', async () => {
    const database = await open();
    const ctx = testContext(database, testClock('2026-11-06T02:00:00Z'));
    const app = await openApp(ctx, database, () => {});
    try {
      await app.pipeline.take([ARTICLE], 'live');
      const sender = await startQueue(app, []);
      for (let i = 0; i < 5; i++) await sender.send('analyse');
      const waiting = await database.run(
        "SELECT count(*)::integer AS n FROM pgboss.job WHERE name = 'analyse' AND state = 'created'",
      );
      expect(waiting.rows[0]?.n).toBe(1);
      const worker = await startQueue(app, ['analyse']);
      await vi.waitFor(
        async () => {
          const done = await database.run(
            "SELECT count(*)::integer AS n FROM pgboss.job WHERE name = 'analyse' AND state = 'completed'",
          );
          expect(done.rows[0]?.n).toBe(1);
        },
        { timeout: 90_000, interval: 200 },
      );
      expect(await ctx.db.selectFrom('event').select('headline').execute()).toEqual([
        { headline: ARTICLE.title },
      ]);
      await Promise.all([worker.stop(), worker.stop(), sender.stop()]);
    } finally {
      await app.close();
    }
  });

  it('reads an article and tells desks of it without a tick, whoever stored it', async () => {
    const database = await open();
    const env = { DUIBIAO_ALLOW_PRIVATE: '127.0.0.1' };
    const app = await openApp(testContext(database, systemClock, env), database, () => {});
    const receiver = await startReceiver();
    // Another machine, where the database is one that machines share.
    const other = database.url === undefined ? database : await openServer(database.url);
    const elsewhere = await createPipeline(testContext(other, systemClock, env), app.library);
    const store = (n: number, words: string) =>
      elsewhere.take(
        [
          {
            url: `https://newsroom.example/${n}`,
            title: `Nvidia ${words}`,
            body: `${words}. Nvidia guides revenue of $${n}00 million to $${n}20 million for Q${n} of fiscal 2031.`,
            language: 'en',
            outlet: 'newsroom.example',
            tier: 1,
            firstHand: true,
            publishedAt: systemClock.now().toISOString(),
          },
        ],
        'live',
      );
    const told = async (n: number) =>
      vi.waitFor(
        () => expect(receiver.received.some((r) => r.body.includes(`newsroom.example/${n}"`))).toBe(true),
        {
          timeout: 60_000,
          interval: 50,
        },
      );
    try {
      await addEndpoint(app.ctx.db, { url: receiver.url }, ARTICLE.publishedAt);
      const worker = await startQueue(app, ['analyse', 'deliver']);
      await store(1, 'reports a quarter of lanterns and of the paper that they are made of');
      await told(1);
      if (database.url !== undefined) {
        // Stored while nobody hears: told of once the connection is back.
        await database.run(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'duibiao listening' AND datname = current_database()",
        );
        await store(2, 'opens a foundry for bells beside the harbour of a northern town');
        await told(2);
      }
      await worker.stop();
    } finally {
      await receiver.close();
      if (other !== database) await other.close();
      await app.close();
    }
  });
});

describe('the clock', () => {
  it('only sends: a tick names a duty and nothing is done by it', async () => {
    const sent: string[] = [];
    const ctx = { log: { error: () => {} } };
    const stop = startClock({ ctx } as never, {
      send: async (name) => void sent.push(name),
      stop: async () => {},
    });
    try {
      await vi.waitFor(() => expect(sent).toContain('deliver'), { timeout: 60_000, interval: 200 });
    } finally {
      await stop();
      await stop();
    }
    for (const name of sent) expect(DUTIES.map((d) => d.name)).toContain(name);
  });
});
