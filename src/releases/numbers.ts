import { overlaps } from './place.ts';
import { findSpelledNumbers } from './spelled.ts';

/** Numbers as finance writes them, in English and Chinese, found in folded text (see text/fold). */

export type NumberUnit = 'money' | 'percent' | 'points' | 'plain';

export interface FoundNumber {
  /** In base units: scale multiplied out; percent as written; `points` in percentage points (50 bps is 0.5). */
  value: number;
  unit: NumberUnit;
  currency: string | null;
  /** 1 where no scale word stood; a range may lend its scale to the side that has none. */
  scale: number;
  perShare: boolean;
  /** A minus, or a whole number in parentheses. */
  negative: boolean;
  /** A plus or minus was written: "+84%" is a change even without a word for it. */
  signed: boolean;
  /** 元 alone, which is the money spoken of: yuan on the mainland, Hong Kong dollars after 港币. */
  bareYuan: boolean;
  /** 1.5倍: a multiple, read as percent (150) and only ever a change. */
  times: boolean;
  start: number;
  end: number;
}

const CURRENCIES: Readonly<Record<string, string>> = {
  us$: 'USD',
  $: 'USD',
  usd: 'USD',
  美元: 'USD',
  美金: 'USD',
  dollars: 'USD',
  dollar: 'USD',
  'us dollars': 'USD',
  'u.s. dollars': 'USD',
  hk: 'HKD',
  us: 'USD',
  hk$: 'HKD',
  hkd: 'HKD',
  港元: 'HKD',
  港币: 'HKD',
  'hong kong dollars': 'HKD',
  港幣: 'HKD',
  nt$: 'TWD',
  twd: 'TWD',
  ntd: 'TWD',
  新台币: 'TWD',
  台币: 'TWD',
  rmb: 'CNY',
  cny: 'CNY',
  人民币: 'CNY',
  元人民币: 'CNY',
  元: 'CNY',
  yuan: 'CNY',
  renminbi: 'CNY',
  'cn¥': 'CNY',
  eur: 'EUR',
  '€': 'EUR',
  欧元: 'EUR',
  euros: 'EUR',
  euro: 'EUR',
  gbp: 'GBP',
  '£': 'GBP',
  英镑: 'GBP',
  pounds: 'GBP',
  jpy: 'JPY',
  日元: 'JPY',
  日圆: 'JPY',
  yen: 'JPY',
  '¥': 'JPY',
  a$: 'AUD',
  c$: 'CAD',
  cad: 'CAD',
  s$: 'SGD',
  sgd: 'SGD',
  r$: 'BRL',
  chf: 'CHF',
  sek: 'SEK',
  dkk: 'DKK',
  krw: 'KRW',
  '₩': 'KRW',
  won: 'KRW',
  韩元: 'KRW',
  inr: 'INR',
  '₹': 'INR',
  'rs.': 'INR',
};

const SCALES: Readonly<Record<string, number>> = {
  crore: 1e7,
  crores: 1e7,
  lakh: 1e5,
  thousand: 1e3,
  k: 1e3,
  million: 1e6,
  millions: 1e6,
  mn: 1e6,
  mln: 1e6,
  mm: 1e6,
  m: 1e6,
  billion: 1e9,
  billions: 1e9,
  bn: 1e9,
  bln: 1e9,
  b: 1e9,
  trillion: 1e12,
  tn: 1e12,
  trn: 1e12,
  t: 1e12,
  万亿: 1e12,
  兆: 1e12,
  千亿: 1e11,
  百亿: 1e10,
  十亿: 1e9,
  亿: 1e8,
  千万: 1e7,
  百万: 1e6,
  十万: 1e5,
  万: 1e4,
  千: 1e3,
};

const CENTS: Readonly<Record<string, string>> = {
  港仙: 'HKD',
  美仙: 'USD',
  仙: 'HKD',
  分: 'CNY',
  pence: 'GBP',
  'hk cent': 'HKD',
  'hk cents': 'HKD',
  'hong kong cents': 'HKD',
};

const PREFIX =
  '(?<pre>(?:hk|us)(?=[\\d.]+ ?cents?(?![a-z]))|us\\$|hk\\$|nt\\$|cn¥|(?<![a-z])[acsr]\\$|rmb|cny|usd|hkd|eur|gbp|jpy|twd|ntd|krw|inr|chf|sek|dkk|cad|sgd|rs\\.|[$€£¥₩₹]|人民币|港币|港元|美元|欧元|日元|新台币)';
