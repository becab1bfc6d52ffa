import { type FoundNumber, tidy } from './numbers.ts';
import { EMPTY_QUANTITY, type Quantity } from './quantity.ts';
import { atEnd } from './range-end.ts';
import { fromFlat, sided, single, swing } from './signed-range.ts';

const APPROX =
  '(?:an? )?(?:approximately|approx\\.?|about|around|roughly|nearly|almost|some|circa|up to about|约为?|大约|近|人民币|港币|美元)?';
const TO = new RegExp(
  `^(?:(?:的)?\\s?(?:to|through|-{1,2}|~|至|到|and|与|和)\\s?(?:a (?:high|loss|net loss) of |negative |minus |positive )?(?:亏损|盈利|负)?)\\s?${APPROX}\\s?$`,
);
const PLUS_MINUS =
  '(?:,? ?(?:\\(|in each case |each |both |respectively,? )?,? ?(?:plus or minus|plus\\/minus|give or take|\\+ ?\\/ ?-|\\+-|±|上下浮动|上下|正负|加减)(?: or)? ?(?:approximately |about |约)?)';
const MARGIN_AFTER = new RegExp(`^${PLUS_MINUS}$`);
const QUALIFIED_MARGIN = new RegExp(`^ (?:on an? )?(?:gaap|non-gaap|adjusted)(?: basis)?${PLUS_MINUS}$`);
const MARGIN_BEFORE = new RegExp(`${PLUS_MINUS}$`);
const AT_LEAST =
  /(?:at least|(?:not|no|nothing) less than|no fewer than|not lower than|no lower than|more than|(?<!(?:discretion|control|was|were|is|and|just|well|slightly|far) )over|in excess of|greater than|north of|upwards of|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|above|a minimum of|better than|higher than|不低于|不少于|不小于|不下于|不会少于|至少|最少|超过|超出|突破|冲破|逾|高于|大于|超)\s?(?:approximately |about |around |约|人民币)?$/;
const AT_MOST =
  /(?:up to|(?:not|no) (?:more|greater|higher) than|not (?:to )?exceed(?:ing)?|(?<!not )(?<!no )(?<!nothing )less than|at most|(?<!slightly |just |well |far )(?:below|under)|a maximum of|(?<!not |no )lower than|不超过|不多于|不高于|不大于|至多|最多|(?<!不)(?<!不会)(?:低于|少于|小于)|不会超过)\s?(?:approximately |about |around |约|人民币)?$/;
const OR_MORE = /^ ?(?:or (?:more|better|higher|greater|above)|and above|plus(?! or)|以上|以上水平)/;
const OR_LESS = /^ ?(?:or (?:less|lower|below)|以内|以下)/;

const WORDS =
  /(?<![a-z])(?<w>(?:low|mid|high)(?:[ -](?:to|and|-to-)[ -](?:mid|high))?)[ -]?(?:range )?(?<k>single[ -]digits?|teens)(?: percent(?:age)?s?(?: points?)?)?(?![a-z])/g;
/** The usual reading of the words; the words themselves are kept beside the numbers (`inWords`). */
const WORD_BANDS: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>> = {
  single: { low: [1, 3], mid: [4, 6], high: [7, 9] },
  teens: { low: [11, 13], mid: [14, 16], high: [17, 19] },
};

