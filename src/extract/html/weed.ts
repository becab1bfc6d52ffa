/** What is no part of the article, by name, by role, and by shape (rows of teasers). */
import type { Row } from './blocks.ts';
import { type El, isInline } from './element.ts';
import { BODY, CAPTION, COMMENTS, EMBED, hasJunkRole, JUNK, META, marksOf } from './marks.ts';
import { isProse, linkShare, Sums } from './sums.ts';

const JUNK_TAGS = new Set(['nav', 'footer', 'aside', 'form', 'menu']);

export type Drop = (el: El) => void;

/** Before the article is looked for. Names lie, so what holds much of the page's prose stays. */
export function weedByName(page: El, row: Row, drop: Drop): void {
  const prose = new Sums(row, (b) => (isProse(b) ? b.size : 0));
  const all = prose.of(page);
  const walk = (el: El): void => {
    for (const c of el.children) {
      if (typeof c === 'string' || isEmpty(row, c)) continue;
      const marks = marksOf(c);
      const own = prose.of(c);
      if (c.tag !== 'body') {
        if (marks & COMMENTS && all - own >= 200) {
          drop(c);
          continue;
        }
        const junk = marks & JUNK || JUNK_TAGS.has(c.tag) || hasJunkRole(c);
        if (junk && !(marks & EMBED) && own <= 0.35 * all && !(marks & BODY && own > 0)) {
          drop(c);
          continue;
        }
      }
      walk(c);
    }
  };
  walk(page);
}

const isEmpty = (row: Row, el: El): boolean => {
  return row.from(el) === row.to(el);
};

/** Weighed characters of prose that a teaser may have. */
const TEASER_PROSE = 600;

/**
 * Rows of teasers: three or more siblings of one shape, each with a link of its own line (a headline) and little
 * prose. Lists in an article have their links inside sentences.
 */
export function weedTeasers(page: El, row: Row, dropped: ReadonlySet<El>, drop: Drop): void {
  const prose = new Sums(row, (b) => (isProse(b) ? b.size : 0));
  const size = new Sums(row, (b) => b.size);
  const headlines = new Sums(row, (b) => (linkShare(b) > 0.8 && b.size >= 20 ? 1 : 0));
  const walk = (el: El): void => {
    const groups = new Map<string, El[]>();
    for (const c of el.children) {
      if (typeof c === 'string' || dropped.has(c) || isEmpty(row, c)) continue;
      if (isInline(c.tag) || c.tag === 'p' || /^h\d$/.test(c.tag)) continue;
      if (marksOf(c) & BODY) continue;
      const key = `${c.tag} ${c.class.split(/\s+/)[0] ?? ''}`;
      const group = groups.get(key);
      if (group) group.push(c);
      else groups.set(key, [c]);
    }
    for (const group of groups.values()) {
      if (group.length < 3) continue;
      const teasers = group.filter((g) => {
        const n = headlines.of(g);
        const p = prose.of(g);
        return n >= 1 && n <= 3 && p <= TEASER_PROSE;
      });
      // among paragraphs of the same parent they are lists of the text
      const weight = group.reduce((n, g) => n + size.of(g), 0);
      if (teasers.length >= 3 && teasers.length >= 0.7 * group.length && weight >= 0.5 * size.of(el))
        for (const t of teasers) drop(t);
    }
    for (const c of el.children) if (typeof c !== 'string' && !dropped.has(c) && row.from(c) >= 0) walk(c);
  };
  walk(page);
}

/** After the article is found: its furniture. */
export function weedInside(
  root: El,
  row: Row,
  alive: Uint8Array,
  dropped: ReadonlySet<El>,
  drop: Drop,
): void {
  const size = new Sums(row, (b, i) => (alive[i] ? b.size : 0));
  const link = new Sums(row, (b, i) => (alive[i] ? b.link : 0));
  const prose = new Sums(row, (b, i) => (alive[i] && isProse(b) ? b.size : 0));
  const all = size.of(root);
  const walk = (el: El, inEmbed: boolean): void => {
    for (const c of el.children) {
      if (typeof c === 'string' || dropped.has(c) || isEmpty(row, c)) continue;
      const s = size.of(c);
      const marks = marksOf(c);
      const embed = inEmbed || (marks & EMBED) !== 0;
      if (!isInline(c.tag) && !embed) {
        const named = marks & (META | JUNK | CAPTION) || c.tag === 'figcaption';
        if (named && s < 0.25 * all && !(marks & BODY)) {
          drop(c);
          continue;
        }
        if (c.tag === 'figure' && prose.of(c) < 0.3 * all && !hasTable(c)) {
          drop(c);
          continue;
        }
        if (isLinkBox(c, s, link.of(c)) && s < 0.5 * all) {
          drop(c);
          continue;
        }
      }
      walk(c, embed);
    }
  };
  walk(root, false);
}

const hasTable = (el: El): boolean =>
  el.children.some(
    (c) => typeof c !== 'string' && (c.tag === 'table' || c.tag === 'blockquote' || hasTable(c)),
  );

/** A box of links; a single item of a list, or a short line of a paragraph, is judged with its neighbours. */
function isLinkBox(el: El, size: number, link: number): boolean {
  if (el.tag === 'li' || el.tag === 'td' || el.tag === 'tr' || el.tag === 'tbody') return false;
  if (el.tag === 'p') return link > 0.9 * size && size >= 30;
  if (/^(?:h\d|blockquote)$/.test(el.tag)) return false;
  if (el.tag === 'ul' || el.tag === 'ol') return link > 0.7 * size && size / Math.max(1, items(el)) >= 36;
  return link > 0.6 * size;
}
const items = (el: El): number =>
  el.children.reduce((n, c) => n + (typeof c !== 'string' && c.tag === 'li' ? 1 : 0), 0);
