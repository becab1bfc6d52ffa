import { describe, expect, it } from 'vitest';
import { brokeLines, closuresBefore } from '../../src/deliver/index.ts';
import { brokeWords, closureWords } from '../../src/deliver/render/market-words.ts';
import { calendarOf } from '../../src/market/index.ts';

const calendar = calendarOf();
const SORA = '2024-02-15T18:15:00Z';

describe('news that breaks while a market is shut', () => {
  it('says which market was shut and which opens first: Hong Kong in seven hours, the mainland after its holiday', () => {
    const broke = brokeLines(calendar, SORA);
    expect(broke).toEqual([
      { exchange: 'XHKG', shut: true, open: '2024-02-16T01:30:00Z', minutes: 435 },
      { exchange: 'XSHG', shut: true, open: '2024-02-19T01:30:00Z', minutes: 4755 },
    ]);
    const said = (language: 'zh' | 'en') =>
      brokeWords(broke, language)!
        .parts.map((p) => p.text)
        .join('');
    expect(said('en')).toBe(
      'Hong Kong was shut, next open 16 Feb 09:30 HKT (7 h 15 min later); the mainland was shut, next open 19 Feb 09:30 HKT (79 h 15 min later)',
    );
    expect(said('zh')).toBe(
      '港股休市，2月16日 09:30开市（7小时15分钟后）；A股休市，2月19日 09:30开市（79小时15分钟后）',
    );
  });

  it('is not said to be shut where it was trading', () => {
    expect(brokeLines(calendar, '2024-02-20T02:00:00Z').map((b) => b.shut)).toEqual([false, false]);
  });

  it('the digest before the mainland opens on 19 February says that it was shut for ten days and what gathered', () => {
    const closures = closuresBefore(calendar, '2024-02-19T00:00:00Z');
    expect(closures).toEqual([
      {
        exchange: 'XSHG',
        from: '2024-02-09',
        to: '2024-02-18',
        days: 10,
        lastClose: '2024-02-08T07:00:00Z',
        ends: true,
      },
    ]);
    const gathered = { ...closures[0]!, articles: 49, events: 16 };
    expect(closureWords(gathered, 5, 'en')).toBe(
      'The mainland was shut from 9 Feb 2024 to 18 Feb 2024 (10 days). Gathered since its close on 8 Feb 15:00 HKT: 16 events (5 with companies named below), 49 articles.',
    );
    expect(closureWords(gathered, 5, 'zh')).toContain('休市（10天）');
    // In the middle of it: Hong Kong is back on the 14th, the mainland is shut still.
    const middle = closuresBefore(calendar, '2024-02-14T00:00:00Z');
    expect(middle.map((c) => [c.exchange, c.from, c.to, c.ends])).toEqual([
      ['XHKG', '2024-02-10', '2024-02-13', true],
      ['XSHG', '2024-02-09', '2024-02-18', false],
    ]);
    expect(closureWords({ ...middle[1]!, articles: 1, events: 1 }, 1, 'en')).toMatch(
      /^The mainland is shut from/,
    );
    // An ordinary weekend is no closure worth a word.
    expect(closuresBefore(calendar, '2024-03-04T00:00:00Z')).toEqual([]);
  });
});
