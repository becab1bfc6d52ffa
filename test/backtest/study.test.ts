import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Call,
  claimSentence,
  kindChart,
  type Listed,
  resultCsv,
  resultText,
  roundTripCost,
  runStudy,
  type StudyInput,
  type StudyOptions,
  tradesCsv,
} from '../../src/backtest/index.ts';
import { type Bar, calendarOf, generateBars, seededRandom, sessions } from '../../src/market/index.ts';

const calendar = calendarOf();
const options: StudyOptions = { asOf: '2024-12-31', calendar, seed: 11, resamples: 200, controls: 3 };

/** Bars at one price, open = close, save where told. */
function flat(
  ticker: string,
  price: (date: string, i: number) => number,
  from = '2024-01-02',
  to = '2024-12-31',
): Bar[] {
  const exchange = ticker.endsWith('.HK') ? 'XHKG' : 'XSHG';
  return sessions(exchange, from, to).map((s, i) => {
    const p = price(s.date, i);
    return {
      ticker,
      date: s.date,
      open: p,
      high: p,
      low: p,
      close: p,
      volume: 1,
      turnover: p,
      factor: 1,
      origin: 'imported',
    };
  });
}
const listed = (ticker: string, listedOn = '2021-03-31', delistedOn: string | null = null): Listed => ({
  ticker,
  listedOn,
  delistedOn,
});
const call = (over: Partial<Call> = {}): Call => ({
  eventId: 'sora',
  ticker: '6608.HK',
  kind: 'soft',
  ruleId: 'algorithm',
  publishedAt: '2024-02-15T18:30:00Z',
  publicAt: '2024-02-15T18:15:00Z',
  writtenAt: '2024-01-01T00:00:00Z',
  ...over,
});
const world = (bars: Bar[][], calls: Call[] = [call()]): StudyInput => ({
  calls,
  universe: bars.map((b) => listed(b[0]!.ticker)),
  bars: new Map(bars.map((b) => [b[0]!.ticker, b])),
});

