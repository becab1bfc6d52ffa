/** Which element is the article: where the prose is, and nothing else. */
import type { Block, Row } from './blocks.ts';
import { type El, isInline } from './element.ts';
import { ARTICLE, BODY, KNOWN, marksOf } from './marks.ts';
import { linkShare, Sums } from './sums.ts';

/** What a block says for (positive) or against (negative) an element being the article; weighed characters. */
export function worth(b: Block): number {
  const s = linkShare(b);
  if (s > 0.5) return -Math.min(b.size, 60);
  if (b.size >= 80 && b.marks > 0) return b.size * (1 - s);
  if (/^h[1-6]$/.test(b.el.tag)) return 0;
  if (b.size >= 30 && /[.。！？!?…"”]$/.test(b.text)) return b.size * 0.5;
  return b.el.tag === 'p' || b.el.tag === 'li' ? -4 : -12;
}

/** An element named as the body of the article wins when it holds at least this part of the best net worth. */
const NAMED_SHARE = 0.2;
const GO_DOWN = 0.75;

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
  if (named && namedNet >= NAMED_SHARE * bestNet) best = named;
  else if (article && articleNet >= 0.4 * bestNet) best = article;
  best = descend(knownWithin(best, gain, dropped) ?? best, gain, dropped, row);
  const other = underHeadline(best, headline, gain);
  return other ? descend(other, gain, dropped, row) : best;
}

/** Comments and other articles may be longer than the article, but they do not stand with its headline. */
function underHeadline(best: El, headline: El | null, gain: Sums): El | null {
  const enough = Math.max(HEADLINE_MIN, HEADLINE_SHARE * gain.of(best));
  let container: El | null = headline;
  while (container && gain.of(container) < enough) container = container.parent;
  if (!container || contains(container, best) || contains(best, container)) return null;
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
    if (!next || most < GO_DOWN * here) return node;
    if (/^(?:p|li|tr|td|ul|ol|dl|blockquote|h\d)$/.test(next.tag) && most < 0.95 * here) return node;
    if (/^(?:p|h\d)$/.test(next.tag)) return node;
    node = next;
  }
}
