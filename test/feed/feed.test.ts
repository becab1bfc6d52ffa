import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { parseFeed } from '../../src/extract/feed/index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string, url?: string) =>
  parseFeed(bytes(text), url ? { where: 'test', url } : { where: 'test' });
const first = (text: string, url?: string) => read(text, url).entries[0]!;

describe('dialects', () => {
  it('reads RSS 2.0 with its modules', () => {
    const feed = read(`<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>公司 &amp; Co</title>
      <item><title>A</title><link>https://a.example/1</link><guid isPermaLink="false">g1</guid>
      <pubDate>Fri, 16 Feb 2024 02:30:00 GMT</pubDate><dc:creator>Li</dc:creator>
      <description>short</description><content:encoded><![CDATA[<p>long</p>]]></content:encoded></item>
      <item><title>B</title></item></channel></rss>`);
    expect(feed.title).toBe('公司 & Co');
    expect(feed.entries).toEqual([
      {
        title: 'A',
        link: 'https://a.example/1',
        id: 'g1',
        publishedAt: '2024-02-16T02:30:00Z',
        summary: 'short',
        content: '<p>long</p>',
        author: 'Li',
      },
      { title: 'B', link: null, id: null, publishedAt: null, summary: null, content: null, author: null },
    ]);
  });

  it('reads RDF, whose items stand outside the channel and are named by rdf:about', () => {
    const e =
      first(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:d="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>c</title></channel>
      <item rdf:about="https://a.example/1"><title>A</title><d:date>2024-02-16T10:30+08:00</d:date></item></rdf:RDF>`);
    expect(e).toMatchObject({ link: 'https://a.example/1', publishedAt: '2024-02-16T02:30:00Z' });
  });

  it('reads Atom 1.0: text constructs, the alternate link, published before updated', () => {
    const e = first(`<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:id>tag:a.example,2024:1</a:id>
      <a:title type="html">Profit &amp;lt;b&amp;gt; &lt;i&gt;rises&lt;/i&gt;</a:title>
      <a:link rel="self" href="https://a.example/self"/><a:link rel="alternate" href="https://a.example/page"/>
      <a:updated>2024-02-17T00:00:00Z</a:updated><a:published>2024-02-16T00:00:00Z</a:published>
      <a:author><a:name>Li</a:name></a:author></a:entry></a:feed>`);
    expect(e).toMatchObject({
      title: 'Profit <b> rises',
      link: 'https://a.example/page',
      id: 'tag:a.example,2024:1',
      publishedAt: '2024-02-16T00:00:00Z',
      author: 'Li',
    });
  });

  it('reads Atom 0.3, its issued and modified dates, and inline XHTML', () => {
    const e = first(`<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry>
      <title type="application/xhtml+xml" mode="xml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>title</b></div></title>
      <modified>2024-02-17T00:00:00Z</modified><issued>2024-02-16T00:00:00Z</issued></entry></feed>`);
    expect(e).toMatchObject({ title: 'A title', publishedAt: '2024-02-16T00:00:00Z' });
  });

  it('reads JSON Feed', () => {
    const feed = read(
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 'J',
        items: [
          {
            id: 7,
            url: '/a',
            title: 'A &amp; B',
            date_published: '2024-02-16T10:30:00+08:00',
            content_text: 'a < b',
          },
        ],
      }),
      'https://j.example/feed.json',
    );
    expect(feed.title).toBe('J');
    expect(feed.entries[0]).toMatchObject({
      id: '7',
      link: 'https://j.example/a',
      title: 'A & B',
      publishedAt: '2024-02-16T02:30:00Z',
      content: 'a &lt; b',
    });
  });

  it('takes only what is the entry’s own, not its source’s or its image’s', () => {
    const e = first(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><source><title>S</title>
      <link href="https://s.example"/><id>s</id></source><image><title>I</title></image></entry></feed>`);
    expect(e).toMatchObject({ title: null, link: null, id: null });
  });
});

describe('links', () => {
  it('resolves against every xml:base on the way, and last the address of the feed', () => {
    const xml = `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/blog/"><entry xml:base="2024/"><link href="a"/></entry>
      <entry><link href="/b"/></entry></feed>`;
    expect(read(xml, 'https://a.example/feed').entries.map((e) => e.link)).toEqual([
      'https://a.example/blog/2024/a',
      'https://a.example/b',
    ]);
  });
  it('never gives an address that a reader must not follow', () => {
    expect(first('<rss><item><link>javascript:alert(1)</link></item></rss>').link).toBeNull();
    expect(first('<rss><item><guid>data:text/html,x</guid></item></rss>').link).toBeNull();
  });
  it('takes a guid for the address unless the feed says that it is none', () => {
    expect(first('<rss><item><guid>https://a.example/1</guid></item></rss>').link).toBe(
      'https://a.example/1',
    );
    expect(
      first('<rss><item><guid isPermaLink="false">https://a.example/1</guid></item></rss>').link,
    ).toBeNull();
    expect(first('<feed><entry><id>urn:x:1</id></entry></feed>').link).toBeNull();
  });
});

