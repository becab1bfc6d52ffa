import { describe, expect, it } from 'vitest';
import { pages } from '../../jobs/pages.ts';
import { poll } from '../../jobs/poll.ts';
import { claimDue, eachDue, pollSource } from '../../src/sources/index.ts';
import { testDatabases } from '../databases.ts';
import { startServer } from '../fetch/server.ts';
import { deskFor, rss } from './desk.ts';

const START = '2024-02-16T08:00:00Z';
const page = (title: string): string =>
  `<html><head><title>${title}</title></head><body><article><h1>${title}</h1>${'<p>The whole text of the page says far more than its summary ever did, in several sentences.</p>'.repeat(5)}</article></body></html>`;

describe.each(await testDatabases())('rounds and their pages on $name', ({ open }) => {
  const desk = deskFor(open, START);
  const articles = () => desk.app.ctx.db.selectFrom('article').selectAll().orderBy('title').execute();
  const waiting = async () =>
    Number((await desk.app.database.run('SELECT count(*)::integer AS n FROM page_wanted')).rows[0]!.n);

  it('pages that a round leaves are read by later runs, as the completion of the summary and not as an edit', async () => {
    const items = Array.from({ length: 15 }, (_, i): [string, string, string, string] => [
      `/p${i}`,
      `Story ${String(i).padStart(2, '0')}`,
      '2024-02-16T07:00:00Z',
      `In short ${i}.`,
    ]);
    for (const [path, title] of items) desk.site.put(path, page(title));
    desk.site.put('/feed', rss(...items));
    await desk.watch({ id: 'wire', url: '{site}/feed' });
    expect(await poll.runOnce(desk.app)).toMatchObject({ articles: 15, pagesLeft: 3 });
    expect((await articles()).filter((a) => a.body.startsWith('In short'))).toHaveLength(3);
    expect(await pages.runOnce(desk.app)).toMatchObject({ pages: 3, completed: 3, later: 0, givenUp: 0 });
    expect((await articles()).every((a) => a.body.includes('whole text'))).toBe(true);
    expect(await waiting()).toBe(0);
    const kept = await desk.app.ctx.db.selectFrom('article_revision').select(['body', 'cause']).execute();
    expect(kept.map((r) => [r.body.slice(0, 8), r.cause])).toEqual(
      Array.from({ length: 3 }, () => ['In short', 'completed']),
    );
    // The feed, shown again with its summaries, takes nothing back
    desk.site.put('/feed', rss(...items.slice(0, 14)));
    desk.clock.advance(7200);
    expect(await poll.runOnce(desk.app)).toMatchObject({ articles: 0, revised: 0 });
  });

  it('a page whose server is down is tried again with growing pauses, and given up with the summary kept', async () => {
    desk.site.put('/1', { status: 503 });
    desk.site.put('/feed', rss(['/1', 'A', START, 'In short.']));
    await desk.watch({ id: 'wire', url: '{site}/feed' });
    expect(await poll.runOnce(desk.app)).toMatchObject({ articles: 1, pagesLeft: 1 });
    const tries: number[] = [];
    for (let hour = 0; hour <= 40 && (await waiting()) > 0; hour++) {
      const before = desk.site.answered('/1').length;
      await pages.runOnce(desk.app);
      if (desk.site.answered('/1').length > before) tries.push(hour);
      desk.clock.advance(3600);
    }
    expect(tries).toEqual([0, 1, 3, 7, 15]);
    expect(await waiting()).toBe(0);
    expect((await articles()).map((a) => a.body)).toEqual(['In short.']);
  });

  it('a bare address becomes an article when its page is read, unless the page shows that it is old', async () => {
    const at = (path: string): string =>
      `<url><loc>${desk.site.url}${path}</loc><lastmod>2024-02-16</lastmod></url>`;
    const map = (...paths: string[]): string => `<urlset>${paths.map(at).join('')}</urlset>`;
    desk.site.put('/map', map('/before'));
    await desk.watch({ id: 'map', url: '{site}/map', kind: 'sitemap' });
    await poll.runOnce(desk.app);
    desk.site.put('/new', { status: 503 });
    desk.site.put(
      '/old',
      page('Old').replace('<article>', '<article><time datetime="2019-01-01T00:00:00Z">2019</time>'),
    );
    desk.site.put('/map', map('/before', '/new', '/old'));
    desk.clock.advance(7200);
    await poll.runOnce(desk.app);
    expect(await articles()).toEqual([]);
    expect(await waiting()).toBe(1);
    desk.site.put('/new', page('New'));
    await pages.runOnce(desk.app);
    expect((await articles()).map((a) => a.title)).toEqual(['New']);
  });

  it('of one host no more sources are held at once than it bears, by all workers together', async () => {
    await desk.watch(
      ...[1, 2, 3, 4, 5].map((n) => ({ id: `a${n}`, url: `https://a.example/${n}` })),
      { id: 'sec1', url: 'https://www.sec.gov/1' },
      { id: 'sec2', url: 'https://data.sec.gov/2' },
    );
    const { db } = desk.app.ctx;
    const both = await Promise.all([
      claimDue(db, START, 10, { perHost: 2 }),
      claimDue(db, START, 10, { perHost: 2 }),
    ]);
    const ids = both.flat().map((s) => s.id);
    expect(ids.filter((id) => id.startsWith('a'))).toHaveLength(2);
    expect(ids.filter((id) => id.startsWith('sec'))).toHaveLength(2);
    expect(await claimDue(db, '2024-02-16T08:05:00Z', 10, { perHost: 2 })).toEqual([]);
    // Whoever held them has died: the lease ends
    expect(await claimDue(db, '2024-02-16T08:11:00Z', 10, { perHost: 2 })).toHaveLength(4);
  });

  it('servers that hang hold no place that another needs', async () => {
    // Two places, four servers that hang until the good one, which comes after them, was asked
    let release = (): void => {};
    const asked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const hanging = await Promise.all(
      [1, 2, 3, 4].map(() => startServer((_, res) => void asked.then(() => res.end(rss(['/1', 'Late']))))),
    );
    try {
      await desk.watch(...hanging.map((h, n) => ({ id: `a${n}`, url: `${h.url}/` })), {
        id: 'b',
        url: '{site}/good',
      });
      desk.site.put('/good', rss(['/1', 'A']));
      desk.site.arrived = (request) => void (request.url === '/good' && release());
      const came: string[] = [];
      await eachDue(desk.app.ctx, { places: 2, slowAfter: 50, most: 10, taking: 60_000 }, async (source) => {
        const { outcome } = await pollSource(desk.app.ctx, desk.app.fetcher, source);
        came.push(`${source.id} ${outcome.kind}`);
      });
      expect(came.sort()).toEqual(['a0', 'a1', 'a2', 'a3', 'b'].map((id) => `${id} documents`));
    } finally {
      await Promise.all(hanging.map((h) => h.close()));
    }
  });

  it('one bad file or map does not keep the others from being read, and is named', async () => {
    desk.site.put(
      '/index',
      `<sitemapindex>${['/broken', '/good'].map((p) => `<sitemap><loc>${desk.site.url}${p}</loc></sitemap>`).join('')}</sitemapindex>`,
    );
    desk.site.put('/broken', '<html>an error page</html>');
    desk.site.put(
      '/good',
      `<urlset xmlns:n="x"><url><loc>${desk.site.url}/1</loc><n:news><n:title>A</n:title><n:publication_date>2024-02-16T07:00:00Z</n:publication_date></n:news></url></urlset>`,
    );
    desk.site.put('/1', page('A'));
    await desk.watch({ id: 'map', url: '{site}/index', kind: 'sitemap' });
    expect(await poll.runOnce(desk.app)).toMatchObject({ failed: 0, articles: 1 });
    const source = await desk.app.ctx.db.selectFrom('source').selectAll().executeTakeFirstOrThrow();
    expect(source).toMatchObject({ failures: 0, last_error: expect.stringContaining('not a feed') });
  });

  it('a date in the future is no date: what is known is when it was seen', async () => {
    desk.site.put('/feed', rss(['/1', 'A', '2024-02-17T07:00:00Z'], ['/2', 'B', '2024-02-16T06:00:00Z']));
    await desk.watch({ id: 'wire', url: '{site}/feed', options: { page: 'never' } });
    await poll.runOnce(desk.app);
    expect((await articles()).map((a) => [a.title, a.published_at, a.published_stated])).toEqual([
      ['A', START, false],
      ['B', '2024-02-16T06:00:00Z', true],
    ]);
  });

  it('each article keeps its clocks apart, and they can be asked for', async () => {
    desk.site.put('/feed', rss(['/1', 'A', '2024-02-16T06:00:00Z']));
    await desk.watch({ id: 'wire', url: '{site}/feed', options: { page: 'never' } });
    await poll.runOnce(desk.app);
    const { db } = desk.app.ctx;
    const { id } = await db.selectFrom('article').select('id').executeTakeFirstOrThrow();
    await desk.app.database.run(`
      INSERT INTO event (id, origin, headline, first_seen, last_seen, first_article_id, recorded_at)
      VALUES ('ev', 'live', 'A', '${START}', '${START}', '${id}', '${START}')`);
    await desk.app.database.run(
      `INSERT INTO event_article (event_id, article_id, score, joined_at, why) VALUES ('ev', '${id}', 1, '${START}', 'first')`,
    );
    await desk.app.database.run(
      `INSERT INTO endpoint (id, url, secret, created_at) VALUES ('ep', 'https://e.example', 's', '${START}')`,
    );
    await desk.app.database.run(`
      INSERT INTO delivery (id, target, endpoint_id, type, event_id, key, payload, status, next_attempt_at, created_at, delivered_at)
      VALUES ('d', 'endpoint', 'ep', 'event.emerging', 'ev', 'k', '{}', 'delivered', '${START}', '${START}', '2024-02-16T08:00:05Z')`);
    const { rows } = await desk.app.database.run('SELECT * FROM analyst.article_clocks');
    expect(rows).toMatchObject([
      {
        published_at: '2024-02-16T06:00:00Z',
        published_stated: true,
        fetched_at: START,
        detected_at: START,
        first_sent_at: '2024-02-16T08:00:05Z',
        revision: 1,
      },
    ]);
    await desk.app.database.run("DELETE FROM event WHERE id = 'ev'");
  });
});
