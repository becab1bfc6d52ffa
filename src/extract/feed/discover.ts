import { resolveLink } from './links.ts';
import { parsePage } from './page.ts';
import { folded } from './plain.ts';

/** Where a page says its feeds are: `<link rel="alternate">` first, then links that are named like one. Pure. */
export interface DiscoveredFeed {
  url: string;
  title: string | null;
  /** `declared` by the page, or a `link` whose address looks like a feed's. */
  how: 'declared' | 'link';
}

const FEED_TYPE = /(rss|atom|rdf)\+xml|feed\+json|text\/xml|application\/xml/i;
const FEED_ADDRESS =
  /(\/(rss|feed|feeds|atom|index)(\.(xml|rdf|json|atom|rss))?\/?|\.(rss|atom|rdf)|[?&](feed|format)=(rss2?|atom))$/i;
const FEED_WORD = /^(rss|rss feed|atom|feed|订阅|RSS订阅|訂閱)$/i;
const MAX_FEEDS = 50;

export function discoverFeeds(html: string, baseUrl: string): DiscoveredFeed[] {
  const $ = parsePage(html, baseUrl);
  const base = resolveLink($('base[href]').attr('href'), baseUrl) ?? baseUrl;
  const found = new Map<string, DiscoveredFeed>();
  const add = (href: string | undefined, title: string | undefined, how: DiscoveredFeed['how']): void => {
    const url = resolveLink(href, base);
    if (url && !found.has(url) && found.size < MAX_FEEDS)
      found.set(url, { url, title: folded(title ?? '') || null, how });
  };
  $('link[rel~="alternate" i], link[rel~="feed" i]').each((_, el) => {
    const type = $(el).attr('type') ?? '';
    const json = /^application\/json$/i.test(type) && !/oembed|wp-json/.test($(el).attr('href') ?? '');
    if (FEED_TYPE.test(type) || json || /feed/i.test($(el).attr('rel') ?? ''))
      add($(el).attr('href'), $(el).attr('title'), 'declared');
  });
  $('a[href]').each((_, el) => {
    const href = $(el).attr('href')!;
    if (FEED_ADDRESS.test(href.split('#')[0]!) || FEED_WORD.test(folded($(el).text())))
      add(href, $(el).text(), 'link');
  });
  return [...found.values()];
}
