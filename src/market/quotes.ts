/**
 * Adapters for public quote interfaces: which addresses to ask, and how to read what comes back. Pure; the asking is done
 * by the caller, through `fetch/`. Off by default: whoever turns one on answers for having the right to use its data.
 */
import { z } from 'zod';
import { type Bar, checkedBar, exchangeOf } from './bar.ts';
import { type BarsFile, type Problem, parseBarsCsv } from './bars-csv.ts';

export interface QuoteAdapter {
  readonly id: string;
  readonly base: string;
  /**
   * Its adjustment ends at the newest day: after a split or dividend every earlier factor is another, so days already
   * stored are asked for again with the new ones.
   */
  readonly anchoredToday: boolean;
  /** Addresses to fetch, in the order in which `read` wants their bodies; null when the interface has no such ticker. */
  urls(ticker: string, from: string, to: string, base?: string): string[] | null;
  read(ticker: string, bodies: readonly Uint8Array[]): BarsFile;
}

const EASTMONEY = 'https://push2his.eastmoney.com';
const YAHOO = 'https://query1.finance.yahoo.com';
const STOOQ = 'https://stooq.com';

const decoder = new TextDecoder();

/**
 * Eastmoney's kline interface. Prices as traded (fqt=0), and once more adjusted backwards (fqt=2) for the factor. A line is
 * date, open, close, high, low, volume, value; mainland volume is in lots of 100.
 */
const eastmoney: QuoteAdapter = {
  id: 'eastmoney',
  base: EASTMONEY,
  anchoredToday: false,
  urls(ticker, from, to, base = EASTMONEY) {
    const exchange = exchangeOf(ticker);
    const code = ticker.split('.')[0]!;
    const secid = {
      XHKG: `116.${code.padStart(5, '0')}`,
      XSHG: `1.${code}`,
      XSHE: `0.${code}`,
      BJSE: `0.${code}`,
      XNYS: null,
      XNAS: null,
    };
    if (exchange === null || secid[exchange] === null) return null;
    const compact = (date: string): string => date.replaceAll('-', '');
    return ['0', '2'].map((fqt) => {
      const url = new URL('/api/qt/stock/kline/get', base);
      const query = {
        secid: secid[exchange]!,
        klt: '101',
        fqt,
        beg: compact(from),
        end: compact(to),
        fields1: 'f1,f2,f3',
        fields2: 'f51,f52,f53,f54,f55,f56,f57',
      };
      url.search = new URLSearchParams(query).toString();
      return url.toString();
    });
  },
  read(ticker, bodies) {
    const schema = z.object({ data: z.object({ klines: z.array(z.string()) }).nullable() });
    const [raw, adjusted] = bodies.map((body) => parsed(schema, body));
    const [prices, adjustedPrices] = [raw?.data?.klines, adjusted?.data?.klines];
    if (prices === undefined || adjustedPrices === undefined) return failed('no klines in the answer');
    const backwards = new Map(adjustedPrices.map((k) => [k.split(',')[0]!, Number(k.split(',')[2])]));
    const lot = exchangeOf(ticker) === 'XHKG' ? 1 : 100;
    return collected(
      prices.map((line) => {
        const [date, open, close, high, low, volume, turnover] = line.split(',');
        const factor = (backwards.get(date!) ?? Number.NaN) / Number(close);
        return {
          ticker,
          date: date ?? '',
          open: Number(open),
          high: Number(high),
          low: Number(low),
          close: Number(close),
          volume: Number(volume) * lot,
          turnover: Number(turnover),
          factor,
        };
      }),
    );
  },
};

