import { describe, expect, it } from 'vitest';
import { parseFeedTwice, readWithRssParser } from '../../src/extract/feed/index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const RSS =
  '<?xml version="1.0"?><rss version="2.0"><channel><title>Desk</title><item><title>One</title><link>https://a.example/1</link><guid>g1</guid><pubDate>Fri, 16 Feb 2024 01:00:00 GMT</pubDate></item></channel></rss>';

describe('rss-parser as the second opinion', () => {
  it('reads the same entry from a plain feed as our reader does', async () => {
    const ours = await parseFeedTwice(bytes(RSS), { where: 'desk.xml' });
    const theirs = await readWithRssParser(bytes(RSS), { where: 'desk.xml' });
    const brief = (e: {
      title: string | null;
      link: string | null;
      id: string | null;
      publishedAt: string | null;
    }) => [e.title, e.link, e.id, e.publishedAt];
    expect(theirs?.entries.map(brief)).toEqual(ours.entries.map(brief));
    expect(ours.entries[0]?.publishedAt).toBe('2024-02-16T01:00:00Z');
  });
  it('leaves our own sentence standing where both refuse', async () => {
    await expect(
      parseFeedTwice(bytes('<html><body>no feed</body></html>'), { where: 'page.html' }),
    ).rejects.toThrow(/page\.html: not a feed/);
  });
});
