import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  discoverFeeds,
  entriesFromOpml,
  readOpml,
  readSources,
  sourcesToOpml,
} from '../../src/sources/index.ts';

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
    [`sources: [{ ${entry.replace('feed', 'fead')} }]`, /kind fead does not exist; allowed: feed, listing/],
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
    const entries = entriesFromOpml(opml, 'list.opml', '2024-02-16');
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
