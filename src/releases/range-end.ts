import { tidy } from './numbers.ts';
import type { Quantity } from './quantity.ts';

const END_EN = '(?<e>low(?:er)?|bottom|high(?:er)?|top|upper|mid)[ -]?(?<p>end|half|part|point)s?';
const TO_END =
  '(?<rel>at or above|at or below|above|below|exceed(?:s|ing)?|ahead of|(?:at|in|near|around|toward(?:s)?|close to|closer to|within|to|approach(?:es|ing)?|achieve|reach|hit) )? ?(?:the|its|our|that)? ?';
/** "… at the low end of its range of $500 to $520 million" */
const END_BEFORE_EN = new RegExp(
  `${TO_END}${END_EN} of (?:(?:the|its|our|a|this|that|previous|previously|prior|earlier|original|current|existing|issued|provided|announced|stated|full[- ]year|fiscal|annual|guidance|outlook|target(?:ed)?|forecast(?:ed)?|expected|guided|revenue|sales|eps|earnings|range|\\d{4}|\\() ?){0,8}(?:of |between |from |for )?(?:\\()?(?:approximately |about )?$`,
);
/** "… $500 to $520 million, at the low end" is said after it: "in the lower half of that range". */
const END_AFTER_EN = new RegExp(
  `^ ?[,(-]{0,2} ?(?:(?:and|but|with|most likely|likely|results|expected|we|it|now|expect|expects|to|be|come|coming|in|revenue|sales|eps) ){0,6}${TO_END}${END_EN}(?: of (?:that|this|the|our|its) (?:range|guidance))?(?![a-z])(?! of (?!that|this|the range|our range|its range))`,
);
const END_BEFORE_ZH =
  /(?<rel>不低于|高于|超过|低于)?(?:接近|处于|位于|达到|落在|靠近|趋近|在|为)?(?:此前|原|先前|公司)?(?:业绩)?(?:指引|预告|预测|预期|目标)?(?:区间|范围)?的?(?<e>下限|低端|下半(?:段|部|区)?|上限|高端|上半(?:段|部|区)?|中值|中位数)(?:附近|左右)?\(?$/;
const END_AFTER_ZH =
  /^ ?(?:之间)?\)?,?(?:并|且|且预计|预计|将|更?可能|大概率|有望|实际)?(?<rel>不低于|高于|超过|低于|接近|处于|位于|达到|落在|靠近|趋近|偏向)(?:的|该|这一|此|上述)?(?:业绩)?(?:指引|预告|预测|目标)?(?:区间|范围)?(?:内)?的?(?<e>下限|低端|下半(?:段|部|区)?|上限|高端|上半(?:段|部|区)?|中值|中位数)(?!高于|低于|较|为|是|上调|下调|提高|不)/;
/** 接近5亿元至6亿元区间的下限: the verb stands before the range and the end after it. */
const END_AROUND_ZH =
  /(?<rel>不低于|高于|超过|低于|接近|处于|位于|达到|落在|靠近|趋近|在)(?:此前|原|先前|公司|上述|给出的?|业绩|指引|预告|预测|预期|目标|区间|范围|的|为|约|\(|人民币)*$/;
const END_TAIL_ZH =
  /^ ?\)?(?:的)?(?:业绩)?(?:指引|预告|预测|目标)?(?:区间|范围)?\)?(?:内)?的?(?<e>下限|低端|下半(?:段|部|区)?|上限|高端|上半(?:段|部|区)?|中值|中位数)(?!高于|低于|较|为|是|上调|下调|提高|不)/;
/** Only what is expected can be an end of a range; a result is held against the whole of it. */
const AHEAD =
  /\b(?:expect|anticipat|project|forecast|guid(?:e|es|ing)\b|will\b|should\b|see\b|sees\b|outlook|target)|预计|预期|预测|料|有望|指引|将|目标|预告/;

/** "The low end of the range of A to B" is A, its upper half the middle to B, 接近区间下限 the lower end: never the whole range. */
export function atEnd(q: Quantity, folded: string): Quantity {
  if (q.low === null || q.high === null) return q;
  const before = folded
    .slice(Math.max(0, q.start - 160), q.start)
    .split(/[;。\n]|\. /)
    .at(-1)!;
  const after = folded.slice(q.end, q.end + 90).split(/[;。\n]|\. /)[0]!;
  const around = END_AROUND_ZH.exec(before);
  const tail = around === null ? null : END_TAIL_ZH.exec(after);
  const m =
    END_BEFORE_EN.exec(before) ??
    END_AFTER_EN.exec(after) ??
    tail ??
    END_BEFORE_ZH.exec(before) ??
    END_AFTER_ZH.exec(after);
  const said = m?.groups?.e;
  if (m === null || said === undefined || !AHEAD.test(before + after)) return q;
  const verb = m === tail ? around! : m;
  const { low, high } = q;
  const half = tidy((low + high) / 2);
  const part = m.groups!.p ?? '';
  const ahead = m.input === before;
  const lead = m === tail ? around![0].length : ahead ? m[0].trimStart().length : 0;
  const within: Quantity = { ...q, start: q.start - lead, end: ahead ? q.end : q.end + m[0].length };
  if (/previous|prior|earlier|original|此前|原|先前/.test(verb[0])) return { ...within, earlier: true };
  if (/mid|中/.test(said))
    return /point|中/.test(part + said) ? { ...within, low: null, high: null, point: half } : q;
  const lower = /low|bottom|下|低/.test(said);
  if (/half|part/.test(part) || /半/.test(said))
    return lower ? { ...within, high: half } : { ...within, low: half };
  if (/^point/.test(part)) return q;
  const end = lower ? low : high;
  const rel = verb.groups!.rel ?? '';
  if (/above|exceed|ahead|不低于|高于|超过/.test(rel))
    return { ...within, low: end, high: null, point: null };
  if (/below|低于/.test(rel)) return { ...within, low: null, high: end, point: null };
  return { ...within, low: null, high: null, point: end };
}
