import { describe, expect, it } from 'vitest';
import { type Bar, calendarOf, linesOf, tradabilityOf, tradabilityWords } from '../../src/market/index.ts';

const calendar = calendarOf();
const bar = (ticker: string, date: string, close: number, over: Partial<Bar> = {}): Bar => ({
  ticker,
  date,
  open: close,
  high: close,
  low: close,
  close,
  volume: 100,
  turnover: 1e6,
  factor: 1,
  origin: 'imported',
  ...over,
});
const sora = '2024-02-15T18:30:20Z';

describe('tradability at the moment of an event', () => {
  it('Hong Kong can be traded in seven hours, the mainland in three and a half days', () => {
    const hk = tradabilityOf(
      { ticker: '6608.HK', issuer: 'bairong', names: ['百融云-W'] },
      sora,
      calendar,
      [],
    )!;
    expect(hk).toMatchObject({
      nextMinute: '2024-02-16T01:30:00Z',
      minutesToTrade: 420,
      shut: true,
      limit: null,
      suspended: null,
    });
    const sh = tradabilityOf(
      { ticker: '688521.SH', issuer: 'verisilicon', names: ['芯原股份'] },
      sora,
      calendar,
      [],
    )!;
    expect(sh).toMatchObject({ nextMinute: '2024-02-19T01:30:00Z', minutesToTrade: 4740, limit: 0.2 });
  });

  it('while open the next minute is now, in the break its end', () => {
    const at = (instant: string) =>
      tradabilityOf({ ticker: '6608.HK', issuer: 'b', names: [] }, instant, calendar, [])!;
    expect(at('2024-02-16T02:00:30Z')).toMatchObject({
      nextMinute: '2024-02-16T02:00:30Z',
      minutesToTrade: 0,
      shut: false,
    });
    expect(at('2024-02-16T04:10:00Z')).toMatchObject({
      nextMinute: '2024-02-16T05:00:00Z',
      minutesToTrade: 50,
    });
  });

  it('knows a close at the limit, a suspension and special treatment; later bars are not looked at', () => {
    const star = { ticker: '688521.SH', issuer: 'v', names: ['芯原股份'] };
    const rise = [
      bar('688521.SH', '2024-02-07', 30),
      bar('688521.SH', '2024-02-08', 36),
      bar('688521.SH', '2024-02-19', 20),
    ];
    expect(tradabilityOf(star, sora, calendar, rise)).toMatchObject({
      atLimit: 'up',
      suspended: false,
      valueTraded: 1e6,
    });
    // Without a bar of the last session: suspended where others have theirs, unknown where tonight's file has not come.
    const stale = rise.slice(0, 1);
    expect(tradabilityOf(star, sora, calendar, stale, true)).toMatchObject({
      suspended: true,
      atLimit: null,
    });
    expect(tradabilityOf(star, sora, calendar, stale)).toMatchObject({
      suspended: null,
      atLimit: null,
      pricesTo: '2024-02-07',
      lastSession: '2024-02-08',
    });
    const halted = [rise[0]!, bar('688521.SH', '2024-02-08', 30, { volume: 0, turnover: 0 })];
    expect(tradabilityOf(star, sora, calendar, halted)).toMatchObject({ suspended: true, valueTraded: 1e6 });
    expect(
      tradabilityOf({ ticker: '600519.SH', issuer: 'm', names: ['*ST某某'] }, sora, calendar, []),
    ).toMatchObject({ specialTreatment: true, limit: 0.05 });
  });

  it('Stock Connect follows the day on which it would be traded', () => {
    const hk = { ticker: '6608.HK', issuer: 'b', names: [], connect: [{ since: '2022-03-07', until: null }] };
    // Mainland shut on the 16th: no southbound trading that day.
    expect(tradabilityOf(hk, sora, calendar, [])!.connect).toBe(false);
    expect(tradabilityOf(hk, '2024-02-18T18:30:00Z', calendar, [])!.connect).toBe(true);
    expect(tradabilityOf({ ...hk, connect: null }, sora, calendar, [])!.connect).toBeNull();
    // Taken off the list from the day on which it would be traded.
    const until = { ...hk, connect: [{ since: '2022-03-07', until: '2024-02-19' }] };
    expect(tradabilityOf(until, '2024-02-18T18:30:00Z', calendar, [])!.connect).toBe(false);
  });

  it('status, limit and first sessions are those of the day on which it would be traded', () => {
    const main = {
      ticker: '600519.SH',
      issuer: 'm',
      names: ['某某'],
      special: [{ since: '2024-02-19', until: '2024-02-20' }],
    };
    // Before the holiday ends, while the 19th trades, and after its close (for the 20th).
    for (const [at, limit] of [
      [sora, 0.05],
      ['2024-02-19T02:00:00Z', 0.05],
      ['2024-02-19T07:30:00Z', 0.1],
    ] as const)
      expect(tradabilityOf(main, at, calendar, [])!.limit).toBe(limit);
    const fresh = { ticker: '688691.SH', issuer: 'f', names: ['灿芯股份'], listedOn: '2024-04-11' };
    const limits = ['2024-04-11T02:00:00Z', '2024-04-17T02:00:00Z', '2024-04-17T08:00:00Z'].map(
      (at) => tradabilityOf(fresh, at, calendar, [])!.limit,
    );
    expect(limits).toEqual([null, null, 0.2]);
    // Up 30% on its second day, when there was no limit: that was no close at one.
    const second = [bar('688691.SH', '2024-04-11', 50), bar('688691.SH', '2024-04-12', 65)];
    expect(tradabilityOf(fresh, '2024-04-12T08:00:00Z', calendar, second)!.atLimit).toBeNull();
  });

  it('what is not known is said to be not known', () => {
    const words = (over: object, bars: Bar[] = [], language: 'zh' | 'en' = 'en') =>
      tradabilityWords(
        tradabilityOf({ ticker: '600519.SH', issuer: 'm', names: ['某某'], ...over }, sora, calendar, bars)!,
        language,
      );
    expect(words({})).toEqual([
      'shut at that moment',
      'no prices',
      'price limit 10% (special treatment by its name only: no list is loaded)',
      'Stock Connect: not known',
    ]);
    expect(words({}, [], 'zh')).toEqual([
      '当时休市',
      '无行情',
      '涨跌幅限制10%（未载入风险警示名单，仅按名称）',
      '互联互通资格未知',
    ]);
    expect(words({ specialListed: true })).toContain('price limit 10%');
    expect(words({ ticker: '300308.SZ' })).toContain('price limit 20%');
    expect(words({}, [bar('600519.SH', '2024-02-07', 30)])).toContain(
      'prices to 2024-02-07; suspension not known',
    );
  });

  it('one issuer is named once, with all its lines and their premium', () => {
    const lines = linesOf(
      [
        { ticker: '0981.HK', issuer: 'smic', names: [] },
        { ticker: '6608.HK', issuer: 'bairong', names: [] },
        { ticker: '688981.SH', issuer: 'smic', names: [] },
      ],
      new Map([
        ['0981.HK', 16],
        ['688981.SH', 44],
      ]),
      1.09,
    );
    expect(lines.map((l) => l.tickers)).toEqual([['0981.HK', '688981.SH'], ['6608.HK']]);
    expect(lines[0]!.premium).toBeCloseTo((44 * 1.09) / 16 - 1, 12);
    expect(lines[1]!.premium).toBeNull();
  });
});
