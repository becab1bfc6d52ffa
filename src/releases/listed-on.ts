/** On which exchange an announcement says its issuer is listed, and the zone in which its days are meant. Pure. */
import { type Exchange, exchangeOf } from '../market/index.ts';

/** Where the companies of our own universe are listed; a foreign line beside it is not where their results come out. */
const HOME: ReadonlySet<Exchange> = new Set<Exchange>(['XHKG', 'XSHG', 'XSHE', 'BJSE']);

export const ZONE_OF: Readonly<Record<string, string>> = {
  XNAS: 'America/New_York',
  XNYS: 'America/New_York',
  XHKG: 'Asia/Hong_Kong',
  XSHG: 'Asia/Shanghai',
  XSHE: 'Asia/Shanghai',
  BJSE: 'Asia/Shanghai',
  XTKS: 'Asia/Tokyo',
  XLON: 'Europe/London',
  XAMS: 'Europe/Amsterdam',
  XPAR: 'Europe/Paris',
  XETR: 'Europe/Berlin',
  XTAI: 'Asia/Taipei',
  XKRX: 'Asia/Seoul',
};

const SAID: readonly (readonly [RegExp, string])[] = [
  [/\(\s*nasdaq|\bnasdaq ?(?:gs|gm|cm)?: ?[a-z]|纳斯达克[^,.;]{0,6}[::]/, 'XNAS'],
  [/\(\s*(?:nyse|new york stock exchange)|\bnyse(?: american)?: ?[a-z]|纽交所[^,.;]{0,6}[::]/, 'XNYS'],
  [/\b(?:hkex|sehk|hkse|hkg): ?\d|\bstock code:? ?\d{3,5}\b|股份代号:? ?\d{3,5}/, 'XHKG'],
  [/\b(?:tse|tokyo|tyo): ?\d{4}/, 'XTKS'],
  [/\(\s*lse|\blse: ?[a-z]/, 'XLON'],
  [/euronext amsterdam|\bams: ?[a-z]/, 'XAMS'],
  [/euronext paris|\bepa: ?[a-z]/, 'XPAR'],
  [/\b(?:xetra|fra|etr): ?[a-z]/, 'XETR'],
  [/\b(?:twse|tpe): ?\d{4}/, 'XTAI'],
  [/\bkrx: ?\d{6}/, 'XKRX'],
];

/** A home company's own listing first (Hong Kong before the mainland only where it has no other); else what the text names; else null. */
export function listedOn(folded: string, tickers: readonly string[]): string | null {
  const home = tickers.map(exchangeOf).filter((x) => x !== null && HOME.has(x));
  const listed = home.map(String).sort();
  const said = SAID.find(([re]) => re.test(folded))?.[1] ?? null;
  if (listed.length === 0) return said;
  return said !== null && listed.includes(said) ? said : listed.at(-1)!;
}
