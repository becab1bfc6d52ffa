import { DuibiaoError } from '../../errors.ts';
import { decodeBytes } from '../charset/index.ts';
import { parseDate } from './date.ts';
import { resolveLink } from './links.ts';
import { plainTitle } from './plain.ts';
import { elements, parseXml, textOf, type XmlNode } from './tree.ts';

/** https://www.sitemaps.org/protocol.html and Google's news extension. */
export interface SitemapEntry {
  url: string;
  /** From the news extension; most sitemaps have none. */
  title: string | null;
  /** The news extension's publication date. */
  publishedAt: string | null;
  lastModified: string | null;
}
export interface Sitemap {
  pages: SitemapEntry[];
  /** Of an index: the sitemaps that it names. */
  sitemaps: SitemapEntry[];
}

/** 50,000 addresses are the protocol's own limit. */
const MAX_ENTRIES = 50_000;

/** Document order. @throws DuibiaoError FEED_MALFORMED for what is no sitemap. Pure. */
export function readSitemap(
  bytes: Uint8Array,
  hint: { where: string; url?: string; timeZone?: string | undefined },
): Sitemap {
  const root = parseXml(decodeBytes(bytes).text, hint.where);
  const result: Sitemap = { pages: [], sitemaps: [] };
  let known = false;
  for (const top of elements(root)) {
    if (local(top) !== 'urlset' && local(top) !== 'sitemapindex') continue;
    known = true;
    for (const node of elements(top)) {
      const list = local(node) === 'url' ? result.pages : local(node) === 'sitemap' ? result.sitemaps : null;
      const entry = list ? readEntry(node, hint) : null;
      if (list && entry && list.length < MAX_ENTRIES) list.push(entry);
    }
  }
  if (!known)
    throw new DuibiaoError('FEED_MALFORMED', { where: hint.where, what: 'no urlset or sitemapindex in it' });
  return result;
}

const local = (node: XmlNode): string => node.name.slice(node.name.indexOf(':') + 1);
const child = (node: XmlNode | undefined, name: string): XmlNode | undefined => {
  if (node) for (const c of elements(node)) if (local(c) === name) return c;
  return undefined;
};

function readEntry(
  node: XmlNode,
  hint: { url?: string; timeZone?: string | undefined },
): SitemapEntry | null {
  const said = (n: XmlNode | undefined): string => (n ? textOf(n).trim() : '');
  const url = resolveLink(said(child(node, 'loc')), hint.url ?? null);
  if (!url) return null;
  const news = child(node, 'news');
  const zone = { timeZone: hint.timeZone };
  return {
    url,
    title: plainTitle(said(child(news, 'title'))) || null,
    publishedAt: parseDate(said(child(news, 'publication_date')), zone),
    lastModified: parseDate(said(child(node, 'lastmod')), zone),
  };
}