const DIGITS = '(?<num>\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?|\\.\\d+)';
const SCALE =
  '(?:[ -]?(?<scale>crores?|lakh|thousand|millions?|billions?|trillion|mn|mln|mm|bn|bln|tn|trn|[mbkt])(?![a-z0-9])|\\s?(?<zhscale>万亿|兆|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?![克瓦米]))余?多?)?';
const UNIT =
  '(?:\\s?(?<pct>%|percent(?:age)?(?! points?)(?![a-z])|per cent(?![a-z])|pct(?![a-z]))|[ -]?(?<pts>percentage points?|ppts?|pts|pps?|points?|basis[ -]points?|bps?)(?![a-z])|\\s?(?<zhpts>个?百分点|个基点|基点)|\\s?(?<times>倍)|[ -]?(?<word>u\\.?s\\.? dollars?|hong kong dollars?|dollars?|yuan|renminbi|rmb|euros?|yen|pounds?|won|(?:hk |us |hong kong )?cents?|pence|usd|hkd|eur|gbp|cny|chf|sek|dkk|twd|jpy|krw)(?![a-z])|(?<pence>p)(?=[ ,;)]|\\.(?:\\s|$)|$)|\\s?(?<zhword>元人民币|美元|美金|港元|港币|元|人民币|欧元|日元|日圆|英镑|新台币|台币|韩元|美分|美仙|港仙|仙(?=[,.;)]|$)|分(?=[,.;)]|$))(?<zhtail>人民币|港币|港元|新台币|台币|美元)?)?';
const SHARE =
  '(?<share>\\s?(?:/|per|a)\\s?(?:(?:fully|gaap|non-gaap|adjusted|basic|diluted|common|ordinary|class a|american depositary|outstanding|and|,|/)[ ]?)*(?:share|ads|unit)s?(?![a-z])|/股|/每股|每股)?';
const NUMBER = new RegExp(
  `(?<open>\\()?(?<sign>[-+](?=[^\\s]))?(?:${PREFIX}\\s{0,2})?(?<open2>\\()?(?<sign2>[-+])?(?:(?<pre2>[$€£¥])\\s?)?${DIGITS}(?<close0>\\)(?=\\s?(?:thousand|million|billion|万|亿|%)))?${SCALE}${UNIT}${SHARE}`,
  'g',
);

/**
 * All numbers of a folded text in order. `masked` spans (dates and periods) are not read as numbers.
 * `chinese` decides what a bare yen/yuan sign means.
 */
export function findNumbers(
  folded: string,
  masked: readonly { start: number; end: number }[],
  chinese: boolean,
): FoundNumber[] {
  const found: FoundNumber[] = [];
  let mask = 0;
  NUMBER.lastIndex = 0;
  for (let m = NUMBER.exec(folded); m !== null; m = NUMBER.exec(folded)) {
    const g = m.groups!;
    // Nothing before the digits holds a digit: the first place they are found is theirs.
    const digitsAt = m.index + m[0].indexOf(g.num!);
    while (mask < masked.length && masked[mask]!.end <= digitsAt) mask++;
    const veil = masked[mask];
    if (veil !== undefined && veil.start <= digitsAt) {
      NUMBER.lastIndex = Math.max(veil.end, m.index + 1);
      continue;
    }
    const before = folded[digitsAt - 1] ?? ' ';
    // Part of a name (armv9, q3, 10-k, 300-page ids) or of a longer dotted number (1.2.3): not a quantity.
    if (g.pre === undefined && g.pre2 === undefined && /[a-z_]/.test(before)) continue;
    // "the mid-70% range", "low 40s": no number was given.
    if (
      /(?:^|[^a-z])(?:low|mid|high|upper|lower)[- ](?:to[- ](?:mid|high)[- ])?[$]?$/.test(
        folded.slice(Math.max(0, digitsAt - 16), digitsAt),
      )
    )
      continue;
    // "$153,7 million": a comma where a point was meant; what it stands for is a guess.
    if (/\d,$/.test(folded.slice(Math.max(0, digitsAt - 2), digitsAt))) continue;
    if (/\d\.$/.test(folded.slice(Math.max(0, digitsAt - 2), digitsAt))) continue;
    let number = readNumber(m, folded, chinese);
    // "negative $0.05 to $0.05"
    if (
      !number.negative &&
      number.unit !== 'plain' &&
      /\b(?:negative|minus) $/.test(folded.slice(Math.max(0, m.index - 9), m.index)) &&
      !/(?:plus or|\/) ?minus $/.test(folded.slice(Math.max(0, m.index - 14), m.index))
    )
      number = { ...number, value: -number.value, negative: true };
    // "95.40/101.49/113.99亿元": a list for several years or bases; which is whose, nothing says.
    const after = folded.slice(number.end, number.end + 2);
    if (/[\d%] ?\/ ?-?$/.test(folded.slice(Math.max(0, digitsAt - 4), digitsAt)) || /^\/[-\d]/.test(after))
      continue;
    found.push(number);
    if (m[0].length === 0) NUMBER.lastIndex++;
  }
  const spelled = findSpelledNumbers(folded, chinese).filter(
    (n) => !overlaps(found, n) && !overlaps(masked, n),
  );
  return spelled.length === 0 ? found : [...found, ...spelled].sort((a, b) => a.start - b.start);
}

