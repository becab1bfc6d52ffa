import type { FoundNumber } from './numbers.ts';

/** Amounts spelled out, in folded text: "three hundred and twelve million dollars", "six per cent", 一亿二千万元, 三点五亿元. */

const ONES: Readonly<Record<string, number>> = Object.fromEntries(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, i) => [word, i]),
);
const TENS: Readonly<Record<string, number>> = Object.fromEntries(
  'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, i) => [word, 20 + 10 * i]),
);
const SCALES: Readonly<Record<string, number>> = {
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
};
const WORD = [...Object.keys(ONES), ...Object.keys(TENS), 'hundred', ...Object.keys(SCALES)].join('|');
// Only with a unit behind it: "one million customers" is no amount.
const ENGLISH = new RegExp(
  `(?<![a-z-])(?<words>(?:${WORD})(?:(?:[ -](?:and )?|,? )(?:${WORD}|point)){0,14}) ?(?<unit>u\\.?s\\.? dollars?|hong kong dollars?|dollars?|euros?|yuan|pounds?|yen|cents?|percent|per cent|percentage points?)(?![a-z])(?<share> (?:a|per) (?:diluted |basic |common |ordinary )?share)?`,
  'g',
);
const UNITS: readonly (readonly [RegExp, Pick<FoundNumber, 'unit' | 'currency'>])[] = [
  [/^percentage/, { unit: 'points', currency: null }],
  [/^per/, { unit: 'percent', currency: null }],
  [/hong kong/, { unit: 'money', currency: 'HKD' }],
  [/dollar|cent/, { unit: 'money', currency: 'USD' }],
  [/euro/, { unit: 'money', currency: 'EUR' }],
  [/yuan/, { unit: 'money', currency: 'CNY' }],
  [/pound/, { unit: 'money', currency: 'GBP' }],
  [/yen/, { unit: 'money', currency: 'JPY' }],
];

const HAN = '〇一二三四五六七八九';
const CHINESE =
  /(?<![一二三四五六七八九十百千万亿两零〇点第\d])(?<pre>人民币|港币|美元)?(?<words>[一二三四五六七八九十百千万亿两零〇点]{2,18})(?<unit>元人民币|美元|港元|港币|元|欧元|日元)(?!\p{Script=Han}{0,1}[旦宵])/gu;
const MONEY_ZH: Readonly<Record<string, string>> = {
  美元: 'USD',
  港元: 'HKD',
  港币: 'HKD',
  欧元: 'EUR',
  日元: 'JPY',
};

/** 百分之十二点五, and tenths as speech has them: 五成, 三成半, 七成二. 成 also opens 成立, 成本, 成为 and ends 七成新. */
const HUNDREDTHS =
  /百分之(?<whole>[一二三四五六七八九十百零〇两]{1,5})(?:点(?<part>[一二三四五六七八九零〇]{1,3}))?/g;
const TENTHS =
  /(?<![一二三四五六七八九十百千万亿两第])(?<tens>[一二两三四五六七八九])成(?:(?<half>半)|(?<ones>[一二三四五六七八九])(?![一二三四五六七八九十百千万亿季月年]))?(?=[,.;:)\]至到\-~]|左右|以上|以下|以内|多|余|$|\s)/g;
const HAN_ONE = (c: string): number => (c === '两' ? 2 : HAN.indexOf(c === '零' ? '〇' : c));

function chinesePercents(folded: string): { value: number; start: number; end: number }[] {
  const out: { value: number; start: number; end: number }[] = [];
  for (const m of folded.matchAll(HUNDREDTHS)) {
    const whole = section(m.groups!.whole!);
    if (whole === null) continue;
    const part = [...(m.groups!.part ?? '')].map(HAN_ONE).join('');
    out.push({ value: Number(`${whole}.${part || '0'}`), start: m.index, end: m.index + m[0].length });
  }
  for (const m of folded.matchAll(TENTHS)) {
    const ones = m.groups!.half !== undefined ? 5 : HAN_ONE(m.groups!.ones ?? '〇');
    out.push({
      value: HAN_ONE(m.groups!.tens!) * 10 + ones,
      start: m.index,
      end: m.index + m[0].length,
    });
  }
  return out;
}

