/**
 * Amounts, shares, counts, durations, dates and periods of a text, each as one canonical string that is the same in
 * both languages: 8.5亿美元 and $850 million are both `usd:8.5e8`. Three significant digits: 221亿 and $22.1 billion
 * agree, 22.103 does too; 5.16 and 5.2 do not.
 */
export interface Quantity {
  readonly key: string;
  /** 0..1: how much two texts that share it have in common. 265% says more than 10%, 985.5 billion more than 1 billion. */
  readonly specific: number;
  /** UTF-16 unit in the text. */
  readonly start: number;
}

const NUMBER = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;
const EN_SCALE: Readonly<Record<string, number>> = {
  trillion: 1e12,
  trn: 1e12,
  tn: 1e12,
  t: 1e12,
  billion: 1e9,
  bln: 1e9,
  bn: 1e9,
  b: 1e9,
  million: 1e6,
  mln: 1e6,
  mn: 1e6,
  m: 1e6,
  thousand: 1e3,
  k: 1e3,
  hundred: 100,
};
const ZH_SCALE: Readonly<Record<string, number>> = {
  万亿: 1e12,
  千亿: 1e11,
  百亿: 1e10,
  十亿: 1e9,
  亿: 1e8,
  千万: 1e7,
  百万: 1e6,
  十万: 1e5,
  万: 1e4,
  千: 1e3,
  百: 100,
};
const SCALE = `万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百|trillion|billion|million|thousand|hundred|trn|tn|bln|bn|mln|mn|[tbmk](?![a-z0-9])`;
const PREFIX: Readonly<Record<string, string>> = {
  $: 'usd',
  us$: 'usd',
  hk$: 'hkd',
  s$: 'sgd',
  a$: 'aud',
  nt$: 'twd',
  '€': 'eur',
  '£': 'gbp',
  '¥': 'jpy',
  '₩': 'krw',
  rmb: 'cny',
  usd: 'usd',
};
const UNIT: Readonly<Record<string, string>> = {
  美元: 'usd',
  美金: 'usd',
  dollar: 'usd',
  dollars: 'usd',
  usd: 'usd',
  日元: 'jpy',
  日圆: 'jpy',
  yen: 'jpy',
  港元: 'hkd',
  港币: 'hkd',
  欧元: 'eur',
  euro: 'eur',
  euros: 'eur',
  英镑: 'gbp',
  pounds: 'gbp',
  韩元: 'krw',
  won: 'krw',
  新台币: 'twd',
  人民币: 'cny',
  元人民币: 'cny',
  元: 'cny',
  yuan: 'cny',
  rmb: 'cny',
  '%': 'pct',
  percent: 'pct',
  'per cent': 'pct',
  pc: 'pct',
  秒: 'second',
  second: 'second',
  seconds: 'second',
  秒钟: 'second',
  分钟: 'minute',
  minute: 'minute',
  minutes: 'minute',
  小时: 'hour',
  hour: 'hour',
  hours: 'hour',
  天: 'day',
  day: 'day',
  days: 'day',
  周: 'week',
  week: 'week',
  weeks: 'week',
  个月: 'month',
  month: 'month',
  months: 'month',
  年: 'year',
  year: 'year',
  years: 'year',
  名: 'count',
  人: 'count',
  位: 'count',
  家: 'count',
  台: 'count',
  辆: 'count',
  employees: 'count',
  people: 'count',
  workers: 'count',
  jobs: 'count',
  units: 'count',
};
const UNITS = Object.keys(UNIT)
  .sort((a, b) => b.length - a.length)
  .map((u) => (/^[a-z]/.test(u) ? `${u}(?![a-z0-9])` : u))
  .join('|');
const AMOUNT = new RegExp(
  String.raw`(us\$|hk\$|nt\$|s\$|a\$|rmb ?|usd ?|[$€£¥₩])?(?<![\d.a-z])(${NUMBER})(?![\d])(?: ?-?(${SCALE}))?(?:多|余)?(?: ?-?(?:个)?(${UNITS}))?`,
  'g',
);
const RANGE = /^ ?(?:to|and|-|~|至|到) ?/;
const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);
const MONTH = MONTHS.map((m) => `${m.slice(0, 3)}(?:${m.slice(3)})?`).join('|');
const DATE_EN = new RegExp(
  String.raw`\b(${MONTH})\.? (\d{1,2})(?:st|nd|rd|th)?\b(?!,?\d)|\b(\d{1,2})(?:st|nd|rd|th)? (${MONTH})\b`,
  'g',
);
const DATE_ZH = /(\d{1,2})月(\d{1,2})(?:日|号)/g;
const QUARTER =
  /\b(first|second|third|fourth)[ -](?:fiscal[ -])?quarter\b|\bq([1-4])\b|第?([一二三四1-4])(?:财季|季度|财政季度|季)(?!节)/g;
