import { load } from 'cheerio';
import { DuibiaoError } from '../../errors.ts';
import { parseDate } from './date.ts';
import type { FeedEntry } from './feed.ts';
import { resolveLink } from './links.ts';
import { parsePage } from './page.ts';
import { folded } from './plain.ts';

/** How a page of headlines is read: CSS selectors, inside `item` but for `next`; `selector@attribute` takes an attribute. */
export interface ListingRules {
  item: string;
  /** The link's own text unless given. */
  title?: string | undefined;
  /** The first link of the item unless given. */
  link?: string | undefined;
  date?: string | undefined;
  summary?: string | undefined;
  /** The link to older items. */
  next?: string | undefined;
}

export interface Listing {
  entries: FeedEntry[];
  next: string | null;
}

/** Elements straight inside one entry. */
const MAX_CHILDREN = 2000;
const MAX_ITEMS = 1000;

/**
 * The items of a listing page in document order; those without a link or a title are left out. Pure.
 * @throws DuibiaoError BAD_ARGUMENT for a selector that is none, PAGE_TOO_LARGE for a page built to exhaust a parser.
 */
export function readListing(
  html: string,
  rules: ListingRules,
  page: { url: string; timeZone?: string | undefined; language?: string | undefined },
): Listing {
  checkSelectors(rules);
  try {
    return read(html, rules, page);
  } catch (error) {
    // Markup nested a hundred thousand deep breaks the stack of any tree walker
    if (!(error instanceof RangeError)) throw error;
    throw new DuibiaoError('PAGE_TOO_LARGE', {
      where: page.url,
      what: 'nested too deep',
      allowed: 'a page of news',
    });
  }
}

/** @throws DuibiaoError BAD_ARGUMENT naming the selector. */
export function checkSelectors(rules: ListingRules): void {
  const $ = load('<p></p>');
  for (const name of ['item', 'title', 'link', 'date', 'summary', 'next'] as const) {
    const rule = rules[name];
    if (rule === undefined) continue;
    try {
      const { selector } = split(rule);
      if (selector) $(selector);
    } catch {
      throw new DuibiaoError('BAD_ARGUMENT', {
        what: `selector for ${name}`,
        got: rule,
        allowed: 'a CSS selector, with @attribute after it or without',
      });
    }
  }
}

const split = (rule: string): { selector: string; attribute: string | null } => {
  const m = /^(.*)@([\w-]+)$/.exec(rule);
  return m ? { selector: m[1]!.trim(), attribute: m[2]! } : { selector: rule.trim(), attribute: null };
};

function read(
  html: string,
  rules: ListingRules,
  page: { url: string; timeZone?: string | undefined; language?: string | undefined },
): Listing {
  const $ = parsePage(html, page.url);
  const base = resolveLink($('base[href]').attr('href'), page.url) ?? page.url;
  type Item = ReturnType<typeof $>;
  const value = (item: Item, rule: string, usual: string | null): string => {
    const { selector, attribute } = split(rule);
    const el = selector === '' ? item : item.is(selector) ? item : item.find(selector).first();
    const name = attribute ?? usual;
    return folded((name === null ? undefined : el.attr(name)) ?? (attribute === null ? el.text() : ''));
  };
  const entries: FeedEntry[] = [];
  $(rules.item)
    .slice(0, MAX_ITEMS)
    .each((_, element) => {
      const item = $(element) as unknown as Item;
      // Searching inside compares its children with each other: no entry has so many
      if (item.children().length > MAX_CHILDREN) return;
      const link = resolveLink(value(item, rules.link ?? 'a[href]', 'href'), base);
      const title = rules.title
        ? value(item, rules.title, null)
        : value(item, 'a[href]', null) || folded(item.text());
      if (!link || title === '') return;
      const date = rules.date ? value(item, rules.date, 'datetime') : '';
      const shown = rules.date ? value(item, rules.date, null) : '';
      const hint = { timeZone: page.timeZone, language: page.language };
      entries.push({
        title,
        link,
        id: null,
        publishedAt: parseDate(date, hint) ?? parseDate(shown, hint) ?? dateInside(shown, hint),
        summary: rules.summary ? value(item, rules.summary, null) || null : null,
        content: null,
        author: null,
      });
    });
  const next = rules.next ? resolveLink(value($.root() as unknown as Item, rules.next, 'href'), base) : null;
  return { entries, next };
}

/** A date with words around it: `发布时间：2024-02-16 10:30 来源：…`. */
function dateInside(
  text: string,
  hint: { timeZone: string | undefined; language: string | undefined },
): string | null {
  const m =
    /\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?(?:\s*T?\s*\d{1,2}:\d{2}(?::\d{2})?)?/.exec(text) ??
    /\d{1,2}\s+[A-Za-z]{3,9}\.?,?\s+\d{4}|[A-Za-z]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}/.exec(text);
  return m ? parseDate(m[0], hint) : null;
}
