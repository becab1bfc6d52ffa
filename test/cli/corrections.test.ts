import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctorOf } from '../../jobs/correct.ts';
import { createPipeline, type Pipeline } from '../../jobs/pipeline.ts';
import { storedLines } from '../../src/analogues/index.ts';
import type { ArticleDraft } from '../../src/articles/index.ts';
import { createApp } from '../../src/console/index.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import { eventDetail, eventId, listEvents, mergeEvents, splitArticles } from '../../src/events/index.ts';
import { applyLibrary } from '../../src/library/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { LICENCE_STORY, readSmallLibrary } from '../small-library.ts';

const FILES = readSmallLibrary();
const said = (why: string) => ({ author: 'ann', at: '2024-03-05T00:00:00Z', why });

/** Two stories of one day that nothing joins, and a third that is told like the second. */
const STORY: ArticleDraft[] = [
  LICENCE_STORY,
  {
    ...LICENCE_STORY,
    id: 'f2',
    url: 'https://wire.example/museum',
    title: 'Otherco opens a museum of old machines in Lyon',
    body: 'The museum shows looms, presses and calculators; Otherco pays for the building and the city for the guards.',
    outlet: 'wire.example',
    firstHand: false,
    publishedAt: '2024-02-08T09:00:00Z',
  },
  {
    ...LICENCE_STORY,
    id: 'f3',
    url: 'https://paper.example/museum',
    title: 'Otherco museum of old machines opens in Lyon',
    body: 'Looms, presses and calculators are shown in the museum that Otherco opened in Lyon; the city pays the guards.',
    outlet: 'paper.example',
    firstHand: false,
    publishedAt: '2024-02-08T12:00:00Z',
  },
];
const LATER: ArticleDraft = {
  ...STORY[2]!,
  id: 'f4',
  url: 'https://radio.example/museum',
  title: 'In Lyon, the museum of old machines by Otherco opens its doors',
  body: 'Calculators, looms and presses: the museum that Otherco opened in Lyon was full on its first day, guards said.',
  outlet: 'radio.example',
  publishedAt: '2024-02-08T20:00:00Z',
};
const [LICENCE, MUSEUM] = [eventId('f1'), eventId('f2')];

