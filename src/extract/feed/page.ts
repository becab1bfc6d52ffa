import { type CheerioAPI, load } from 'cheerio';
import { DuibiaoError } from '../../errors.ts';

/** Bounds of a page that is read by selectors. */
const MAX_UNITS = 8_000_000;
const MAX_OPEN = 5000;
/** A tree costs some hundred bytes an element; the longest real lists have ten thousands. */
const MAX_ELEMENTS = 200_000;

/** Elements that hold nothing, or that the next of their kind closes: many of them unclosed are bad habits, no depth. */
const SHALLOW = new Set(
  'area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot option optgroup rt rp colgroup body html head'.split(
    ' ',
  ),
);

/**
 * A page for selectors. An HTML parser walks up all open elements at many a tag, so a megabyte of `<div>` would keep it
 * busy for minutes: what is nested past any use is refused before it is parsed.
 * @throws DuibiaoError PAGE_TOO_LARGE
 */
export function parsePage(html: string, where: string, longest = MAX_UNITS): CheerioAPI {
  const refused = (what: string, allowed: string | number): DuibiaoError =>
    new DuibiaoError('PAGE_TOO_LARGE', { where, what, allowed });
  if (html.length > longest) throw refused(`${html.length} characters`, `${longest} characters`);
  const { most, elements } = extentOf(html);
  if (most > MAX_OPEN) throw refused('elements nested without end', `${MAX_OPEN} levels`);
  if (elements > MAX_ELEMENTS) throw refused('elements without end', `${MAX_ELEMENTS} of them`);
  return load(html);
}

/** How many elements there are, and how many are open at once at most, by each name's own beginnings and ends. */
function extentOf(html: string): { most: number; elements: number } {
  const open = new Map<string, number>();
  let sum = 0;
  let most = 0;
  let elements = 0;
  for (const m of html.matchAll(/<(\/?)([a-z][a-z0-9:-]{0,40})/gi)) {
    const name = m[2]!.toLowerCase();
    if (m[1] === '') elements++;
    if (SHALLOW.has(name)) continue;
    const n = open.get(name) ?? 0;
    if (m[1] === '') {
      open.set(name, n + 1);
      if (++sum > most) most = sum;
      if (most > MAX_OPEN) break;
    } else if (n > 0) {
      open.set(name, n - 1);
      sum--;
    }
  }
  return { most, elements };
}
