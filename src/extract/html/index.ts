/**
 * A web page to an article: what it says, when, by whom, and whether it is one at all. Pure and deterministic; hostile
 * markup ends in PAGE_TOO_LARGE or PAGE_EMPTY, never in a hang.
 */
import { DuibiaoError } from '../../errors.ts';
import { detectLanguage } from '../../text/index.ts';
import { decodeBytes } from '../charset/index.ts';
import { authorOf } from './author.ts';
import { weigh } from './blocks.ts';
import { type Body, findBody } from './body.ts';
import { squeeze } from './element.ts';
import { articleNodes, type Node, stringOf } from './jsonld.ts';
import { kindOf, type PageKind } from './kind.ts';
import { publishedAt } from './published.ts';
import { surveyOf } from './survey.ts';
import { tidy } from './tidy.ts';
import { titlesOf } from './title.ts';
import { MAX_UNITS, type Page, parsePage } from './tree.ts';
import { heaviest } from './weighed.ts';
import { pageZone } from './zone.ts';

export type { PageKind } from './kind.ts';
export { isNotice } from './lines.ts';

export interface ArticleDraft {
  /** Only `article` is news; the others carry whatever text was there. */
  kind: PageKind;
  title: string;
  /** Paragraphs joined by line feeds. */
  body: string;
  author: string | null;
  /** ISO 8601 UTC with Z. A page that gives only a day is taken at that day's local midnight. */
  publishedAt: string | null;
  /** `zh`, `en`, `ja`, `ko` or `other`, from the text. */
  language: string;
  canonicalUrl: string | null;
  siteName: string | null;
  description: string | null;
}

export interface PageContext {
  /** Address the page came from; relative links and the day in the address are read against it. */
  url?: string;
  /** IANA zone or `+08:00`, for times without one; Chinese pages are UTC+8 unless told. */
  timeZone?: string;
  /** For error sentences: a file or address. */
  where?: string;
}

/** Bytes of a page; text is at most this long too. */
const MAX_BYTES = 48_000_000;

/** Throws PAGE_TOO_LARGE, PAGE_EMPTY. */
export function extractBytes(
  bytes: Uint8Array,
  context: PageContext & { contentType?: string } = {},
): ArticleDraft {
  const where = context.where ?? context.url ?? 'page';
  if (bytes.length > MAX_BYTES)
    throw new DuibiaoError('PAGE_TOO_LARGE', {
      where,
      what: `the page has ${bytes.length} bytes`,
      allowed: `${MAX_BYTES} bytes`,
    });
  const hint = context.contentType === undefined ? {} : { contentType: context.contentType };
  return extractArticle(decodeBytes(bytes, hint).text, context);
}

/** Throws PAGE_TOO_LARGE (past the limits of size or elements) and PAGE_EMPTY (no text at all). */
export function extractArticle(html: string, context: PageContext = {}): ArticleDraft {
  const where = context.where ?? context.url ?? 'page';
  if (html.length > MAX_UNITS)
    throw new DuibiaoError('PAGE_TOO_LARGE', {
      where,
      what: `the page has ${html.length} characters`,
      allowed: `${MAX_UNITS} characters`,
    });
  const page = parsePage(html, where);
  const meta = (...names: string[]): string | null => {
    for (const name of names) {
      const value = squeeze(page.metas.get(name)?.[0] ?? '');
      if (value !== '') return value;
    }
    return null;
  };
  const survey = surveyOf(page.root);
  const nodes = articleNodes(page.jsonLd);
  const siteName = heaviest([
    [meta('og:site_name'), 5],
    [meta('application-name', 'apple-mobile-web-app-title'), 3],
    [nodes[0] ? stringOf(nodes[0].publisher) : null, 4],
    [lastPart(page.title), 1],
  ]);
  const titles = titlesOf(page, survey, nodes, siteName);
  const found = findBody(page.root, titles.heading);
  const body = stated(tidy(found.blocks, [titles.title, ...titles.all], found.below).join('\n'), nodes);
  const url = context.url ?? null;
  const canonicalUrl = canonicalOf(page, nodes, url);
  const language = detectLanguage(body === '' ? titles.title : `${titles.title}\n${body}`);
  const zone = pageZone(context.timeZone, language, canonicalUrl ?? url);
  const around = surroundings(found, titles.title);
  const kind = kindOf({
    title: titles.title,
    url: url ?? canonicalUrl,
    bodySize: weigh(body),
    outside: around.outside,
    body,
    nodes,
    ogType: meta('og:type'),
    links: survey.links,
    teasers: found.teasers,
    named: found.named || around.titled,
  });
  if (body === '' && (kind === 'article' || titles.title === ''))
    throw new DuibiaoError('PAGE_EMPTY', {
      where,
      what: html.trim() === '' ? 'the document is empty' : 'no text outside scripts, frames and navigation',
    });
  return {
    kind,
    title: titles.title,
    body,
    author: authorOf(page, survey, nodes, around.near, siteName),
    publishedAt: publishedAt(page, survey, nodes, around, {
      url: url ?? canonicalUrl,
      zone,
      han: language === 'zh',
    }),
    language,
    canonicalUrl,
    siteName,
    description:
      meta('og:description', 'description', 'twitter:description') ??
      (nodes[0] ? stringOf(nodes[0].description) : null),
  };
}

