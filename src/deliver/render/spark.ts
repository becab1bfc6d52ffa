const BLOCKS = '▁▂▃▄▅▆▇█';

/** A hype curve (scores 0–100) in block characters, against its own top, or against 20 where it never got so far. */
export function spark(scores: readonly number[]): string {
  return heights(scores, BLOCKS.length)
    .map((h) => BLOCKS[h - 1])
    .join('');
}

/** The same as whole heights from 1 to `levels`. */
export function heights(scores: readonly number[], levels: number): number[] {
  const top = Math.max(20, ...scores);
  return scores.map((s) => Math.max(1, Math.min(levels, Math.ceil((Math.max(0, s) / top) * levels))));
}
