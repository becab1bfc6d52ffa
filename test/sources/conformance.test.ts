import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { poll } from '../../jobs/poll.ts';
import { createApp } from '../../src/console/index.ts';
import { DuibiaoError } from '../../src/errors.ts';
import { decodeBytes } from '../../src/extract/charset/index.ts';
import {
  discoverFeeds,
  readFilingAtom,
  readFilingIndex,
  readListing,
  readOpml,
  readSitemap,
} from '../../src/extract/feed/index.ts';
import { createFetcher } from '../../src/fetch/index.ts';
import { entriesFromOpml, KINDS } from '../../src/sources/index.ts';
import { testContext, testDatabases } from '../databases.ts';
import { startServer } from '../fetch/server.ts';
import { type Desk, deskFor } from './desk.ts';
import { putFilings } from './edgar-site.ts';

const START = '2024-02-16T08:00:00Z';
const text = '<p>A whole text of several sentences stands here. It is long enough to be one.</p>'.repeat(4);

/**
 * One story as each kind shows it, with the title and the id that it has in a round. A kind in KINDS without a line here
 * fails the first test below.
 */
type Show = (desk: Desk, title: string, id: string) => void;
const CASES: Record<string, { options?: object; url?: string; show: Show }> = {
  feed: {
    show: ({ site }, title, id) =>
      site.put(
        '/list',
        `<rss><channel><item><title>${title}</title><link>/1</link><guid isPermaLink="false">${id}</guid><pubDate>${START}</pubDate><description>${'In short. '.repeat(100)}</description></item></channel></rss>`,
      ),
  },
  listing: {
    options: { item: 'li', date: 'time' },
    show: ({ site }, title, id) =>
      site.put(
        '/list',
        `<ul><li id="${id}"><a href="/1">${title}</a><time datetime="${START}">now</time></li></ul>`,
      ),
  },
  sitemap: {
    show: ({ site }, title, id) =>
      site.put(
        '/list',
        `<urlset xmlns:news="x"><!-- ${id} --><url><loc>${site.url}/1</loc><news:news><news:title>${title}</news:title><news:publication_date>${START}</news:publication_date></news:news></url></urlset>`,
      ),
  },
  edgar: {
    url: '{site}/submissions',
    options: { cik: '1234567' },
    show: (desk, title) => {
      putFilings(desk.site, [
        {
          accession: '0001234567-24-000001',
          form: '8-K',
          cik: '1234567',
          filer: 'F',
          at: '2024-02-16T07:00:00Z',
          exhibits: [],
        },
      ]);
      const list = JSON.parse(
        '{"filings":{"recent":{"accessionNumber":["0001234567-24-000001"],"form":["8-K"],"acceptanceDateTime":["2024-02-16T07:00:00.000Z"],"primaryDocument":["0001234567-24-000001.htm"]}}}',
      );
      list.filings.recent.primaryDocDescription = [title];
      desk.site.put('/submissions', JSON.stringify(list));
    },
  },
  announcements: {
    options: { shape: 'hkexnews' },
    show: ({ site }, title, id) =>
      site.put(
        '/list',
        JSON.stringify({
          maxNumOfFile: 1,
          genDate: id,
          newsInfoLst: [
            {
              newsId: id,
              title,
              webPath: '/1',
              relTime: '16/02/2024 15:30',
              stock: [{ sc: '06608', sn: 'X-W' }],
            },
          ],
        }),
      ),
  },
  flash: {
    show: ({ site }, title, id) =>
      site.put(
        '/list',
        JSON.stringify({
          data: {
            items: [{ id, title, content_text: 'A flash.', display_time: 1708070400, uri: `${site.url}/1` }],
          },
        }),
      ),
  },
  trending: {
    options: { items: 'data' },
    show: ({ site }, title, id) =>
      site.put('/list', JSON.stringify({ data: [{ title, url: `${site.url}/1`, hot: id }] })),
  },
  folder: {
    show: () => {},
  },
};

