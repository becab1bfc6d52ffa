import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  boardText,
  loadScoreboard,
  loadStudy,
  runStudy,
  type Scoreboard,
  storeScoreboard,
} from '../../src/backtest/index.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import { type Bar, calendarOf, importBars, sessions } from '../../src/market/index.ts';
import { testDatabases } from '../databases.ts';

/*
 * Two rules over six events, each event on a day of its own. What every share does after its call is planted: of the 20th
 * session's return, a tenth has come after one session, half after five, and four tenths are left after sixty. The index
 * does not move. So each row of the scoreboard is known before it is computed.
 */
const DAYS = ['2024-01-08', '2024-01-12', '2024-01-17', '2024-01-23', '2024-01-29', '2024-02-02'];
const AS_OF = '2024-06-28';
const PLANTED = {
  rising: [0.08, 0.09, 0.1, 0.11, 0.12, -0.03],
  falling: [-0.1, -0.08, -0.12, -0.06, -0.09, 0.02],
} as const;
type RuleId = keyof typeof PLANTED;
const SHARE_OF_MOVE: Readonly<Record<number, number>> = { 1: 0.1, 5: 0.5, 20: 1, 60: 0.4 };
/** Hong Kong in 2024, there and back: stamp duty and levies, commission, slippage. */
const COSTS = 2 * (0.001 + 0.000085) + 2 * (0.00025 + 0.001);
/** Of the rising rule, the company's trait was written down after the event. */
const AFTERWARDS = 5;

const tickerOf = (rule: RuleId, n: number): string => `${rule === 'rising' ? 91 : 92}0${n}.HK`;
const mean = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0) / x.length;
const abnormal = (rule: RuleId, horizon: number): number[] =>
  PLANTED[rule].map((m) => m * SHARE_OF_MOVE[horizon]! - COSTS);

function series(ticker: string, calledOn: string | null, move: number): Bar[] {
  const days = sessions('XHKG', '2023-12-01', AS_OF).map((s) => s.date);
  const entry = calledOn === null ? 0 : days.findIndex((d) => d > calledOn);
  return days.map((date, i) => {
    const held = i - entry;
    const step = [60, 20, 5, 1].find((h) => held >= h);
    const price = 100 * (1 + (step === undefined ? 0 : move * SHARE_OF_MOVE[step]!));
    return {
      ...{ ticker, date, open: price, high: price, low: price, close: price },
      ...{ volume: 1000, turnover: 1000 * price, factor: 1, origin: 'imported' },
    };
  });
}

