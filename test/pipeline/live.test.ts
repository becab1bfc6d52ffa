import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPipeline } from '../../jobs/pipeline.ts';
import { packageFolder } from '../../src/db/index.ts';
import { addEndpoint, createDeliverer } from '../../src/deliver/index.ts';
import { applyLibrary, readLibrary } from '../../src/library/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { startReceiver } from '../deliver/receiver.ts';

/** Invented news of a real company's habit: several outlets first, the company's own text later. */
const TOLD = ['one', 'two', 'three', 'four'].map((n, i) => ({
  url: `https://${n}.example/arm-results`,
  title: `Arm's quarterly results beat forecasts as ${['licence', 'royalty', 'licensing', 'royalties'][i]} income grows`,
  body: `Chip designer Arm reported quarterly revenue above what analysts expected. It licenses its processor designs and takes a royalty on each chip, and customers now want its designs in phones, cars and PCs. Report number ${i + 1} adds that shares surged in a stunning rally.`,
  language: 'en',
  outlet: `${n}.example`,
  tier: 2,
  publishedAt: `2026-11-05T2${i}:10:00Z`,
}));
const FIRST_HAND = {
  url: 'https://newsroom.example/arm-letter',
  title: 'Arm reports results for the second quarter of fiscal 2027',
  body: 'Arm licenses its processor technology to customers who design chips for phones, cars and PCs, and earns a royalty on every chip shipped. For the third quarter Arm guides revenue of $1,200 million to $1,250 million.',
  language: 'en',
  outlet: 'newsroom.example',
  tier: 1,
  firstHand: true,
  publishedAt: '2026-11-06T01:00:00Z',
};

describe.each(await testDatabases())('live news on $name', ({ open }) => {
  it('goes from article to signed webhook once, is unread until the first-hand text comes, and twice adds nothing', async () => {
    const database = await open();
    const receiver = await startReceiver();
    const clock = testClock('2026-11-06T02:00:00Z');
    const ctx = testContext(database, clock, { DUIBIAO_ALLOW_PRIVATE: '127.0.0.1' });
    const deliverer = createDeliverer(ctx);
    try {
      const library = readLibrary(join(packageFolder(), 'library'));
      await applyLibrary(ctx.db, library, '2026-11-01T00:00:00Z');
      await addEndpoint(ctx.db, { url: receiver.url }, '2026-11-01T00:00:00Z');
      const pipeline = await createPipeline(ctx, library);
      await pipeline.take(TOLD, 'ingest');
      await pipeline.analyse();
      const events = await ctx.db.selectFrom('event').selectAll().execute();
      expect(events).toHaveLength(1);
      expect(events[0]).toMatchObject({ unread: true, issuer_entity: 'arm', origin: 'ingest' });
      clock.advance(60);
      await pipeline.take([FIRST_HAND], 'ingest');
      await pipeline.analyse();
      expect((await ctx.db.selectFrom('event').select('unread').executeTakeFirstOrThrow()).unread).toBe(
        false,
      );
      await deliverer.runOnce();
      const types = receiver.received.map((r) => (JSON.parse(r.body) as { type: string }).type);
      expect(types).toContain('event.emerging');
      expect(types).toContain('event.first_hand');
      expect(types).toContain('analogue.added');
      expect(types).toContain('guidance.released');
      expect(new Set(receiver.received.map((r) => r.headers['webhook-id'])).size).toBe(
        receiver.received.length,
      );
      const sent = receiver.received.length;
      const rows = async () =>
        (
          await database.run(
            'SELECT (SELECT count(*) FROM article)::integer AS a, (SELECT count(*) FROM analogue)::integer AS b, (SELECT count(*) FROM hype_score)::integer AS c, (SELECT count(*) FROM delivery)::integer AS d',
          )
        ).rows[0];
      const before = await rows();
      await pipeline.take([...TOLD, FIRST_HAND], 'ingest');
      await pipeline.analyse();
      await deliverer.runOnce();
      expect(await rows()).toEqual(before);
      expect(receiver.received.length).toBe(sent);
    } finally {
      await deliverer.close();
      await receiver.close();
      await database.close();
    }
  });

  it('makes a revision of an edited page, not a second article, and analyses it again', async () => {
    const database = await open();
    try {
      const ctx = testContext(database, testClock('2026-11-06T02:00:00Z'));
      const library = readLibrary(join(packageFolder(), 'library'));
      await applyLibrary(ctx.db, library, '2026-11-01T00:00:00Z');
      const pipeline = await createPipeline(ctx, library);
      await pipeline.take([FIRST_HAND], 'live');
      await pipeline.analyse();
      expect(
        await pipeline.take(
          [
            {
              ...FIRST_HAND,
              url: `${FIRST_HAND.url}?utm_source=feed`,
              title: 'Arm reports record results for the second quarter of fiscal 2027',
            },
          ],
          'live',
        ),
      ).toEqual({ new: 0, revised: 1, known: 0 });
      expect((await pipeline.analyse()).articles).toBe(1);
      expect(await ctx.db.selectFrom('article').select(['revision', 'title']).execute()).toEqual([
        { revision: 2, title: 'Arm reports record results for the second quarter of fiscal 2027' },
      ]);
      expect((await ctx.db.selectFrom('event').select('headline').execute()).map((e) => e.headline)).toEqual([
        'Arm reports record results for the second quarter of fiscal 2027',
      ]);
    } finally {
      await database.close();
    }
  });
});