describe('one call', () => {
  it('is bought at the next open of its exchange and sold at the opens 1, 5, 20 and 60 sessions later', () => {
    // 100 on the entry's open of 16 February, 10% higher from the session after, flat benchmark.
    const index = flat('0001.HK', () => 50);
    const share = flat('6608.HK', (date) => (date <= '2024-02-16' ? 100 : 110));
    const result = runStudy({ ...world([share]), benchmarks: new Map([['XHKG', index]]) }, options);
    const trade = result.trades[0]!;
    expect(trade.enteredOn).toBe('2024-02-16');
    expect(trade.legs.map((l) => [l.horizon, l.exitOn])).toEqual([
      [1, '2024-02-19'],
      [5, '2024-02-23'],
      [20, '2024-03-15'],
      [60, '2024-05-17'],
    ]);
    const cost = roundTripCost('XHKG', '2024-02-16', '2024-02-19', 0.001);
    expect(trade.legs[0]!.gross).toBeCloseTo(0.1, 12);
    expect(trade.legs[0]!.abnormal).toBeCloseTo(0.1 - cost, 12);
    expect(cost).toBeCloseTo(2 * 0.001085 + 2 * 0.00125, 12);
  });

  it('is measured against its benchmark over the same sessions', () => {
    const index = flat('0001.HK', (_, i) => 100 * 1.01 ** i);
    const share = flat('6608.HK', (_, i) => 7 * 1.01 ** i);
    const result = runStudy({ ...world([share]), benchmarks: new Map([['XHKG', index]]) }, options);
    for (const leg of result.trades[0]!.legs)
      expect(leg.abnormal).toBeCloseTo(-roundTripCost('XHKG', '2024-02-16', leg.exitOn, 0.001), 9);
  });

  it('without an index the equal-weighted universe of the exchange is the benchmark, and is named', () => {
    const result = runStudy(world([flat('6608.HK', () => 10), flat('0700.HK', (_, i) => 1.01 ** i)]), {
      ...options,
      controls: 0,
    });
    expect(result.benchmark).toEqual({ XHKG: 'equal-weighted universe' });
    expect(result.trades[0]!.legs[0]!.benchmark).toBeCloseTo(0.005, 9);
  });

  it('during the mainland holiday waits for the first open after it', () => {
    const result = runStudy(world([flat('688521.SH', () => 10)], [call({ ticker: '688521.SH' })]), options);
    expect(result.trades[0]!.enteredOn).toBe('2024-02-19');
  });

  it('is not bought where it opened at its upper limit, or traded at one price a limit higher', () => {
    const jump = flat('688521.SH', (date) => (date < '2024-02-19' ? 10 : 12));
    const st = flat('600519.SH', (date) => (date < '2024-02-19' ? 10 : 10.5));
    const calls = [call({ ticker: '688521.SH' }), call({ ticker: '600519.SH' })];
    const result = runStudy(world([jump, st], calls), { ...options, controls: 0 });
    expect(result.untraded.limit_up).toBe(2);
    expect(result.trades).toEqual([]);
  });

  it('is not bought while suspended; one suspended at its exit is sold at the next open there is', () => {
    const hole = (from: string, to: string) =>
      flat('6608.HK', () => 10).filter((b) => b.date < from || b.date > to);
    const index = new Map([['XHKG', flat('0001.HK', () => 50)] as const]);
    const out = runStudy({ ...world([hole('2024-02-14', '2024-02-20')]), benchmarks: index }, options);
    expect(out.untraded.suspended).toBe(1);
    const late = runStudy({ ...world([hole('2024-02-19', '2024-02-21')]), benchmarks: index }, options);
    expect(late.trades[0]!.legs[0]).toMatchObject({ horizon: 1, exitOn: '2024-02-22', delayed: true });
  });

  it('is not sold at an open on the lower limit, but at the next above it', () => {
    const fall = flat('688521.SH', (date) => (date < '2024-02-20' ? 10 : date < '2024-02-21' ? 8 : 7.8));
    const index = new Map([['XSHG', flat('000300.SH', () => 50)] as const]);
    const result = runStudy(
      { ...world([fall], [call({ ticker: '688521.SH' })]), benchmarks: index },
      options,
    );
    expect(result.trades[0]!.legs[0]).toMatchObject({ exitOn: '2024-02-21', delayed: true });
    expect(result.trades[0]!.legs[0]!.gross).toBeCloseTo(-0.22, 9);
  });

  it('is sold at the last close when the listing ended before its exit', () => {
    const short = flat('6608.HK', () => 10, '2024-01-02', '2024-02-20');
    const input = {
      ...world([short]),
      universe: [listed('6608.HK', '2021-03-31', '2024-02-20')],
      benchmarks: new Map([['XHKG', flat('0001.HK', () => 50)] as const]),
    };
    expect(runStudy(input, options).trades[0]!.legs.map((l) => l.exitOn)).toEqual([
      '2024-02-19',
      '2024-02-20',
      '2024-02-20',
      '2024-02-20',
    ]);
  });

  it('of a company that was not listed yet is not traded', () => {
    const input = {
      ...world([flat('688691.SH', () => 10)], [call({ ticker: '688691.SH' })]),
      universe: [listed('688691.SH', '2024-04-11')],
    };
    expect(runStudy(input, options).untraded.not_listed).toBe(1);
  });
});

describe('what could not be known', () => {
  const bars = [flat('6608.HK', () => 10), flat('0700.HK', () => 20)];

  it('a call that rests on what was not public is invisible, and counted', () => {
    const result = runStudy(world(bars, [call({ publicAt: '2024-03-27' })]), options);
    expect(result.untraded.not_public).toBe(1);
    expect(result.trades).toEqual([]);
  });

  it('asked to use it all the same, the study refuses', () => {
    expect(() =>
      runStudy(world(bars, [call({ publicAt: '2024-03-27' })]), { ...options, useNotPublic: true }),
    ).toThrow(/not_public/);
  });

  it('bars after the study’s present do not exist: later prices change nothing', () => {
    const asOf = '2024-03-01';
    const doubled = bars.map((b) =>
      b.map((x) => (x.date > asOf ? { ...x, open: x.open * 2, close: x.close * 2, high: x.high * 2 } : x)),
    );
    const a = runStudy(world(bars), { ...options, asOf });
    expect(runStudy(world(doubled), { ...options, asOf })).toEqual(a);
    expect(a.trades[0]!.legs.map((l) => l.horizon)).toEqual([1, 5]);
  });

  it('a rule written after the event is marked hindsight and left out of the foresight rows', () => {
    const result = runStudy(world(bars, [call({ writtenAt: '2026-11-24T00:00:00Z' })]), options);
    expect(result.hindsight).toBe(1);
    expect(result.rows.find((r) => r.group === 'soft' && r.scope === 'all' && r.horizon === 5)!.trades).toBe(
      1,
    );
    expect(
      result.rows.find((r) => r.group === 'soft' && r.scope === 'foresight' && r.horizon === 5)!.trades,
    ).toBe(0);
  });
});

