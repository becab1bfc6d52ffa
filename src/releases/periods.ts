/** Mentions of reporting periods in folded text, English and Chinese, before any year is filled in. */

export type Span = 'Q' | 'H' | 'M9' | 'FY';

export interface PeriodMention {
  start: number;
  end: number;
  /** `none`: a span that has no name in the scheme (39 weeks) or only points ("the quarter"); `date`: a day, no span. */
  kind: Span | 'none' | 'date';
  /** Quarter 1–4, half 1–2. */
  index: number;
  year: number | null;
  /** last year's, this year's, next year's, said in words */
  relative: -1 | 0 | 1 | null;
  /** Points back to the period in hand ("the quarter", 报告期). */
  anaphor: boolean;
  /** The end date where one was given; month 1–12. */
  ends: { year: number | null; month: number; day: number } | null;
  /** Said to be fiscal: a calendar guess for its year is not to be trusted. */
  fiscal: boolean;
  /** Weeks of a span counted in them (13, 39); null for any other, and where they are not counted. */
  weeks: number | null;
  /** "by 2025": a date to be reached, so what is said of it is a target. */
  ahead: boolean;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const DATE = `(?:(?:the )?(?:(?<md3>${MONTH}),? (?<dy3>(?:19|20)\\d\\d)|(?<md>${MONTH}) (?<dd>\\d{1,2})(?![\\d.]|,\\d)(?:st|nd|rd|th)?(?:,? ?\\n?(?<dy>(?:19|20)\\d\\d))?|(?<dd2>\\d{1,2})(?:st|nd|rd|th)? (?<md2>${MONTH})(?:,? ?(?<dy2>(?:19|20)\\d\\d))?))`;
const Y = "(?:(?:19|20)\\d\\d(?:\\/\\d\\d(?!\\d))?|'\\d\\d|fy ?'?\\d{2,4})";
const FISCAL = '(?:fiscal(?: years?)?|fy|calendar(?: year)?|financial year|the year)';
const ORD = '(?<ord>first|second|third|fourth|1st|2nd|3rd|4th|1|2|3|4)';
const OF = "[ -](?:(?:of|in|for) )?(?:(?:the|its|our|company's) )?";

const ENGLISH: readonly (readonly [name: string, pattern: string])[] = [
  ['weeks', '(?:year[- ]to[- ]date|ytd)(?: period)?'],
  [
    'weeks',
    `(?:\\d{1,2}|thirteen|twenty-six|thirty-nine|fifty-two|fifty-three|twelve|fourteen|twenty-four|thirty-six|forty)[- ]weeks?(?: (?:fiscal|quarter|year|period|periods|months)){0,3}(?: (?:ended|ending|to))?(?: ${DATE})?`,
  ],
  [
    'months',
    `(?<n>three|six|nine|twelve|3|6|9|12)[- ]months?(?:'s?)?(?: (?:fiscal )?periods?)? (?:ended|ending|to|through)(?: on)? ${DATE}`,
  ],
  [
    'ended',
    `(?<what>(?:fiscal |financial )?quarter|(?:full |fiscal |financial )?year|half[- ]year|period)s?(?: that| which)? (?:ended|ending|ends|closed|to|through)(?: on)? ${DATE}`,
  ],
  [
    'quarter',
    `(?:(?:fiscal |fy ?|calendar )?(?<y1>${Y})(?:'s)?[ -])?(?:(?:fiscal|calendar)[ -])?${ORD}[ -](?:(?:fiscal|calendar)[ -])?quarter(?:'s)?(?:${OF}(?:${FISCAL}[ -]?)?(?<y2>${Y}))?(?:,? (?:ended|ending) ${DATE})?`,
  ],
  ['quarter', `(?:fy ?'?(?<y3>\\d{4}|\\d{2})|(?<y4>(?:19|20)\\d\\d))[ -]?f?q(?<q1>[1-4])(?![0-9a-z])`],
  [
    'quarter',
    `f?q(?<q2>[1-4])(?![0-9])(?:[ -]?(?:(?:of|in) )?(?:${FISCAL})? ?(?<y5>${Y}|\\d\\d(?![\\d.,%]| (?:million|billion|percent|cents))))?`,
  ],
  ['quarter', `(?<q3>[1-4])q(?:[ -]?(?:fy|cy)?'?(?<y6>\\d{4}|\\d{2}))?(?![0-9a-z])`],
  ['named', `(?<mq>${MONTH})[ -]quarter(?:${OF}(?:${FISCAL} ?)?(?<y7>${Y}))?`],
  [
    'half',
    `(?:(?:fiscal |fy ?)?(?<y8>${Y})(?:'s)?[ -])?(?:fiscal )?(?<h1>first|second|1st|2nd)[ -]half(?:[- ]year)?(?:${OF}(?:${FISCAL} ?)?(?<y9>${Y}|the (?:fiscal )?year))?`,
  ],
  [
    'half',
    `(?:h(?<h2>[12])|(?<h3>[12])h)(?![0-9])(?:[ -]?(?:of )?(?:fy|cy)? ?'?(?<y10>\\d{4}|\\d{2}))?(?![0-9a-z])`,
  ],
  ['half', `(?:(?<y20>${Y}) )(?<h4>interim) (?:results?|report|period|dividend)`],
  [
    'nine',
    `(?:(?:the|for) nine months(?! (?:ended|ending|to|period))|first nine months(?:${OF}(?:${FISCAL} ?)?(?<y11>${Y}|the (?:fiscal )?year))?|9m ?'?(?<y12>\\d{4}|\\d{2}))`,
  ],
  [
    'year',
    `(?:(?:the )?full[ -](?:fiscal[ -])?year(?:${OF}(?:${FISCAL} ?)?(?<y13>${Y}))?|(?:${FISCAL.replace('|the year', '')}) ?(?:of )?(?:ending )?(?<y14>'?\\d{4}|'?\\d\\d(?![\\d.,%]))|(?<y15>${Y})[ -](?:full[ -]|fiscal[ -]|financial )?(?:year|full-year)(?! ago| earlier)|(?:annual|full-year|fiscal year) (?<y16>(?:19|20)\\d\\d))`,
  ],
  // 2020 to 2024: a span of years has no name.
  ['odd', '(?:19|20)\\d\\d(?: ?-+ ?| to | through )(?:19|20)\\d\\d(?![\\d.,]\\d|%)'],
  ['odd', '(?:for )?(?:the )?(?:rest|remainder|balance) of (?:the|this|our) (?:fiscal )?(?:year|quarter)'],
  ['odd', '(?:beyond|after|since|before|until|prior to) (?:(?:fiscal|calendar) (?:year )?)?(?:19|20)\\d\\d'],
  [
    'year',
    `(?:for|in|by|during|through|of) (?<y17>(?:19|20)\\d\\d(?:\\/\\d\\d)?|'\\d\\d)(?![\\d,]\\d|\\.\\d|%)`,
  ],
  ['year', `(?<y18>(?:19|20)\\d\\d)(?![\\d,]\\d|\\.\\d|%|[- ](?:act|stores|employees|homes|roles))`],
  [
    'this',
    '(?:(?:this|the current|our current) (?:fiscal |financial )?year(?![- ](?:quarter|period))|fy(?![ -]?[^ $€£¥(a-z]?\\d)|(?:the |our )?(?:fiscal|financial|entire|whole) year(?! ago| earlier)|(?:for|over) the year(?! ago| earlier| ended| ending| through| to ))',
  ],
  ['next', '(?:next|the coming) (?:fiscal |financial )?year'],
  ['the', 'qtrly|quarterly(?= (?:adj|non|gaap|net|rev|sales|earn|eps|loss|ffo|affo|core|total|u\\.s|dil))'],
  [
    'the',
    '(?:in|for|during|of|this|over)? ?(?:(?:the|this|our|current|latest|recent|most recent|reported|reporting|just-ended|current-year|next) ){1,3}(?:fiscal )?(?:quarter|period|half)(?! ago| earlier| before| of fiscal| ended| ending|[- ]year|s? (?:to|through) [a-z]{3,9}\\.? \\d)',
  ],
  ['date', DATE],
];

const HAN_DIGIT: Readonly<Record<string, string>> = {
  〇: '0',
  零: '0',
  一: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
};
const ZN = '[一二三四五六七八九十]{1,3}|\\d{1,2}';
const ZY =
  '(?<zy>(?:19|20)\\d\\d|[一二三四五六七八九〇零]{4})(?= ?(?:年|财|全年|上半|下半|前三|第|q|h|fy|[一二三四]季|\\/))(?: ?年度?(?!末|底|初|来|内|期|报|终))?';
const ZREL = '(?<rel>去年度?|上年度?|今年度?|本年度?|明年度?|当年)';
const CHINESE: readonly (readonly [name: string, pattern: string])[] = [
  [
    'range',
    `(?<zy>(?:19|20)\\d\\d) ?年 ?1 ?月 ?1 ?日 ?[-~至到] ?(?:\\k<zy> ?年 ?)?(?<zm>3|6|9|12) ?月 ?(?<zd>30|31) ?日`,
  ],
  [
    'ended',
    `(?:截至|于|至|截止)? ?(?:${ZY.replace('(?= ?(?:年|财|全年|上半|下半|前三|第|q|h|fy|[一二三四]季|\\/))', '')}) ?(?<zm>${ZN}) ?月(?: ?(?<zd>[一二三四五六七八九十]{1,3}|\\d{1,2}) ?日)? ?(?:\\([^)]{0,20}\\) ?)?止?(?:的|之)? ?(?<span>年度|财政年度|财年|全年|十二个月|12个月|九个月|9个月|六个月|6个月|三个月|3个月|半年度?|上半年|中期|季度|第[一二三四]季度?)`,
  ],
  [
    'chinese',
    `(?:(?:${ZY}|${ZREL}|fy ?(?<zf>\\d{4}|\\d\\d)) ?(?:财政年度|财年|财政年|年度)?(?:的)?)? ?(?:第?(?<zq>[一二三四1-4])(?:财政|财)?季度?(?:报告?)?(?!度)|(?<zq2>首)(?:财)?季度?|f?q(?<zq3>[1-4])(?![0-9])(?:财季)?|(?<zh1>上半年度?|半年度|半年报|中报|中期|1 ?(?:月)?[-~至] ?6 ?月(?:份)?|h1(?![0-9]))|(?<zh2>下半年度?|h2(?![0-9])|7 ?(?:月)?[-~至] ?12 ?月)|(?<z9>前三季度?|前3季度?|首三季度?|首九个月|1 ?(?:月)?[-~至] ?9 ?月(?:份)?|三季报)|(?<zq1m>1 ?(?:月)?[-~至] ?3 ?月(?:份)?)|(?<zq4m>10 ?(?:月)?[-~至] ?12 ?月(?:份)?)|1 ?(?:月)?[-~至] ?12 ?月(?:份)?|(?<zodd>\\d{1,2} ?(?:月)?[-~至] ?\\d{1,2} ?月(?:份)?|前\\d{1,2}个?月|首[一二三四五六七八十]{1,2}个?月)|(?<zfy>全年度?|年度|年报|年年报|财政年度|全财年|本财年|财年))`,
  ],
  [
    'chinese',
    `(?:(?:${ZY}|fy ?(?<zf>(?:20)?\\d\\d)(?![0-9])) ?(?:财政年度|财年|财政年|年度)?)(?! ?年? ?(?:\\d{1,2}|[一二三四五六七八九十]{1,2}) ?月)`,
  ],
  [
    'rel',
    `截至${ZREL}(?:年)?(?:1?2 ?月)?(?:底|末|31日)?(?:止(?:的|之)?(?:年度|财年|全年|十二个月|12个月)?|(?:的|之)?(?:年度|财年|全年))`,
  ],
  ['rel', `${ZREL}(?! ?(?:同期|度?末|底|初|\\d))`],
  [
    'month',
    `(?:(?:(?:19|20)\\d\\d|[二〇零一三四五六七八九]{4}) ?年)?(?:${ZN}) ?月(?:份)?(?=的?(?:单月|合并|销售|营收|收入|营业|净利|经营|实现|总营收|出货))`,
  ],
  ['quarterended', `(?<zm>${ZN})月(?:份)?(?:当)?季度?`],
  ['the', '(?:本|当|该|下|上述|单)(?:个)?(?:财)?季度?|报告期内?|本期间?|期内|本报告期'],
  [
    'date',
    `(?:(?<zdy>(?:19|20)\\d\\d|[二〇零一三四五六七八九]{4})年?)?(?<zdm>${ZN})月(?:份)?(?:(?<zdd>${ZN})日?)?|(?:19|20)\\d\\d[-/]\\d{1,2}[-/]\\d{1,2}|\\d{1,2}日|(?:19|20)\\d\\d年(?:末|底|初|来)?`,
  ],
];

type Compiled = readonly { name: string; re: RegExp }[];
const compile = (rules: readonly (readonly [string, string])[], head: string): Compiled =>
  rules.map(([name, pattern]) => ({ name, re: new RegExp(head + pattern, 'y') }));
const EN = compile(ENGLISH, '(?<![a-z0-9$.,])');
// "1.2023年1月1日": the number of a paragraph stands before the year.
const ZH = compile(CHINESE, '(?<![0-9]|[0-9],|[0-9][.](?!(?:19|20)\\d\\d ?年))');

/** All mentions in order, none overlapping; the longer rule stands first and wins. */
export function findPeriods(folded: string, chinese: boolean): PeriodMention[] {
  const out: PeriodMention[] = [];
  const rules = chinese ? [...ZH, ...EN.filter((r) => r.name === 'quarter' || r.name === 'half')] : EN;
  for (let i = 0; i < folded.length; ) {
    const at = folded.charCodeAt(i);
    // A mention starts with a letter, a digit, an apostrophe ('21) or a Han character.
    const starts = (at >= 97 && at <= 122) || (at >= 48 && at <= 57) || at === 39 || at > 0x2fff;
    let hit: PeriodMention | null = null;
    if (starts)
      for (const { name, re } of rules) {
        re.lastIndex = i;
        const m = re.exec(folded);
        if (m === null || m[0].length === 0) continue;
        hit = chinese && name !== 'quarter' && name !== 'half' ? readChinese(name, m) : readEnglish(name, m);
        if (hit !== null) break;
      }
    if (hit !== null) {
      out.push(hit);
      i = hit.end;
    } else i = starts && at <= 122 ? wordEnd(folded, i) : i + 1;
  }
  return out;
}

function wordEnd(text: string, at: number): number {
  let i = at + 1;
  while (i < text.length && /[a-z]/.test(text[i]!) && /[a-z]/.test(text[i - 1]!)) i++;
  return i;
}

function base(m: RegExpExecArray): PeriodMention {
  return {
    start: m.index,
    end: m.index + m[0].length,
    kind: 'none',
    index: 0,
    year: null,
    relative: null,
    anaphor: false,
    ends: null,
    weeks: null,
    fiscal: /fiscal|\bf[yq]|财/.test(m[0]),
    ahead: /^by /.test(m[0]),
  };
}

const WEEKS: Readonly<Record<string, number>> = {
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  'twenty-six': 26,
  'thirty-nine': 39,
  forty: 40,
  'fifty-two': 52,
  'fifty-three': 53,
};

const ORDINALS: Readonly<Record<string, number>> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  '1st': 1,
  '2nd': 2,
  '3rd': 3,
  '4th': 4,
  '1': 1,
  '2': 2,
  '3': 3,
  '4': 4,
};

