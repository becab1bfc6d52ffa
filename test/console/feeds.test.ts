import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/console/index.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import { calendarOf, WORDS } from '../../src/deliver/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { insertEvent, insertLibrary, NOW } from '../deliver/example.ts';

const HOSTILE = 'A lantern & a <b>kite</b> ]]> "quoted" \u0007 灯笼';

describe.each(await testDatabases())('feeds out on $name', (database) => {
  let open: OpenDatabase;
  let app: ReturnType<typeof createApp>;
  beforeAll(async () => {
    open = await database.open();
    await insertLibrary(open.db);
    await insertEvent(open.db, { headline: HOSTILE });
    await insertEvent(open.db, { id: 'ev-soft', score: 40, headline: 'A softer story' });
    await insertEvent(open.db, { id: 'ev-old', origin: 'archive', headline: 'A recorded story' });
    app = createApp(testContext(open, testClock(NOW), { PUBLIC_URL: 'https://duibiao.example' }));
  });
  afterAll(() => open.close());
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await app.request(path, { headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  it('say the same events in RSS, Atom and JSON, as readers of each parse them, and nothing recorded', async () => {
    const rss = parseRssFeed((await get('/feed.rss?lang=en')).text);
    const atom = parseAtomFeed((await get('/feed.atom?lang=en')).text);
    const json = parseJsonFeed((await get('/feed.json?lang=en')).text);
    const ids = ['urn:duibiao:event:ev-lantern', 'urn:duibiao:event:ev-soft'];
    expect(rss.items?.map((i) => i.guid?.value).sort()).toEqual(ids);
    expect(atom.entries?.map((e) => e.id).sort()).toEqual(ids);
    expect(json.items?.map((i) => i.id).sort()).toEqual(ids);
    const item = json.items!.find((i) => i.id === ids[0])!;
    expect(item.title).toContain('A lantern & a <b>kite</b> ]]> "quoted"');
    expect(item.content_text).toContain('Qingdeng Algorithms 9901.HK');
    expect(item.content_text).toContain('not investment advice');
    expect(item.url).toBe('https://duibiao.example/events/ev-lantern');
    const zh = parseJsonFeed((await get('/feed.json?lang=zh')).text);
    expect(zh.items!.find((i) => i.id === ids[0])!.content_text).toContain('青灯算法');
  });

  it('keep to what was asked for, and answer 304 to who has it already', async () => {
    const count = async (query: string) =>
      parseJsonFeed((await get(`/feed.json${query}`)).text).items?.length ?? 0;
    expect(await count('?minimum=50')).toBe(1);
    expect(await count('?theme=teapots')).toBe(0);
    expect(await count('?ticker=9901.HK')).toBe(2);
    expect((await get('/feed.json?minimum=lots')).status).toBe(400);
    const first = await get('/feed.atom');
    const again = await get('/feed.atom', { 'if-none-match': first.headers.get('etag')! });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await get('/feed.atom')).text).toBe(first.text);
    expect((await get('/calendar.ics')).headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  });
});

describe('the calendar of results', () => {
  it('is read back with its days, and keeps an entry whose day was put off', () => {
    const frame = {
      language: 'en',
      words: WORDS.en,
      publicUrl: 'https://duibiao.example',
      self: '/calendar.ics',
    } as const;
    const due = {
      issuer: 'Lumen Studio, Inc.; "Lumen"',
      kind: 'results' as const,
      period: '2027Q1',
      date: '2027-05-08',
      moment: 'after_close' as const,
      announced: false,
      url: 'https://lumenstudio.example/dates',
      knownAt: NOW,
    };
    const read = (text: string) =>
      new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((v) => new ICAL.Event(v));
    const [entry] = read(calendarOf([due], frame));
    expect(entry!.summary).toBe('Lumen Studio, Inc.; "Lumen" results 2027Q1');
    expect(entry!.startDate.toString()).toBe('2027-05-08');
    expect(entry!.description).toContain('after the close');
    expect(entry!.description).toContain('not announced');
    const [later] = read(calendarOf([{ ...due, date: '2027-05-15' }], frame));
    expect(later!.uid).toBe(entry!.uid);
    expect(calendarOf([due], frame)).toBe(calendarOf([due], frame));
  });
});