describe('what strict parsers refuse', () => {
  it('reads undeclared prefixes, HTML entities and bare ampersands', () => {
    const e = first(
      '<rss><channel><item><title>R&D caf&eacute;&nbsp;&bogus;</title><dc:date>2024-02-16</dc:date>' +
        '<link>https://a.example/?a=1&copy=2</link></item></channel></rss>',
    );
    expect(e).toMatchObject({
      title: 'R&D café &bogus;',
      publishedAt: '2024-02-16T00:00:00Z',
      link: 'https://a.example/?a=1&copy=2',
    });
  });
  it('reads past warnings and blank lines before the declaration', () => {
    const xml =
      '\n<br>\n<b>Warning</b>: x in y\n<?xml version="1.0"?><rss><channel><item><title>A</title></item></channel></rss>';
    expect(first(xml).title).toBe('A');
  });
  it('keeps the whole items of a file cut short, and what there is of the last', () => {
    const xml = '<rss><channel><item><title>A</title></item><item><title>B</title><link>https://a.exam';
    expect(read(xml).entries.map((e) => e.title)).toEqual(['A', 'B']);
  });
  it('reads items that forgot to close their elements', () => {
    const xml =
      '<rss><channel><item><title>A</title><link>https://a.example/1<pubDate>2024-02-16</pubDate><item><title>B</title></channel></rss>';
    expect(read(xml).entries).toMatchObject([
      { title: 'A', link: 'https://a.example/1', publishedAt: '2024-02-16T00:00:00Z' },
      { title: 'B' },
    ]);
  });
  it('keeps angle brackets that are no markup, and drops markup that is', () => {
    expect(first('<rss><item><title>Vec&lt;T&gt; is 3 &lt; 4</title></item></rss>').title).toBe(
      'Vec<T> is 3 < 4',
    );
    expect(first('<rss><item><title>&lt;b&gt;Up&lt;/b&gt; 4%&amp;#8217;s</title></item></rss>').title).toBe(
      'Up 4%’s',
    );
  });
  it('reads text entities that the document itself declares', () => {
    const xml = `<!DOCTYPE rss [ <!ENTITY co "Company > Co"> ]><rss><item><title>&co; wins</title></item></rss>`;
    expect(first(xml).title).toBe('Company > Co wins');
  });
});

describe('character sets', () => {
  const xml = (charset: string) =>
    `<?xml version="1.0" encoding="${charset}"?><rss><channel><item><title>百融云发布业绩公告，收入增长三成</title></item></channel></rss>`;
  it.each(['gbk', 'gb18030', 'big5', 'utf-16le', 'utf-16be', 'utf-8'])(
    'reads %s declared truly',
    (charset) => {
      const title =
        charset === 'big5' ? '百融雲發布業績公告，收入增長三成' : '百融云发布业绩公告，收入增长三成';
      const text = xml(charset).replace('百融云发布业绩公告，收入增长三成', title);
      expect(parseFeed(iconv.encode(text, charset), { where: 'test' }).entries[0]!.title).toBe(title);
    },
  );
  it('reads GBK that calls itself utf-8, and utf-8 that a server calls latin-1', () => {
    expect(parseFeed(iconv.encode(xml('utf-8'), 'gbk'), { where: 'test' }).entries[0]!.title).toContain(
      '百融云',
    );
    const hint = { where: 'test', contentType: 'text/xml; charset=iso-8859-1' };
    expect(parseFeed(iconv.encode(xml('utf-8'), 'utf-8'), hint).entries[0]!.title).toContain('百融云');
  });
});

describe('what is no feed', () => {
  it.each([
    ['nothing', ''],
    ['white space', ' \n '],
    ['a page', '<!doctype html><html><body><p>Not found</p></body></html>'],
    ['other JSON', '{"error":"not found"}'],
    ['broken JSON', '{"items":['],
    ['words', 'Service unavailable'],
    ['null bytes', '\0'.repeat(1000)],
  ])('%s is refused with one sentence', (_, text) => {
    expect(() => read(text)).toThrowError(/^test: not a feed that can be read: .+\.$/);
  });
  it('a feed without items is no error', () => {
    expect(read('<rss><channel><title>Empty</title></channel></rss>')).toEqual({
      title: 'Empty',
      entries: [],
    });
  });
});