describe.each(await testDatabases())('the scoreboard of two rules, on $name', ({ open }) => {
  let database: OpenDatabase;
  let board: Scoreboard;
  beforeAll(async () => {
    database = await open();
    const { db } = database;
    await db
      .insertInto('trait')
      .values({ id: 'm', axis: 'model', name_zh: '模', name_en: 'm', meaning: 'm' })
      .execute();
    for (const id of ['rising', 'falling'])
      await db
        .insertInto('rule')
        .values({
          ...{ id, kind: 'analogue', title_zh: 't', title_en: 't', rationale_zh: 'r', rationale_en: 'r' },
          ...{ author: 'a', written_on: '2023-12-01', recorded_at: '2023-12-01T00:00:00Z' },
        })
        .execute();
    for (const [n, day] of DAYS.entries()) {
      const at = `${day}T10:00:00Z`;
      const url = `https://example.org/${n}`;
      await db
        .insertInto('article')
        .values({
          ...{ id: `a${n}`, origin: 'live', url, canonical_url: url, title: 't', body: 'b', language: 'en' },
          ...{ outlet: 'o', published_at: at, fetched_at: at, detected_at: at },
        })
        .execute();
      await db
        .insertInto('event')
        .values({
          ...{ id: `e${n}`, origin: 'live', headline: `story ${n}`, first_seen: at, last_seen: at },
          ...{ first_article_id: `a${n}`, recorded_at: at },
        })
        .execute();
      for (const rule of ['rising', 'falling'] as const) {
        const ticker = tickerOf(rule, n);
        const late = rule === 'rising' && n === AFTERWARDS;
        await db
          .insertInto('company')
          .values({
            ...{
              ticker,
              exchange: 'XHKG',
              issuer: ticker,
              name_zh_hans: 'x',
              name_zh_hant: 'x',
              name_en: 'x',
            },
            ...{ listed_on: '2015-01-05', delisted_on: null, summary_zh: 'x', summary_en: 'x' },
          })
          .execute();
        await db
          .insertInto('company_trait')
          .values({
            ...{ ticker, trait_id: 'm', valid_from: '2022-01-01', strength: 1 },
            ...{ source_title: 't', source_url: 'u', source_date: '2023-03-30' },
            recorded_at: late ? '2024-03-01T00:00:00Z' : '2023-06-01T00:00:00Z',
          })
          .execute();
        await db
          .insertInto('analogue')
          .values({
            ...{ id: `${rule}${n}`, event_id: `e${n}`, ticker, kind: 'soft', same_product: false, score: 50 },
            ...{
              rank: rule === 'rising' ? 1 : 2,
              rule_id: rule,
              rule_version: 1,
              why_zh: '因',
              why_en: 'why',
            },
            ...{ as_of: at, computed_at: at },
          })
          .execute();
        await db
          .insertInto('analogue_evidence')
          .values({
            ...{ analogue_id: `${rule}${n}`, position: 0, against: false, side: 'company', trait_id: 'm' },
            ...{ source_title: 't', source_url: 'u', source_date: '2023-03-30' },
          })
          .execute();
        await importBars(db, series(ticker, day, PLANTED[rule][n]!));
      }
    }
    await importBars(db, series('HSI.IDX', null, 0));
    const study = await loadStudy(db, {
      ...{ from: '2024-01-01', to: '2024-03-01', asOf: AS_OF, calendar: calendarOf() },
    });
    const result = runStudy(study, { asOf: AS_OF, calendar: calendarOf(), seed: 1, resamples: 1000 });
    await db.transaction().execute((trx) =>
      storeScoreboard(trx, result, {
        ...{ origin: 'live', from: '2024-01-01', to: '2024-03-01', computedAt: `${AS_OF}T12:00:00Z` },
      }),
    );
    board = (await loadScoreboard(db, { origin: 'live' }))!;
  });
  afterAll(() => database.close());

  const row = (rule: RuleId, horizon: number, scope: 'all' | 'foresight' = 'all') =>
    board.rows.find((r) => r.group === `rule:${rule}` && r.horizon === horizon && r.scope === scope)!;

  it('has each rule’s own abnormal return, and how it decays, as planted', () => {
    for (const rule of ['rising', 'falling'] as const)
      for (const horizon of [1, 5, 20, 60]) {
        expect(row(rule, horizon)).toMatchObject({ trades: 6, events: 6 });
        expect(row(rule, horizon).mean).toBeCloseTo(mean(abnormal(rule, horizon)), 10);
      }
    const path = [1, 5, 20, 60].map((h) => row('rising', h).mean!);
    expect(path[0]!).toBeLessThan(path[1]!);
    expect(path[1]!).toBeLessThan(path[2]!);
    expect(path[3]!).toBeLessThan(path[2]!);
  });

  it('has each rule’s own hit rate: five of six, and one of six', () => {
    expect(row('rising', 20).hitRate).toBeCloseTo(5 / 6, 12);
    expect(row('falling', 20).hitRate).toBeCloseTo(1 / 6, 12);
    expect(row('rising', 20).median).toBeCloseTo(0.095 - COSTS, 10);
  });

  it('has intervals that hold the mean within the planted extremes, on opposite sides of zero', () => {
    for (const rule of ['rising', 'falling'] as const) {
      const { low, high, mean: m } = row(rule, 20);
      const planted = abnormal(rule, 20);
      expect(low!).toBeGreaterThan(Math.min(...planted));
      expect(low!).toBeLessThan(m!);
      expect(high!).toBeGreaterThan(m!);
      expect(high!).toBeLessThan(Math.max(...planted));
    }
    expect(row('rising', 20).low!).toBeGreaterThan(0);
    expect(row('falling', 20).high!).toBeLessThan(0);
  });

  it('lists the misses of each rule with its name, the worst first', async () => {
    const missed = (rule: RuleId) =>
      board.misses.filter((m) => m.ruleId === rule).map((m) => [m.ticker, Math.round(m.abnormal * 1e6)]);
    const sorted = (rule: RuleId) =>
      abnormal(rule, 20)
        .map((x, n): [string, number] => [tickerOf(rule, n), Math.round(x * 1e6)])
        .filter(([, x]) => x < 0)
        .sort((a, b) => a[1] - b[1]);
    expect(missed('rising')).toEqual(sorted('rising'));
    expect(missed('rising')).toHaveLength(1);
    expect(missed('falling')).toEqual(sorted('falling'));
    expect(missed('falling')).toHaveLength(5);
    const { rows } = await database.run(
      'SELECT rule_id, count(*)::int AS missed FROM analyst.scoreboard_misses GROUP BY rule_id ORDER BY 1',
    );
    expect(rows).toEqual([
      { rule_id: 'falling', missed: 5 },
      { rule_id: 'rising', missed: 1 },
    ]);
    const text = boardText(board, 'en');
    expect(text).toMatch(/\n-12\.47% .*9202\.HK.* falling +story 2/);
  });

  it('leaves the call written afterwards out of its rule’s foresight, and marks it where it missed', () => {
    expect(board.hindsight).toBe(1);
    const before = abnormal('rising', 20).filter((_, n) => n !== AFTERWARDS);
    expect(row('rising', 20, 'foresight')).toMatchObject({ trades: 5, events: 5, hitRate: 1 });
    expect(row('rising', 20, 'foresight').mean).toBeCloseTo(mean(before), 10);
    expect(row('falling', 20, 'foresight').trades).toBe(6);
    expect(board.misses.filter((m) => m.hindsight).map((m) => m.ticker)).toEqual(['9105.HK']);
    expect(boardText(board, 'en')).toMatch(/9105\.HK.* rising +hindsight +story 5/);
  });

  it('says the same in the analysts’ view, a row a rule, scope and horizon', async () => {
    const { rows } = await database.run(
      `SELECT "group", mean_abnormal, hit_rate, low, high, trades FROM analyst.scoreboard
       WHERE "group" LIKE 'rule:%' AND scope = 'foresight' AND horizon_sessions = 20 ORDER BY "group" COLLATE "C"`,
    );
    expect(rows).toEqual(
      (['falling', 'rising'] as const).map((rule) => {
        const r = row(rule, 20, 'foresight');
        return {
          ...{ group: `rule:${rule}`, mean_abnormal: r.mean, hit_rate: r.hitRate },
          ...{ low: r.low, high: r.high, trades: r.trades },
        };
      }),
    );
  });
});
