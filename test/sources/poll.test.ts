import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Db, OpenDatabase } from '../../src/db/index.ts';
import { createFetcher, type Fetcher } from '../../src/fetch/index.ts';
import {
  claimDue,
  databaseRobots,
  loadSources,
  type Polled,
  pollSource,
  readSources,
  recordOutcome,
  reserveHost,
  silentSources,
  sourceById,
} from '../../src/sources/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { type Site, startSite } from './simulator.ts';

const START = '2024-02-16T08:00:00Z';
const rss = (...items: [string, string, string?][]): string =>
  `<rss><channel>${items
    .map(
      ([path, title, date]) =>
        `<item><title>${title}</title><link>${path}</link><pubDate>${date ?? '2024-02-16T07:00:00Z'}</pubDate></item>`,
    )
    .join('')}</channel></rss>`;

describe.each(await testDatabases())('rounds on $name', ({ open }) => {
  let database: OpenDatabase;
  let db: Db;
  let site: Site;
  let fetcher: Fetcher;
  const clock = testClock(START);
  beforeAll(async () => {
    database = await open();
    db = database.db;
  });
  afterAll(() => database.close());
  afterEach(async () => {
    await fetcher.close();
    await site.close();
    await db.deleteFrom('source').execute();
    await db.deleteFrom('fetch_host').execute();
  });
  async function watch(entry: Record<string, unknown> = {}): Promise<void> {
    clock.set(START);
    site = await startSite();
    fetcher = createFetcher({
      userAgent: 'duibiao/0.1',
      allowPrivate: ['127.0.0.1'],
      clock,
      robots: databaseRobots(db),
    });
    await load(entry);
  }
  const load = (entry: Record<string, unknown> = {}): Promise<void> =>
    loadSources(
      db,
      readSources(
        JSON.stringify({
          sources: [
            {
              id: 's',
              name: 'S',
              url: `${site.url}/feed`,
              kind: 'feed',
              language: 'en',
              tier: 2,
              cadenceSeconds: 600,
              provenance: 'test',
              ...entry,
            },
          ],
        }),
        'test',
      ),
    );
  async function round(): Promise<Polled> {
    const ctx = testContext(database, clock);
    const source = (await sourceById(db, 's'))!;
    const polled = await pollSource(ctx, fetcher, source);
    await recordOutcome(db, polled, { now: clock.now().toISOString(), random: () => 0 });
    return polled;
  }
  const row = () => db.selectFrom('source').selectAll().where('id', '=', 's').executeTakeFirstOrThrow();
  const titles = (p: Polled) => p.documents.map((d) => d.title);

  it('a second round with nothing new sends one conditional request and parses nothing', async () => {
    await watch();
    site.put('/feed', rss(['/1', 'A'], ['/2', 'B']));
    expect(titles(await round())).toEqual(['A', 'B']);
    const second = await round();
    expect(second).toMatchObject({ outcome: { kind: 'unchanged' }, documents: [] });
    expect(site.answered('/feed')).toEqual([200, 304]);
    const log = await db
      .selectFrom('fetch_log')
      .selectAll()
      .where('source_id', '=', 's')
      .orderBy('id')
      .execute();
    expect(log.map((l) => [l.status, l.conditional, l.items])).toEqual([
      [200, false, 2],
      [304, true, 0],
    ]);
  });

  it('a server without validators that sends the same bytes is not parsed again', async () => {
    await watch();
    site.put('/feed', { body: rss(['/1', 'A']), bare: true });
    await round();
    expect((await round()).outcome.kind).toBe('unchanged');
  });

  it('new items are handed on, old ones are not, and an edited one comes again', async () => {
    await watch();
    site.put('/feed', rss(['/1', 'A'], ['/old', 'Old', '2023-01-01T00:00:00Z']));
    expect(titles(await round())).toEqual(['A']);
    site.put('/feed', rss(['/2', 'B'], ['/1', 'A, corrected']));
    expect(titles(await round())).toEqual(['B', 'A, corrected']);
  });

  it('of a first round the newest three hundred are news, the rest is what was there before we looked', async () => {
    await watch();
    const all = Array.from({ length: 400 }, (_, i): [string, string, string] => [
      `/${i}`,
      `Story ${i}`,
      new Date(Date.parse('2024-02-15T00:00:00Z') + i * 60_000).toISOString(),
    ]);
    site.put('/feed', rss(...all));
    const first = titles(await round());
    expect([first.length, first[0], first.at(-1)]).toEqual([300, 'Story 100', 'Story 399']);
    // Later rounds have no such bound: what an outage kept back is news
    const later = all.map(([path, title, at]): [string, string, string] => [`${path}-b`, `${title} b`, at]);
    site.put('/feed', rss(...all, ...later));
    expect(titles(await round())).toHaveLength(400);
  });

  it('undated items of a first round were there before we looked; later ones are news', async () => {
    await watch({ kind: 'listing', options: { item: 'li' } });
    site.put('/feed', '<li><a href="/1">A</a></li>');
    site.put('/robots.txt', { status: 404 });
    expect(titles(await round())).toEqual([]);
    site.put('/feed', '<li><a href="/2">B</a></li><li><a href="/1">A</a></li>');
    expect(titles(await round())).toEqual(['B']);
    expect(site.answered('/robots.txt')).toEqual([404]);
  });

  it('failures back off, Retry-After rests the whole host, and a success ends both', async () => {
    await watch();
    site.put('/feed', { status: 503, headers: { 'Retry-After': '1800' } });
    expect((await round()).outcome).toMatchObject({ kind: 'failed', retryAfter: 1800 });
    expect(await row()).toMatchObject({ failures: 1, next_poll_at: '2024-02-16T08:30:00Z' });
    expect(await claimDue(db, '2024-02-16T08:29:00Z', 10)).toEqual([]);
    site.put('/feed', { status: 500 });
    await round();
    expect(await row()).toMatchObject({ failures: 2, next_poll_at: '2024-02-16T08:20:00Z' });
    site.put('/feed', rss(['/1', 'A']));
    await round();
    expect(await row()).toMatchObject({
      failures: 0,
      last_error: null,
      last_success_at: START,
      last_item_at: '2024-02-16T07:00:00Z',
    });
  });

  it('410 retires a source, and loading the library again does not wake it', async () => {
    await watch();
    site.put('/feed', { status: 410 });
    await round();
    expect(await row()).toMatchObject({ status: 'gone', next_poll_at: null });
    await load();
    expect((await row()).status).toBe('gone');
    expect(await claimDue(db, '2025-01-01T00:00:00Z', 10)).toEqual([]);
    await load({ url: `${site.url}/elsewhere` });
    expect((await row()).status).toBe('active');
  });

  it('a permanent redirect is kept, and loading the library again does not undo it', async () => {
    await watch();
    site.put('/feed', { status: 301, headers: { Location: '/moved' } });
    site.put('/moved', rss(['/1', 'A']));
    await round();
    await load();
    expect((await row()).url).toBe(`${site.url}/moved`);
    expect((await round()).outcome.kind).toBe('unchanged');
    expect(site.answered('/feed')).toEqual([301]);
  });

  it('max-age is obeyed, and a restart asks for nothing early', async () => {
    await watch();
    site.put('/feed', { body: rss(['/1', 'A']), headers: { 'Cache-Control': 'max-age=7200' } });
    await round();
    await load();
    expect((await row()).next_poll_at).toBe('2024-02-16T10:00:00Z');
    expect(await claimDue(db, '2024-02-16T09:59:00Z', 10)).toEqual([]);
    expect(await claimDue(db, '2024-02-16T10:00:00Z', 10)).toHaveLength(1);
  });

  it('Expires is obeyed where no max-age is given, and no-cache asks for no rest', async () => {
    await watch();
    const headers = { Date: 'Fri, 16 Feb 2024 08:00:00 GMT', Expires: 'Fri, 16 Feb 2024 09:00:00 GMT' };
    site.put('/feed', { body: rss(['/1', 'A']), headers });
    await round();
    expect((await row()).next_poll_at).toBe('2024-02-16T09:00:00Z');
    site.put('/feed', {
      body: rss(['/1', 'A'], ['/2', 'B']),
      headers: { ...headers, 'Cache-Control': 'no-cache' },
    });
    await round();
    expect((await row()).next_poll_at).toBe('2024-02-16T08:10:00Z');
  });

  it('a temporary redirect is followed each time and never kept', async () => {
    await watch();
    site.put('/feed', { status: 302, headers: { Location: '/today' } });
    site.put('/today', rss(['/1', 'A']));
    await round();
    expect((await row()).url).toBe(`${site.url}/feed`);
    await round();
    expect(site.answered('/feed')).toEqual([302, 302]);
    expect(site.answered('/today')).toEqual([200, 304]);
  });

  it('a 304 may bring a newer validator, which is the one that goes back', async () => {
    await watch();
    site.put('/feed', { body: rss(['/1', 'A']), headers: { ETag: '"one"' } });
    await round();
    site.put('/feed', { status: 304, headers: { ETag: 'W/"two"' } });
    await round();
    await round();
    expect(site.seen.map((s) => s.headers['if-none-match'])).toEqual([undefined, '"one"', 'W/"two"']);
  });

  it('a server that answers 429 with a date is left alone until then, all of its feeds', async () => {
    await watch();
    site.put('/feed', { status: 429, headers: { 'Retry-After': 'Fri, 16 Feb 2024 08:50:00 GMT' } });
    await round();
    await load({ id: 'other', url: `${site.url}/other` });
    expect((await row()).next_poll_at).toBe('2024-02-16T08:50:00Z');
    expect(await claimDue(db, '2024-02-16T08:49:00Z', 10)).toEqual([]);
    expect((await claimDue(db, '2024-02-16T08:50:00Z', 10)).map((c) => c.id)).toEqual(['other', 's']);
  });

  it('what is no feed is a failure in one sentence', async () => {
    await watch();
    site.put('/feed', '<html><body>Sign in</body></html>');
    expect((await round()).outcome).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('HTML page'),
    });
    expect((await row()).last_error).toContain('HTML page');
  });

  it('a round of which a part is still missing is asked for whole again', async () => {
    await watch({ kind: 'sitemap' });
    const index = `<sitemapindex><sitemap><loc>${site.url}/inner</loc></sitemap></sitemapindex>`;
    const inner = `<urlset><url><loc>${site.url}/1</loc><lastmod>2024-02-16</lastmod></url></urlset>`;
    site.put('/feed', index);
    site.put('/inner', { status: 503 });
    await round();
    site.put('/inner', inner);
    await round();
    expect(site.answered('/feed')).toEqual([200, 200]);
    expect(site.answered('/inner')).toEqual([503, 200]);
  });

  it('a source that answers with nothing, fails, or falls silent raises an alarm', async () => {
    await watch();
    site.put('/feed', rss(['/1', 'A']));
    await round();
    expect(await silentSources(db, '2024-02-17T08:00:00Z')).toEqual([]);
    expect(await silentSources(db, '2024-02-20T08:00:00Z')).toMatchObject([{ id: 's', kind: 'silent' }]);
    for (let i = 0; i < 3; i++) {
      site.put('/feed', `<rss><channel><title>${i}</title></channel></rss>`);
      expect((await round()).outcome.kind).toBe('empty');
    }
    expect(await silentSources(db, START)).toMatchObject([{ kind: 'empty' }]);
    site.put('/feed', { status: 404 });
    for (let i = 0; i < 4; i++) await round();
    expect(await silentSources(db, START)).toMatchObject([{ kind: 'failing', since: START }]);
  });

  it('due sources are handed out once, the longest overdue first, a few of each host', async () => {
    await watch();
    const entry = (id: string, url: string) => ({
      id,
      name: id,
      url,
      kind: 'feed',
      language: 'en',
      tier: 2,
      cadenceSeconds: 600,
      provenance: 'test',
    });
    await loadSources(
      db,
      readSources(
        JSON.stringify({
          sources: [
            ...[1, 2, 3, 4, 5].map((n) => entry(`a${n}`, `https://u:p@a.example/${n}`)),
            entry('b', 'https://b.example/'),
            { ...entry('n', 'https://c.example/'), status: 'not_polled' },
          ],
        }),
        'test',
      ),
    );
    const [first, second] = await Promise.all([
      claimDue(db, START, 4, { perHost: 2 }),
      claimDue(db, START, 10, { perHost: 2 }),
    ]);
    const claimed = [...first, ...second].map((s) => s.id);
    expect(new Set(claimed).size).toBe(claimed.length);
    expect(claimed.filter((id) => id.startsWith('a')).length).toBeLessThanOrEqual(5);
    expect(claimed).not.toContain('n');
    expect(await claimDue(db, '2024-02-16T08:10:00Z', 20, { perHost: 9 })).toHaveLength(7);
  });

  it('workers take turns at a host, and none waits longer than its patience', async () => {
    await watch();
    const take = () => reserveHost(db, 'h.example', START, { spacing: 1000, patience: 2500 });
    const turns = await Promise.all([take(), take(), take(), take()]);
    expect(
      turns
        .filter((t) => t.reserved)
        .map((t) => t.at)
        .sort(),
    ).toEqual(['2024-02-16T08:00:00Z', '2024-02-16T08:00:01Z', '2024-02-16T08:00:02Z']);
    expect(turns.filter((t) => !t.reserved)).toMatchObject([{ at: '2024-02-16T08:00:03Z' }]);
  });
});
