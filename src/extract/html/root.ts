/** Which element is the article: where the prose is, and nothing else. */
import type { Block, Row } from './blocks.ts';
import { type El, isInline } from './element.ts';
import { ARTICLE, BODY, KNOWN, marksOf } from './marks.ts';
import { isProse, linkShare, Sums } from './sums.ts';

const HEADING = /^h[1-6]$/;

/** What a block says for (positive) or against (negative) an element being the article; weighed characters. */
export function worth(b: Block): number {
  const s = linkShare(b);
  if (s > 0.5) return -Math.min(b.size, 60);
  if (b.size >= 80 && b.marks > 0) return b.size * (1 - s);
  if (HEADING.test(b.el.tag)) return 0;
  if (b.size >= 30 && /[.。！？!?…"”]$/.test(b.text)) return b.size * 0.5;
  return b.el.tag === 'p' || b.el.tag === 'li' ? -4 : -12;
}

/** An element named as the body of the article wins when it holds at least this part of the best net worth. */
const NAMED_SHARE = 0.2;
const GO_DOWN = 0.75;
/** A known body that holds this part of the page's prose is the body, however many short lines stand in it too. */
const KNOWN_SHARE = 0.6;
const TRUSTED_SHARE = 0.5;

/** The container of the headline wins over a body elsewhere when it holds at least this part of its prose. */
const HEADLINE_SHARE = 0.15;
const HEADLINE_MIN = 200;

export function chooseRoot(
  page: El,
  row: Row,
  alive: Uint8Array,
  dropped: ReadonlySet<El>,
  headline: El | null,
): El {
  const net = new Sums(row, (b, i) => (alive[i] ? worth(b) : 0));
  const gain = new Sums(row, (b, i) => (alive[i] ? Math.max(0, worth(b)) : 0));
  let best = page;
  let bestNet = net.of(page);
  let named: El | null = null;
  let namedNet = 0;
  let article: El | null = null;
  let articleNet = 0;
  let known: El | null = null;
  const most = KNOWN_SHARE * gain.of(page);
  const walk = (el: El): void => {
    for (const c of el.children) {
      if (typeof c === 'string' || dropped.has(c) || row.from(c) < 0) continue;
      if (isInline(c.tag) || c.tag === 'p') continue;
      const n = net.of(c);
      // ties go down: the inner one has the same text and less furniture
      if (n >= bestNet) {
        best = c;
        bestNet = n;
      }
      const marks = c.tag === 'body' ? 0 : marksOf(c);
      if (marks & KNOWN && gain.of(c) > 0 && gain.of(c) >= most) known = c;
      if (marks & BODY && n > namedNet * 1.02) {
        named = c;
        namedNet = n;
      }
      if ((marks & ARTICLE || c.tag === 'article' || c.tag === 'main') && n > articleNet * 1.02) {
        article = c;
        articleNet = n;
      }
      if (gain.of(c) > 0) walk(c);
    }
  };
  walk(page);
  if (named && namedNet >= NAMED_SHARE * bestNet) best = withTwins(named, namedNet, net, dropped);
  else if (article && articleNet >= 0.4 * bestNet) best = article;
  if (known && gain.of(best) < gain.of(known)) best = known;
  // a body that the page names as one, and that holds most of the prose, is not its comments
  const trusted =
    best !== page && (marksOf(best) & BODY) !== 0 && gain.of(best) >= TRUSTED_SHARE * gain.of(page);
  best = descend(knownWithin(best, gain, dropped) ?? best, gain, dropped, row);
  const paragraphs = new Sums(row, (b, i) => (alive[i] && isProse(b) && !HEADING.test(b.el.tag) ? 1 : 0));
  const other = trusted ? null : underHeadline(best, headline, gain, paragraphs);
  return other ? descend(other, gain, dropped, row) : best;
}

/** How far above a named body its twins are looked for: page builders wrap each part in a row, a column and a box. */
const TWIN_LEVELS = 6;
const TWIN_SHARE = 1.15;
/**
 * A body in parts: builders give every part of one article the same name, side by side. Then the element that holds the parts
 * is meant; it must have more of the prose than the one part, and hold at least one more of that name.
 */
function withTwins(named: El, namedNet: number, net: Sums, dropped: ReadonlySet<El>): El {
  let best = named;
  let bestNet = namedNet;
  let el = named.parent;
  for (let n = 0; el !== null && el.tag !== 'body' && n < TWIN_LEVELS; n++, el = el.parent) {
    const here = net.of(el);
    if (here >= TWIN_SHARE * bestNet && hasTwin(el, named, net, dropped)) {
      best = el;
      bestNet = here;
    }
  }
  return best;
}
/** Weighed characters of a part that counts. */
const TWIN_MIN = 120;
function hasTwin(el: El, named: El, net: Sums, dropped: ReadonlySet<El>): boolean {
  for (const c of el.children) {
    if (typeof c === 'string' || c === named || dropped.has(c) || net.of(c) <= 0) continue;
    if (c.tag === named.tag && c.class === named.class && net.of(c) >= TWIN_MIN) return true;
    if (hasTwin(c, named, net, dropped)) return true;
  }
  return false;
}

/** Comments and other articles may be longer than the article, but they do not stand with its headline. */
function underHeadline(best: El, headline: El | null, gain: Sums, paragraphs: Sums): El | null {
  const enough = Math.max(HEADLINE_MIN, HEADLINE_SHARE * gain.of(best));
  let container: El | null = headline;
  while (container && gain.of(container) < enough) container = container.parent;
  if (!container || contains(container, best) || contains(best, container)) return null;
  // one paragraph under a headline is the lead of a body that stands elsewhere
  if (paragraphs.of(container) < 2 && gain.of(best) > 1.5 * gain.of(container)) return null;
  return container;
}
function contains(outer: El, inner: El): boolean {
  for (let e: El | null = inner; e; e = e.parent) if (e === outer) return true;
  return false;
}

/** The known body inside a named one, when half of the text is there: templates nest the one in the other. */
function knownWithin(el: El, gain: Sums, dropped: ReadonlySet<El>): El | null {
  const enough = 0.5 * gain.of(el);
  let found: El | null = null;
  const walk = (e: El): void => {
    for (const c of e.children) {
      if (typeof c === 'string' || dropped.has(c) || gain.of(c) < enough || gain.of(c) === 0) continue;
      if (c.tag !== 'body' && marksOf(c) & KNOWN) found = c;
      walk(c);
    }
  };
  walk(el);
  return found;
}

/** Weighed characters of prose in a part beside the main one that may not be left behind. */
const PART_MIN = 120;
/** A paragraph beside `next`, or a box of its kind with prose: the story goes on there. */
function hasPart(node: El, next: El, gain: Sums, dropped: ReadonlySet<El>): boolean {
  return node.children.some(
    (c) =>
      typeof c !== 'string' &&
      c !== next &&
      !dropped.has(c) &&
      gain.of(c) >= PART_MIN &&
      (c.tag === 'p' || (c.tag === next.tag && next.class !== '' && firstClass(c) === firstClass(next))),
  );
}
const firstClass = (el: El): string => el.class.trim().split(/\s+/)[0] ?? '';

/** While one child holds nearly all of it. Parts of lists, tables and paragraphs are not articles. */
function descend(from: El, gain: Sums, dropped: ReadonlySet<El>, row: Row): El {
  let node = from;
  for (;;) {
    const here = gain.of(node);
    let next: El | null = null;
    let most = -1;
    for (const c of node.children) {
      if (typeof c === 'string' || dropped.has(c) || row.from(c) < 0 || isInline(c.tag)) continue;
      const g = gain.of(c);
      if (g > most) {
        most = g;
        next = c;
      }
    }
    if (!next || most < GO_DOWN * here || hasPart(node, next, gain, dropped)) return node;
    if (/^(?:p|li|tr|td|ul|ol|dl|blockquote|h\d)$/.test(next.tag) && most < 0.95 * here) return node;
    if (/^(?:p|h\d)$/.test(next.tag)) return node;
    node = next;
  }
}