/** Yahoo's chart interface: prices adjusted for splits, `adjclose` for dividends too. Days without a trade are null. */
const yahoo: QuoteAdapter = {
  id: 'yahoo',
  base: YAHOO,
  anchoredToday: true,
  urls(ticker, from, to, base = YAHOO) {
    const exchange = exchangeOf(ticker);
    if (exchange === null) return null;
    const [code, suffix] = ticker.split('.') as [string, string];
    const symbol =
      exchange === 'XNYS' || exchange === 'XNAS' ? code : `${code}.${suffix === 'SH' ? 'SS' : suffix}`;
    const url = new URL(`/v8/finance/chart/${encodeURIComponent(symbol)}`, base);
    const seconds = (date: string, days: number): string =>
      String(Date.parse(`${date}T00:00:00Z`) / 1000 + days * 86_400);
    url.search = new URLSearchParams({
      period1: seconds(from, 0),
      period2: seconds(to, 1),
      interval: '1d',
    }).toString();
    return [url.toString()];
  },
  read(ticker, bodies) {
    const column = z.array(z.number().nullable());
    const schema = z.object({
      chart: z.object({
        result: z
          .array(
            z.object({
              meta: z.object({ gmtoffset: z.number() }),
              timestamp: z.array(z.number()).default([]),
              indicators: z.object({
                quote: z.array(
                  z.object({ open: column, high: column, low: column, close: column, volume: column }),
                ),
                adjclose: z.array(z.object({ adjclose: column })).optional(),
              }),
            }),
          )
          .nullable(),
      }),
    });
    const result = bodies[0] === undefined ? undefined : parsed(schema, bodies[0])?.chart.result?.[0];
    const quote = result?.indicators.quote[0];
    if (result === undefined || quote === undefined) return failed('no chart in the answer');
    const adjusted = result.indicators.adjclose?.[0]?.adjclose;
    return collected(
      result.timestamp.flatMap((at, i) => {
        const [open, highest, lowest, close] = [quote.open[i], quote.high[i], quote.low[i], quote.close[i]];
        if (open == null || highest == null || lowest == null || close == null) return [];
        // Prices come as 32-bit floats divided by splits: a high may lie a hair below the close it equals.
        const hair = 1e-5 * close;
        const [top, bottom] = [Math.max(open, close), Math.min(open, close)];
        const high = highest < top && top - highest < hair ? top : highest;
        const low = lowest > bottom && lowest - bottom < hair ? bottom : lowest;
        const date = new Date((at + result.meta.gmtoffset) * 1000).toISOString().slice(0, 10);
        const factor = (adjusted?.[i] ?? close) / close;
        return [
          { ticker, date, open, high, low, close, volume: quote.volume[i] ?? null, turnover: null, factor },
        ];
      }),
    );
  },
};

/** Stooq's daily CSV: Date,Open,High,Low,Close,Volume; Hong Kong and New York only. */
const stooq: QuoteAdapter = {
  id: 'stooq',
  base: STOOQ,
  anchoredToday: true,
  urls(ticker, from, to, base = STOOQ) {
    const exchange = exchangeOf(ticker);
    if (exchange !== 'XHKG' && exchange !== 'XNYS' && exchange !== 'XNAS') return null;
    const code = ticker.split('.')[0]!;
    const symbol = exchange === 'XHKG' ? `${Number(code)}.hk` : `${code.toLowerCase()}.us`;
    const url = new URL('/q/d/l/', base);
    const compact = (date: string): string => date.replaceAll('-', '');
    url.search = new URLSearchParams({ s: symbol, d1: compact(from), d2: compact(to), i: 'd' }).toString();
    return [url.toString()];
  },
  read(ticker, bodies) {
    return bodies[0] === undefined ? failed('no answer') : parseBarsCsv(bodies[0], `${ticker}.csv`);
  },
};

export const QUOTE_ADAPTERS: readonly QuoteAdapter[] = [eastmoney, yahoo, stooq];

function parsed<T>(schema: z.ZodType<T>, body: Uint8Array): T | undefined {
  try {
    return schema.safeParse(JSON.parse(decoder.decode(body))).data;
  } catch {
    return undefined;
  }
}

/** A row that makes no sense is a problem, numbered as it stood in the answer; the caller loads nothing then. */
function collected(rows: readonly Omit<Bar, 'origin'>[]): BarsFile {
  const problems: Problem[] = [];
  const bars = rows.flatMap((row, i) => {
    const bar = checkedBar(row);
    if (typeof bar !== 'string') return [bar];
    problems.push({ line: i + 1, what: `${row.date}: ${bar}` });
    return [];
  });
  return { bars, problems, charset: 'utf-8' };
}

function failed(what: string): BarsFile {
  return { bars: [], problems: [{ line: 1, what }], charset: 'utf-8' };
}
