import type { FoundNumber } from './numbers.ts';
import { EMPTY_QUANTITY, type Quantity } from './quantity.ts';

/** Ranges of a change whose ends say their own side: down 2% to up 2%, 1% lower to flat, 下降5%至增长3%. */
const RISE = '(?:increase|growth|rise|gain|up|增长|增加|上升)';
const FALL = '(?:decrease|decline|drop|fall|reduction|down|下降|减少|下滑)';
const MOVED_BEFORE = new RegExp(`(?:(?<up>${RISE})|${FALL})(?: of| by)?(?: approximately| about)?约? ?$`);
const MOVED_BETWEEN = new RegExp(
  `^(?: to (?:an? )?(?:year[- ]over[- ]year )?|(?:至|到|-|~)(?:同比)?)(?:(?<up>${RISE})|${FALL})(?: of)?(?: approximately| about)?约? ?$`,
);

/** "a decrease of 2% to an increase of 2%", 同比下降5%至增长3%: a range whose ends carry their own signs. */
export function swing(first: FoundNumber, second: FoundNumber, gap: string, before: string): Quantity | null {
  if (first.unit !== 'percent' || second.unit !== 'percent') return null;
  const from = MOVED_BEFORE.exec(before);
  // "to decline 1.2% to minus 0.7%": both ends are falls.
  if (
    from !== null &&
    from.groups!.up === undefined &&
    second.negative &&
    !first.negative &&
    /^ to (?:minus |negative )?-?$/.test(gap)
  )
    return {
      ...EMPTY_QUANTITY,
      low: Math.min(-first.value, second.value),
      high: Math.max(-first.value, second.value),
      signed: true,
      start: first.start,
      end: second.end,
    };
  const to = MOVED_BETWEEN.exec(gap);
  if (from === null || to === null) return null;
  const a = from.groups!.up !== undefined ? first.value : -first.value;
  const b = to.groups!.up !== undefined ? second.value : -second.value;
  return {
    ...EMPTY_QUANTITY,
    low: Math.min(a, b),
    high: Math.max(a, b),
    signed: true,
    start: first.start,
    end: second.end,
  };
}

const SIDE = '(?<side>lower|below|down|less|higher|above|up|more)';
const SIDE_AFTER = new RegExp(`^ ${SIDE}(?: (?:to|and) )(?:approximately |about )?$`);
const SIDE_LAST = new RegExp(`^ ${SIDE}(?![a-z])`);
const SIDE_FLAT = new RegExp(`^ ${SIDE} (?:to|and) (?:roughly |about )?(?:flat|unchanged)(?![a-z])`);
const below = (side: string): boolean => /lower|below|down|less/.test(side);

/** "1% lower to 1% higher", "2% lower to flat": each end carries its side behind it. */
export function sided(first: FoundNumber, second: FoundNumber | undefined, folded: string): Quantity | null {
  if (first.unit !== 'percent') return null;
  const after = folded.slice(first.end, first.end + 40);
  const flat = SIDE_FLAT.exec(after);
  const range = (a: number, b: number, end: number): Quantity => ({
    ...EMPTY_QUANTITY,
    low: Math.min(a, b),
    high: Math.max(a, b),
    signed: true,
    start: first.start,
    end,
  });
  const of = (n: FoundNumber, side: string): number => (below(side) ? -n.value : n.value);
  if (flat !== null) return range(of(first, flat.groups!.side!), 0, first.end + flat[0].length);
  if (second?.unit !== 'percent') return null;
  const own = SIDE_AFTER.exec(folded.slice(first.end, second.start));
  const last = SIDE_LAST.exec(folded.slice(second.end, second.end + 12));
  return own === null || last === null
    ? null
    : range(of(first, own.groups!.side!), of(second, last.groups!.side!), second.end + last[0].length);
}

const FLAT = '(?:roughly |approximately |about |essentially )?(?:flat|unchanged|持平)(?:tish)?';
const FLAT_AFTER = new RegExp(`^ ?(?:and|to|-|~|至|到|与|和) ?${FLAT}(?![a-z])`);
const FLAT_BEFORE = new RegExp(
  `${FLAT} ?(?:and|to|-|~|至|到|与|和) ?(?:(?:an? )?(?:(?<up>${RISE})|(?<down>${FALL}))(?: of| by)?)?(?: approximately| about)?约? ?$`,
);

/** "down 1% to flat", "between a decline of 1 percent and flat", "flat to up 2%", 持平至增长5%: flat is nought, an end of the range. */
export function fromFlat(n: FoundNumber, before: string, after: string): Quantity | null {
  if (n.unit !== 'percent') return null;
  const ahead = FLAT_AFTER.exec(after);
  const behind = FLAT_BEFORE.exec(before);
  const moved = MOVED_BEFORE.exec(before);
  const end = n.end + (ahead?.[0].length ?? 0);
  if (ahead !== null && (moved !== null || n.signed)) {
    const v = n.signed ? n.value : moved!.groups!.up !== undefined ? n.value : -n.value;
    return { ...single(n), low: Math.min(v, 0), high: Math.max(v, 0), point: null, signed: true, end };
  }
  if (behind === null) return null;
  const v = behind.groups!.down !== undefined ? -Math.abs(n.value) : n.value;
  const start = n.start - behind[0].length;
  const range: [number, number] = [Math.min(v, 0), Math.max(v, 0)];
  return {
    ...single(n),
    low: range[0],
    high: range[1],
    point: null,
    signed: true,
    fromTo: /(?:from|由|从) $|[由从]$/.test(before.slice(0, behind.index)) ? range : null,
    start,
  };
}

export function single(n: FoundNumber): Quantity {
  return {
    ...EMPTY_QUANTITY,
    point: n.value,
    unit: n.unit,
    currency: n.currency,
    perShare: n.perShare,
    signed: n.signed,
    times: n.times,
    bare: n.unit === 'plain',
    scaled: n.scale > 1,
    start: n.start,
    end: n.end,
  };
}