/** A made-up market in which soft calls rise by `edge` over 20 sessions and lookalikes do not. */
function madeUp(edge: number, events: number): StudyInput {
  const tickers = Array.from({ length: 40 }, (_, i) => `${String(1000 + i)}.HK`);
  const random = seededRandom(5);
  const days = sessions('XHKG', '2020-01-02', '2023-12-29');
  const calls: Call[] = [];
  const boosts = new Map<string, string[]>();
  for (let e = 0; e < events; e += 1) {
    const day = days[Math.floor(random() * (days.length - 100)) + 20]!;
    const names = [...tickers].sort(() => random() - 0.5).slice(0, 4);
    names.forEach((ticker, n) => {
      const kind = n < 2 ? 'soft' : n === 2 ? 'hard' : 'trap';
      calls.push(
        call({
          eventId: `e${e}`,
          ticker,
          kind,
          ruleId: n < 2 ? 'r1' : null,
          publishedAt: day.close,
          publicAt: day.close,
          writtenAt: '2019-01-01',
        }),
      );
      if (kind === 'soft') boosts.set(ticker, [...(boosts.get(ticker) ?? []), day.date]);
    });
  }
  const bars = new Map(
    tickers.map((ticker, i) => {
      const plain = generateBars(100 + i, {
        ticker,
        from: '2020-01-02',
        to: '2023-12-29',
        volatility: 0.015,
      });
      let level = 1;
      const rises = new Map<string, number>();
      for (const from of boosts.get(ticker) ?? []) {
        const at = plain.findIndex((b) => b.date > from);
        for (let k = 1; k <= 20; k += 1) {
          const date = plain[at + k]?.date;
          if (date !== undefined) rises.set(date, (rises.get(date) ?? 0) + edge / 20);
        }
      }
      const lifted = plain.map((b) => {
        level *= 1 + (rises.get(b.date) ?? 0);
        return {
          ...b,
          open: b.open * level,
          close: b.close * level,
          high: b.high * level,
          low: b.low * level,
        };
      });
      return [ticker, lifted] as const;
    }),
  );
  return { calls, universe: tickers.map((t) => listed(t, '2015-01-02')), bars };
}

