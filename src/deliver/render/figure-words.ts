import type { FigureLine, Language } from '../digest.ts';
import type { Phrase, Words } from './words.ts';
import { say } from './words.ts';

const METRICS = [
  'revenue',
  'revenue_growth',
  'net_profit',
  'net_profit_ex_nonrecurring',
  'eps',
  'eps_adjusted',
  'gross_margin',
  'operating_income',
  'capex',
] as const satisfies readonly Phrase[];
const DIRECTIONS = [
  'raised',
  'lowered',
  'reaffirmed',
  'initiated',
  'beat',
  'missed',
  'inline',
] as const satisfies readonly Phrase[];
const MONEY_ZH: Readonly<Record<string, string>> = {
  USD: '美元',
  CNY: '元',
  HKD: '港元',
  EUR: '欧元',
  JPY: '日元',
};

/** One figure in a few words: metric, period, amount, direction, change on the year, what was expected. */
export function figureWords(f: FigureLine, words: Words, language: Language): string {
  const metric = METRICS.find((m) => m === f.metric);
  const name = [metric === undefined ? null : words[metric], f.name].filter((x) => x !== null).join(' ');
  const direction = DIRECTIONS.find((d) => d === f.direction);
  const level = range(f.low, f.high, f.point, (x) => amount(x, f.unit, language), words);
  const yoy = range(f.yoyLow, f.yoyHigh, null, (x) => `${x > 0 ? '+' : ''}${tidy(x)}%`, words);
  const extras = [
    yoy === null ? null : say(words.yoy, { x: yoy }),
    f.expected === null ? null : say(words.expected, { x: amount(f.expected, f.unit, language) }),
    direction === undefined ? null : words[direction],
    contradiction(f, words, language),
  ].filter((x) => x !== null);
  const head = [words[f.kind], f.period, name || words.other, level].filter((x) => x !== null).join(' ');
  if (extras.length === 0) return head;
  return language === 'en' ? `${head} (${extras.join(', ')})` : `${head}（${extras.join('，')}）`;
}

function contradiction(f: FigureLine, words: Words, language: Language): string | null {
  const other = f.contradiction;
  if (other === undefined) return null;
  const x = range(other.low, other.high, other.point, (n) => amount(n, f.unit, language), words);
  return x === null ? null : say(other.side === 'told' ? words.toldOtherwise : words.filedOtherwise, { x });
}

function range(
  low: number | null,
  high: number | null,
  point: number | null,
  show: (x: number) => string,
  words: Words,
): string | null {
  if (point !== null) return show(point);
  if (low !== null && high !== null) return low === high ? show(low) : `${show(low)}–${show(high)}`;
  if (low !== null) return say(words.atLeast, { x: show(low) });
  return high === null ? null : say(words.atMost, { x: show(high) });
}

/** Base units in: 824000000 USD is "USD 824 million", "8.24亿美元". */
function amount(x: number, unit: string, language: Language): string {
  if (unit === 'percent') return `${tidy(x)}%`;
  const [currency = unit, per] = unit.split('/');
  const share = per === 'share';
  if (language === 'en') {
    const [by, word] = scale(x, [
      [1e12, ' trillion'],
      [1e9, ' billion'],
      [1e6, ' million'],
    ]);
    return `${currency} ${tidy(x / by)}${word}${share ? '/share' : ''}`;
  }
  const [by, word] = scale(x, [
    [1e12, '万亿'],
    [1e8, '亿'],
    [1e4, '万'],
  ]);
  return `${share ? '每股' : ''}${tidy(x / by)}${word}${MONEY_ZH[currency] ?? ` ${currency}`}`;
}
function scale(x: number, steps: readonly (readonly [number, string])[]): readonly [number, string] {
  return steps.find(([by]) => Math.abs(x) >= by) ?? [1, ''];
}
function tidy(x: number): string {
  return Number(x.toPrecision(6)).toLocaleString('en-GB', { maximumFractionDigits: 4 });
}
