import type { Block, Row } from './blocks.ts';
import type { El } from './element.ts';

/** Running sums over the row of blocks: the total below any element is one subtraction. */
export class Sums {
  readonly row: Row;
  private readonly sums: Float64Array;
  constructor(row: Row, value: (b: Block, i: number) => number) {
    this.row = row;
    this.sums = new Float64Array(row.blocks.length + 1);
    for (let i = 0; i < row.blocks.length; i++) this.sums[i + 1] = this.sums[i]! + value(row.blocks[i]!, i);
  }
  of(el: El): number {
    const a = this.row.from(el);
    return a < 0 ? 0 : this.sums[this.row.to(el)]! - this.sums[a]!;
  }
}

/** Part of a block's text that is links, 0 to 1. */
export const linkShare = (b: Block): number => (b.size === 0 ? 0 : b.link / b.size);
/** A paragraph: long enough, punctuated, and not mostly links. */
export const isProse = (b: Block): boolean => b.size >= 80 && b.marks > 0 && linkShare(b) < 0.35;
