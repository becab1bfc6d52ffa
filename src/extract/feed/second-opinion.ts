import Parser from 'rss-parser';
import { DuibiaoError } from '../../errors.ts';
import { decodeBytes } from '../charset/index.ts';
import { parseDate } from './date.ts';
import type { Feed, FeedHint } from './feed.ts';
import { parseFeed } from './parse.ts';

/** Reads what rss-parser makes of the bytes; null where it refuses them too. Asynchronous, as rss-parser is. */
export async function readWithRssParser(bytes: Uint8Array, hint: FeedHint): Promise<Feed | null> {
  const { text } = decodeBytes(
    bytes,
    hint.contentType === undefined ? {} : { contentType: hint.contentType },
  );
  try {
    const read = await new Parser({ timeout: 1 }).parseString(text);
    if (read.items.length === 0 && read.title === undefined) return null;
    return {
      title: typeof read.title === 'string' ? read.title : null,
      entries: read.items.map((item) => ({
        title: typeof item.title === 'string' ? item.title : null,
        link: typeof item.link === 'string' ? item.link : null,
        id: item.guid ?? (item as { id?: string }).id ?? null,
        publishedAt: parseDate(item.isoDate ?? item.pubDate ?? '') ?? null,
        summary: item.contentSnippet ?? null,
        content: item.content ?? null,
        author: item.creator ?? null,
      })),
    };
  } catch {
    return null;
  }
}

/**
 * A feed by our reader, and where that refuses the bytes, by rss-parser: a document foreign to one may be plain to the other.
 * @throws DuibiaoError FEED_MALFORMED, our reader's sentence, where both refuse.
 */
export async function parseFeedTwice(bytes: Uint8Array, hint: FeedHint): Promise<Feed> {
  try {
    return parseFeed(bytes, hint);
  } catch (error) {
    const second =
      error instanceof DuibiaoError && error.code === 'FEED_MALFORMED'
        ? await readWithRssParser(bytes, hint)
        : null;
    if (second === null) throw error;
    return second;
  }
}
