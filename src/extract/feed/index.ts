/** Feeds of every dialect as one shape. Pure. The reasons for the parser are in docs/decisions/0003-feed-parser.md. */
export { type DateHint, parseDate } from './date.ts';
export { type DiscoveredFeed, discoverFeeds } from './discover.ts';
export type { Feed, FeedEntry, FeedHint } from './feed.ts';
export { type FilingEntry, readFilingAtom } from './filing-atom.ts';
export { type FilingIndexRow, readFilingIndex } from './filing-index.ts';
export { tooDeep } from './json-depth.ts';
export { resolveLink } from './links.ts';
export { checkSelectors, type Listing, type ListingRules, readListing } from './listing.ts';
export { type OpmlEntry, readOpml, writeOpml } from './opml.ts';
export { parsePage } from './page.ts';
export { MAX_FEED_BYTES, parseFeed } from './parse.ts';
export { plainText, plainTitle } from './plain.ts';
export { parseFeedTwice, readWithRssParser } from './second-opinion.ts';
export { readSitemap, type Sitemap, type SitemapEntry } from './sitemap.ts';
