/**
 * Which part of a page is the article. Blocks of prose count for, link lists and labels against; the best element is
 * found by running sums, and what is left inside is weeded by name, link share, shape and place.
 */
import { type Block, rowOf } from './blocks.ts';
import type { El } from './element.ts';
import { isHidden } from './marks.ts';
import { chooseRoot } from './root.ts';
import { isProse } from './sums.ts';
import { weedByName, weedInside, weedTeasers } from './weed.ts';

const NEVER = new Set(['button', 'input', 'dialog', 'head']);

export interface Body {
  root: El | null;
  blocks: Block[];
  /** Weighed characters of prose in what was kept. */
  prose: number;
}

export function findBody(page: El): Body {
  const row = rowOf(page, (el) => NEVER.has(el.tag) || isHidden(el));
  if (row.blocks.length === 0) return { root: null, blocks: [], prose: 0 };
  const alive = new Uint8Array(row.blocks.length).fill(1);
  const dropped = new Set<El>();
  const drop = (el: El): void => {
    dropped.add(el);
    alive.fill(0, row.from.get(el)!, row.to.get(el)!);
  };
  weedByName(page, row, drop);
  weedTeasers(page, row, dropped, drop);
  const root = chooseRoot(page, row, alive, dropped);
  weedInside(root, row, alive, dropped, drop);
  const blocks: Block[] = [];
  let prose = 0;
  for (let i = row.from.get(root)!; i < row.to.get(root)!; i++) {
    if (!alive[i]) continue;
    const b = row.blocks[i]!;
    blocks.push(b);
    if (isProse(b)) prose += b.size;
  }
  return { root, blocks, prose };
}