const FISCAL = /\b(?:fiscal(?: year)?|fy) ?(20\d\d|\d\d)\b|(20\d\d)财年/g;
const WORD_NUMBERS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  ninety: 90,
  hundred: 100,
};
const WORDS = new RegExp(
  String.raw`\b(${Object.keys(WORD_NUMBERS).join('|')})[ -](hundred|thousand|million|billion|trillion)?[ -]?(seconds?|minutes?|hours?|days?|weeks?|months?|years?|percent|per cent)?`,
  'g',
);
const HAN_NUMBER =
  /([一二两三四五六七八九十百千万亿零]+)(?:多|余)?(美元|日元|港元|欧元|元|秒|分钟|小时|天|周|个月|年|名|人|位|倍|亿|万)/g;
const DECADE = /\ba decade\b/g;
const HAN_DIGIT: Readonly<Record<string, number>> = {
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};

/** 两千 -> 2000, 十二 -> 12, 三百万 -> 3000000. */
export function hanNumber(text: string): number {
  let total = 0;
  let section = 0;
  let digit = 0;
  for (const unit of text) {
    const d = HAN_DIGIT[unit];
    if (d !== undefined) {
      digit = d;
      continue;
    }
    const scale = unit === '十' ? 10 : unit === '百' ? 100 : unit === '千' ? 1000 : unit === '万' ? 1e4 : 1e8;
    if (scale >= 1e4) {
      total = (total + section + digit) * scale;
      section = 0;
    } else section += (digit || 1) * scale;
    digit = 0;
  }
  return total + section + digit;
}

/** To three significant digits; most numbers of the news have no more. */
const round3 = (value: number): string =>
  String(Number.isInteger(value) && value < 1000 ? value : Number(value.toPrecision(3)));
/** Significant digits as written decide how telling an amount is. */
function specificity(written: string, scaled: boolean): number {
  const digits = written.replace(/[,.]/g, '').replace(/^0+/, '').replace(/0+$/, '').length;
  return Math.min(1, (digits <= 1 ? 0.45 : digits === 2 ? 0.75 : 1) * (scaled || digits > 1 ? 1 : 0.7));
}

/** Every match of a global pattern that matches no empty text: half the time of matchAll, which copies the pattern. */
export function eachMatch(pattern: RegExp, text: string, visit: (match: RegExpExecArray) => void): void {
  pattern.lastIndex = 0;
  for (let m = pattern.exec(text); m !== null; m = pattern.exec(text)) visit(m);
}

