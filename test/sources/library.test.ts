import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  discoverFeeds,
  entriesFromOpml,
  readOpml,
  readSources,
  sourcesToOpml,
} from '../../src/sources/index.ts';
import { command, rows } from '../cli/command.ts';
import { rss } from './desk.ts';
import { type Site, startSite } from './simulator.ts';

describe('the sources that come with the house', () => {
  const entries = readSources(readFileSync('library/sources.yaml', 'utf8'), 'library/sources.yaml');
  it('are at least sixty, in both languages, each with where its address was seen or that it is not polled', () => {
    expect(entries.length).toBeGreaterThanOrEqual(60);
    for (const language of ['zh', 'en'])
      expect(entries.filter((e) => e.language.startsWith(language)).length).toBeGreaterThanOrEqual(10);
    for (const e of entries)
      expect(e.provenance, e.id).toMatch(
        e.status === 'not_polled' ? /not polled from here/ : /address seen on \d{4}-\d{2}-\d{2} in \S+/,
      );
  });
  it('name the company whose own voice a first-hand source is', () => {
    for (const e of entries.filter((x) => x.firstHand)) {
      expect(e.tier, e.id).toBe(1);
    }
    expect(entries.filter((e) => e.firstHand && e.entity).length).toBeGreaterThanOrEqual(15);
  });
});

describe('a library of sources', () => {
  const entry =
    'id: a, name: A, url: "https://a.example", kind: feed, language: en, tier: 2, cadenceSeconds: 600, provenance: p';
  it.each([
    ['{}', /no list of sources/],
    [`sources: [{ ${entry} }, { ${entry} }]`, /a: given twice/],
    [
      `sources: [{ ${entry.replace('feed', 'fead')} }]`,
      /kind fead does not exist; allowed: announcements, edgar, feed/,
    ],
    [`sources: [{ ${entry.replace('https://a.example', 'ftp://a')} }]`, /url ftp/],
    [`sources: [{ ${entry}, timeZone: Mars/Base }]`, /timeZone Mars/],
    [`sources: [{ ${entry}, options: { pages: 2 } }]`, /options/],
    [`sources: [{ ${entry.replace('tier: 2', 'tier: 9')} }]`, /\(a\).*tier/],
    [`sources: [{ ${entry}, options: { titles: '(' } }]`, /not a regular expression/],
    [`sources: [{ ${entry.replace('feed', 'listing')}, options: { item: 'li[' } }]`, /selector for item/],
    ['sources: [', /library: x/],
  ])('%s is refused in one sentence', (text, message) => {
    expect(() => readSources(text, 'x')).toThrow(message);
  });
});

describe('OPML', () => {
  const opml = `<?xml version="1.0"?><opml version="1.0"><body>
    <outline text="Tech"><outline type="rss" text="A &amp; B" xmlUrl="https://a.example/feed" htmlUrl="https://a.example"/>
    <outline text="内层"><outline text="乙" xmlUrl="https://b.example/rss"/></outline></outline>
    <outline text="no feed"/></body></opml>`;
  it('is read with its folders', () => {
    expect(readOpml(opml, 'x')).toEqual([
      { title: 'A & B', xmlUrl: 'https://a.example/feed', htmlUrl: 'https://a.example', folders: ['Tech'] },
      { title: '乙', xmlUrl: 'https://b.example/rss', htmlUrl: null, folders: ['Tech', '内层'] },
    ]);
  });
  it('becomes sources, and sources become it without their passwords', () => {
    const { entries, refused } = entriesFromOpml(opml, 'list.opml', '2024-02-16');
    expect(refused).toEqual([]);
    expect(entries.map((e) => [e.id, e.language])).toEqual([
      ['a-b', 'en'],
      ['b-example-rss', 'zh'],
    ]);
    const written = sourcesToOpml([
      { name: 'A "x" & <y>', url: 'https://u:secret@a.example/f?a=1&b=2', kind: 'feed', language: 'en' },
      { name: 'L', url: 'https://l.example', kind: 'listing', language: 'en' },
    ]);
    expect(written).not.toContain('secret');
    expect(readOpml(written, 'x')).toMatchObject([
      { title: 'A "x" & <y>', xmlUrl: 'https://a.example/f?a=1&b=2', folders: ['en'] },
    ]);
  });
  it('with lines that are no feeds brings the others, and names those without their passwords', () => {
    const line = (title: string, url: string) => `<outline text="${title}" xmlUrl="${url}"/>`;
    const { entries, refused } = entriesFromOpml(
      `<opml><body>${[
        line('A', 'https://a.example/f'),
        line('no address', 'soon'),
        line('a script', 'javascript:alert(1)'),
        line('a server of files', 'ftp://u:s3cret@b.example/f'),
        line('a browser’s', 'feed://c.example/f'),
        line('another', 'feed:https://d.example/f'),
        line('', 'https://u:s3cret@e.example/paid?token=s3cret'),
        line('乙', 'https://u:s3cret@f.example/付费'),
      ].join('')}</body></opml>`,
      'list.opml',
      '2024-02-16',
    );
    expect(entries.map((e) => [e.id, e.url])).toEqual([
      ['a', 'https://a.example/f'],
      ['a-browsers', 'https://c.example/f'],
      ['another', 'https://d.example/f'],
      ['https-e-example-paid-token', 'https://u:s3cret@e.example/paid?token=s3cret'],
      ['f-example-e4-bb-98-e8-b4-b9', 'https://u:s3cret@f.example/付费'],
    ]);
    expect(entries.at(-1)).toMatchObject({ language: 'zh', timeZone: 'Asia/Shanghai' });
    expect(refused).toHaveLength(3);
    expect(JSON.stringify([refused, entries.map(({ url: _, ...shown }) => shown)])).not.toContain('s3cret');
  });
  it('that is none is refused', () => {
    expect(() => readOpml('<html></html>', 'x')).toThrow(/no opml/);
  });
});