export function findSpelledNumbers(folded: string, chinese: boolean): FoundNumber[] {
  const out: FoundNumber[] = [];
  const common = { negative: false, signed: false, times: false, bareYuan: false };
  if (chinese)
    for (const found of chinesePercents(folded))
      out.push({ ...common, ...found, unit: 'percent', currency: null, scale: 1, perShare: false });
  if (chinese)
    for (const m of folded.matchAll(CHINESE)) {
      const { words, unit, pre } = m.groups!;
      const value = hanValue(words!);
      if (value === null || value < 1e4) continue;
      const currency = MONEY_ZH[unit!] ?? MONEY_ZH[pre ?? ''] ?? 'CNY';
      out.push({
        ...common,
        value,
        unit: 'money',
        currency,
        scale: value >= 1e8 ? 1e8 : 1e4,
        perShare: false,
        bareYuan: unit === '元' && pre === undefined,
        start: m.index,
        end: m.index + m[0].length,
      });
    }
  else
    for (const m of folded.matchAll(ENGLISH)) {
      const { words, unit, share } = m.groups!;
      const size = englishValue(words!);
      if (size === null) continue;
      const kind = UNITS.find(([re]) => re.test(unit!))![1];
      const cents = /^cent/.test(unit!);
      out.push({
        ...common,
        ...kind,
        value: cents ? size / 100 : size,
        scale: kind.unit === 'money' && size >= 1000 ? 1000 : 1,
        perShare: share !== undefined || cents,
        start: m.index,
        end: m.index + m[0].length,
      });
    }
  return out;
}

/** "three hundred and twelve million" → 312000000; null where the words do not make one number. */
function englishValue(words: string): number | null {
  const parts = words
    .replace(/[-,]/g, ' ')
    .split(/\s+/)
    .filter((w) => w !== 'and' && w !== '');
  let total = 0;
  let group: number | null = null;
  let decimals: string | null = null;
  for (const word of parts) {
    if (word === 'point') {
      if (decimals !== null || group === null) return null;
      decimals = '';
    } else if (decimals !== null && word in ONES && ONES[word]! < 10) decimals += String(ONES[word]!);
    else if (word in ONES || word in TENS) {
      const size = ONES[word] ?? TENS[word]!;
      // "six seven" is two numbers; "sixty seven" and "six hundred seven" are one.
      if (decimals !== null || (group !== null && group % 10 !== 0)) return null;
      if (group !== null && group % 100 !== 0 && size >= 10) return null;
      group = (group ?? 0) + size;
    } else if (word === 'hundred') {
      if (decimals !== null || group === null || group >= 10) return null;
      group *= 100;
    } else {
      const scale = SCALES[word]!;
      if (group === null || (total !== 0 && total < scale)) return null;
      total += Number((Number(`${group}.${decimals ?? '0'}`) * scale).toPrecision(12));
      group = null;
      decimals = null;
    }
  }
  return total + (group === null ? 0 : Number(`${group}.${decimals ?? '0'}`));
}

/** 一亿二千万 → 120000000, 三点五亿 → 350000000; null where a figure stands out of place. */
function hanValue(words: string): number | null {
  const point = /^([一二三四五六七八九十百零〇两]+)点([一二三四五六七八九零〇]+)(万亿|亿|万|千万|百万)$/.exec(
    words,
  );
  if (point !== null) {
    const whole = section(point[1]!);
    const decimals = [...point[2]!].map((c) => HAN.indexOf(c === '零' ? '〇' : c)).join('');
    const scale = { 万亿: 1e12, 亿: 1e8, 千万: 1e7, 百万: 1e6, 万: 1e4 }[point[3]!]!;
    return whole === null ? null : Number((Number(`${whole}.${decimals}`) * scale).toPrecision(12));
  }
  if (words.includes('点')) return null;
  const [high, low] = words.includes('亿') ? words.split('亿') : ['', words];
  const ten = (low ?? '').includes('万') ? (low ?? '').split('万') : ['', low ?? ''];
  if (words.split('亿').length > 2 || (low ?? '').split('万').length > 2) return null;
  const parts = [high, ten[0], ten[1]].map((p) => (p === '' || p === undefined ? 0 : section(p)));
  if (parts.some((p) => p === null)) return null;
  return parts[0]! * 1e8 + parts[1]! * 1e4 + parts[2]!;
}

/** A number below ten thousand: 三百一十二. */
function section(words: string): number | null {
  let total = 0;
  let digit: number | null = null;
  for (const c of words) {
    const unit = { 十: 10, 百: 100, 千: 1000 }[c];
    if (unit !== undefined) {
      total += (digit ?? 1) * unit;
      digit = null;
    } else if (c === '零' || c === '〇') digit = null;
    else {
      if (digit !== null) return null;
      digit = c === '两' ? 2 : HAN.indexOf(c);
      if (digit < 1) return null;
    }
  }
  return total + (digit ?? 0);
}
