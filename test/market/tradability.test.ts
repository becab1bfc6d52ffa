import { describe, expect, it } from 'vitest';
import { type Bar, calendarOf, linesOf, tradabilityOf } from '../../src/market/index.ts';

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
    expect(tradabilityOf(star, sora, calendar, rise.slice(0, 1))).toMatchObject({
      suspended: true,
      atLimit: null,
    });
    expect(
      tradabilityOf({ ticker: '600519.SH', issuer: 'm', names: ['*ST某某'] }, sora, calendar, []),
    ).toMatchObject({ specialTreatment: true, limit: 0.05 });
  });

  it('Stock Connect follows the day on which it would be traded', () => {
    const hk = { ticker: '6608.HK', issuer: 'b', names: [], connectEligible: true };
    // Mainland shut on the 16th: no southbound trading that day.
    expect(tradabilityOf(hk, sora, calendar, [])!.connect).toBe(false);
    expect(tradabilityOf(hk, '2024-02-18T18:30:00Z', calendar, [])!.connect).toBe(true);
    expect(tradabilityOf({ ...hk, connectEligible: null }, sora, calendar, [])!.connect).toBeNull();
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