describe.each(await testDatabases())('a correction of events on $name', ({ open }) => {
  let database: OpenDatabase;
  const fresh = (): Promise<Pipeline> =>
    createPipeline(testContext(database, testClock('2024-03-05T00:00:00Z')), FILES);
  const home = async (article: string) =>
    (
      await database.db
        .selectFrom('event_article')
        .select('event_id')
        .where('article_id', '=', article)
        .executeTakeFirstOrThrow()
    ).event_id;
  const replay = async (drafts: ArticleDraft[]) => {
    const pipeline = await fresh();
    await pipeline.take(drafts, 'replay');
    await pipeline.analyse();
  };
  /** As if the stream were replayed into these tables: corrections are all that is left of what was. */
  const forget = async () => {
    await database.run('DELETE FROM event');
    await database.run('DELETE FROM article');
  };
  beforeAll(async () => {
    database = await open();
    await applyLibrary(database.db, FILES, '2024-01-10T00:00:00Z');
    await replay(STORY);
  });
  afterAll(async () => database.close());

  it('begins with what the clusterer said', async () => {
    expect([await home('f1'), await home('f2'), await home('f3')]).toEqual([LICENCE, MUSEUM, MUSEUM]);
  });

  it('that splits an article out holds at once, and both events are computed again', async () => {
    const pipeline = await fresh();
    await pipeline.refollow(async (trx) => {
      const { from, opened } = await splitArticles(trx, MUSEUM, ['f3'], said('another museum'));
      return [from, opened];
    });
    expect(await home('f3')).toBe(eventId('f3'));
    expect((await eventDetail(database.db, MUSEUM)).summary).toMatchObject({
      articles: 1,
      lastSeen: '2024-02-08T09:00:00Z',
    });
    const opened = await eventDetail(database.db, eventId('f3'));
    expect(opened).toMatchObject({ parent: MUSEUM, summary: { articles: 1, headline: STORY[2]!.title } });
    expect(opened.corrections).toMatchObject([{ kind: 'split', author: 'ann', why: 'another museum' }]);
  });

  it('that splits is kept by a replay, in which a later article is compared with both', async () => {
    await forget();
    await replay([...STORY, LATER]);
    expect(await home('f2')).toBe(MUSEUM);
    expect(await home('f3')).toBe(eventId('f3'));
    expect([MUSEUM, eventId('f3')]).toContain(await home('f4'));
  });

  it('that merges moves every article, takes the old event out of the lists and says where it went', async () => {
    const pipeline = await fresh();
    await pipeline.refollow(async (trx) => [
      await mergeEvents(trx, LICENCE, MUSEUM, said('the same after all')),
    ]);
    expect(await home('f1')).toBe(MUSEUM);
    const events = await listEvents(database.db, { origins: ['replay'], limit: 50 });
    expect(events.map((e) => e.id)).not.toContain(LICENCE);
    await expect(eventDetail(database.db, LICENCE)).rejects.toThrow(`merged into ${MUSEUM}`);
    // What the articles say moved with them, and the old event's lines stay readable, superseded.
    expect((await storedLines(database.db, MUSEUM)).map((l) => l.ticker)).toContain('1111.HK');
    expect(await storedLines(database.db, LICENCE)).toEqual([]);
    expect((await storedLines(database.db, LICENCE, { history: true })).length).toBeGreaterThan(0);
  });

  it('that merges is kept by what comes later and by a replay', async () => {
    const more = {
      ...LICENCE_STORY,
      id: 'f5',
      url: 'https://wire.example/licence',
      title: 'Foreignco licenses its designs to more makers of AI chips, wire says',
      outlet: 'wire.example',
      firstHand: false,
      publishedAt: '2024-02-08T21:00:00Z',
    };
    await replay([more]);
    expect(await home('f5')).toBe(MUSEUM);
    await forget();
    await replay([...STORY, LATER, more]);
    expect([await home('f1'), await home('f2'), await home('f5')]).toEqual([MUSEUM, MUSEUM, MUSEUM]);
  });

  it('can be taken back: what was merged is split out again, and that is the newest word', async () => {
    const pipeline = await fresh();
    await pipeline.refollow(async (trx) => {
      const { from, opened } = await splitArticles(trx, MUSEUM, ['f1', 'f5'], said('no, two stories'));
      return [from, opened];
    });
    expect([await home('f1'), await home('f5')]).toEqual([LICENCE, LICENCE]);
    await forget();
    await replay(STORY);
    expect([await home('f1'), await home('f2')]).toEqual([LICENCE, MUSEUM]);
    expect((await storedLines(database.db, LICENCE)).map((l) => l.ticker)).toContain('1111.HK');
  });

  it('that makes no sense is refused in a sentence, and nothing is written', async () => {
    const pipeline = await fresh();
    const count = async () =>
      (await database.run('SELECT count(*)::int AS n FROM event_correction')).rows[0]!.n;
    const before = await count();
    const attempt = (change: Parameters<Pipeline['refollow']>[0]) => pipeline.refollow(change);
    await expect(attempt(async (trx) => [await mergeEvents(trx, MUSEUM, MUSEUM, said('x'))])).rejects.toThrow(
      'another event than the first',
    );
    await expect(
      attempt(async (trx) => [await mergeEvents(trx, 'e-none', MUSEUM, said('x'))]),
    ).rejects.toThrow('no event (with articles) with the id e-none');
    await expect(
      attempt(async (trx) => [(await splitArticles(trx, MUSEUM, ['f9'], said('x'))).from]),
    ).rejects.toThrow(/--article: got f9; allowed: an article of/);
    await expect(
      attempt(async (trx) => [(await splitArticles(trx, LICENCE, ['f1'], said('x'))).from]),
    ).rejects.toThrow('so that two events come of it');
    expect(await count()).toBe(before);
  });

  it('comes from the console too: by POST with the token only, from no other site, and a replay keeps it', async () => {
    const TOKEN = 'a-console-token-of-length';
    const ctx = testContext(database, testClock('2024-03-05T00:00:00Z'), { CONSOLE_TOKEN: TOKEN });
    const app = createApp(ctx, { correct: correctorOf(await fresh()) });
    const send = (id: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      app.request(`http://console.example/events/${id}/correct?lang=en`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams({ author: 'bo', why: 'two museums', token: TOKEN, ...fields }).toString(),
      });
    const split = { what: 'split', article: 'f3' };
    const count = async () =>
      (await database.run('SELECT count(*)::int AS n FROM event_correction')).rows[0]!.n;
    // The split of before, taken back.
    expect((await send(eventId('f3'), { what: 'merge', into: MUSEUM })).status).toBe(303);
    const before = await count();
    const form = await (await app.request(`/events/${MUSEUM}/correct?lang=en`)).text();
    expect(form).toContain('value="f3"');
    expect(form).not.toContain(TOKEN);
    for (const [sent, status, sentence] of [
      [send(MUSEUM, { ...split, token: 'another-token-of-length' }), 401, 'token is missing or wrong'],
      [send(MUSEUM, split, { origin: 'http://evil.example' }), 403, 'came from another site'],
      [send(MUSEUM, split, { 'sec-fetch-site': 'cross-site' }), 403, 'came from another site'],
      [send(MUSEUM, { ...split, why: ' ' }), 400, 'Say who corrects and why'],
      [send(MUSEUM, { what: 'split' }), 400, 'at least one article'],
      [send(MUSEUM, { what: 'merge', into: MUSEUM }), 400, 'another event than the first'],
      [send(MUSEUM, { what: 'merge', into: 'e-none' }), 404, 'no event (with articles) with the id e-none'],
      [
        app.request(`/events/${MUSEUM}/correct?lang=en&what=split&article=f3&token=${TOKEN}`),
        200,
        'Split out',
      ],
      [app.request('/events/e-none/correct'), 404, 'no event'],
    ] as const) {
      const response = await sent;
      expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(sentence)]);
    }
    expect(await count()).toBe(before);
    const shut = createApp(testContext(database, testClock('2024-03-05T00:00:00Z')), {
      correct: correctorOf(await fresh()),
    });
    expect((await shut.request(`/events/${MUSEUM}/correct`, { method: 'POST' })).status).toBe(403);
    expect(await (await shut.request(`/events/${MUSEUM}`)).text()).not.toContain('/correct');

    const done = await send(MUSEUM, split, { origin: 'http://console.example' });
    expect([done.status, done.headers.get('location')]).toEqual([303, `/events/${eventId('f3')}?lang=en`]);
    expect(await home('f3')).toBe(eventId('f3'));
    expect((await eventDetail(database.db, eventId('f3'))).corrections).toMatchObject([
      { kind: 'split', author: 'ann' },
      { kind: 'merge', author: 'bo' },
      { kind: 'split', author: 'bo', why: 'two museums' },
    ]);
    expect((await send(eventId('f3'), { what: 'merge', into: MUSEUM })).status).toBe(303);
    await forget();
    await replay(STORY);
    expect([await home('f2'), await home('f3')]).toEqual([MUSEUM, MUSEUM]);
  });

  it('never joins live material with recorded', async () => {
    const pipeline = await fresh();
    await pipeline.take([{ ...STORY[1]!, id: 'l1', url: 'https://wire.example/live' }], 'live');
    await pipeline.analyse();
    const live = await home('l1');
    await expect(
      pipeline.refollow(async (trx) => [await mergeEvents(trx, live, MUSEUM, said('x'))]),
    ).rejects.toThrow('recorded material keeps to itself');
  });
});
