import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { health } from '../../jobs/health.ts';
import { poll } from '../../jobs/poll.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import { addEndpoint } from '../../src/deliver/index.ts';
import { allSources, publicAddress, sourcesToOpml } from '../../src/sources/index.ts';
import { testDatabases } from '../databases.ts';
import { type Desk, emptyIntake, rss, startDesk } from './desk.ts';

const START = '2024-02-16T08:00:00Z';
const deep = (open: string): string => open.repeat(200_000);
/** Name, kind, options, and an answer built to hurt. */
const BOMBS: [string, string, Record<string, unknown>, Buffer | string, Record<string, string>?][] = [
  [
    'an entity that is used a hundred thousand times',
    'feed',
    {},
    `<!DOCTYPE rss [<!ENTITY a "${'a'.repeat(900)}">]><rss><item><title>${'&a;'.repeat(100_000)}</title></item></rss>`,
  ],
  ['elements nested without end', 'feed', {}, `<rss><item>${deep('<a>')}`],
  ['JSON nested without end', 'feed', {}, `{"items":${deep('[')}`],
  ['a gzip bomb', 'feed', {}, gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20)), { 'Content-Encoding': 'gzip' }],
  ['a packed sitemap that unpacks without end', 'sitemap', {}, gzipSync(Buffer.alloc(64 * 1024 * 1024))],
  ['a sitemap nested without end', 'sitemap', {}, `<urlset>${deep('<url>')}`],
  ['a page nested without end', 'listing', { item: 'li' }, deep('<div>')],
  ['a trending page of bold without end', 'trending', { item: 'li' }, deep('<p><b>')],
  ['a list of JSON nested without end', 'flash', {}, `{"data":{"items":${deep('[')}`],
  ['announcements that are none', 'announcements', { shape: 'hkexnews' }, deep('{"a":')],
  ['a trending list of nothing but brackets', 'trending', { items: 'data' }, deep('[')],
  ['filings that are none', 'edgar', { list: 'company', cik: '1' }, `<feed>${deep('<entry>')}`],
];

describe.each((await testDatabases()).slice(0, 1))('servers that mean harm, on $name', ({ open }) => {
  let database: OpenDatabase;
  let desk: Desk;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await emptyIntake(database);
    desk = await startDesk(database, START);
    desk.site.put('/robots.txt', { status: 404 });
  });
  afterEach(() => desk.close());

  it.each(BOMBS)(
    '%s ends in an error row, and the next source is read',
    async (_name, kind, options, body, headers) => {
      desk.site.put('/bomb', { body, ...(headers ? { headers } : {}) });
      desk.site.put('/good', rss(['/1', 'A']));
      await desk.watch(
        { id: 'bomb', url: '{site}/bomb', kind, options },
        { id: 'good', url: '{site}/good', options: { page: 'never' } },
      );
      expect(await poll.runOnce(desk.app)).toMatchObject({ sources: 2, failed: 1, articles: 1 });
      const row = await desk.app.ctx.db
        .selectFrom('source')
        .selectAll()
        .where('id', '=', 'bomb')
        .executeTakeFirstOrThrow();
      expect(row.failures).toBe(1);
      expect(row.last_error!.length).toBeLessThan(600);
      expect(row.last_error).not.toContain('\n');
    },
  );

  it('the password of a source shows in no log, row, export or message', async () => {
    const said: string[] = [];
    const log = pino({ level: 'trace' }, { write: (line: string) => void said.push(line) });
    const app = { ...desk.app, ctx: { ...desk.app.ctx, log }, say: (line: string) => void said.push(line) };
    await addEndpoint(app.ctx.db, { url: 'https://ops.example', types: ['source.silent'] }, START);
    const login = desk.site.url.replace('//', '//desk:s3cret-word@');
    desk.site.put(
      '/feed',
      `<rss><channel><item><title>No address</title><description>x</description><pubDate>${START}</pubDate></item></channel></rss>`,
    );
    desk.site.put('/broken', '<html>Sign in</html>');
    await desk.watch(
      { id: 'good', url: `${login}/feed?token=s3cret-word`, options: { page: 'never' } },
      { id: 'broken', url: `${login}/broken?api_key=s3cret-word` },
      { id: 'away', url: 'http://desk:s3cret-word@127.0.0.1:9/?access_token=s3cret-word' },
      { id: 'inside', url: 'http://desk:s3cret-word@10.0.0.1/' },
    );
    for (let i = 0; i < 5; i++) {
      await poll.runOnce(app);
      await health.runOnce(app);
      desk.clock.advance(90_000);
    }
    expect(desk.site.seen[0]!.headers.authorization).toBeDefined();
    const rows: string[] = [];
    for (const table of [
      'article',
      'fetch_log',
      'source_alarm',
      'delivery',
      'fetch_host',
      'analyst.sources',
      'analyst.article_clocks',
    ])
      rows.push(JSON.stringify((await database.run(`SELECT * FROM ${table}`)).rows));
    rows.push(JSON.stringify((await database.run('SELECT last_error FROM source')).rows));
    rows.push(sourcesToOpml(await allSources(app.ctx.db)));
    expect(rows.join('\n')).toContain('No address');
    for (const text of [...rows, ...said]) expect(text).not.toContain('s3cret-word');
    expect(publicAddress('https://only-a-token@a.example/f#x')).toBe('https://a.example/f');
  });
});
