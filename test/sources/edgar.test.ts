import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { poll } from '../../jobs/poll.ts';
import { packageFolder } from '../../src/db/index.ts';
import { createFetcher } from '../../src/fetch/index.ts';
import { hostTurns } from '../../src/sources/index.ts';
import { testDatabases } from '../databases.ts';
import { deskFor } from './desk.ts';
import { type Filed, putFilings } from './edgar-site.ts';

const START = '2024-02-16T08:00:00Z';
const filed = (n: number, form: string, cik = '1234567'): Filed => ({
  accession: `0001234567-24-${String(n).padStart(6, '0')}`,
  form,
  cik,
  filer: `Filer ${cik}`,
  at: `2024-02-15T2${n % 4}:05:13Z`,
  exhibits: [
    { type: 'EX-99.1', description: `PRESS RELEASE ${n}`, text: `Revenue of the quarter number ${n} rose.` },
    { type: 'EX-31.1', description: 'CERTIFICATION', text: 'I certify.' },
  ],
});

describe.each(await testDatabases())('EDGAR on $name', ({ open }) => {
  const desk = deskFor(open, START);
  const titles = async () =>
    (await desk.app.ctx.db.selectFrom('article').select('title').orderBy('title').execute()).map(
      (a) => a.title,
    );
  const round = async (seconds: number) => {
    desk.clock.advance(seconds);
    return poll.runOnce(desk.app);
  };

  it.each([
    ['submissions', { list: 'submissions', cik: '1234567' }, '8-K 8-K', '8-K PRESS RELEASE 1'],
    ['company', { list: 'company', cik: '1234567' }, '8-K', '8-K PRESS RELEASE 1'],
    [
      'current',
      { list: 'current', ciks: ['0001234567'] },
      'Filer 1234567: 8-K',
      'Filer 1234567: 8-K PRESS RELEASE 1',
    ],
  ])(
    'its %s list brings each new 8-K, 6-K and 10-Q with exhibit 99.1 through the index, once',
    async (path, options, cover, release) => {
      putFilings(desk.site, [
        filed(1, '8-K'),
        filed(2, 'SC 13G'),
        filed(3, '6-K', path === 'current' ? '7654321' : '1234567'),
      ]);
      await desk.watch({ id: 'sec', url: `{site}/${path}`, kind: 'edgar', options });
      await round(0);
      expect(await titles()).toEqual(expect.arrayContaining([cover, release]));
      expect((await titles()).some((t) => t.includes('13G') || t.includes('CERTIFICATION'))).toBe(false);
      expect((await titles()).some((t) => t.includes('RELEASE 3'))).toBe(path !== 'current');
      const bodies = await desk.app.ctx.db
        .selectFrom('article')
        .select(['title', 'body', 'published_at'])
        .execute();
      expect(bodies.find((b) => b.title === release)).toMatchObject({
        body: expect.stringContaining('quarter number 1 rose'),
        published_at: '2024-02-15T21:05:13Z',
      });
      const asked = desk.site.seen.length;
      await round(3600);
      // The list again, conditionally; nothing behind it
      expect(desk.site.seen.length).toBe(asked + 1);
      putFilings(desk.site, [filed(4, '10-Q'), filed(1, '8-K')]);
      await round(3600);
      expect((await titles()).filter((t) => t.includes('10-Q')).length).toBeGreaterThanOrEqual(2);
      expect(new Set(desk.site.seen.map((s) => s.headers['user-agent']))).toEqual(
        new Set(['duibiao/0.1 (+https://desk.example/contact)']),
      );
    },
  );

  it('many filings at once are spread over rounds, though the list does not change meanwhile', async () => {
    putFilings(
      desk.site,
      [1, 2, 3, 4, 5, 6].map((n) => filed(n, '8-K')),
    );
    await desk.watch({
      id: 'sec',
      url: '{site}/company',
      kind: 'edgar',
      options: { list: 'company', cik: '1234567' },
    });
    await round(0);
    expect((await titles()).filter((t) => t.includes('RELEASE'))).toHaveLength(4);
    await round(3600);
    expect((await titles()).filter((t) => t.includes('RELEASE'))).toHaveLength(6);
    // Nothing is left: from now on a change is asked for
    await round(3600);
    expect(desk.site.answered('/company')).toEqual([200, 200, 304]);
  });

  it('robots.txt and redirects take turns of their own, by the clock that all workers share', async () => {
    const { db } = desk.app.ctx;
    const at: string[] = [];
    desk.site.arrived = () => void at.push(desk.clock.now().toISOString());
    desk.site.put('/a', { status: 302, headers: { Location: '/b' } });
    desk.site.put('/b', '<p>here</p>');
    const fetcher = createFetcher({
      userAgent: 'duibiao/0.1 (+x@y.example)',
      allowPrivate: ['127.0.0.1'],
      clock: desk.clock,
      turn: hostTurns(db, desk.clock, { wait: async (ms) => desk.clock.advance(ms / 1000) }),
    });
    expect((await fetcher.fetch({ url: `${desk.site.url}/a`, robots: true })).kind).toBe('ok');
    await fetcher.close();
    expect(at).toEqual(['00', '01', '02'].map((s) => `2024-02-16T08:00:${s}.000Z`));
  });

  it('a host that is taken for longer than a round waits is left for later, without a request', async () => {
    await desk.app.ctx.db
      .insertInto('fetch_host')
      .values({ host: new URL(desk.site.url).host, next_request_at: '2024-02-16T09:00:00Z' })
      .execute();
    const fetcher = createFetcher({
      userAgent: 'x',
      allowPrivate: ['127.0.0.1'],
      turn: hostTurns(desk.app.ctx.db, desk.clock),
    });
    expect(await fetcher.fetch({ url: `${desk.site.url}/a` })).toMatchObject({
      kind: 'busy',
      freeAt: '2024-02-16T09:00:00Z',
    });
    await fetcher.close();
    expect(desk.site.seen).toEqual([]);
  });
});