function readNumber(m: RegExpExecArray, folded: string, chinese: boolean): FoundNumber {
  const g = m.groups!;
  let end = m.index + m[0].length;
  let start = m.index;
  const raw = Number(g.num!.replaceAll(',', ''));
  const scale = SCALES[g.scale ?? g.zhscale ?? ''] ?? 1;
  const word = (g.pence !== undefined ? 'pence' : (g.word ?? g.zhword ?? ''))
    .replace(/^u\.?s\.? /, 'us ')
    .replace(/^us dollar$/, 'us dollars');
  const tail = g.zhtail;
  const cents = /(?:^| )cent|^pence|美分|仙|^分$/.test(word);
  let currency: string | null = null;
  const pre = g.pre ?? g.pre2;
  if (pre !== undefined) currency = pre === '¥' && chinese ? 'CNY' : (CURRENCIES[pre] ?? null);
  if (currency === null && cents) currency = CENTS[word] ?? 'USD';
  if (word !== '' && !cents && (currency === null || word !== '元'))
    currency = CURRENCIES[word] ?? CURRENCIES[`${word}s`] ?? currency;
  if (tail !== undefined) currency = CURRENCIES[tail] ?? currency;
  const percent = g.pct !== undefined || g.times !== undefined;
  const basis = g.pts !== undefined ? /^b/.test(g.pts) : /基点/.test(g.zhpts ?? '');
  const points = g.pts !== undefined || g.zhpts !== undefined;
  const unit: NumberUnit =
    percent && currency === null
      ? 'percent'
      : points
        ? 'points'
        : currency !== null || g.zhscale !== undefined || g.scale !== undefined
          ? 'money'
          : 'plain';
  // "(1.2)" and "$(0.45)" are negative; "(see page 3" and "($0.88 per share on a diluted basis)" are not.
  let negative = g.sign === '-' || g.sign2 === '-';
  const opened = g.open !== undefined || g.open2 !== undefined;
  const closes = g.close0 !== undefined || folded[end] === ')';
  // "net income of $28.4 million ($0.36 per diluted share)": an aside, no loss.
  if (opened && closes && unit !== 'percent' && unit !== 'points' && g.share === undefined) {
    negative = true;
    if (g.close0 === undefined) end++;
    const share = /^\s?per (?:(?:basic|diluted|common|ordinary) ){0,3}(?:share|ads)\b/.exec(
      folded.slice(end, end + 40),
    );
    if (share !== null) return { ...readPlain(), perShare: true, end: end + share[0].length };
  } else if (g.open !== undefined) start++;
  // A dash between two words or numbers joins; it is a minus only where nothing stands right before it.
  if (g.sign !== undefined && /[\w)%元亿万股]/.test(folded[m.index - 1] ?? ' ')) {
    negative = opened && closes;
    start++;
  }
  return readPlain();

  function readPlain(): FoundNumber {
    const size =
      unit === 'points' && basis
        ? raw / 100
        : g.times !== undefined
          ? raw * 100
          : cents
            ? raw / 100
            : raw * scale;
    return {
      value: tidy(negative ? -size : size),
      unit,
      currency,
      scale,
      perShare: g.share !== undefined || (cents && scale === 1),
      negative,
      signed:
        (g.sign !== undefined || g.sign2 !== undefined) && start <= m.index + (g.open === undefined ? 0 : 1),
      bareYuan: g.zhword === '元' && pre === undefined && tail === undefined,
      times: g.times !== undefined,
      start,
      end,
    };
  }
}

/** 3.205 × 1e9 must be 3205000000 and not 3204999999.9999995. */
export function tidy(value: number): number {
  if (Number.isSafeInteger(value)) return value + 0;
  return Number(value.toPrecision(12)) + 0;
}