describe.each((await testDatabases()).slice(0, 1))('every kind of source, on $name', ({ open }) => {
  const desk = deskFor(open, START);
  let inbox: string;
  beforeEach(async () => {
    inbox = mkdtempSync(join(tmpdir(), 'duibiao-inbox-'));
    desk.site.put('/1', `<html><body><article><h1>The page</h1>${text}</article></body></html>`);
  });
  afterEach(async () => {
    rmSync(inbox, { recursive: true });
  });

  it('has a case here, so that a new kind is one file, one line and its case', () => {
    expect(Object.keys(CASES).sort()).toEqual([...KINDS.keys()].sort());
  });

  it.each(Object.entries(CASES))(
    '%s: an id that churns or a title that is edited is a revision, not news; the same again is nothing',
    async (kind, of) => {
      const show: Show =
        kind === 'folder'
          ? (_, title, id) =>
              writeFileSync(
                join(inbox, 'a.json'),
                JSON.stringify({
                  id,
                  url: 'https://desk.example/1',
                  title,
                  body: 'A note.',
                  publishedAt: START,
                }),
              )
          : of.show;
      const options = kind === 'folder' ? { path: inbox } : of.options;
      // A first round without the story: what is undated later is then news
      desk.site.put('/list', kind === 'listing' ? '<ul></ul>' : { status: 503 });
      await desk.watch({
        id: kind,
        kind,
        url: kind === 'folder' ? '' : (of.url ?? '{site}/list'),
        options: options ?? {},
      });
      const round = async (title: string, id: string) => {
        show(desk, title, id);
        desk.clock.advance(90_000);
        const counts = await poll.runOnce(desk.app);
        return [counts.articles, counts.revised, counts.failed];
      };
      expect(await round('First words', 'id-1')).toEqual([1, 0, 0]);
      expect(await round('First words', 'id-2')).toEqual([0, 0, 0]);
      expect(await round('Other words', 'id-2')).toEqual([0, 1, 0]);
      expect(await round('Other words', 'id-2')).toEqual([0, 0, 0]);
      const articles = await desk.app.ctx.db.selectFrom('article').selectAll().execute();
      expect(articles).toHaveLength(1);
      expect(articles[0]).toMatchObject({ revision: 2, title: expect.stringContaining('Other words') });
      expect(Date.parse(articles[0]!.published_at)).toBeLessThanOrEqual(Date.parse(articles[0]!.detected_at));
    },
  );
});

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        '<',
        '</',
        '>',
        '<opml>',
        '<outline ',
        'xmlUrl="',
        'text="',
        '"',
        '<feed>',
        '<entry>',
        '<id>accession-number=0000000001-24-000001</id>',
        '<link href="/x"/>',
        '<updated>2024</updated>',
        '<urlset>',
        '<url><loc>',
        '<tr><td>',
        '<a href="//',
        '<link rel="alternate" type="application/rss+xml" href="',
        '<base href="',
        '&#0;',
        '\0',
        '<!DOCTYPE a [',
        '甲',
        'User-agent: *\n',
        'Disallow: ',
        '$*',
        '\n',
      ),
      { maxLength: 50 },
    )
    .map((parts) => new TextEncoder().encode(parts.join(''))),
);

/** A draft as a desk may send it; made one by one, so that each has an address of its own. */
const draft = fc.record(
  {
    id: fc.uuid(),
    path: fc.webPath(),
    title: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((s) => s.trim() !== ''),
    body: fc.string({ unit: 'binary', maxLength: 200 }).map((s) => s.replaceAll('\0', '')),
    language: fc.constantFrom('en', 'zh', 'zh-Hant'),
    publishedAt: fc
      .tuple(
        fc.date({ min: new Date('1970-01-02'), max: new Date(START), noInvalidDate: true }),
        fc.boolean(),
      )
      .map(([at, east]) => (east ? `${at.toISOString().slice(0, 19)}+08:00` : at.toISOString())),
    outlet: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((s) => s.trim() !== ''),
    firstHand: fc.boolean(),
  },
  { requiredKeys: ['path', 'title', 'body', 'publishedAt', 'outlet'] },
);
const BROKEN: [string, unknown[]][] = [
  [
    'url',
    [undefined, 'soon', 'ftp://a.example/', 'javascript:alert(1)', `https://a.example/${'x'.repeat(2000)}`],
  ],
  ['title', [undefined, '', ' \n', 7, 'a\0b', '\ud800', 'x'.repeat(1001)]],
  ['body', [undefined, null, {}, 'a\0b', 'x\udfff', 'x'.repeat(500_001)]],
  [
    'publishedAt',
    [
      undefined,
      'yesterday',
      '2024-02-30T00:00:00Z',
      '0000-01-01T00:00:00Z',
      '9999-12-31T23:59:59-08:00',
      1708070400,
    ],
  ],
  ['outlet', [undefined, '', '\0']],
  ['language', ['English, mostly', '中']],
  ['id', ['', '\0', 'x'.repeat(201)]],
  ['firstHand', ['yes']],
];

