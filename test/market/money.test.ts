import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  againstRevenue,
  limitPrices,
  priceLimit,
  readAnnouncements,
  readSizing,
  readThresholds,
  sizingOf,
} from '../../src/market/index.ts';

const wealth = {
  marketSize: 1000,
  unit: '亿元',
  feeLow: 0.015,
  feeHigh: 0.018,
  source: 's',
  date: '2024-02-16',
};

describe('sizing', () => {
  it('1,000亿元 at 1.5%–1.8% is 15–18亿元, and 100 billion yuan is the same market', () => {
    const a = sizingOf(wealth);
    expect(a.zh).toBe('1,000亿元 × 1.5%–1.8% = 15–18亿元');
    expect(a.en).toBe('CNY 100 billion × 1.5%–1.8% = CNY 1.5–1.8 billion');
    expect([a.low, a.high]).toEqual([1.5e9, 1.8e9]);
    expect(sizingOf({ ...wealth, marketSize: 100, unit: 'billion CNY' })).toEqual(a);
    expect(sizingOf({ ...wealth, marketSize: 0.1, unit: '万亿元' })).toEqual(a);
  });

  it('shows the share within reach as a factor of its own', () => {
    const a = sizingOf({ ...wealth, share: 0.1 });
    expect(a.zh).toBe('1,000亿元 × 10% × 1.5%–1.8% = 1.5–1.8亿元');
    expect(a.en).toBe('CNY 100 billion × 10% × 1.5%–1.8% = CNY 150–180 million');
  });

  it('sets the sum against the company’s own revenue in the same currency only', () => {
    const a = sizingOf(wealth);
    expect(againstRevenue(a, { amount: 3e9, currency: 'CNY' })).toMatchObject({
      low: 0.5,
      high: 0.6,
      zh: '相当于公司收入的0.5–0.6倍',
    });
    expect(againstRevenue(a, { amount: 3e9, currency: 'HKD' })).toBeNull();
    expect(againstRevenue(a, null)).toBeNull();
  });

  it('refuses a unit or a fee that makes no sense, saying what is allowed', () => {
    expect(() => sizingOf({ ...wealth, unit: '亿个' })).toThrow(/亿元/);
    expect(() => sizingOf({ ...wealth, feeLow: 1.5, feeHigh: 1.8 })).toThrow(/0 to 1/);
    expect(() => sizingOf({ ...wealth, feeHigh: 0.01 })).toThrow(/feeLow to 1/);
    expect(() => sizingOf({ ...wealth, marketSize: Number.NaN })).toThrow(/more than 0/);
  });
});

describe('price limits', () => {
  it('follow the board and the date', () => {
    expect(priceLimit('600519.SH', '2024-02-08').limit).toBe(0.1);
    expect(priceLimit('600519.SH', '2024-02-08', { specialTreatment: true }).limit).toBe(0.05);
    expect(priceLimit('688521.SH', '2024-02-08').limit).toBe(0.2);
    expect(priceLimit('300308.SZ', '2020-08-21').limit).toBe(0.1);
    expect(priceLimit('300308.SZ', '2020-08-24').limit).toBe(0.2);
    expect(priceLimit('430047.BJ', '2024-02-08').limit).toBe(0.3);
    expect(priceLimit('6608.HK', '2024-02-08').limit).toBeNull();
  });

  it('there is none in the first sessions after a listing under registration', () => {
    expect(priceLimit('688691.SH', '2024-06-28', { sessionOfListing: 5 }).limit).toBeNull();
    expect(priceLimit('688691.SH', '2024-07-01', { sessionOfListing: 6 }).limit).toBe(0.2);
    expect(priceLimit('603000.SH', '2018-01-02', { sessionOfListing: 1 }).limit).toBe(0.44);
  });

  it('are rounded to the cent as the exchange rounds', () => {
    expect(limitPrices(10.05, 0.1)).toEqual({ up: 11.06, down: 9.05 });
    expect(limitPrices(3.33, 0.05)).toEqual({ up: 3.5, down: 3.16 });
    expect(limitPrices(10, null)).toBeNull();
  });
});

describe('library/market', () => {
  it('the shipped files are readable and every sizing row can be summed', () => {
    for (const row of readSizing(readFileSync('library/market/sizing.yaml', 'utf8'), 'sizing.yaml'))
      expect(sizingOf(row).zh).toContain('=');
    expect(readAnnouncements(readFileSync('library/market/calendar.yaml', 'utf8'), 'calendar.yaml')).toEqual(
      [],
    );
  });

  it('a mistake is named with its place', () => {
    const good = readFileSync('library/market/crowding.yaml', 'utf8');
    expect(() => readThresholds(good.replace('crowded: 0.6', 'crowded: 1.6'), 'f.yaml')).toThrow(
      /f\.yaml.*below 1/,
    );
    expect(() => readThresholds(good.replace('doubledRatio: 2', 'doubledRatio: two'), 'f.yaml')).toThrow(
      /f\.yaml: doubledRatio/,
    );
    expect(() => readThresholds('a: [', 'f.yaml')).toThrow(/not YAML/);
    expect(() =>
      readAnnouncements(
        'announcements: [{exchange: XHKG, date: 2027-02-05, hours: {open: "09:30", close: "09:00"}, source: s, announcedAt: 2026-05-15T03:00:00Z}]',
        'c.yaml',
      ),
    ).toThrow(/in order/);
  });
});
