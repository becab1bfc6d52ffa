import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../../src/db/index.ts';
import { DuibiaoError } from '../../src/errors.ts';
import { createFetcher } from '../../src/fetch/index.ts';
import { type DraftDocument, KINDS, type Source } from '../../src/sources/index.ts';

import { startSite } from './simulator.ts';

const NOW = '2024-02-16T08:00:00Z';
const source = (
  kind: string,
  options: Record<string, unknown> = {},
  url = 'https://a.example/x',
): Source => ({
  id: 'test',
  name: 'Test',
  url,
  kind,
  language: 'en',
  tier: 2,
  timeZone: 'Asia/Shanghai',
  firstHand: false,
  entityId: null,
  options,
  cadenceSeconds: 600,
  etag: null,
  lastModified: null,
  state: {},
  failures: 0,
  itemsPerDay: null,
  lastItemAt: null,
});
function round(s: Source) {
  const kind = KINDS.get(s.kind)!;
  return { kind, round: { source: s, options: kind.schema.parse(s.options), own: {}, now: NOW } };
}
function read(s: Source, body: string | Uint8Array, step?: string, carry: Record<string, string> = {}) {
  const { kind, round: r } = round(s);
  const planned = kind.plan(r)[0];
  return kind.read(
    {
      step: step ?? planned?.step ?? '.json',
      carry: { ...planned?.carry, name: 'file.json', ...carry },
      url: s.url,
      bytes: typeof body === 'string' ? new TextEncoder().encode(body) : body,
      contentType: null,
    },
    r,
  );
}
const short = (d: DraftDocument) => [d.title, d.url, d.publishedAt, d.text, d.needsPage];

/** For every kind: an answer of its usual shape, and what must come of it. */
const SHAPES: [string, Record<string, unknown>, string, unknown[][]][] = [
  [
    'feed',
    {},
    '<rss><channel><item><title>A</title><link>/1</link><pubDate>2024-02-16 10:00</pubDate><description>&lt;p&gt;x&lt;/p&gt;</description></item></channel></rss>',
    [['A', 'https://a.example/1', '2024-02-16T02:00:00Z', 'x', true]],
  ],
  [
    'listing',
    { item: 'li', date: 'time' },
    '<ul><li><a href="/1">甲</a><time datetime="2024-02-16T02:00:00Z">today</time></li><li>no link</li></ul>',
    [['甲', 'https://a.example/1', '2024-02-16T02:00:00Z', '', true]],
  ],
  [
    'sitemap',
    { addresses: '/news/' },
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://a.example/news/1</loc><news:news><news:publication_date>2024-02-16T02:00:00Z</news:publication_date><news:title>A &amp; B</news:title></news:news></url><url><loc>https://a.example/shop</loc></url><url><loc>https://a.example/news/0</loc><lastmod>2020-01-01</lastmod></url></urlset>',
    [['A & B', 'https://a.example/news/1', '2024-02-16T02:00:00Z', '', true]],
  ],
  [
    'edgar',
    { cik: '1973239' },
    JSON.stringify({
      filings: {
        recent: {
          accessionNumber: ['0001973239-24-000012', '0001973239-24-000001'],
          form: ['6-K', 'SC 13G'],
          acceptanceDateTime: ['2024-02-07T21:05:13.000Z', '2024-02-07T21:05:13.000Z'],
          primaryDocument: ['form6k.htm', 'x.htm'],
          primaryDocDescription: ['6-K', ''],
        },
      },
    }),
    [
      [
        '6-K 6-K',
        'https://a.example/Archives/edgar/data/1973239/000197323924000012/form6k.htm',
        '2024-02-07T21:05:13Z',
        '',
        true,
      ],
    ],
  ],
  [
    'announcements',
    { shape: 'hkexnews', tickers: ['6608.HK'] },
    JSON.stringify({
      newsInfoLst: [
        {
          title: 'RESULTS',
          relTime: '08/02/2024 16:46',
          webPath: '/a.pdf',
          stock: [{ sc: '06608', sn: 'BAIRONG-W' }],
        },
        {
          title: 'OTHER',
          relTime: '08/02/2024 16:46',
          webPath: '/b.pdf',
          stock: [{ sc: '00001', sn: 'CKH' }],
        },
      ],
    }),
    [['BAIRONG-W: RESULTS', 'https://a.example/a.pdf', '2024-02-08T08:46:00Z', '', true]],
  ],
  [
    'announcements',
    { shape: 'cninfo' },
    JSON.stringify({
      announcements: [
        {
          secCode: '688521',
          secName: '芯原股份',
          announcementTitle: '业绩快报',
          announcementTime: 1708012800000,
          adjunctUrl: 'finalpage/1.PDF',
        },
      ],
    }),
    [
      [
        '芯原股份：业绩快报',
        'https://static.cninfo.com.cn/finalpage/1.PDF',
        '2024-02-15T16:00:00Z',
        '',
        true,
      ],
    ],
  ],
  [
    'flash',
    {},
    JSON.stringify({
      data: {
        items: [
          {
            id: 1,
            title: '',
            content_text: '【某公司发布新模型】今日发布。',
            display_time: 1708048800,
            uri: 'https://a.example/l/1',
          },
        ],
      },
    }),
    [
      [
        '某公司发布新模型',
        'https://a.example/l/1',
        '2024-02-16T02:00:00Z',
        '【某公司发布新模型】今日发布。',
        false,
      ],
    ],
  ],
  [
    'trending',
    { items: 'data.realtime', title: 'word', link: 'https://a.example/s?q={word}' },
    JSON.stringify({ data: { realtime: [{ word: 'Sora' }, { word: '' }] } }),
    [['Sora', 'https://a.example/s?q=Sora', null, '', false]],
  ],
  [
    'trending',
    { item: 'li' },
    '<li><a href="/t/1">Sora</a></li>',
    [['Sora', 'https://a.example/t/1', null, '', false]],
  ],
  [
    'folder',
    {},
    JSON.stringify({
      url: 'https://d.example/1',
      title: 'T',
      body: 'B',
      publishedAt: '2024-02-16T10:00:00+08:00',
    }),
    [['T', 'https://d.example/1', '2024-02-16T02:00:00Z', 'B', false]],
  ],
];

