/** Spans by their place in a text: a long table asks for those of a cell thousands of times, so they are found by bisection. */
interface Placed {
  start: number;
  end: number;
}

/** The first of `all` (in the order of their starts) that starts at `at` or later; its index. */
function firstFrom(all: readonly Placed[], at: number): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const half = (low + high) >> 1;
    if (all[half]!.start < at) low = half + 1;
    else high = half;
  }
  return low;
}

/** The spans that lie in [start, end], of spans in the order of their starts. */
export function within<T extends Placed>(all: readonly T[], start: number, end: number): T[] {
  const out: T[] = [];
  for (let i = firstFrom(all, start); i < all.length && all[i]!.start <= end; i++)
    if (all[i]!.end <= end) out.push(all[i]!);
  return out;
}

/** Whether one of `all`, which are in order and do not overlap each other, shares a character with `span`. */
export function overlaps(all: readonly Placed[], span: Placed): boolean {
  const i = firstFrom(all, span.start);
  return (all[i]?.start ?? Number.POSITIVE_INFINITY) < span.end || (all[i - 1]?.end ?? -1) > span.start;
}
