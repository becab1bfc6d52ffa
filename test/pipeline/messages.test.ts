import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createPipeline } from '../../jobs/pipeline.ts';
import { createApp } from '../../src/console/index.ts';
import { instant } from '../../src/context.ts';
import { packageFolder } from '../../src/db/index.ts';
import {
  addEndpoint,
  createDeliverer,
  digestWindow,
  enqueueDigestReady,
  MESSAGE_TYPES,
  type Message,
} from '../../src/deliver/index.ts';
import { mergeEvents, splitArticles } from '../../src/events/index.ts';
import { applyLibrary, readLibrary } from '../../src/library/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { startReceiver } from '../deliver/receiver.ts';

/** Invented reports of a real company's habit, by outlets that do not exist. */
const REPORTS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'].map((n, i) => ({
  id: `arm-${n}`,
  url: `https://${n}.example/arm-results`,
  title: `Arm's quarterly results beat forecasts as ${['licence', 'royalty', 'licensing', 'royalties'][i % 4]} income grows`,
  body: `Chip designer Arm reported quarterly revenue above what analysts expected. It licenses its processor designs and takes a royalty on each chip. Report number ${i + 1} adds that shares surged to a record in a stunning, unprecedented rally.`,
  language: 'en',
  outlet: `${n}.example`,
  tier: 1,
  publishedAt: `2026-11-05T2${Math.floor(i / 3)}:${10 + i}:00Z`,
}));
const LETTER = {
  id: 'arm-letter',
  url: 'https://newsroom.example/arm-letter',
  title: 'Arm reports results for the second quarter of fiscal 2027',
  body: 'Arm licenses its processor technology to customers who design chips for phones, cars and PCs, and earns a royalty on every chip shipped. For the third quarter Arm guides revenue of $1,200 million to $1,250 million.',
  language: 'en',
  outlet: 'newsroom.example',
  tier: 1,
  firstHand: true,
  publishedAt: '2026-11-06T01:00:00Z',
};
const VIDEO = ['nine', 'ten', 'eleven'].map((n, i) => ({
  id: `video-${n}`,
  url: `https://${n}.example/video-model`,
  title: `OpenAI shows a new video generation model, ${['a text-to-video leap', 'turning text into video', 'video from text'][i]}`,
  body: 'The text-to-video model compresses videos into a latent space and cuts them into patches for a diffusion transformer, an advance of algorithm. Quality rises with training compute.',
  language: 'en',
  outlet: `${n}.example`,
  tier: 2,
  publishedAt: `2026-11-06T00:0${i}:00Z`,
}));

describe.each(await testDatabases())('messages of a story’s whole life on $name', ({ open }) => {
  it('come in every published kind, each as its published schema says and in order', async () => {
    const database = await open();
    const receiver = await startReceiver();
    const clock = testClock('2026-11-06T02:00:00Z');
    const ctx = testContext(database, clock, { DUIBIAO_ALLOW_PRIVATE: '127.0.0.1' });
    const deliverer = createDeliverer(ctx);
    try {
      const library = readLibrary(join(packageFolder(), 'library'));
      await applyLibrary(ctx.db, library, '2026-11-01T00:00:00Z');
      await addEndpoint(ctx.db, { url: receiver.url, ordered: true }, '2026-11-01T00:00:00Z');
      const pipeline = await createPipeline(ctx, library);
      const read = async (drafts: Parameters<typeof pipeline.take>[0]) => {
        clock.advance(60);
        await pipeline.take(drafts, 'live');
        await pipeline.analyse();
      };
      const home = async (article: string) =>
        (
          await ctx.db
            .selectFrom('event_article')
            .select('event_id')
            .where('article_id', '=', article)
            .executeTakeFirstOrThrow()
        ).event_id;
      const correction = () => ({ author: 'ann', at: instant(clock.now()), why: 'a test of corrections' });
      for (const report of REPORTS) await read([report]);
      await read([LETTER]);
      await read([{ ...LETTER, title: `${LETTER.title}, corrected` }]);
      await read(VIDEO);
      const [arm, video] = [await home('arm-one'), await home('video-nine')];
      expect(arm).not.toBe(video);
      clock.advance(60);
      await pipeline.refollow(async (trx) => [await mergeEvents(trx, video, arm, correction())]);
      clock.advance(60);
      await pipeline.refollow(async (trx) => {
        const split = await splitArticles(
          trx,
          arm,
          ['video-nine', 'video-ten', 'video-eleven'],
          correction(),
        );
        return [split.from, split.opened];
      });
      // What the lines rested on is edited away.
      await read(
        VIDEO.map((v) => ({
          ...v,
          title: 'OpenAI opens an office in Lyon',
          body: 'The office is near the river.',
        })),
      );
      clock.advance(5 * 86_400);
      await pipeline.age();
      const date = instant(clock.now()).slice(0, 10);
      await ctx.db
        .transaction()
        .execute((trx) =>
          enqueueDigestReady(
            trx,
            { date, ...digestWindow(date), at: instant(clock.now()) },
            { publicUrl: 'https://duibiao.example' },
          ),
        );
      clock.advance(60);
      // The publisher takes it back: the story goes with it, and a late report of it brings nothing back.
      await read([{ ...LETTER, title: `RETRACTED: ${LETTER.title}` }]);
      const events = await ctx.db
        .selectFrom('analogue')
        .select('id')
        .where('event_id', '=', arm)
        .where('superseded_at', 'is', null)
        .execute();
      expect(events).toEqual([]);
      await deliverer.runOnce();
      const served = await createApp(ctx).request('/schemas/message.v1.json');
      const schema = z.fromJSONSchema((await served.json()) as Parameters<typeof z.fromJSONSchema>[0]);
      const messages = receiver.received.map((r) => JSON.parse(r.body) as Message);
      for (const m of messages) {
        const checked = schema.safeParse(m);
        expect(checked.success ? [] : checked.error.issues, `${m.type} ${m.id}`).toEqual([]);
      }
      expect(schema.safeParse({ ...messages[0], supersedes: 7 }).success).toBe(false);
      // Word of sources is for who names those types; it has tests of its own.
      expect([...new Set(messages.map((m) => m.type))].sort()).toEqual(
        MESSAGE_TYPES.filter((t) => !t.startsWith('source.')).sort(),
      );
      // In order within each event, and each names one that came before it.
      const seen = new Map<string | null, number>();
      const ids = new Set<string>();
      for (const m of messages) {
        expect(m.sequence ?? 1).toBeGreaterThan(m.eventId === null ? 0 : (seen.get(m.eventId) ?? 0));
        seen.set(m.eventId, m.sequence ?? 0);
        if (m.supersedes !== null) expect(ids).toContain(m.supersedes);
        ids.add(m.id);
      }
      expect(Math.max(...receiver.received.map((r) => Buffer.byteLength(r.body)))).toBeLessThan(20_000);
      const before = receiver.received.length;
      await read([
        { ...REPORTS[0]!, id: 'arm-late', url: 'https://late.example/arm-results', outlet: 'late.example' },
      ]);
      await deliverer.runOnce();
      expect(receiver.received.length).toBe(before);
    } finally {
      await deliverer.close();
      await receiver.close();
      await database.close();
    }
  });
});