describe('the scoreboard', () => {
  const at = { ...options, asOf: '2023-12-29', resamples: 500 };

  it('finds an edge that is there, and says undecided or lost where there is none', () => {
    expect(runStudy(madeUp(0.1, 120), at).claim).toMatchObject({ verdict: 'held', scope: 'foresight' });
    expect(runStudy(madeUp(0, 120), at).claim.verdict).toBe('undecided');
    const lost = runStudy(madeUp(-0.1, 120), at);
    expect(lost.claim.verdict).toBe('lost');
    expect(claimSentence(lost, 'en')).toMatch(/^Soft analogues lost/);
    expect(claimSentence(lost, 'zh')).toMatch(/^软对标不如/);
  });

  it('with hindsight alone nothing is held', () => {
    const input = madeUp(0.1, 60);
    const result = runStudy(
      { ...input, calls: input.calls.map((c) => ({ ...c, writtenAt: '2026-01-01' })) },
      at,
    );
    expect(result.claim).toMatchObject({ verdict: 'undecided', scope: 'all' });
    expect(claimSentence(result, 'en')).toMatch(/proves nothing/);
  });

  it('permuting calls, companies and tickers changes nothing', () => {
    const input = madeUp(0.05, 30);
    const base = runStudy(input, at);
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed);
        const shuffled = <T>(xs: readonly T[]): T[] =>
          xs
            .map((x) => [random(), x] as const)
            .sort((a, b) => a[0] - b[0])
            .map((p) => p[1]);
        const other = {
          calls: shuffled(input.calls),
          universe: shuffled(input.universe),
          bars: new Map(shuffled([...input.bars])),
        };
        expect(runStudy(other, at)).toEqual(base);
      }),
      { numRuns: 5 },
    );
  });

  it('a share quoted in another currency, or split, gives the same trades', () => {
    const input = madeUp(0.05, 30);
    const base = runStudy(input, at);
    const changed = new Map(
      [...input.bars].map(([ticker, bars]) => [
        ticker,
        bars.map((b) =>
          b.date >= '2022-01-01'
            ? { ...b, open: b.open / 4, close: b.close / 4, high: b.high / 4, low: b.low / 4, factor: 4 }
            : b,
        ),
      ]),
    );
    const split = runStudy({ ...input, bars: changed }, at);
    split.trades.forEach((t, i) => {
      expect(t.ticker).toBe(base.trades[i]!.ticker);
      for (const [k, l] of t.legs.entries())
        expect(l.abnormal).toBeCloseTo(base.trades[i]!.legs[k]!.abnormal, 9);
    });
  });

  it('states its trials, its seed and its misses, and marks generated prices', () => {
    const result = runStudy(madeUp(0, 60), { ...at, priorTrials: 7 });
    const withInterval = [...result.rows, ...result.contrasts].filter((r) => r.low !== null).length;
    expect(result.trials).toBe(withInterval + 7);
    expect(result.misses.length).toBeGreaterThan(0);
    expect(result.misses.every((t) => t.kind === 'soft' || t.kind === 'trap')).toBe(true);
    expect(result.generated).toBe(true);
    expect(resultText(result, 'en')).toMatch(/Generated prices[\s\S]*Trials: /);
    expect(resultText(result, 'zh')).toMatch(/生成的行情[\s\S]*检验次数/);
    expect(resultCsv(result).split('\r\n')).toHaveLength(result.rows.length + result.contrasts.length + 2);
    expect(tradesCsv(result)).toMatch(/,true\r\n$/);
    expect(kindChart(result, 'soft', 'zh')).toMatch(/^<svg.*生成的行情.*<\/svg>$/);
    expect(kindChart(runStudy(world([flat('6608.HK', () => 1)], []), options), 'soft', 'en')).toBeNull();
  });

  it('an interval covers the truth about as often as it says', () => {
    // 30 events of 3 alike values: resampling values singly would cover far less.
    const covered = coverage(200);
    expect(covered).toBeGreaterThan(0.88);
    expect(covered).toBeLessThan(0.99);
  });
});

function coverage(runs: number): number {
  let covered = 0;
  const index = flat('0001.HK', () => 50);
  const days = sessions('XHKG', '2024-01-02', '2024-09-30');
  for (let run = 0; run < runs; run += 1) {
    const random = seededRandom(1000 + run);
    const cost = 2 * 0.001085 + 2 * 0.00025;
    const calls: Call[] = [];
    const bars = new Map<string, Bar[]>();
    for (let e = 0; e < 30; e += 1) {
      const shock = (random() - 0.5) * 0.2;
      const day = days[e * 5]!;
      for (let k = 0; k < 3; k += 1) {
        const ticker = `${1000 + e * 3 + k}.HK`;
        const move = shock + (random() - 0.5) * 0.02 + cost;
        const span = sessions('XHKG', day.date, '2024-12-31').slice(0, 4);
        bars.set(
          ticker,
          span.map((s, i) => ({
            ticker,
            date: s.date,
            open: i < 2 ? 1 : 1 + move,
            high: 2,
            low: 0.5,
            close: 1,
            volume: 1,
            turnover: 1,
            factor: 1,
            origin: 'imported',
          })),
        );
        calls.push(call({ eventId: `e${e}`, ticker, publishedAt: day.close, publicAt: day.close }));
      }
    }
    const result = runStudy(
      {
        calls,
        bars,
        universe: [...bars.keys()].map((t) => listed(t)),
        benchmarks: new Map([['XHKG', index]]),
      },
      { ...options, controls: 0, slippage: 0, resamples: 200, seed: run },
    );
    const row = result.rows.find((r) => r.group === 'soft' && r.scope === 'all' && r.horizon === 1)!;
    if (row.low! <= 0 && row.high! >= 0) covered += 1;
  }
  return covered / runs;
}