const DIST = join(packageFolder(), 'dist', 'src');
/** A worker with a clock of its own, which only its own waiting moves; it says when each request would leave. */
const WORKER = `
  const { openServer } = await import('file://${DIST}/db/index.js');
  const { hostTurns } = await import('file://${DIST}/sources/index.js');
  const [where, start] = process.argv.slice(1);
  const open = await openServer(where);
  let now = Date.parse(start);
  const turn = hostTurns(open.db, { now: () => new Date(now) }, { patience: 3_600_000, wait: async (ms) => { now += ms; } });
  const left = [];
  const hosts = ['www.sec.gov', 'data.sec.gov', 'efts.sec.gov'];
  for (let i = 0; i < 60; i++) { await turn(new URL('https://' + hosts[i % 3] + '/' + i)); left.push(now); }
  await open.close();
  console.log(JSON.stringify(left));
`;

describe('at most ten requests a second go to all hosts of sec.gov together', () => {
  it('from two processes on one database, even where their clocks differ', async (test) => {
    const server = (await testDatabases()).find((d) => d.name === 'PostgreSQL');
    if (server === undefined) return test.skip('no PostgreSQL answers');
    if (!existsSync(join(DIST, 'sources', 'host-rate.js'))) return test.skip('npm run build was not run');
    const database = await server.open();
    try {
      const run = (start: string): Promise<number[]> =>
        new Promise((resolve, reject) => {
          const child = spawn(process.execPath, ['--input-type=module', '-e', WORKER, database.url!, start]);
          let out = '';
          let said = '';
          child.stdout.on('data', (d) => (out += d));
          child.stderr.on('data', (d) => (said += d));
          child.on('close', (code) => (code === 0 ? resolve(JSON.parse(out)) : reject(new Error(said))));
        });
      const left = (await Promise.all([run('2024-02-16T08:00:00Z'), run('2024-02-16T08:00:02Z')]))
        .flat()
        .sort((a, b) => a - b);
      expect(left).toHaveLength(120);
      const most = Math.max(...left.map((at) => left.filter((x) => x >= at && x < at + 1000).length));
      expect(most).toBeLessThanOrEqual(10);
      expect(most).toBeGreaterThanOrEqual(7);
    } finally {
      await database.close();
    }
  });
});
