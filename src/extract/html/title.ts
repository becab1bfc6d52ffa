/** The headline: the heading that the page's own title repeats, else the title without the site's name. */
import { type El, squeeze } from './element.ts';
import { type Node, stringOf } from './jsonld.ts';
import type { Survey } from './survey.ts';
import type { Page } from './tree.ts';

const letters = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]+/gu, '');
/** These part a headline from the names of its channels and site, wherever they stand. */
const BARS = /\s*[|｜_]+\s*|(?<=\S)--(?=\S)/;
/** A dash also occurs in headlines: only a short last part is a site's name. */
const DASH = /\s+[-–—·•»:]+\s+|(?<=[\p{Script=Han}！？。”）)"?!0-9])\s*-\s*/u;
const SITE_MAX = 25;
const MIN = 4;

/** Characters of a title that are looked at: longer ones are a page's mistake, or an attack. */
const LONGEST = 600;
const shortened = (text: string): string => squeeze(text.slice(0, 4 * LONGEST)).slice(0, LONGEST);

export interface Titles {
  title: string;
  /** Everything the page calls itself, for finding the headline in its text. */
  all: string[];
  /** The heading that holds it, if one does. */
  heading: El | null;
}

export function titlesOf(
  page: Page,
  survey: Survey,
  nodes: readonly Node[],
  siteName: string | null,
): Titles {
  const meta = (name: string): string[] =>
    (page.metas.get(name) ?? []).map(shortened).filter((t) => t !== '');
  const claimed = [
    ...meta('og:title'),
    ...meta('twitter:title'),
    ...meta('articletitle'),
    ...meta('headline'),
    ...meta('dc.title'),
    ...nodes.flatMap((n) => stringOf(n.headline) ?? []).map(shortened),
    ...(survey.items.get('headline') ?? []),
  ];
  const whole = shortened(page.title);
  const all = [...claimed, whole].filter((t) => letters(t).length >= MIN);
  const told = all.map(letters);
  let best = '';
  let bestLevel = 9;
  let heading: El | null = null;
  for (const h of survey.headings) {
    const key = letters(h.text);
    if (key.length < MIN || (siteName !== null && key === letters(siteName))) continue;
    const known =
      told.some((t) => t.includes(key) && key.length >= (t.startsWith(key) ? 0.35 : 0.5) * t.length) ||
      told.some((t) => key.includes(t) && t.length >= 0.6 * key.length);
    if (!known) continue;
    if (h.level < bestLevel || (h.level === bestLevel && h.text.length > best.length)) {
      best = h.text;
      heading = h.el;
      bestLevel = h.level;
    }
  }
  if (best !== '') return { title: best, all: [...all, best], heading };
  const stripped = [...claimed, whole]
    .map((t) => withoutSite(t, siteName))
    .filter((t) => letters(t).length >= MIN);
  const firstHeading = survey.headings.find((h) => h.level === 1 && letters(h.text).length >= MIN)?.text;
  return { title: stripped[0] ?? firstHeading ?? whole, all, heading: null };
}

function withoutSite(text: string, siteName: string | null): string {
  const site = siteName === null ? '' : letters(siteName);
  const parts = text.split(BARS).filter((p) => p !== '');
  if (parts.length > 1 && letters(parts[0]!) === site) parts.shift();
  // the first part, unless it is a mere section's name
  let kept = parts[0] ?? text;
  if (letters(kept).length < 8 && parts[1] !== undefined && letters(parts[1]).length > 8) kept = parts[1];
  for (;;) {
    const dashes = kept.split(DASH);
    const last = dashes[dashes.length - 1]!;
    if (dashes.length < 2 || (letters(last).length > SITE_MAX && letters(last) !== site)) return kept.trim();
    const head = kept.slice(0, kept.lastIndexOf(last)).replace(/[\s\-–—·•»:]+$/, '');
    if (letters(head).length < 8) return kept.trim();
    kept = head;
  }
}
