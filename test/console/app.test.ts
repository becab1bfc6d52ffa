import * as cheerio from 'cheerio';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, type Draft, serve } from '../../src/console/index.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import { addSubscriber, listSubscribers, schemaFiles } from '../../src/deliver/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { insertEvent, insertFigures, insertLibrary, NOW } from '../deliver/example.ts';

const TOKEN = 'a-token-of-sufficient-length';
const HOSTILE = '<script>alert(1)</script> & "quoted" <img src=x onerror=alert(1)>';

describe.each(await testDatabases())('the console on $name', (database) => {
  let open: OpenDatabase;
  let app: Hono;
  const taken: Draft[][] = [];
  const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });
  const json = async (path: string) =>
    (await (await get(path)).json()) as { events: { id: string }[]; articles: unknown[] };
  const pageOf = async (path: string, headers: Record<string, string> = { accept: 'text/html' }) =>
    cheerio.load(await (await get(path, headers)).text());

  beforeAll(async () => {
    open = await database.open();
    const ctx = testContext(open, testClock(NOW), { INGEST_TOKEN: TOKEN });
    await insertLibrary(open.db);
    await insertEvent(open.db);
    await insertFigures(open.db, 'ev-lantern');
    await insertEvent(open.db, {
      id: 'ev-hostile',
      headline: HOSTILE,
      headlineZh: HOSTILE,
      quote: HOSTILE,
      why: HOSTILE,
      score: 20,
    });
    await insertEvent(open.db, { id: 'ev-old', origin: 'archive', headline: 'A recorded story' });
    app = createApp(ctx, {
      ingest: async (drafts) => {
        taken.push([...drafts]);
        return { new: drafts.length };
      },
    });
  });
  afterAll(() => open.close());

  it('shows the digest in the language asked for, live before recorded', async () => {
    const zh = await pageOf('/?lang=zh');
    expect(zh('html').attr('lang')).toBe('zh-Hans');
    expect(zh('h1').text()).toBe('对标日报 · 2027年3月3日');
    expect(zh('.card h2').first().text()).toContain('流明工作室');
    expect(zh('.label').length).toBe(0);
    expect(zh('body').text()).toContain('仅供参考，不构成投资建议');
    const en = await pageOf('/', { 'accept-language': 'en-GB,zh;q=0.5' });
    expect(en('h1').text()).toBe('duibiao digest · 3 Mar 2027');
    expect(en('section.trap h3').first().text()).toContain('Traps');
    const hant = await pageOf('/', { 'accept-language': 'zh-HK' });
    expect(hant('h1').text()).toContain('對標日報');
  });

  it('labels the archive, and shows it only when asked while there is anything live', async () => {
    const archive = await pageOf('/?origin=archive&lang=en');
    expect(archive('main > .label').text()).toContain('recorded, rewritten archive');
    expect(archive('.card h2').text()).toContain('A recorded story');
    expect((await pageOf('/?lang=en'))('body').text()).not.toContain('A recorded story');
    const event = await pageOf('/events/ev-old?lang=en');
    expect(event('.label').text()).toContain('recorded, rewritten archive');
  });

  it('takes an event apart: why it is hype, its words, its sums, its articles', async () => {
    const $ = await pageOf('/events/ev-lantern?lang=en');
    const text = $('main').text();
    for (const part of [
      'burst',
      'score above the threshold',
      'Algorithm platform',
      'overlap',
      '0.82',
      'Rule: An advance of algorithm',
      'Evening Lamp',
      '灯火日报',
    ])
      expect(text).toContain(part);
    expect($('mark').first().text()).toBe(
      'frames are folded into small paper squares before the network sees them',
    );
    expect($('ol.articles li').length).toBe(3);
    expect($('.card .line').text()).toContain('USD 824 million');
  });

  it('lets no script run and no stranger’s text be anything else', async () => {
    for (const path of ['/?lang=en', '/events/ev-hostile?lang=en', '/events/ev-hostile?lang=zh']) {
      const response = await get(path);
      expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      const $ = cheerio.load(await response.text());
      expect($('script, img, iframe, [style], [onerror], [onload]').length).toBe(0);
      expect($('body').text()).toContain('<script>alert(1)</script>');
    }
  });

  it('says in a sentence what it cannot find or understand', async () => {
    const missing = await get('/events/none?lang=en', { accept: 'text/html' });
    expect(missing.status).toBe(404);
    expect(await missing.text()).toContain('no event with the id none');
    const odd = await get('/api/digest?date=yesterday');
    expect(odd.status).toBe(400);
    expect(await odd.json()).toMatchObject({
      error: 'BAD_ARGUMENT',
      sentence: expect.stringContaining('YYYY-MM-DD'),
    });
    expect((await get('/nothing')).status).toBe(404);
    expect((await get('/schemas/..%2F..%2Fpackage.json')).status).toBe(404);
  });

  it('answers programs in JSON, live material unless asked', async () => {
    const list = await json('/api/events?lang=en');
    expect(list.events.map((e) => e.id).sort()).toEqual(['ev-hostile', 'ev-lantern']);
    const all = await json('/api/events?origin=any');
    expect(all.events).toHaveLength(3);
    const one = await json('/api/events/ev-lantern?lang=en');
    expect(one).toMatchObject({
      event: { id: 'ev-lantern', soft: [{ ticker: '9901.HK' }] },
      states: [{ to: 'emerging' }, { to: 'hype' }],
    });
    expect(one.articles).toHaveLength(3);
    const digest = await (await get('/api/digest?date=2027-03-03&lang=zh')).json();
    expect(digest).toMatchObject({ schema: 'duibiao/digest/1', date: '2027-03-03', recorded: false });
  });

  it('is measured and checked from outside', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' });
    const metrics = await (await get('/metrics')).text();
    expect(metrics).toContain('duibiao_events{origin="archive",state="hype"} 1');
    expect(metrics).toMatch(/^# TYPE duibiao_deliveries gauge$/m);
  });

  it('publishes the message schemas that the program keeps to', async () => {
    expect(await (await get('/schemas')).json()).toContain('/schemas/message.v1.json');
    for (const [name, schema] of Object.entries(schemaFiles()))
      expect(await (await get(`/schemas/${name}`)).json()).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  it('takes drafts from who has the token, all or none', async () => {
    const draft = {
      url: 'https://paper.example/1',
      title: 'A title',
      body: 'A body.',
      publishedAt: '2027-03-03T00:00:00Z',
      outlet: 'Evening Lamp',
    };
    const post = (body: unknown, token = TOKEN) =>
      app.request('/ingest', {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    expect((await post([draft], 'wrong')).status).toBe(401);
    expect((await app.request('/ingest', { method: 'POST', body: '[]' })).status).toBe(401);
    expect(taken).toEqual([]);
    expect(await (await post([draft])).json()).toEqual({ new: 1 });
    expect(await (await post(`${JSON.stringify(draft)}\n${JSON.stringify(draft)}\n`)).json()).toEqual({
      new: 2,
    });
    const bad = await post([draft, { ...draft, url: 'ftp://paper.example' }]);
    expect(bad.status).toBe(400);
    expect(await bad.json()).toMatchObject({
      sentence: expect.stringMatching(/^Draft 2, url: .*nothing was taken/),
    });
    expect((await post('{not json')).status).toBe(400);
    expect((await post('x'.repeat(5_000_001))).status).toBe(413);
    expect(taken.map((t) => t.length)).toEqual([1, 2]);
    const shut = createApp(testContext(open, testClock(NOW)), { ingest: async () => ({}) });
    expect((await shut.request('/ingest', { method: 'POST' })).status).toBe(403);
  });

  it('lets a reader leave by POST only, since mail scanners open every link', async () => {
    const { token } = await addSubscriber(open.db, { email: 'reader@mail.example', language: 'en' }, NOW);
    const shown = await get(`/unsubscribe?t=${token}&lang=en`);
    expect(await shown.text()).toContain('Stop sending the duibiao digest to reader@mail.example?');
    expect(await listSubscribers(open.db)).toMatchObject([{ status: 'active' }]);
    // RFC 8058: what a mail program sends for one click.
    const left = await app.request(`/unsubscribe?t=${token}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(left.status).toBe(200);
    expect(await listSubscribers(open.db)).toMatchObject([{ status: 'unsubscribed' }]);
    expect((await get('/unsubscribe?t=nonsense')).status).toBe(404);
    expect((await app.request('/unsubscribe?t=nonsense', { method: 'POST' })).status).toBe(404);
  });

  it('listens where it is told, and says so when it cannot', async () => {
    const served = await serve(app, '127.0.0.1', 0);
    expect((await fetch(`${served.url}/healthz`)).status).toBe(200);
    const port = Number(new URL(served.url).port);
    await expect(serve(app, '127.0.0.1', port)).rejects.toThrow('another program listens there');
    await served.close();
    await served.close();
  });
});
