import { type Call, runStudy, type StudyResult } from '../../src/backtest/index.ts';
import { type Bar, calendarOf, seededRandom, sessions } from '../../src/market/index.ts';

const TICKERS = ['9901.HK', '9902.HK', '9903.HK', '9904.HK', '9905.HK'];

/**
 * A study small enough to read: six events, a soft analogue and a trap each, on walks from a seed.
 * `drift` a day moves the soft ones; the prices count as imported unless told.
 */
export function smallStudy(wish: {
  drift: number;
  origin?: Bar['origin'];
  asOf?: string;
  events?: string[];
}): StudyResult {
  const calendar = calendarOf();
  const asOf = wish.asOf ?? '2024-06-28';
  const random = seededRandom(5);
  const bars = new Map(
    TICKERS.map((ticker, t) => {
      let price = 50;
      const series = sessions('XHKG', '2024-01-02', asOf).map((s): Bar => {
        price *= 1 + (t < 2 ? wish.drift : 0) + (random() - 0.5) / 100;
        const p = Math.round(price * 1000) / 1000;
        return {
          ticker,
          date: s.date,
          open: p,
          high: p,
          low: p,
          close: p,
          volume: 1000,
          turnover: 1000 * p,
          factor: 1,
          origin: wish.origin ?? 'imported',
        };
      });
      return [ticker, series];
    }),
  );
  const names = wish.events ?? ['e1', 'e2', 'e3', 'e4', 'e5', 'e6'];
  const calls = names.flatMap((eventId, i): Call[] => {
    const at = `2024-02-${String(5 + i).padStart(2, '0')}T10:00:00Z`;
    const common = { eventId, publishedAt: at, publicAt: at, writtenAt: '2024-01-01T00:00:00Z' };
    return [
      { ...common, ticker: TICKERS[i % 2]!, kind: 'soft', ruleId: 'algorithm' },
      { ...common, ticker: TICKERS[2 + (i % 2)]!, kind: 'trap', ruleId: 'trap-optics' },
      { ...common, ticker: '9905.HK', kind: 'soft', ruleId: null, publicAt: '2024-05-01T00:00:00Z' },
    ];
  });
  const universe = TICKERS.map((ticker) => ({ ticker, listedOn: '2021-03-31', delistedOn: null }));
  return runStudy({ calls, universe, bars }, { asOf, calendar, seed: 3, resamples: 200, controls: 1 });
}