/** @param folded a text through fold(); offsets are the same as the original's. */
export function quantities(folded: string): Quantity[] {
  if (
    !/[\d一二两三四五六七八九十百千]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|first|third|fourth|hundred|decade)\b/.test(
      folded,
    )
  )
    return [];
  const han = /[\u4e00-\u9fff]/.test(folded);
  const out: Quantity[] = [];
  const taken: [number, number][] = [];
  const free = (start: number, end: number): boolean => !taken.some(([s, e]) => start < e && s < end);
  const put = (key: string, specific: number, start: number, end: number): void => {
    if (!free(start, end)) return;
    taken.push([start, end]);
    out.push({ key, specific, start });
  };
  if (!han)
    eachMatch(DATE_EN, folded, (m) => {
      const month = MONTHS.findIndex((name) => (m[1] ?? m[4])!.startsWith(name.slice(0, 3))) + 1;
      put(`date:${month}-${Number(m[2] ?? m[3])}`, 0.7, m.index, m.index + m[0].length);
    });
  if (han)
    eachMatch(DATE_ZH, folded, (m) =>
      put(`date:${Number(m[1])}-${Number(m[2])}`, 0.7, m.index, m.index + m[0].length),
    );
  eachMatch(QUARTER, folded, (m) => {
    const named = ['first', 'second', 'third', 'fourth'].indexOf(m[1] ?? '') + 1;
    const q = named || Number(m[2] ?? 0) || '一二三四'.indexOf(m[3] ?? ' ') + 1 || Number(m[3] ?? 0);
    if (q >= 1 && q <= 4) put(`quarter:${q}`, 0.5, m.index, m.index + m[0].length);
  });
  eachMatch(FISCAL, folded, (m) => {
    const year = m[1] ?? m[2]!;
    put(`fiscal:${year.length === 2 ? `20${year}` : year}`, 0.5, m.index, m.index + m[0].length);
  });
  const amounts: RegExpExecArray[] = [];
  eachMatch(AMOUNT, folded, (m) => amounts.push(m));
  amounts.forEach((m, i) => {
    const written = m[2]!;
    const end = m.index + m[0].length;
    let scale = m[3];
    let unit = m[4] === undefined ? undefined : UNIT[m[4]];
    let prefix = m[1] === undefined ? undefined : PREFIX[m[1].trim()];
    // "8.5亿至9亿美元", "$850-900M": a range says its unit once.
    const next = amounts[i + 1];
    if (next !== undefined && RANGE.test(folded.slice(end, next.index)) && next.index - end <= 5) {
      scale ??= next[3];
      unit ??= next[4] === undefined ? undefined : UNIT[next[4]];
    }
    const before = amounts[i - 1];
    if (before?.[1] !== undefined && prefix === undefined && unit === undefined) {
      const gap = folded.slice(before.index + before[0].length, m.index);
      if (gap.length <= 5 && RANGE.test(gap)) prefix = PREFIX[before[1].trim()];
    }
    const value =
      Number(written.replaceAll(',', '')) *
      (scale === undefined ? 1 : (ZH_SCALE[scale] ?? EN_SCALE[scale] ?? 1));
    if (!Number.isFinite(value)) return;
    const key = keyOf(value, prefix ?? unit, scale !== undefined, written);
    if (key !== null) put(key, specificity(written, scale !== undefined), m.index, end);
  });
  if (!han)
    eachMatch(WORDS, folded, (m) => {
      if (m[2] === undefined && m[3] === undefined) return;
      const value = WORD_NUMBERS[m[1]!]! * (m[2] === undefined ? 1 : EN_SCALE[m[2]]!);
      const unit = m[3] === undefined ? undefined : UNIT[m[3]];
      const key = keyOf(value, unit, m[2] !== undefined, '2');
      if (key !== null) put(key, 0.5, m.index, m.index + m[0].length);
    });
  eachMatch(DECADE, folded, (m) => put('time:10year', 0.5, m.index, m.index + m[0].length));
  if (han)
    eachMatch(HAN_NUMBER, folded, (m) => {
      if (m[1] === '一' && m[2] !== '分钟') return;
      const scale = m[2] === '亿' ? 1e8 : m[2] === '万' ? 1e4 : 1;
      const value = hanNumber(m[1]!) * scale;
      const key = keyOf(value, UNIT[m[2]!], value >= 100, '2');
      if (key !== null) put(key, 0.5, m.index, m.index + m[0].length);
    });
  return out.sort((a, b) => a.start - b.start);
}

const TIME: Readonly<Record<string, readonly [number, string]>> = {
  second: [1, 'second'],
  minute: [60, 'second'],
  hour: [3600, 'second'],
  day: [1, 'day'],
  week: [7, 'day'],
  month: [1, 'month'],
  year: [1, 'year'],
};
function keyOf(value: number, unit: string | undefined, scaled: boolean, written: string): string | null {
  if (unit === 'pct') return `pct:${round3(value)}`;
  const time = unit === undefined ? undefined : TIME[unit];
  if (time !== undefined) {
    // "2024年" and "in 2024 years" are dates, not durations.
    if (unit === 'year' && value >= 1900 && value <= 2100) return null;
    return value <= 1 && unit !== 'minute' && unit !== 'hour'
      ? null
      : `time:${round3(value * time[0])}${time[1]}`;
  }
  if (unit === 'count') return value < 20 ? null : `count:${round3(value)}`;
  if (unit !== undefined) return `${unit}:${round3(value)}`;
  // Bare numbers: large or scaled ones are counts (2,000 employees); years and small ones say nothing.
  if (!scaled && (value < 100 || (value >= 1900 && value <= 2100 && !written.includes(',')))) return null;
  return `count:${round3(value)}`;
}