/** What stands between an amount and the same amount said again in another currency. */
const TRANSLATION =
  /^\s?\((?:(?:or|approximately|about|equivalent to|equal to|i\.e\.|折合|约合|约|合|相当于)[ ,]?(?:approximately |about |约)?){0,2}$/;
const PER_SHARE_AFTER = /^ per (?:[a-z]+ ){0,3}(?:share|ads|unit)s?(?![a-z])/;

/**
 * "RMB2.35 billion (US$325 million)": a convenience translation is the same figure, not another one and no loss in
 * brackets. It is dropped, and the amount before it reaches over it, so that a range across it is still seen as one.
 */
function untranslated(folded: string, numbers: readonly FoundNumber[]): FoundNumber[] {
  const out: FoundNumber[] = [];
  for (const n of numbers) {
    const last = out.at(-1);
    const closed = folded[n.end - 1] === ')' ? n.end : folded[n.end] === ')' ? n.end + 1 : -1;
    const opened = folded[n.start] === '(' ? n.start + 1 : n.start;
    if (
      last !== undefined &&
      last.unit === 'money' &&
      last.currency !== null &&
      n.currency !== null &&
      n.currency !== last.currency &&
      closed > 0 &&
      TRANSLATION.test(folded.slice(last.end, opened))
    ) {
      const share = PER_SHARE_AFTER.exec(folded.slice(closed, closed + 48));
      out[out.length - 1] = {
        ...last,
        end: closed + (share?.[0].length ?? 0),
        perShare: last.perShare || share !== null,
      };
    } else out.push(n);
  }
  return out;
}

export function findQuantities(folded: string, found: readonly FoundNumber[]): Quantity[] {
  const numbers = untranslated(folded, found);
  const out: Quantity[] = [];
  for (let i = 0; i < numbers.length; i++) {
    const first = numbers[i]!;
    const second = numbers[i + 1];
    const gap = second === undefined ? null : folded.slice(first.end, second.start);
    const before = folded.slice(Math.max(0, first.start - 60), first.start);
    // "raised by $0.10 to $3.20": by how much, and to what.
    const byTo =
      second !== undefined &&
      gap === ' to ' &&
      /\bby (?:approximately |about |around |an additional )?$/.test(before) &&
      second.value > 3 * first.value;
    const bySide = sided(first, second, folded);
    if (bySide !== null) {
      out.push(bySide);
      if (second !== undefined && bySide.end > second.start) i++;
      continue;
    }
    const flat = fromFlat(first, before, folded.slice(first.end, first.end + 40));
    if (flat !== null) {
      out.push(flat);
      continue;
    }
    const moved = second !== undefined && gap !== null ? swing(first, second, gap, before) : null;
    if (moved !== null) {
      out.push(moved);
      i++;
      continue;
    }
    const joined =
      second !== undefined && gap !== null && !byTo ? joinRange(first, second, gap, before) : null;
    if (joined !== null) {
      out.push({
        ...joined,
        fromTo:
          !/[-~]/.test(gap ?? '') &&
          /(?:from|由|从) (?:a (?:range|low|loss) of )?(?:approximately |about )?$|[由从]约?$/.test(before)
            ? joined.pair
            : null,
      });
      i++;
      continue;
    }
    const prior = out.at(-1);
    if (MARGIN_BEFORE.test(before)) {
      const between = prior === undefined || prior.margin ? '~~' : folded.slice(prior.end, first.start);
      if (prior !== undefined && MARGIN_AFTER.test(between) && prior.point !== null && widen(prior, first)) {
        // "in each case plus or minus 50 basis points" belongs to every value of the list before it.
        if (/each|both|respectively/.test(between)) spread(out, first);
        prior.end = folded[first.end] === ')' && between.includes('(') ? first.end + 1 : first.end;
        continue;
      }
      if (/respectively,?/.test(between) && between.length < 60 && spread(out, first)) continue;
      if (/(?:each|both|in each case)/.test(between) && between.length < 60 && spread(out, first)) continue;
      if (prior !== undefined && QUALIFIED_MARGIN.test(between) && widen(prior, first)) continue;
      out.push({ ...single(first), margin: true });
      continue;
    }
    out.push(bounded(single(first), before, folded.slice(first.end, first.end + 24)));
  }
  for (const m of folded.matchAll(WORDS)) {
    const bands = WORD_BANDS[/teens/.test(m.groups!.k!) ? 'teens' : 'single']!;
    const parts = m.groups!.w!.split(/[ -](?:to|and|-to-)[ -]/);
    const low = bands[parts[0]!];
    const high = bands[parts.at(-1)!];
    if (low === undefined || high === undefined) continue;
    out.push({
      ...EMPTY_QUANTITY,
      low: low[0],
      high: high[1],
      unit: 'percent',
      inWords: m[0],
      start: m.index,
      end: m.index + m[0].length,
    });
  }
  return out.map((q) => atEnd(q, folded)).sort((a, b) => a.start - b.start);
}

/** "$3.155 to $3.205 billion", "8 to 10 percent", "1.5-2.0亿元": the first side takes scale and unit from the second. */
function lend(first: FoundNumber, second: FoundNumber): FoundNumber {
  let { value, unit, currency, scale } = first;
  const bareFirst =
    first.unit === 'plain' || (first.unit === 'money' && first.scale === 1 && first.currency !== null);
  if (
    bareFirst &&
    second.unit === 'money' &&
    second.scale > 1 &&
    first.scale === 1 &&
    Math.abs(first.value) < 10_000 &&
    !first.perShare
  ) {
    const raw = Math.abs(second.value / second.scale);
    const fits =
      Math.abs(first.value) <= raw * 1.0001 ||
      first.unit === 'plain' ||
      second.negative ||
      first.value < 1000;
    if (fits) {
      value = tidy(value * second.scale);
      scale = second.scale;
    }
  }
  if (unit === 'plain') {
    if (second.unit === 'points' && second.end > second.start)
      value = second.unit === 'points' ? scaleLikePoints(first, second) : value;
    if (second.times) value *= 100;
    unit = second.unit;
  }
  if (currency === null) currency = second.currency;
  return { ...first, value, unit, currency, scale };
}

/** "25 to 50 basis points": the first number is in basis points too. */
function scaleLikePoints(first: FoundNumber, second: FoundNumber): number {
  return second.scale === 1 && Math.abs(second.value) < 10 && first.value >= 10
    ? first.value / 100
    : first.value;
}

function joinRange(first: FoundNumber, second: FoundNumber, gap: string, before: string): Quantity | null {
  const between =
    /(?:between|from|介乎|介于|介乎于|在|区间|range of)\s?(?:a (?:loss|net loss|profit|gain) of )?(?:亏损|盈利|净亏损)?\s?(?:approximately |about |an? |约|大约|人民币|港币|为|\(|:)*\s?$/.test(
      before,
    );
  const and = /^(?:\s?(?:and|与|和)\s)|^(?:与|和)/.test(gap);
  if (!TO.test(gap) || (and && !between)) return null;
  // "decreased by $24.4 million to a loss of $15 million": two things, not a range.
  if (/loss/.test(gap) && !/loss/.test(before)) return null;
  if (
    second.unit === 'plain' &&
    first.unit !== 'plain' &&
    !(first.unit === 'money' && first.currency !== null)
  )
    return null;
  if (second.bareYuan && first.currency !== null && first.unit === 'money')
    second = { ...second, currency: first.currency };
  const a = lend(first, second);
  const kinds = new Set([a.unit, second.unit]);
  if (kinds.has('percent') && kinds.has('money')) return null;
  if (kinds.has('points') && kinds.size > 1) return null;
  if (a.unit === 'plain' && second.unit === 'plain') {
    // Two bare numbers with a dash are pages, seasons or scores unless the text calls them a range.
    if (/-/.test(gap) && !between) return null;
  }
  if (a.currency !== null && second.currency !== null && a.currency !== second.currency) {
    if (!(a.currency === 'USD' && first.scale === second.scale)) return null;
  }
  // "$3.70 to 3.90", "1.57亿元至1.81亿": whatever only one side says holds for both.
  let b = second;
  if (second.unit === 'plain' && a.unit === 'money')
    b = {
      ...second,
      unit: 'money',
      currency: a.currency,
      value: first.scale > 1 && second.scale === 1 ? second.value : second.value,
    };
  if (
    second.unit === 'money' &&
    second.scale === 1 &&
    a.unit === 'money' &&
    first.scale > 1 &&
    Math.abs(second.value) < 10_000 &&
    second.value !== 0
  ) {
    // "$850 million to $900" lends forward; "8000万元至1元" cannot be meant either.
    b = { ...b, value: tidy(second.value * first.scale) };
  }
  const low = Math.min(a.value, b.value);
  const high = Math.max(a.value, b.value);
  return {
    ...EMPTY_QUANTITY,
    low,
    high,
    pair: [a.value, b.value],
    unit: b.unit === 'plain' ? a.unit : b.unit,
    currency: b.currency ?? a.currency,
    perShare: first.perShare || second.perShare,
    signed: first.signed || second.signed,
    times: first.times || second.times,
    bare: a.unit === 'plain' && b.unit === 'plain',
    scaled: a.scale > 1 || b.scale > 1,
    start: first.start,
    end: second.end,
  };
}

/** $6.00 billion ± 2% and ± $200 million; 34% ± 50 basis points, ± 1%. False where the two do not fit together. */
function widen(q: Quantity, margin: FoundNumber): boolean {
  if (q.point === null) return false;
  const relative = q.unit === 'money' && margin.unit === 'percent';
  const percent = q.unit === 'percent' && (margin.unit === 'points' || margin.unit === 'percent');
  const amount = q.unit === 'money' && (margin.unit === 'money' || (margin.unit === 'plain' && q.perShare));
  if (!relative && !percent && !amount) return false;
  let size = relative ? (Math.abs(q.point) * margin.value) / 100 : margin.value;
  if (amount && margin.scale === 1 && Math.abs(q.point) > 1e5 && margin.value < 1e4) {
    // "$5.3 billion ± $200" with "million" in the table head: the scale of the value is not lent to its margin.
    size = Number.NaN;
  }
  if (!Number.isFinite(size)) return false;
  q.low = tidy(q.point - Math.abs(size));
  q.high = tidy(q.point + Math.abs(size));
  q.point = null;
  return true;
}

/** Widens the trailing values of a list by one margin; true if at least one took it. */
function spread(list: Quantity[], margin: FoundNumber): boolean {
  let took = false;
  for (let i = list.length - 1; i >= Math.max(0, list.length - 6); i--) {
    const q = list[i]!;
    const next = list[i + 1];
    if (next !== undefined && q.end < next.start - 60) break;
    if (q.point === null) {
      if (i === list.length - 1) continue;
      break;
    }
    if (!widen(q, margin)) break;
    took = true;
  }
  return took;
}

function bounded(q: Quantity, before: string, after: string): Quantity {
  if (q.point === null) return q;
  const most = AT_MOST.test(before) && !/up to date/.test(before);
  if ((!most && AT_LEAST.test(before)) || OR_MORE.test(after)) return { ...q, low: q.point, point: null };
  if (most || OR_LESS.test(after)) return { ...q, high: q.point, point: null };
  return q;
}