describe.each(await testDatabases())('POST /ingest on $name', ({ open }) => {
  const desk = deskFor(open, START);
  const token = 'a-token-of-sixteen-or-more';
  let post: (
    body: string | Uint8Array,
    bearer?: string,
  ) => Promise<{ status: number; said: Record<string, unknown> }>;
  beforeEach(() => {
    const { app, clock } = desk;
    const ctx = testContext(desk.app.database, clock, { INGEST_TOKEN: token });
    const door = createApp(ctx, {
      ingest: (drafts) => app.pipeline.takeWith(drafts, 'ingest', async () => {}),
    });
    post = async (body, bearer = token) => {
      const answer = await door.request('/ingest', {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}` },
        body: body as never,
      });
      return { status: answer.status, said: (await answer.json()) as Record<string, unknown> };
    };
  });
  const stored = async () =>
    Number((await desk.app.database.run('SELECT count(*)::integer AS n FROM article')).rows[0]!.n);
  let made = 0;
  const addressed = ({ path, ...rest }: { path: string }, n = made++) => ({
    ...rest,
    url: `https://desk${n}.example${path}`,
  });

  it('takes what is whole, as an array or a line each, and the same again adds nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(draft, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (drafts, lines) => {
          const sent = drafts.map((d) => addressed(d));
          const body = lines ? sent.map((d) => JSON.stringify(d)).join('\n') : JSON.stringify(sent);
          const before = await stored();
          expect(await post(body)).toMatchObject({ status: 200, said: { new: sent.length } });
          expect(await post(body)).toMatchObject({
            status: 200,
            said: { new: 0, revised: 0, known: sent.length },
          });
          expect(await stored()).toBe(before + sent.length);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('of which one draft is broken takes none, and names it in one sentence', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(draft, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(
          ...BROKEN.flatMap(([field, values]) => values.map((v): [string, unknown] => [field, v])),
        ),
        fc.nat(2),
        async (drafts, [field, value], at) => {
          const sent: Record<string, unknown>[] = drafts.map((d) => addressed(d));
          const n = at % sent.length;
          sent[n] = { ...sent[n], [field]: value };
          const before = await stored();
          const { status, said } = await post(JSON.stringify(sent));
          expect([status, said.error]).toEqual([400, 'BAD_DRAFTS']);
          expect(said.sentence).toMatch(new RegExp(`^Draft ${n + 1}, ${field}: .+; nothing was taken\\.$`));
          expect(await stored()).toBe(before);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('whatever else the bytes are ends in one sentence, and without the token they are not read', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          bytes,
          fc.json().map((j) => new TextEncoder().encode(`[${j}]`)),
        ),
        async (b) => {
          const { status, said } = await post(Buffer.from(b));
          expect([status, said.error]).toEqual([400, 'BAD_DRAFTS']);
          expect(String(said.sentence)).not.toContain('\n');
          expect((await post(Buffer.from(b), 'another-token-of-that-size')).status).toBe(401);
        },
      ),
      { numRuns: 100 },
    );
    expect(await stored()).toBe(0);
  });
});

describe('whatever the bytes, a reader ends in what it found or in our own error', () => {
  const url = 'https://a.example/x';
  const READERS: [string, (b: Uint8Array) => unknown][] = [
    ['charset', (b) => decodeBytes(b)],
    ['OPML', (b) => readOpml(decodeBytes(b).text, 'x')],
    ['OPML as sources', (b) => entriesFromOpml(decodeBytes(b).text, 'x', '2024-02-16')],
    ['sitemap', (b) => readSitemap(b, { where: 'x', url })],
    ['filing index', (b) => readFilingIndex(decodeBytes(b).text, url)],
    ['filing Atom', (b) => readFilingAtom(b, { where: 'x', url })],
    ['listing', (b) => readListing(decodeBytes(b).text, { item: 'tr', date: 'td', next: 'a' }, { url })],
    ['discovery', (b) => discoverFeeds(decodeBytes(b).text, url)],
  ];
  it.each(READERS)('%s', (_name, read) => {
    fc.assert(
      fc.property(bytes, (b) => {
        try {
          read(b);
        } catch (error) {
          if (!(error instanceof DuibiaoError)) throw error;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('robots.txt', async () => {
    let robots: Uint8Array = new Uint8Array();
    const server = await startServer((req, res) => {
      res.end(req.url === '/robots.txt' ? Buffer.from(robots) : 'x');
    });
    try {
      await fc.assert(
        fc.asyncProperty(bytes, async (b) => {
          robots = b;
          const fetcher = createFetcher({ userAgent: 'x', allowPrivate: ['127.0.0.1'] });
          const result = await fetcher.fetch({ url: `${server.url}/a`, robots: true });
          await fetcher.close();
          expect(['ok', 'refused']).toContain(result.kind);
        }),
        { numRuns: 40 },
      );
    } finally {
      await server.close();
    }
  });
});