function yearOf(text: string | undefined): number | null {
  const digits = /(\d{4}|\d{2})$/.exec(text ?? '')?.[1];
  if (digits === undefined) return null;
  const year = digits.length === 2 ? 2000 + Number(digits) : Number(digits);
  return year >= 1980 && year <= 2060 ? year : null;
}

function readEnglish(name: string, m: RegExpExecArray): PeriodMention | null {
  const g = m.groups ?? {};
  const p = base(m);
  const firstYear = Object.entries(g).find(([key, value]) => /^y\d+$/.test(key) && value !== undefined)?.[1];
  p.year = yearOf(firstYear);
  const month = g.md ?? g.md2 ?? g.md3;
  if (month !== undefined) {
    const at = MONTHS.indexOf(month.slice(0, 3)) + 1;
    p.ends = { year: yearOf(g.dy ?? g.dy2 ?? g.dy3), month: at, day: Number(g.dd ?? g.dd2 ?? lastDay(at)) };
  }
  switch (name) {
    case 'date':
      return { ...p, kind: 'date' };
    case 'odd':
      return { ...p, kind: 'none' };
    case 'weeks': {
      const said = /^(\d{1,2}|[a-z-]+?)[- ]weeks?/.exec(m[0])?.[1];
      return {
        ...p,
        kind: 'none',
        weeks: said === undefined ? null : (WEEKS[said] ?? (Number(said) || null)),
      };
    }
    case 'months':
      return {
        ...p,
        ...spanOf({ three: 3, six: 6, nine: 9, twelve: 12, '3': 3, '6': 6, '9': 9, '12': 12 }[g.n!]!),
      };
    case 'ended':
      if (g.what === 'period') return { ...p, kind: 'none' };
      return { ...p, ...spanOf(/quarter/.test(g.what!) ? 3 : /half/.test(g.what!) ? 6 : 12) };
    case 'quarter':
      return {
        ...p,
        kind: 'Q',
        index: g.ord === undefined ? Number(g.q1 ?? g.q2 ?? g.q3) : ORDINALS[g.ord]!,
      };
    case 'named':
      p.ends = { year: p.year, month: MONTHS.indexOf(g.mq!.slice(0, 3)) + 1, day: 0 };
      return { ...p, kind: 'Q', index: 0 };
    case 'half':
      return { ...p, kind: 'H', index: g.h4 !== undefined ? 1 : Number(g.h2 ?? g.h3 ?? ORDINALS[g.h1!]) };
    case 'nine':
      return { ...p, kind: 'M9' };
    case 'next':
      return { ...p, kind: 'FY', relative: 1 };
    case 'this':
      // "FY" alone is the full year in hand or to come, as what is said of it shows.
      return { ...p, kind: 'FY', relative: m[0] === 'fy' ? null : 0 };
    case 'the':
      return { ...p, anaphor: true, index: /quarter|qtrly/.test(m[0]) ? 1 : 0 };
    default:
      return firstYear !== undefined && p.year === null ? null : { ...p, kind: 'FY' };
  }
}