/** Weighed characters of visible text below which the page's own statement of its text is preferred, if longer. */
const THIN = 400;
/** Pages drawn by scripts often state their text in JSON-LD only. */
function stated(visible: string, nodes: readonly Node[]): string {
  const size = weigh(visible);
  const text = nodes[0] ? stringOf(nodes[0].articleBody) : null;
  if (size >= THIN || text === null || weigh(text) < 2 * size + 100) return visible;
  return text
    .replace(/<(?:br|\/p|\/div)\s*\/?>/gi, '\n')
    .replace(/<[^>]{0,1000}>/g, ' ')
    .split(/\n+/)
    .map(squeeze)
    .filter(Boolean)
    .join('\n');
}

/** Blocks above the body: enough for a by-line under a headline, not for the site's own clock. */
const ABOVE = 14;
const BELOW = 10;

function surroundings(
  found: Body,
  title: string,
): { near: Body['blocks']; after: Body['blocks']; outside: string; titled: boolean } {
  const { row, start, end } = found;
  let titled = false;
  const wanted = squeeze(title).slice(0, 20);
  let top = Math.max(0, start - ABOVE);
  for (let i = start + 3; i >= Math.max(0, start - 40); i--) {
    if (wanted !== '' && row[i]?.text.includes(wanted)) {
      top = Math.max(0, i - 3);
      titled = true;
      break;
    }
  }
  const near = row.slice(top, Math.min(row.length, Math.max(start + 3, top + 4)));
  return {
    titled,
    near,
    after: row.slice(Math.max(0, end - 3), end + BELOW),
    outside: row
      .slice(end, end + 60)
      .map((b) => b.text)
      .join('\n')
      .slice(0, 4000),
  };
}

/** The site's name at the end of a title whose parts are parted by bars. */
function lastPart(title: string): string | null {
  const parts = title
    .slice(0, 600)
    .split(/\s*[|｜_]\s*/)
    .map(squeeze);
  const last = parts.at(-1)!;
  return parts.length > 1 && last.length >= 2 && last.length <= 20 ? last : null;
}

/** Its own address as the page tells it. Templates that name the front page, or no host at all, are believed least. */
function canonicalOf(page: Page, nodes: readonly Node[], url: string | null): string | null {
  const told: [string | null | undefined, number][] = [
    [page.links.find((l) => /\bcanonical\b/.test(l.rel))?.href, 5],
    [page.metas.get('og:url')?.[0], 4],
    [nodes[0] ? stringOf(nodes[0].url) : null, 2],
    [nodes[0] ? (stringOf(nodes[0].mainEntityOfPage) ?? idOf(nodes[0].mainEntityOfPage)) : null, 2],
  ];
  return heaviest(
    told.map(([href, weight]) => [address(href, url), weight]),
    (href) => (new URL(href).pathname === '/' && url !== null && new URL(url).pathname !== '/' ? 10 : 0),
  );
}
const idOf = (value: Node[string] | undefined): string | null =>
  value && typeof value === 'object' && !Array.isArray(value) ? stringOf(value['@id']) : null;

function address(href: string | null | undefined, base: string | null): string | null {
  if (!href) return null;
  try {
    const url = base === null ? new URL(href) : new URL(href, base);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}