describe('every kind of source', () => {
  it.each(SHAPES)('%s %j reads its usual shape', (kind, options, body, expected) => {
    expect(read(source(kind, options), body).documents.map(short)).toEqual(expected);
  });

  it.each(SHAPES)(
    '%s %j ends in documents or in our own error, whatever the bytes',
    (kind, options, body) => {
      const s = source(kind, options);
      const whole = new TextEncoder().encode(body);
      const outcome = (bytes: Uint8Array): void => {
        try {
          read(s, bytes);
        } catch (error) {
          if (!(error instanceof DuibiaoError)) throw error;
        }
      };
      fc.assert(
        fc.property(
          fc.oneof(
            fc.uint8Array({ maxLength: 200 }),
            fc.nat(whole.length).map((n) => whole.slice(0, n)),
            fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, b]) => whole.with(at, b)),
            fc.json().map((j) => new TextEncoder().encode(j)),
          ),
          outcome,
        ),
        { numRuns: 150 },
      );
    },
  );

  it.each([...KINDS.values()].map((k) => k.name))('%s refuses options that it does not know', (name) => {
    expect(KINDS.get(name)!.schema.safeParse({ nonsense: 1 }).success).toBe(false);
  });

  it('a list interface that changed its shape is an error, not a quiet day', () => {
    for (const kind of ['flash', 'trending'])
      expect(() =>
        read(source(kind, kind === 'trending' ? { items: 'data.list' } : {}), '{"code":1}'),
      ).toThrow(DuibiaoError);
    expect(() => read(source('announcements', { shape: 'hkexnews' }), '{"error":1}')).toThrow(DuibiaoError);
  });
});

describe('what a kind asks for next', () => {
  it('a listing follows to older pages, as far as it is told', () => {
    const s = source('listing', { item: 'li', next: 'a.next', pages: 2 });
    const html = '<li><a href="/1">A</a></li><a class="next" href="?p=2">older</a>';
    expect(read(s, html).more).toMatchObject([{ url: 'https://a.example/x?p=2', carry: { page: '2' } }]);
    expect(read(s, html, 'page', { page: '2' }).more).toEqual([]);
  });
  it('an index of sitemaps leads to the most recently changed ones, packed or not', () => {
    const index =
      '<sitemapindex><sitemap><loc>https://a.example/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap><sitemap><loc>https://a.example/new.xml.gz</loc><lastmod>2024-02-16</lastmod></sitemap></sitemapindex>';
    const s = source('sitemap', { sitemaps: 1 });
    expect(read(s, index).more).toMatchObject([{ url: 'https://a.example/new.xml.gz' }]);
    const inner = gzipSync(
      '<urlset><url><loc>https://a.example/1</loc><lastmod>2024-02-16</lastmod></url></urlset>',
    );
    expect(read(s, inner, 'inner').documents.map((d) => d.url)).toEqual(['https://a.example/1']);
  });
  it('a filing leads to its index once, and the index to exhibit 99.1', () => {
    const s = source('edgar', { cik: '1' }, 'https://data.sec.gov/submissions/CIK0000000001.json');
    const list = JSON.stringify({
      filings: {
        recent: {
          accessionNumber: ['0000000001-24-000001'],
          form: ['8-K'],
          acceptanceDateTime: ['2024-02-15T21:00:00.000Z'],
          primaryDocument: ['a.htm'],
        },
      },
    });
    const first = read(s, list);
    expect(first.more).toMatchObject([
      { url: 'https://www.sec.gov/Archives/edgar/data/1/000000000124000001/0000000001-24-000001-index.htm' },
    ]);
    const { kind, round: r } = round(s);
    const again = kind.read(
      { step: 'filings', carry: {}, url: s.url, bytes: new TextEncoder().encode(list), contentType: null },
      { ...r, own: first.own! },
    );
    expect(again.more).toEqual([]);
    const page = `<table><tr><th>Seq</th></tr>
      <tr><td>1</td><td>8-K</td><td><a href="/ix?doc=/Archives/a.htm">a.htm</a></td><td>8-K</td></tr>
      <tr><td>2</td><td>PRESS RELEASE</td><td><a href="/Archives/ex991.htm">ex991.htm</a></td><td>EX-99.1</td></tr></table>`;
    const exhibits = read({ ...s, url: 'https://www.sec.gov/i.htm' }, page, 'index', {
      acceptedAt: '2024-02-15T21:00:00Z',
      form: '8-K',
    });
    expect(exhibits.documents.map(short)).toEqual([
      ['8-K PRESS RELEASE', 'https://www.sec.gov/Archives/ex991.htm', '2024-02-15T21:00:00Z', '', true],
    ]);
  });
  it('CNINFO is asked for the days around today, as its own pages ask', () => {
    const { kind, round: r } = round(source('announcements', { shape: 'cninfo', column: 'sse' }));
    const [request] = kind.plan(r);
    expect(request).toMatchObject({ method: 'POST' });
    expect(new URLSearchParams(request!.body).get('seDate')).toBe('2024-02-14~2024-02-17');
    expect(new URLSearchParams(request!.body).get('column')).toBe('sse');
  });
});

