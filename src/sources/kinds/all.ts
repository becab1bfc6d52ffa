/* Every kind of source, a line each: the one place that a new kind is added to. */
export { announcements } from './announcements.ts';
export { edgar } from './edgar.ts';
export { feed } from './feed.ts';
export { flash } from './flash.ts';
export { folder } from './folder.ts';
export { listing } from './listing.ts';
export { sitemap } from './sitemap.ts';
export { trending } from './trending.ts';
