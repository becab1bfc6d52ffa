/** Tickers as exporters write them, in the universe's form: `6608.HK`, `688521.SH`, `300308.SZ`, `920799.BJ`. */

const SUFFIX: Readonly<Record<string, string>> = {
  HK: 'HK',
  XHKG: 'HK',
  SH: 'SH',
  SS: 'SH',
  XSHG: 'SH',
  SZ: 'SZ',
  XSHE: 'SZ',
  BJ: 'BJ',
  BJSE: 'BJ',
  BSE: 'BJ',
};

/** An index under a name of its own (`HSI.IDX`, `000300.IDX`), and shares of New York (`ARM.O`, `TSM.N`). */
const NAMED = /^(?:[A-Z0-9]{2,12}\.IDX|[A-Z][A-Z0-9-]{0,7}\.[NO])$/;

/** null when it is none: `SH600519`, `600519.SS`, `600519`, `00700`, `HK.00700`, `0700.hk` are read. */
export function tickerOf(raw: string): string | null {
  const plain = raw.trim().toUpperCase();
  if (NAMED.test(plain)) return plain;
  const match =
    /^(?<code>\d{1,6})(?:[._](?<suffix>[A-Z]{2,4}))?$/.exec(plain) ??
    /^(?<suffix>[A-Z]{2,4})[._]?(?<code>\d{1,6})$/.exec(plain);
  if (match === null) return null;
  const { code, suffix } = match.groups as { code: string; suffix?: string };
  const market = suffix === undefined ? marketOf(code) : SUFFIX[suffix];
  if (market === undefined) return null;
  if (market === 'HK') return code.length <= 5 ? `${String(Number(code)).padStart(4, '0')}.HK` : null;
  return code.length === 6 ? `${code}.${market}` : null;
}

/** Six digits are the mainland's (5, 6 and 9 Shanghai, 4 and 8 Beijing, the rest Shenzhen), up to five Hong Kong's. */
function marketOf(code: string): string | undefined {
  if (code.length < 4) return undefined;
  if (code.length <= 5) return 'HK';
  if (/^(92|[48])/.test(code)) return 'BJ';
  return /^[569]/.test(code) ? 'SH' : 'SZ';
}
