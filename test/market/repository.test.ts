import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenDatabase } from '../../src/db/index.ts';
import {
  type Bar,
  byIssuer,
  calendarOf,
  crowding,
  crowdingAt,
  generateBars,
  importBars,
  importBarsFile,
  loadBars,
  parseBarsCsv,
  parseStatusCsv,
  parseValuationCsv,
  readThresholds,
  saveRates,
  sessions,
  storeSessions,
  storeStatuses,
  storeValuations,
  tradabilityOfEvent,
  tradabilityWords,
  writeTradability,
} from '../../src/market/index.ts';
import { testDatabases } from '../databases.ts';

const thresholds = readThresholds(readFileSync('library/market/crowding.yaml', 'utf8'), 'crowding.yaml');
const calendar = calendarOf();
const bytes = (text: string) => new TextEncoder().encode(text);

describe.each(await testDatabases())('bars in $name', ({ open }) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  it('a file is loaded whole, and given back as it was', async () => {
    const file = parseBarsCsv(
      bytes(
        'ticker,date,open,high,low,close,volume,turnover,factor\n6608.HK,2024-02-15,10,11,9,10.5,,,1\n6608.HK,2024-02-16,10,12,9,11.1,5,6,2\n',
      ),
      'x.csv',
    );
    expect(await importBarsFile(database.db, file, 'x.csv')).toEqual({
      bars: 2,
      tickers: 1,
      from: '2024-02-15',
      to: '2024-02-16',
    });
    expect((await loadBars(database.db, { tickers: ['6608.HK'], to: '2024-12-31' })).get('6608.HK')).toEqual(
      file.bars,
    );
    expect(
      (await loadBars(database.db, { tickers: ['6608.HK'], to: '2024-02-15' })).get('6608.HK'),
    ).toHaveLength(1);
  });

  it('a file with one bad row loads nothing and says which', async () => {
    const file = parseBarsCsv(
      bytes('date,open,high,low,close\n2024-02-15,1,1,1,1\n2024-02-16,1,1,1,x\n'),
      '9999.HK.csv',
    );
    await expect(importBarsFile(database.db, file, '9999.HK.csv')).rejects.toThrow(
      /9999\.HK\.csv: line 3: close "x".*nothing was loaded/,
    );
    expect((await loadBars(database.db, { tickers: ['9999.HK'], to: '2024-12-31' })).size).toBe(0);
  });

  it('a load that fails half-way leaves nothing behind', async () => {
    const good = generateBars(1, { ticker: '1111.HK', from: '2024-01-02', to: '2024-02-01' });
    const bad = { ...good[0]!, ticker: '1112.HK', close: Number.NaN, date: 'never' } as Bar;
    await expect(importBars(database.db, [...good, bad])).rejects.toThrow();
    expect((await loadBars(database.db, { tickers: ['1111.HK'], to: '2024-12-31' })).size).toBe(0);
  });

  it('loading again replaces, but generated bars never take the place of imported ones', async () => {
    const [bar] = generateBars(1, { ticker: '6608.HK', from: '2024-02-16', to: '2024-02-16' });
    await importBars(database.db, [bar!]);
    expect(
      (await loadBars(database.db, { tickers: ['6608.HK'], to: '2024-12-31' })).get('6608.HK')![1]!.close,
    ).toBe(11.1);
    await importBars(database.db, [{ ...bar!, close: 7, origin: 'imported' }]);
    expect(
      (await loadBars(database.db, { tickers: ['6608.HK'], to: '2024-12-31' })).get('6608.HK')![1],
    ).toMatchObject({ close: 7, origin: 'imported' });
  });

  it('a day’s shapes are those of the pure function over what had closed by then', async () => {
    const series = ['0700.HK', '0020.HK', '688521.SH', '300308.SZ'].map((ticker, i) =>
      generateBars(i, {
        ticker,
        from: '2022-06-01',
        to: '2024-03-29',
        shape: (['running', 'crowded', 'broken', 'doubled_and_pulled_back'] as const)[i]!,
      }),
    );
    for (const bars of series) await importBars(database.db, bars);
    const instant = '2024-02-15T18:30:00Z';
    const found = await crowdingAt(database.db, instant, thresholds, calendar);
    for (const bars of series) {
      const ticker = bars[0]!.ticker;
      const day = ticker.endsWith('.HK') ? '2024-02-15' : '2024-02-08';
      expect(found.get(ticker)).toEqual(crowding(bars, day, thresholds));
    }
    // Two bars are no year: not there at all.
    expect(found.has('6608.HK')).toBe(false);
    expect([
      ...(await crowdingAt(database.db, instant, thresholds, calendar, ['0700.HK', '9999.HK'])).keys(),
    ]).toEqual(['0700.HK']);
  });

  it('sessions are kept for analysts, provisional years marked', async () => {
    const rows = await storeSessions(database.db, calendar);
    expect(await storeSessions(database.db, calendar)).toBe(rows);
    const day = await database.db
      .selectFrom('trading_session')
      .selectAll()
      .where('exchange', '=', 'XHKG')
      .where('date', 'in', ['2024-02-09', '2027-03-01'])
      .orderBy('date')
      .execute();
    expect(day).toMatchObject([
      {
        open_at: '2024-02-09T01:30:00Z',
        close_at: '2024-02-09T04:00:00Z',
        break_start: null,
        provisional: false,
      },
      { break_start: '2027-03-01T04:00:00Z', provisional: true },
    ]);
  });

  describe('whether an event’s companies could be traded', () => {
    // A story of Sunday, 18 February 2024: the mainland opens on Monday after its holiday, Hong Kong has traded on Friday.
    const BROKE = '2024-02-18T12:00:00Z';
    const NAMED = '2024-02-18T12:10:30Z';
    const companies = [
      ['0981.HK', 'XHKG', 'smic', '中芯国际', '2004-03-18'],
      ['688981.SH', 'XSHG', 'smic', '中芯国际', '2020-07-16'],
      ['600001.SH', 'XSHG', 'st', '某某', '2001-01-02'],
      ['300001.SZ', 'XSHE', 'halted', '某某', '2009-10-30'],
      ['603001.SH', 'XSHG', 'new', '某某', '2024-02-06'],
    ] as const;
    const bar = (ticker: string, date: string, close: number, over: Partial<Bar> = {}): Bar => ({
      ...{ ticker, date, open: close, high: close, low: close, close, volume: 100, turnover: 2e8, factor: 1 },
      origin: 'imported',
      ...over,
    });

    beforeAll(async () => {
      const { db } = database;
      for (const [ticker, exchange, issuer, name, listed_on] of companies)
        await db
          .insertInto('company')
          .values({
            ...{
              ticker,
              exchange,
              issuer,
              name_zh_hans: name,
              name_zh_hant: name,
              name_en: issuer,
              listed_on,
            },
            ...{ delisted_on: null, summary_zh: 'x', summary_en: 'x' },
          })
          .execute();
      await importBars(db, [
        bar('0981.HK', '2024-02-15', 15.9, { turnover: 6e8 }),
        bar('0981.HK', '2024-02-16', 16, { turnover: 4e8 }),
        bar('688981.SH', '2024-02-07', 40),
        bar('688981.SH', '2024-02-08', 48),
        bar('600001.SH', '2024-02-07', 10),
        bar('600001.SH', '2024-02-08', 10.5),
        bar('300001.SZ', '2024-02-07', 20),
        // Some other share of Shenzhen has traded on the 8th: this one was halted.
        bar('300002.SZ', '2024-02-08', 5),
        bar('603001.SH', '2024-02-06', 30),
        bar('603001.SH', '2024-02-08', 39),
      ]);
      await db
        .insertInto('company')
        .values({
          ...{ ticker: '300002.SZ', exchange: 'XSHE', issuer: 'other', listed_on: '2010-01-04' },
          ...{
            name_zh_hans: 'x',
            name_zh_hant: 'x',
            name_en: 'x',
            delisted_on: null,
            summary_zh: 'x',
            summary_en: 'x',
          },
        })
        .execute();
      await saveRates(
        db,
        [
          { base: 'CNY', quote: 'HKD', date: '2024-02-08', rate: 1.2, source: 'too old on the 18th' },
          { base: 'CNY', quote: 'HKD', date: '2024-02-16', rate: 1.1, source: 'invented' },
          { base: 'CNY', quote: 'HKD', date: '2024-02-19', rate: 9, source: 'not yet' },
        ],
        BROKE,
      );
      const status = parseStatusCsv(
        bytes(
          'ticker,status,since,until,verified,source,url,date\n' +
            '600001.SH,ST,2024-02-19,,yes,notice,https://example.org/st,2024-02-08\n' +
            '0981.HK,connect,2023-03-13,,yes,list,https://example.org/c,2023-03-03\n' +
            '688981.SH,connect,2023-03-13,2024-02-19,yes,list,https://example.org/c,2024-02-08\n' +
            '300001.SZ,connect,2023-03-13,,yes,list of tomorrow,https://example.org/c,2024-02-20\n',
        ),
      );
      expect(status.problems).toEqual([]);
      await storeStatuses(db, status.rows, BROKE);
      const days = sessions('XSHG', '2023-11-01', '2024-02-19').map((s) => s.date);
      const values = parseValuationCsv(
        bytes(
          `ticker,date,pe\n${days.map((d, i) => `688981.SH,${d},${d > '2024-02-18' ? 999 : 100 + i}`).join('\n')}\n`,
        ),
      );
      await storeValuations(db, values.rows);
      const at = { published_at: BROKE, fetched_at: BROKE, detected_at: BROKE };
      const url = 'https://example.org/1';
      await db
        .insertInto('article')
        .values({
          id: 'a',
          origin: 'live',
          url,
          canonical_url: url,
          title: 't',
          body: 'b',
          language: 'en',
          outlet: 'o',
          ...at,
        })
        .execute();
      await db
        .insertInto('event')
        .values({
          id: 'e',
          origin: 'live',
          headline: 'h',
          first_seen: BROKE,
          last_seen: BROKE,
          first_article_id: 'a',
          recorded_at: BROKE,
        })
        .execute();
      // One issuer is named once, here by its H share.
      for (const [i, [ticker]] of companies.filter(([t]) => t !== '688981.SH').entries())
        await db
          .insertInto('analogue')
          .values({
            ...{
              id: `n${i}`,
              event_id: 'e',
              ticker,
              kind: 'soft',
              same_product: false,
              score: 50,
              rank: i + 1,
            },
            ...{
              rule_id: null,
              rule_version: null,
              why_zh: '因',
              why_en: 'why',
              as_of: NAMED,
              computed_at: NAMED,
            },
          })
          .execute();
    });

    it('is written once a listed line, also for that by which its issuer is not named: minute, limit, suspension, status of the day it trades, premium, percentile', async () => {
      const { db } = database;
      expect(await writeTradability(db, 'e', NAMED)).toBe(companies.length);
      expect(await writeTradability(db, 'e', NAMED)).toBe(0);
      const { rows } = await sql<Record<string, unknown>>`
        SELECT * FROM analyst.tradability WHERE event_id = 'e' ORDER BY ticker COLLATE "C"`.execute(db);
      const monday = {
        next_minute: '2024-02-19T01:30:00Z',
        minutes_to_trade: 800,
        minutes_since_broke: 810,
        shut: true,
      };
      const smic = { lines: ['0981.HK', '688981.SH'], ah_on: '2024-02-08', special_known: true };
      expect(rows).toMatchObject([
        {
          ...{
            ticker: '0981.HK',
            leads: true,
            exchange: 'XHKG',
            ...monday,
            suspended: false,
            price_limit: null,
            at_limit: null,
          },
          // Monday the 19th is a day of Stock Connect again.
          ...{ value_traded: 5e8, connect: true, connect_verified: true, prices_to: '2024-02-16', ...smic },
        },
        {
          ...{ ticker: '300001.SZ', ...monday, suspended: true, price_limit: 0.2, at_limit: null },
          // Its list was published later: not known on that day.
          ...{ connect: null, connect_verified: null, prices_to: '2024-02-07', valuation_percentile: null },
        },
        {
          // Special treatment begins on the day it would be traded; on the 8th it was not, and 5% was no limit then.
          ...{ ticker: '600001.SH', ...monday, special_treatment: true, price_limit: 0.05, at_limit: null },
          ...{ suspended: false, lines: ['600001.SH'], ah_premium: null },
        },
        // Its third session on the 8th, the fourth on the 19th: no limit in either, and 30% up is no close at one.
        { ticker: '603001.SH', ...monday, special_treatment: false, price_limit: null, at_limit: null },
        {
          ...{
            ticker: '688981.SH',
            leads: false,
            ...monday,
            suspended: false,
            price_limit: 0.2,
            at_limit: 'up',
            value_traded: 2e8,
          },
          // Off the list on the day it would be traded. The value of the 19th itself is not looked at.
          ...{ connect: false, valuation_metric: 'pe', valuation_percentile: 1, ...smic },
        },
      ]);
      const premium = (48 * 1.1) / 16 - 1;
      for (const row of rows.filter((r) => (r.lines as string[]).length === 2))
        expect(row.ah_premium).toBeCloseTo(premium, 12);
    });

    it('shows one issuer once: its lines one under the other, the premium beside the first', async () => {
      const found = await tradabilityOfEvent(database.db, 'e');
      expect(found.map((f) => f.ticker).slice(0, 2)).toEqual(['0981.HK', '688981.SH']);
      const shown = byIssuer([found[0]!, found[2]!, found[1]!]);
      expect(shown.map((s) => [s.line.ticker, s.again])).toEqual([
        ['0981.HK', false],
        ['688981.SH', true],
        ['600001.SH', false],
      ]);
      const words = shown.map((s) => tradabilityWords(s.line, 'zh', s.again).join('；'));
      expect(words[0]).toContain('另有上市：688981.SH，A股较H股+230%');
      expect(words[1]).not.toContain('另有上市');
      expect(words[1]).toContain('收于涨停');
    });

    it('asked of another moment answers with what was public then', async () => {
      const [hk] = await tradabilityOfEvent(database.db, 'e', '2024-02-16T02:00:00Z');
      expect(hk).toMatchObject({
        ...{ ticker: '0981.HK', minutesToTrade: 0, shut: false, pricesTo: '2024-02-15', valueTraded: 6e8 },
        // The mainland's holiday: no southbound trading that day. The rate of the 16th was known, that of the 19th was not.
        ...{ connect: false, premiumOn: '2024-02-08' },
      });
      expect(hk!.premium).toBeCloseTo((48 * 1.1) / 15.9 - 1, 12);
    });
  });
});
