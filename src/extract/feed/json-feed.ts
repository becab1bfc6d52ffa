import { parseDate } from './date.ts';
import type { Feed, FeedEntry, FeedHint } from './feed.ts';
import { resolveLink } from './links.ts';
import { plainTitle } from './plain.ts';

/** JSON Feed 1 and 1.1 (https://www.jsonfeed.org/version/1.1/). Null when the JSON is something else. */
export function readJsonFeed(text: string, hint: FeedHint): Feed | null {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || !Array.isArray(value.items)) return null;
  const base = str(value.feed_url) ?? hint.url ?? str(value.home_page_url);
  return {
    title: oneLine(value.title),
    entries: value.items
      .filter(isRecord)
      .map((item) => readItem(item, hint.url ?? base ?? null, hint.timeZone)),
  };
}

function readItem(item: Record<string, unknown>, base: string | null, timeZone?: string): FeedEntry {
  const people = Array.isArray(item.authors) ? item.authors : [item.author];
  const author = people.find(isRecord);
  const id = typeof item.id === 'number' ? String(item.id) : str(item.id);
  const text = str(item.content_text);
  return {
    title: oneLine(item.title),
    link: resolveLink(str(item.url), base) ?? resolveLink(str(item.external_url), base) ?? webAddress(id),
    id,
    publishedAt:
      parseDate(str(item.date_published), { timeZone }) ?? parseDate(str(item.date_modified), { timeZone }),
    summary: str(item.summary),
    content:
      str(item.content_html) ?? (text === null ? null : text.replace(/&/g, '&amp;').replace(/</g, '&lt;')),
    author: oneLine(author?.name),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const str = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const oneLine = (value: unknown): string | null => {
  const text = str(value);
  return text === null ? null : plainTitle(text) || null;
};
const webAddress = (id: string | null): string | null => (id && /^https?:/i.test(id) ? id : null);