const spanOf = (months: number): Pick<PeriodMention, 'kind' | 'index'> =>
  months === 3
    ? { kind: 'Q', index: 0 }
    : months === 6
      ? { kind: 'H', index: 0 }
      : months === 9
        ? { kind: 'M9', index: 0 }
        : { kind: 'FY', index: 0 };

function readChinese(name: string, m: RegExpExecArray): PeriodMention | null {
  const g = m.groups ?? {};
  const p = base(m);
  const digits = (g.zy ?? '').replace(/[^\d]/g, (unit) => HAN_DIGIT[unit] ?? '');
  p.year = yearOf(g.zf ?? (digits === '' ? undefined : digits));
  if (g.rel !== undefined) p.relative = /^[去上]/.test(g.rel) ? -1 : /^明/.test(g.rel) ? 1 : 0;
  switch (name) {
    case 'date': {
      const said = (g.zdy ?? '').replace(/[^\d]/g, (unit) => HAN_DIGIT[unit] ?? '');
      if (said !== '' && g.zdm !== undefined && g.zdd !== undefined)
        p.ends = { year: yearOf(said), month: hanNumber(g.zdm), day: hanNumber(g.zdd) };
      return { ...p, kind: 'date' };
    }
    case 'the':
      return { ...p, anaphor: true };
    case 'range': {
      const month = Number(g.zm);
      p.year = null;
      p.ends = { year: Number(g.zy), month, day: Number(g.zd) };
      return { ...p, ...spanOf(month) };
    }
    case 'month':
      return p;
    case 'rel':
      return { ...p, kind: 'FY' };
    case 'quarterended':
      return /^(?:3|6|9|12|三|六|九|十二)$/.test(g.zm!)
        ? { ...p, kind: 'Q', ends: { year: null, month: hanNumber(g.zm!), day: 0 } }
        : null;
    case 'ended': {
      p.ends = {
        year: p.year,
        month: hanNumber(g.zm!),
        day: g.zd === undefined ? lastDay(hanNumber(g.zm!)) : hanNumber(g.zd),
      };
      p.year = null;
      const months = /季|三个月|3个月/.test(g.span!)
        ? 3
        : /六个月|6个月|半年|中期/.test(g.span!)
          ? 6
          : /九个月|9个月/.test(g.span!)
            ? 9
            : 12;
      return { ...p, ...spanOf(months) };
    }
  }
  if (g.zq !== undefined) return { ...p, kind: 'Q', index: Number(HAN_DIGIT[g.zq] ?? g.zq) };
  if (g.zq2 !== undefined) return { ...p, kind: 'Q', index: 1 };
  if (g.zq3 !== undefined) return { ...p, kind: 'Q', index: Number(g.zq3) };
  if (g.zh1 !== undefined) return { ...p, kind: 'H', index: 1 };
  if (g.zh2 !== undefined) return { ...p, kind: 'H', index: 2 };
  if (g.z9 !== undefined) return { ...p, kind: 'M9' };
  if (g.zfy !== undefined && p.year === null && p.relative === null && !/^全|报$/.test(g.zfy)) return null;
  // Months name a calendar quarter, which a fiscal calendar counts in its own way: January to March is Arm's fourth.
  const months = g.zq1m !== undefined ? 3 : g.zq4m !== undefined ? 12 : null;
  if (months !== null) return { ...p, kind: 'Q', index: 0, ends: { year: p.year, month: months, day: 0 } };
  if (g.zodd !== undefined) return { ...p, kind: 'none' };
  return { ...p, kind: 'FY' };
}

function hanNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const [tens, ones] = text.includes('十') ? text.split('十') : ['', text];
  const digit = (unit: string | undefined, empty: number): number =>
    unit === undefined || unit === '' ? empty : Number([...unit].map((u) => HAN_DIGIT[u] ?? '0').join(''));
  return (text.includes('十') ? digit(tens, 1) * 10 : 0) + digit(ones, 0);
}

export function lastDay(month: number): number {
  return month === 2 ? 28 : [4, 6, 9, 11].includes(month) ? 30 : 31;
}
