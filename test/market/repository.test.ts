import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenDatabase } from '../../src/db/index.ts';
import {
  type Bar,
  calendarOf,
  crowding,
  crowdingAt,
  generateBars,
  importBars,
  importBarsFile,
  loadBars,
  parseBarsCsv,
  readThresholds,
  storeSessions,
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
});
