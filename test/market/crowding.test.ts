import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Bar,
  calendarOf,
  crowding,
  crowdingFactor,
  crowdingPhrase,
  gapsIn,
  generateBars,
  readThresholds,
  SHAPES,
  sessions,
} from '../../src/market/index.ts';

const thresholds = readThresholds(
  readFileSync('library/market/crowding.yaml', 'utf8'),
  'library/market/crowding.yaml',
);
const days = sessions('XHKG', '2023-01-01', '2024-12-31').map((s) => s.date);

function barsOf(closes: readonly number[], factors: readonly number[] = []): Bar[] {
  return closes.map((close, i) => ({
    ticker: '6608.HK',
    date: days[i]!,
    open: close,
    high: close,
    low: close,
    close,
    volume: 1000,
    turnover: 1000 * close,
    factor: factors[i] ?? 1,
    origin: 'imported',
  }));
}
const shapeOf = (closes: readonly number[]) => crowding(barsOf(closes), days[closes.length - 1]!, thresholds);
const line = (from: number, to: number, n: number) =>
  Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));

const closes = fc.array(fc.integer({ min: 100, max: 1000 }), { minLength: 20, maxLength: 320 });

describe('crowding', () => {
  it('run-up is the largest later close over an earlier one, pullback is what was given back of that high', () => {
    const c = shapeOf([
      ...line(10, 8, 10),
      ...line(8.5, 20, 30),
      ...line(19, 14, 10),
      ...Array(12).fill(14.2),
    ])!;
    expect(c.runUp).toBeCloseTo(20 / 8, 10);
    expect(c.pullback).toBeCloseTo(1 - 14.2 / 20, 10);
    expect(c.sessionsSinceHigh).toBe(22);
    expect(c.shape).toBe('doubled_and_pulled_back');
    expect(c.settled).toBe(true);
  });

  it('agrees with the definition tried on every pair', () => {
    fc.assert(
      fc.property(closes, (series) => {
        const window = series.slice(-250);
        let best = 0;
        for (let j = 1; j < window.length; j += 1)
          for (let i = 0; i < j; i += 1) best = Math.max(best, window[j]! / window[i]!);
        const c = shapeOf(series)!;
        expect(c.runUp).toBeCloseTo(best, 9);
        if (best >= 1) expect(c.pullback).toBeGreaterThanOrEqual(-1e-12);
      }),
      { numRuns: 60 },
    );
  });

  it('a series in another currency (scaled by a constant) has the same shape and figures', () => {
    fc.assert(
      fc.property(closes, fc.constantFrom(0.125, 3, 7.8, 1000), (series, k) => {
        const a = shapeOf(series)!;
        const b = crowding(barsOf(series.map((x) => x * k)), days[series.length - 1]!, thresholds)!;
        expect({ ...b, runUp: 0, pullback: 0, runUpShort: 0, turnoverRatio: 0 }).toEqual({
          ...a,
          runUp: 0,
          pullback: 0,
          runUpShort: 0,
          turnoverRatio: 0,
        });
        expect(b.runUp).toBeCloseTo(a.runUp, 9);
        expect(b.pullback).toBeCloseTo(a.pullback, 9);
        expect(b.turnoverRatio).toBeCloseTo(a.turnoverRatio!, 9);
      }),
    );
  });

  it('a split, given its factor, changes nothing', () => {
    fc.assert(
      fc.property(closes, fc.nat(319), fc.constantFrom(2, 3, 10), (series, at, ratio) => {
        const day = at % series.length;
        const split = series.map((x, i) => (i >= day ? x / ratio : x));
        const factors = series.map((_, i) => (i >= day ? ratio : 1));
        const a = shapeOf(series)!;
        const b = crowding(barsOf(split, factors), days[series.length - 1]!, thresholds)!;
        expect([b.shape, b.settled, b.runUpFrom, b.runUpTo, b.factor]).toEqual([
          a.shape,
          a.settled,
          a.runUpFrom,
          a.runUpTo,
          a.factor,
        ]);
        expect(b.runUp).toBeCloseTo(a.runUp, 9);
        expect(b.pullback).toBeCloseTo(a.pullback, 9);
      }),
    );
  });

  it('does not look past the day asked for', () => {
    const series = line(10, 40, 200);
    const early = crowding(barsOf(series), days[100]!, thresholds)!;
    expect(early).toEqual(crowding(barsOf(series.slice(0, 101)), days[100]!, thresholds));
    expect(early.asOf).toBe(days[100]);
  });

  it('three times within 120 sessions and at the high is crowded; further down it is not', () => {
    expect(shapeOf([...line(10, 10, 100), ...line(10, 31, 80)])!.shape).toBe('crowded');
    expect(
      shapeOf([...line(10, 10, 100), ...line(10, 31, 60), ...line(30, 20, 10), ...Array(12).fill(20.5)])!
        .shape,
    ).toBe('doubled_and_pulled_back');
    expect(shapeOf(line(10, 22, 200))!.shape).toBe('running');
    expect(shapeOf(line(10, 12, 200))!.shape).toBe('fresh');
    expect(shapeOf([...line(10, 25, 100), ...line(25, 8, 100)])!.shape).toBe('broken');
    expect(shapeOf([...line(10, 11, 50), ...line(11, 3, 100)])!.shape).toBe('broken');
  });

  it('a doubled name that still makes new lows has not finished pulling back and gets no help', () => {
    const falling = shapeOf([...line(10, 22, 100), ...line(22, 14, 40)])!;
    expect(falling.shape).toBe('doubled_and_pulled_back');
    expect(falling.settled).toBe(false);
    expect(falling.factor).toBe(1);
  });

  it('the preferred shape scores above neutral, no prices exactly neutral, crowded below', () => {
    expect(thresholds.factors.doubled_and_pulled_back).toBeGreaterThan(1);
    expect(crowdingFactor(null)).toBe(1);
    expect(thresholds.factors.crowded).toBeLessThan(1);
  });

  it('without bars, or with too few, it says "no prices" and "无行情", never a guess', () => {
    expect(crowding([], '2024-02-16', thresholds)).toBeNull();
    expect(shapeOf(line(10, 12, 19))).toBeNull();
    expect(crowding(barsOf(line(10, 12, 200)), '2020-01-01', thresholds)).toBeNull();
    expect(crowdingPhrase(null, 'en')).toBe('no prices');
    expect(crowdingPhrase(null, 'zh')).toBe('无行情');
  });

  it('prices that end before the last session say their day; a month later they are none', () => {
    const bars = barsOf(line(10, 12, 200));
    const last = Date.parse(days[199]!);
    const later = (n: number) =>
      crowding(bars, new Date(last + n * 86_400_000).toISOString().slice(0, 10), thresholds);
    expect(later(0)).toMatchObject({ asOf: days[199], behind: false });
    expect(crowdingPhrase(later(0), 'en')).not.toMatch(/prices to/);
    expect(later(30)).toMatchObject({ asOf: days[199], behind: true });
    expect(crowdingPhrase(later(30), 'en')).toContain(`(prices to ${days[199]})`);
    expect(crowdingPhrase(later(30), 'zh')).toContain(`（行情截至${days[199]}）`);
    expect(later(31)).toBeNull();
  });

  it('generated prices take the shape that was planned and are marked wherever they are named', () => {
    for (const shape of SHAPES)
      for (const seed of [1, 2, 3, 4, 5]) {
        const bars = generateBars(seed, { ticker: '6608.HK', from: '2022-06-01', to: '2024-02-15', shape });
        const c = crowding(bars, '2024-02-15', thresholds)!;
        expect(`${shape} ${seed}: ${c.shape}`).toBe(`${shape} ${seed}: ${shape}`);
        expect(crowdingPhrase(c, 'en')).toMatch(/\(generated prices\)$/);
        expect(crowdingPhrase(c, 'zh')).toMatch(/（生成数据）$/);
      }
  });

  it('the same seed gives the same bars, on the sessions of the exchange', () => {
    const plan = { ticker: '688521.SH', from: '2024-01-01', to: '2024-03-01' };
    expect(generateBars(7, plan)).toEqual(generateBars(7, plan));
    expect(generateBars(7, plan)).not.toEqual(generateBars(8, plan));
    expect(generateBars(7, plan).some((b) => b.date >= '2024-02-09' && b.date <= '2024-02-18')).toBe(false);
    for (const b of generateBars(7, plan))
      expect(b.low <= Math.min(b.open, b.close) && b.high >= Math.max(b.open, b.close)).toBe(true);
  });

  it('days without a trade are known: holes and rows of no volume', () => {
    const bars = barsOf(line(10, 12, 10));
    bars.splice(4, 1);
    bars[6] = { ...bars[6]!, volume: 0 };
    expect(gapsIn(bars, 'XHKG', calendarOf())).toEqual([days[4], days[7]]);
  });
});
