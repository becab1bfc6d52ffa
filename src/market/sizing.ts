/** The sizing sum: how large a market is × what is charged in it = how much there is to earn, with its source and date. */
import { DuibiaoError } from '../errors.ts';

export interface SizingInput {
  /** In `unit`. */
  readonly marketSize: number;
  /** A currency with a multiplier if any: `亿元`, `万亿元`, `亿港元`, `亿美元`, `CNY`, `billion CNY`, `million USD`. */
  readonly unit: string;
  /** Fractions: 0.015 is 1.5%. */
  readonly feeLow: number;
  readonly feeHigh: number;
  /** Part of the market that is within reach, 0 to 1; 1 unless given. */
  readonly share?: number;
  readonly source: string;
  /** The source's date. */
  readonly date: string;
}

export interface Sizing {
  readonly currency: 'CNY' | 'HKD' | 'USD';
  /** In whole currency units (yuan, dollars). */
  readonly low: number;
  readonly high: number;
  readonly zh: string;
  readonly en: string;
  readonly source: string;
  readonly date: string;
}

const MULTIPLIERS: Readonly<Record<string, number>> = {
  '': 1,
  万: 1e4,
  亿: 1e8,
  万亿: 1e12,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
};
const CURRENCIES: Readonly<Record<string, Sizing['currency']>> = {
  元: 'CNY',
  人民币: 'CNY',
  CNY: 'CNY',
  RMB: 'CNY',
  港元: 'HKD',
  HKD: 'HKD',
  美元: 'USD',
  USD: 'USD',
};
const ZH: Readonly<Record<Sizing['currency'], string>> = { CNY: '元', HKD: '港元', USD: '美元' };

/** The sum and its arithmetic in both languages; throws BAD_ARGUMENT for a unit or a figure that makes no sense. */
export function sizingOf(input: SizingInput): Sizing {
  const { currency, multiplier } = unitOf(input.unit);
  const share = input.share ?? 1;
  check('marketSize', input.marketSize, input.marketSize > 0, 'more than 0');
  check('feeLow', input.feeLow, input.feeLow >= 0 && input.feeLow <= 1, '0 to 1');
  check('feeHigh', input.feeHigh, input.feeHigh >= input.feeLow && input.feeHigh <= 1, 'feeLow to 1');
  check('share', share, share > 0 && share <= 1, 'more than 0, at most 1');
  const size = input.marketSize * multiplier;
  const [low, high] = [tidy(size * share * input.feeLow), tidy(size * share * input.feeHigh)];
  const fee = range(percent(input.feeLow), percent(input.feeHigh));
  const part = share === 1 ? '' : ` × ${percent(share)}`;
  const zh = zhScale(size);
  const zhResult = zhScale(high);
  const en = enScale(size);
  const enResult = enScale(high);
  return {
    currency,
    low,
    high,
    zh: `${amount(size / zh.by)}${zh.word}${ZH[currency]}${part} × ${fee} = ${range(amount(low / zhResult.by), amount(high / zhResult.by))}${zhResult.word}${ZH[currency]}`,
    en: `${currency} ${amount(size / en.by)}${en.word}${part} × ${fee} = ${currency} ${range(amount(low / enResult.by), amount(high / enResult.by))}${enResult.word}`,
    source: input.source,
    date: input.date,
  };
}

/** The sum against the company's own revenue, as multiples; null when the currencies differ or nothing is known. */
export function againstRevenue(
  sizing: Sizing,
  revenue: { readonly amount: number; readonly currency: string } | null,
): { low: number; high: number; zh: string; en: string } | null {
  if (revenue === null || revenue.currency !== sizing.currency || !(revenue.amount > 0)) return null;
  const [low, high] = [sizing.low / revenue.amount, sizing.high / revenue.amount];
  // An assumed market against reported revenue: two digits are all that is known.
  const shown = range(amount(Number(low.toPrecision(2))), amount(Number(high.toPrecision(2))));
  return { low, high, zh: `相当于公司收入的${shown}倍`, en: `${shown}× the company's own revenue` };
}

function unitOf(unit: string): { currency: Sizing['currency']; multiplier: number } {
  const match =
    /^\s*(万亿|万|亿|thousand|million|billion|trillion)?\s*(元|人民币|港元|美元|CNY|RMB|HKD|USD)\s*$/i.exec(
      unit,
    );
  const currency = CURRENCIES[match?.[2]?.toUpperCase() ?? ''];
  const multiplier = MULTIPLIERS[match?.[1]?.toLowerCase() ?? ''];
  if (match === null || currency === undefined || multiplier === undefined)
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: 'sizing unit',
      got: unit,
      allowed: '元, 亿元, 万亿元, 亿港元, 亿美元, CNY, billion CNY, million USD and the like',
    });
  return { currency, multiplier };
}

function check(what: string, got: number, holds: boolean, allowed: string): void {
  if (!holds || !Number.isFinite(got))
    throw new DuibiaoError('BAD_ARGUMENT', { what: `sizing ${what}`, got, allowed });
}

/** 100-billion-yuan is 1,000亿元: Chinese counts in 万 and 亿, English in thousands. A 万亿 is used from ten of them. */
function zhScale(size: number): { by: number; word: string } {
  if (size >= 1e13) return { by: 1e12, word: '万亿' };
  if (size >= 1e8) return { by: 1e8, word: '亿' };
  return size >= 1e4 ? { by: 1e4, word: '万' } : { by: 1, word: '' };
}

function enScale(size: number): { by: number; word: string } {
  if (size >= 1e12) return { by: 1e12, word: ' trillion' };
  if (size >= 1e9) return { by: 1e9, word: ' billion' };
  return size >= 1e6 ? { by: 1e6, word: ' million' } : { by: 1, word: '' };
}

/** Twelve significant digits: binary rounding is not part of the sum. */
function tidy(x: number): number {
  return Number(x.toPrecision(12));
}
function amount(x: number): string {
  return tidy(x).toLocaleString('en-GB', { maximumFractionDigits: 4 });
}
function percent(x: number): string {
  return `${tidy(x * 100)}%`;
}
function range(low: string, high: string): string {
  return low === high ? low : `${low}–${high}`;
}
