import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { health } from '../../jobs/health.ts';
import { poll } from '../../jobs/poll.ts';
import { packageFolder } from '../../src/db/index.ts';
import { addEndpoint } from '../../src/deliver/index.ts';
import { allSources, publicAddress, sourcesToOpml } from '../../src/sources/index.ts';
import { testDatabases } from '../databases.ts';
import { deskFor, rss } from './desk.ts';
import { startSite } from './simulator.ts';

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
  const desk = deskFor(open, START);

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
      rows.push(JSON.stringify((await desk.app.database.run(`SELECT * FROM ${table}`)).rows));
    rows.push(JSON.stringify((await desk.app.database.run('SELECT last_error FROM source')).rows));
    rows.push(sourcesToOpml(await allSources(app.ctx.db)));
    expect(rows.join('\n')).toContain('No address');
    for (const text of [...rows, ...said]) expect(text).not.toContain('s3cret-word');
    expect(publicAddress('https://only-a-token@a.example/f#x')).toBe('https://a.example/f');
  });
});

const DIST = join(packageFolder(), 'dist', 'src');
/** Polls each address once and says what came of it and the most memory that the process has ever held. */
const POLLER = `
  const { createFetcher } = await import('file://${DIST}/fetch/index.js');
  const { pollSource } = await import('file://${DIST}/sources/index.js');
  const fetcher = createFetcher({ userAgent: 'duibiao/0.1', allowPrivate: ['127.0.0.1'] });
  const ctx = { clock: { now: () => new Date('${START}') }, config: { dataFolder: '/nowhere' } };
  for (const [url, kind, options] of JSON.parse(process.argv[1])) {
    const source = { id: 's', name: 's', url, kind, options, timeZone: 'UTC', state: {}, cadenceSeconds: 600, failures: 0, itemsPerDay: null, etag: null, lastModified: null, lastItemAt: null };
    const { outcome } = await pollSource(ctx, fetcher, source);
    console.log(JSON.stringify({ kind: outcome.kind, reason: outcome.reason ?? null, megabytes: process.resourceUsage().maxRSS / 1024 }));
  }
  await fetcher.close();
`;
const GIGABYTE = 1024 ** 3;
/** Name, kind, options, body, Content-Encoding: each stands for four times what may come out, or more, or for millions of parts. */
const HUGE: [string, string, object, () => Buffer | string, string?][] = [
  ['gzip', 'feed', {}, () => gzipSync(Buffer.alloc(GIGABYTE / 8, 0x20)), 'gzip'],
  [
    'brotli',
    'feed',
    {},
    () =>
      brotliCompressSync(Buffer.alloc(GIGABYTE / 8, 0x20), {
        params: { [constants.BROTLI_PARAM_QUALITY]: 4 },
      }),
    'br',
  ],
  ['zstd', 'feed', {}, () => zstdOf(GIGABYTE), 'zstd'],
  ['a window of zstd', 'feed', {}, () => zstdOf(GIGABYTE / 64, 0xa7), 'zstd'],
  ['a packed sitemap', 'sitemap', {}, () => gzipSync(Buffer.alloc(GIGABYTE / 8))],
  [
    'entities in entities',
    'feed',
    {},
    () =>
      `<!DOCTYPE r [<!ENTITY l0 "lol">${Array.from({ length: 12 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')}]><rss><item><title>${'&l12;'.repeat(2000)}</title></item></rss>`,
  ],
  [
    'one entity, used for two gigabytes',
    'feed',
    {},
    () =>
      `<!DOCTYPE r [<!ENTITY a "${'a'.repeat(1000)}">]><rss><item><title>${'&a;'.repeat(2_000_000)}</title></item></rss>`,
  ],
  ['five million levels', 'feed', {}, () => `<rss><item>${'<a>'.repeat(5_000_000)}`],
  ['five million elements', 'feed', {}, () => `<rss><item>${'<a/>'.repeat(4_000_000)}`],
  ['a million attributes', 'feed', {}, () => `<rss><item ${'a="b" '.repeat(1_000_000)}/></rss>`],
  ['five million brackets', 'flash', {}, () => `{"data":{"items":${'['.repeat(5_000_000)}`],
  ['a call that never ends', 'trending', { items: 'data' }, () => `a()${' '.repeat(4_000_000)}x`],
  ['an entry of a million lines', 'listing', { item: 'li' }, () => `<li>${'<p>'.repeat(1_000_000)}`],
  ['a page of a million blocks', 'listing', { item: 'li' }, () => '<div>'.repeat(3_000_000)],
];

/** Frames of blocks that each say "one byte, 128 kB times". */
function zstdOf(bytes: number, window = 0x58): Buffer {
  const header = (131_072 << 3) | 2;
  const block = Buffer.from([header & 0xff, (header >> 8) & 0xff, (header >> 16) & 0xff, 0x20]);
  return Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, window]),
    Buffer.alloc((bytes / 131_072) * 4, block),
    Buffer.from([1, 0, 0]),
  ]);
}

describe('bombs, in a process of their own', () => {
  it('leave it far below what they stand for', async (test) => {
    if (!existsSync(join(DIST, 'fetch', 'zstd.js'))) return test.skip('npm run build was not run');
    const site = await startSite();
    try {
      site.put('/good', rss(['/1', 'A']));
      for (const [i, [, , , body, coding]] of HUGE.entries())
        site.put(`/${i}`, { body: body(), ...(coding ? { headers: { 'Content-Encoding': coding } } : {}) });
      const asked = HUGE.map(([, kind, options], i) => [`${site.url}/${i}`, kind, options]);
      const argument = JSON.stringify([[`${site.url}/good`, 'feed', {}], ...asked]);
      const out = await new Promise<string>((resolve, reject) => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', POLLER, argument]);
        let [said, failed] = ['', ''];
        child.stdout.on('data', (d) => (said += d));
        child.stderr.on('data', (d) => (failed += d));
        child.on('close', (code) => (code === 0 ? resolve(said) : reject(new Error(failed))));
      });
      const [good, ...bombs] = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { kind: string; reason: string | null; megabytes: number });
      expect(good!.kind).toBe('documents');
      // What is not expanded, and what is merely long, is read and not refused
      const read: Record<string, string> = {
        'entities in entities': 'documents',
        'a million attributes': 'empty',
      };
      expect(bombs.map((b, i) => `${HUGE[i]![0]}: ${b.kind}`)).toEqual(
        HUGE.map(([name]) => `${name}: ${read[name] ?? 'failed'}`),
      );
      expect(bombs.at(-1)!.megabytes - good!.megabytes).toBeLessThan(400);
    } finally {
      await site.close();
    }
  });
});