describe('finding the feed of a page', () => {
  it('takes what the page declares first, then links that look like one', () => {
    const html = `<html><head><base href="https://cdn.example/"><link rel="alternate" type="application/rss+xml" title="All" href="/all.xml">
      <link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" href="/x.css"></head>
      <body><a href="/news/feed/">RSS</a><a href="/about">About</a><a href="javascript:void(0)">RSS</a></body></html>`;
    expect(discoverFeeds(html, 'https://a.example/')).toEqual([
      { url: 'https://cdn.example/all.xml', title: 'All', how: 'declared' },
      { url: 'https://cdn.example/news/feed/', title: 'RSS', how: 'link' },
    ]);
  });
});

describe('source add', () => {
  const folder = mkdtempSync(join(tmpdir(), 'duibiao-add-'));
  const env = { DUIBIAO_DATA: folder, DUIBIAO_ALLOW_PRIVATE: '127.0.0.1' };
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
    site.put('/robots.txt', { status: 404 });
    site.put(
      '/blog',
      '<link rel="alternate" type="application/rss+xml" href="/gone.xml"><link rel="alternate" type="application/atom+xml" href="/feed.xml">',
    );
    site.put('/feed.xml', rss(['/1', '公司发布业绩指引，授权收入上调']));
    site.put('/today', { status: 302, headers: { Location: '/paid.xml' } });
    site.put('/paid.xml', rss(['/1', 'A story for those who pay']));
    site.put('/page', '<html><ul><li><a href="/1">No feed anywhere</a></li></ul></html>');
    site.refuse = (request) =>
      request.url === '/paid.xml' && request.headers.authorization === undefined ? 401 : null;
  });
  afterAll(async () => {
    await site.close();
    rmSync(folder, { recursive: true });
  });
  const add = (...argv: string[]) => command(['source', 'add', ...argv], env);

  it('finds the feed of a page, past one that is dead, and takes a Chinese one for Chinese time', async () => {
    const { out, err } = await add(`${site.url}/blog`, '--name', 'Newsroom');
    expect(JSON.parse(out)).toMatchObject({
      url: `${site.url}/feed.xml`,
      language: 'zh',
      timeZone: 'Asia/Shanghai',
    });
    expect(err).toContain('1 entry');
    expect((await add(`${site.url}/feed.xml`)).err).toContain('watched already, as newsroom');
  });

  it('keeps the login of a feed for later rounds, shows it nowhere, and keeps no temporary address', async () => {
    const bare = await add(`${site.url}/today`);
    expect(bare).toMatchObject({ code: 1, err: expect.stringContaining('https://user:password@') });
    const paid = await add(`${site.url.replace('//', '//desk:s3cret@')}/today`);
    expect(rows(paid)[0]).toMatchObject({ url: `${site.url}/today` });
    const { id } = rows(paid)[0] as { id: string };
    const checked = await command(['source', 'check', id], env);
    expect(rows(checked)[0]).toMatchObject({ outcome: 'documents', items: 1 });
    const listed = await command(['source', 'list', '--json'], env);
    const exported = await command(['source', 'export'], env);
    expect(rows(listed).map((r) => r.id)).toContain(id);
    for (const ran of [bare, paid, checked, listed, exported])
      expect(ran.out + ran.err).not.toContain('s3cret');
  });

  it.each([
    ['nonsense', 2, 'address: got nonsense; allowed: an http:// or https:// address.'],
    ['ftp://a.example/f', 2, 'allowed: an http:// or https:// address.'],
    ['{site}/page', 2, 'source preview {site}/page --item CSS'],
    ['{site}/missing', 1, '{site}/missing: the server answers 404.'],
    ['http://127.0.0.1:9/f', 1, 'http://127.0.0.1:9/f: the connection was refused.'],
    [
      'http://10.0.0.1/f',
      1,
      '10.0.0.1 is not public (private); only public http and https addresses are fetched.',
    ],
  ])('of %s ends with %i and one sentence', async (typed, code, sentence) => {
    const at = (text: string) => text.replaceAll('{site}', site.url);
    const ran = await add(at(typed));
    expect(ran).toMatchObject({ code, out: '' });
    expect(ran.err).toContain(at(sentence));
    expect(ran.err.trim().split('\n')).toHaveLength(1);
  });

  it('of a list of another reader takes what it can and says what it left out', async () => {
    const file = join(folder, 'list.opml');
    writeFileSync(
      file,
      '<opml><body><outline text="A" xmlUrl="https://a.example/f"/><outline text="B" xmlUrl="soon"/></body></opml>',
    );
    const ran = await command(['source', 'import', file], env);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.err).toBe('left out: B: soon is no http or https address\n1 source added, 1 left out\n');
  });
});

describe('endpoint add', () => {
  it('refuses what could never be sent to, and warns of a name that leads inside', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'duibiao-endpoint-'));
    const add = (url: string, more = {}) =>
      command(['endpoint', 'add', url], { DUIBIAO_DATA: folder, ...more });
    try {
      for (const inside of ['http://10.0.0.1/', 'http://2130706433/', 'http://[::ffff:169.254.169.254]/'])
        expect(await add(inside)).toMatchObject({
          code: 2,
          out: '',
          err: expect.stringContaining('DUIBIAO_ALLOW_PRIVATE'),
        });
      expect(await add('http://10.0.0.1/', { DUIBIAO_ALLOW_PRIVATE: '10.0.0.0/8' })).toMatchObject({
        code: 0,
        err: '',
      });
      expect(await add('http://localhost:9000/')).toMatchObject({
        code: 0,
        err: expect.stringContaining('leads inside'),
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
