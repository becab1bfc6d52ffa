import { describe, expect, it, vi } from 'vitest';
import { openApp } from '../../jobs/app.ts';
import { startClock } from '../../jobs/clock.ts';
import { DUTIES } from '../../jobs/duties.ts';
import { startQueue } from '../../jobs/queue.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';

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