describe('a watched folder', () => {
  it('reads articles, lines, pages and notes, and follows no links out of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'duibiao-inbox-'));
    try {
      writeFileSync(
        join(folder, 'a.ndjson'),
        '{"id":"1","title":"T1","body":"B1"}\n\n{"id":"2","title":"T2","body":"B2"}\n',
      );
      writeFileSync(join(folder, 'b.html'), '<title>Page</title><p>Text</p>');
      writeFileSync(join(folder, 'c.txt'), 'Note\nmore');
      writeFileSync(join(folder, 'ignored.bin'), 'x');
      symlinkSync('/etc/hostname', join(folder, 'd.txt'));
      const { kind, round: r } = round(source('folder', { path: folder }));
      const answers = await kind.collect!(r, '/nowhere');
      expect(answers.flatMap((a) => kind.read(a, r).documents).map((d) => d.title)).toEqual([
        'T1',
        'T2',
        'Page',
        'Note',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  it('says which line is wrong', () => {
    expect(() => read(source('folder'), '{"title":1}', '.ndjson')).toThrow(/file\.json, line 1/);
  });
});

describe('a new kind of source', () => {
  it('is one file and one line, as docs/SOURCES.md shows them', async () => {
    const page = readFileSync(join(packageFolder(), 'docs', 'SOURCES.md'), 'utf8');
    const [file, line] = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map((m) => m[1]!);
    expect(line!.trim().split('\n')).toHaveLength(1);
    // Beside src, so that libraries are found from there
    const copy = mkdtempSync(join(packageFolder(), '.kind-'));
    const site = await startSite();
    const fetcher = createFetcher({ userAgent: 'duibiao/0.1', allowPrivate: ['127.0.0.1'] });
    try {
      cpSync(join(packageFolder(), 'src'), copy, { recursive: true });
      writeFileSync(join(copy, 'sources/kinds/lines.ts'), file!);
      appendFileSync(join(copy, 'sources/kinds/all.ts'), line!);
      const { KINDS: kinds, pollSource } = (await import(
        join(copy, 'sources/index.ts')
      )) as typeof import('../../src/sources/index.ts');
      expect([...kinds.keys()].filter((k) => !KINDS.has(k))).toEqual(['lines']);
      site.put(
        '/list',
        '2024-02-16 15:30\t/1\t公司上调指引\n\nno tabs here\n2024-02-16\t//b.example/2\tSecond\n',
      );
      const s = source('lines', {}, `${site.url}/list`);
      const ctx = { clock: { now: () => new Date(NOW) }, config: {} as never };
      const polled = await pollSource(ctx, fetcher, s);
      expect(polled.documents.map((d) => [d.url, d.title, d.publishedAt])).toEqual([
        [`${site.url}/1`, '公司上调指引', '2024-02-16T07:30:00Z'],
        ['http://b.example/2', 'Second', '2024-02-15T16:00:00Z'],
      ]);
      // What is the same for all kinds is there without a word about it
      const again = await pollSource(ctx, fetcher, { ...s, state: polled.state, etag: polled.etag });
      expect(again.outcome.kind).toBe('unchanged');
    } finally {
      await fetcher.close();
      await site.close();
      rmSync(copy, { recursive: true });
    }
  });
});
