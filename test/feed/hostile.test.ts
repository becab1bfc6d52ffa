import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DuibiaoError } from '../../src/errors.ts';
import { parseFeed } from '../../src/extract/feed/index.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Entries, or our own error; anything else fails the test. */
function outcome(bytes: Uint8Array): number | string {
  try {
    return parseFeed(bytes, { where: 'x', url: 'https://a.example/f' }).entries.length;
  } catch (error) {
    if (!(error instanceof DuibiaoError) || error.code !== 'FEED_MALFORMED') throw error;
    return error.message;
  }
}

describe('documents built to hurt a parser end in one sentence', () => {
  it('entities that expand entities are not expanded', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join(
      '',
    );
    const bomb = `<!DOCTYPE rss [<!ENTITY l0 "lol">${levels}]><rss><item><title>&l9;</title></item></rss>`;
    expect(outcome(encode(bomb))).toBe(1);
    expect(parseFeed(encode(bomb), { where: 'x' }).entries[0]!.title).toBe('&l9;');
  });
  it('one long entity used a hundred thousand times is refused', () => {
    const bomb = `<!DOCTYPE rss [<!ENTITY a "${'a'.repeat(900)}">]><rss><item><title>${'&a;'.repeat(100_000)}</title></item></rss>`;
    expect(outcome(encode(bomb))).toContain('expand too far');
  });
  it('external entities are never fetched or read', () => {
    const xml =
      '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><item><title>&f;</title></item></rss>';
    expect(parseFeed(encode(xml), { where: 'x' }).entries[0]!.title).toBe('&f;');
  });
  it('a hundred thousand levels are refused, in XML and in JSON', () => {
    expect(outcome(encode(`<rss><item>${'<a>'.repeat(100_000)}`))).toContain('nested');
    expect(outcome(encode(`{"items":${'['.repeat(100_000)}`))).toContain('JSON');
    const html = encode(`<rss><item><title>${'&lt;b&gt;'.repeat(50_000)}x</title></item></rss>`);
    expect(outcome(html)).toBe(1);
  });
  it('fifty megabytes are refused unread', () => {
    expect(outcome(new Uint8Array(50 * 1024 * 1024).fill(0x20))).toContain('at most');
  });
  it('millions of elements are refused', () => {
    expect(outcome(encode(`<rss>${'<a/>'.repeat(700_000)}</rss>`))).toContain('elements');
  });
  it('unclosed things to the end of the file are read once, not once a character', () => {
    for (const piece of [
      '<!DOCTYPE ',
      '<![CDATA[',
      '<!--',
      '<a b="',
      '&',
      '<',
      '<item',
      '</item',
      '&#',
      '<?xml ',
      '<item><title>',
    ])
      expect(typeof outcome(encode(`<rss>${piece.repeat(100_000)}`))).toMatch(/number|string/);
  });
  it('binary is refused', () => {
    expect(outcome(Uint8Array.from({ length: 5000 }, (_, i) => (i * 31) % 32))).toMatch(/^x: not a feed/);
  });
});

describe('whatever the bytes', () => {
  const pieces = fc.constantFrom(
    '<rss>',
    '<channel>',
    '<item>',
    '</item>',
    '<entry ',
    'xml:base="',
    '">',
    '<title type="html">',
    '</title>',
    '<![CDATA[',
    ']]>',
    '&amp;',
    '&#0;',
    '&#xD800;',
    '&#99999999;',
    '<link href="//a">',
    '<!DOCTYPE a [',
    '<!ENTITY b "c">',
    ']>',
    '\0',
    '\ufeff',
    'xmlns:a="http://www.w3.org/2005/Atom"',
    '<a:entry>',
    '2024-02-30',
    '<pubDate>',
    '</',
    '<?xml encoding="gbk"?>',
    '{"items":[',
    '}',
  );
  it('random bytes end in entries or in our own error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (b) => void outcome(b)),
      { numRuns: 500 },
    );
  });
  it('random mixtures of the pieces that feeds are made of do too', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 60 }), (parts) => {
        outcome(encode(parts.join('')));
      }),
      { numRuns: 1000 },
    );
  });
  it('a good feed with bytes knocked out does too, and gives the same twice', () => {
    const good = encode(
      '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>t</title><item><title>A &amp; B</title><link>https://a.example/1</link><dc:date>2024-02-16T10:30:00+08:00</dc:date><description><![CDATA[<p>x</p>]]></description></item></channel></rss>',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }), (hits) => {
        const bytes = good.slice();
        for (const [at, value] of hits) bytes[at] = value;
        expect(outcome(bytes)).toEqual(outcome(bytes));
      }),
      { numRuns: 500 },
    );
  });
});
