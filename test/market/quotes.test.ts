import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUOTE_ADAPTERS, type QuoteAdapter } from '../../src/market/index.ts';

/** Answers as the public interfaces do, from two invented days with a two-for-one split between them. */
function answer(url: URL): string | null {
  if (url.pathname === '/api/qt/stock/kline/get') {
    if (url.searchParams.get('secid') === '1.999999') return '{"rc":0,"data":null}';
    const back = url.searchParams.get('fqt') === '2';
    const [a, b] = [
      '20.00,21.00,21.50,19.80,1000,2100000.00',
      back ? '20.80,22.00,22.40,20.60,3000,3300000.00' : '10.40,11.00,11.20,10.30,3000,3300000.00',
    ];
    return JSON.stringify({ rc: 0, data: { code: 'x', klines: [`2024-02-07,${a}`, `2024-02-08,${b}`] } });
  }
  if (url.pathname.startsWith('/v8/finance/chart/'))
    return JSON.stringify({
      chart: {
        error: null,
        result: [
          {
            meta: { gmtoffset: 28800 },
            timestamp: [1707269400, 1707355800, 1707442200],
            indicators: {
              quote: [
                {
                  open: [20, 10.4, null],
                  high: [21.5, 11.2, null],
                  low: [19.8, 10.3, null],
                  close: [21, 11, null],
                  volume: [1000, 3000, null],
                },
              ],
              adjclose: [{ adjclose: [10.5, 11, null] }],
            },
          },
        ],
      },
    });
  if (url.pathname === '/q/d/l/')
    return 'Date,Open,High,Low,Close,Volume\n2024-02-07,20,21.5,19.8,21,1000\n2024-02-08,10.4,11.2,10.3,11,3000\n';
  return null;
}

describe('public quote interfaces', () => {
  const asked: URL[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://localhost');
    asked.push(url);
    const body = answer(url);
    response.writeHead(body === null ? 404 : 200).end(body ?? '');
  });
  let base = '';
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((done) => server.close(done)));

  const adapter = (id: string): QuoteAdapter => QUOTE_ADAPTERS.find((a) => a.id === id)!;
  async function bars(id: string, ticker: string) {
    const urls = adapter(id).urls(ticker, '2024-02-07', '2024-02-08', base)!;
    const bodies = await Promise.all(
      urls.map(async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer())),
    );
    return adapter(id).read(ticker, bodies);
  }

  it('Eastmoney: prices as traded, the factor from the adjusted series, mainland volume in shares', async () => {
    const { bars: got, problems } = await bars('eastmoney', '688521.SH');
    expect(problems).toEqual([]);
    expect(got).toMatchObject([
      {
        date: '2024-02-07',
        open: 20,
        close: 21,
        high: 21.5,
        low: 19.8,
        volume: 100_000,
        turnover: 2_100_000,
        factor: 1,
      },
      { date: '2024-02-08', open: 10.4, close: 11, high: 11.2, low: 10.3, factor: 2 },
    ]);
    expect(asked.at(-1)!.searchParams.get('secid')).toBe('1.688521');
    expect((await bars('eastmoney', '6608.HK')).bars[0]!.volume).toBe(1000);
    expect(asked.at(-1)!.searchParams.get('secid')).toBe('116.06608');
  });

  it('Yahoo: the factor from adjclose, days without a trade left out, dates in the exchange’s own time', async () => {
    const { bars: got, problems } = await bars('yahoo', '688521.SH');
    expect(problems).toEqual([]);
    expect(got.map((b) => [b.date, b.close, b.factor])).toEqual([
      ['2024-02-07', 21, 0.5],
      ['2024-02-08', 11, 1],
    ]);
    expect(asked.at(-1)!.pathname).toBe('/v8/finance/chart/688521.SS');
  });

  it('Stooq: its CSV, for the exchanges it has', async () => {
    expect((await bars('stooq', '6608.HK')).bars).toHaveLength(2);
    expect(adapter('stooq').urls('688521.SH', '2024-02-07', '2024-02-08')).toBeNull();
  });

  it('an answer without prices is a problem, never an empty success', async () => {
    expect((await bars('eastmoney', '999999.SH')).problems).toHaveLength(1);
    for (const a of QUOTE_ADAPTERS)
      for (const body of [
        '',
        '<html>',
        '{}',
        '{"chart":{"result":null}}',
        '{"data":{"klines":["2024-02-07,1"]}}',
      ])
        expect(
          a.read('6608.HK', [new TextEncoder().encode(body)]).problems.length,
          `${a.id} ${body}`,
        ).toBeGreaterThan(0);
  });
});
