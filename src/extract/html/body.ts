/**
 * Which part of a page is the article. Blocks of prose count for, link lists and labels against; the best element is
 * found by running sums, and what is left inside is weeded by name, link share, shape and place.
 */
import { type Block, rowOf } from './blocks.ts';
import type { El } from './element.ts';
import { leadOf } from './lead.ts';
import { BODY, isHidden, marksOf } from './marks.ts';
import { chooseRoot } from './root.ts';
import { isProse, linkShare } from './sums.ts';
import { weedByName, weedInside, weedTeasers } from './weed.ts';

const NEVER = new Set(['button', 'input', 'dialog', 'head']);

export interface Body {
  root: El | null;
  /** What was kept. */
  blocks: Block[];
  /** Weighed characters of prose in it. */
  prose: number;
  /** The whole page's blocks, and the stretch [start, end) from the first kept one to the last. */
  row: Block[];
  start: number;
  end: number;
  /** Headlines on the page that lead elsewhere. */
  teasers: number;
  /** The headline's element stands above it. */
  below: boolean;
  /** The page itself names this part as an article. */
  named: boolean;
}

/** Prose below which a second, more trusting look is taken; weighed characters. */
const POOR = 300;

/** `headline` is the heading that holds the title, where there is one. */
export function findBody(page: El, headline: El | null = null): Body {
  const strict = look(page, (el) => NEVER.has(el.tag) || isHidden(el), true, headline);
  if (strict.prose >= POOR) return strict;
  // names may have lied, or the text waits for a script to show it
  const shown = look(page, (el) => NEVER.has(el.tag) || isHidden(el), false, headline);
  const loose = shown.prose >= POOR ? shown : look(page, (el) => NEVER.has(el.tag), true, headline);
  return loose.prose > 2 * strict.prose + POOR ? loose : strict;
}

function look(page: El, skipped: (el: El) => boolean, byName: boolean, headline: El | null): Body {
  const row = rowOf(page, skipped);
  const alive = new Uint8Array(row.blocks.length).fill(1);
  const dropped = new Set<El>();
  const drop = (el: El): void => {
    dropped.add(el);
    alive.fill(0, row.from(el), row.to(el));
  };
  if (byName) weedByName(page, row, drop);
  const teasers = row.blocks.reduce((n, b) => n + (linkShare(b) > 0.8 && b.size >= 30 ? 1 : 0), 0);
  weedTeasers(page, row, dropped, drop);
  const root = chooseRoot(page, row, alive, dropped, headline);
  weedInside(root, row, alive, dropped, drop);
  const blocks: Block[] = [];
  let prose = 0;
  let start = -1;
  let end = 0;
  for (const i of leadOf(root, row, alive, headline)) {
    blocks.push(row.blocks[i]!);
    if (start < 0) start = i;
    if (isProse(row.blocks[i]!)) prose += row.blocks[i]!.size;
  }
  for (let i = row.from(root); i < row.to(root); i++) {
    if (!alive[i]) continue;
    const b = row.blocks[i]!;
    blocks.push(b);
    if (start < 0) start = i;
    end = i + 1;
    if (isProse(b)) prose += b.size;
  }
  const marks = marksOf(root);
  const named = root.tag === 'article' || (root.tag !== 'body' && (marks & BODY) !== 0);
  const below = headline !== null && row.from(headline) >= 0 && row.to(headline) <= row.from(root);
  return { root, below, blocks, prose, row: row.blocks, start: Math.max(0, start), end, teasers, named };
}
