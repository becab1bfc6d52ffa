import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanBars } from '../../jobs/bars.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import {
  houseCalendar,
  loadBars,
  parseStatusCsv,
  parseValuationCsv,
  percentileOf,
  readAnnouncements,
  sessionsDiffer,
  updateCalendar,
} from '../../src/market/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';

const NOW = '2026-12-01T00:00:00Z';
const YEAR = `
years:
  - exchange: [XSHG, XSHE]
    year: 2027
    source: the exchanges' notice (invented for this test)
    announcedAt: 2026-11-20T08:00:00Z
    shut: ["2027-01-01", "2027-02-05..2027-02-15", "2027-04-05", "2027-05-01..2027-05-05", "2027-06-09", "2027-09-15", "2027-10-01..2027-10-07"]
announcements:
  - exchange: XHKG
    date: 2026-09-08
    hours: { open: "13:30", close: "16:00" }
    source: a storm (invented for this test)
    announcedAt: 2026-09-08T00:10:00Z
`;

describe('a calendar file', () => {
  it('is read as YAML or as CSV alike', () => {
    const csv =
      'exchange,kind,date,to,open,close,source,announced_at\nXSHG,year,2027-01-01,,,,notice,2026-11-20T08:00:00Z\nXSHG,,2027-02-05,2027-02-15,,,notice,2026-11-20T08:00:00Z\nXHKG,,2026-09-08,,13:30,16:00,storm,2026-09-08T00:10:00Z\n';
    const read = readAnnouncements(csv, 'x.csv').map(
      (r) => `${r.exchange} ${r.kind} ${r.firstDay}..${r.lastDay}`,
    );
    expect(read.sort()).toEqual([
      'XHKG hours 2026-09-08..2026-09-08',
      'XSHG shut 2027-02-05..2027-02-15',
      'XSHG year 2027-01-01..2027-12-31',
    ]);
  });

  it.each([
    ['announcements: [{exchange: XXXX}]', /announcements/],
    ['exchange,date,source,announced_at\nXHKG,2027-02-30,x,2026-01-01T00:00:00Z\n', /2027-02-30/],
    [
      'exchange,date,open,close,source,announced_at\nXHKG,2027-03-01,16:00,09:30,x,2026-01-01T00:00:00Z\n',
      /line 2.*hours/,
    ],
    [
      'exchange,date,open,close,source,announced_at\nXSHG,2027-03-06,09:30,15:00,x,2026-01-01T00:00:00Z\n',
      /weekend/,
    ],
    [
      'exchange,date,to,source,announced_at\nXHKG,2027-03-01,2027-06-01,x,2026-01-01T00:00:00Z\n',
      /days shut in a row/,
    ],
    ['exchange,date,source\nXHKG,2027-03-01,x\n', /no column for announcedat/],
  ])('that cannot be is refused in a sentence: %s', (text, why) => {
    expect(() => readAnnouncements(text, 'file')).toThrow(why);
  });
});

describe.each(await testDatabases())('what exchanges announce, on $name', ({ open }) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  it('an announced year replaces its estimate and is provisional no more; the same file again changes nothing', async () => {
    const { db } = database;
    const rows = readAnnouncements(YEAR, 'year.yaml');
    const dry = await updateCalendar(db, rows, NOW, true);
    expect((await houseCalendar(db)).isProvisional('XSHG', 2027)).toBe(true);
    const { added, changes } = await updateCalendar(db, rows, NOW);
    expect([added, changes]).toEqual([rows.length, dry.changes]);
    const known = await houseCalendar(db);
    expect(known.isProvisional('XSHG', 2027)).toBe(false);
    expect(known.isProvisional('XHKG', 2027)).toBe(true);
    expect(known.sessions('XSHG', '2027-02-01', '2027-02-19').map((s) => s.date)).toEqual([
      '2027-02-01',
      '2027-02-02',
      '2027-02-03',
      '2027-02-04',
      '2027-02-16',
      '2027-02-17',
      '2027-02-18',
      '2027-02-19',
    ]);
    // The sessions that analysts join on were written in the same transaction.
    expect(await sessionsDiffer(db, known)).toBe(false);
    expect(await updateCalendar(db, rows, NOW)).toEqual({ added: 0, changes: [] });
  });

  it('is not known to a question asked as of a moment before', async () => {
    const day = (asOf: string) =>
      houseCalendar(database.db, asOf).then((c) => c.sessions('XHKG', '2026-09-08', '2026-09-08')[0]!.open);
    expect(await day('2026-09-08T00:00:00Z')).toBe('2026-09-08T01:30:00Z');
    expect(await day('2026-09-08T01:00:00Z')).toBe('2026-09-08T05:30:00Z');
  });

  it('a year without its holidays, or word from the future, is refused and nothing is written', async () => {
    const before = await database.db.selectFrom('calendar_announcement').select('id').execute();
    const bare = 'exchange,kind,date,source,announced_at\nXSHG,year,2028-01-01,x,2026-11-01T00:00:00Z\n';
    await expect(updateCalendar(database.db, readAnnouncements(bare, 'f'), NOW)).rejects.toThrow(
      /sessions of XSHG in 2028.*list every closure/,
    );
    const future = 'exchange,date,source,announced_at\nXSHG,2027-03-01,x,2027-01-01T00:00:00Z\n';
    await expect(updateCalendar(database.db, readAnnouncements(future, 'f'), NOW)).rejects.toThrow(
      /before now/,
    );
    expect(await database.db.selectFrom('calendar_announcement').select('id').execute()).toHaveLength(
      before.length,
    );
  });

  it('nightly files are taken once, moved, and refused ones say why line by line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bars-'));
    const ctx = testContext(database, testClock(NOW));
    const lay = (name: string, text: string, at = '2026-11-30T20:00:00Z') => {
      writeFileSync(join(folder, name), text);
      utimesSync(join(folder, name), new Date(at), new Date(at));
    };
    const good =
      '日期,开盘,最高,最低,收盘,成交量(手)\n2026-11-27,10,11,9,10.5,5\n2026-11-30,10,11,9,10.6,6\n';
    lay('6608.HK.csv', good);
    lay('688521.SH.csv', 'date,open,high,low,close\n2026-11-30,1,1,1,x\n');
    lay('.hidden.csv', good);
    lay('0700.HK.csv', good, '2026-11-30T23:59:30Z');
    expect(await scanBars(ctx, folder)).toEqual({ loaded: 1, refused: 1, known: 0, bars: 2 });
    // What is still being written to is left until it has been quiet for a minute.
    expect(readdirSync(folder).sort()).toEqual(['.hidden.csv', '0700.HK.csv', 'loaded', 'refused']);
    const reason = readdirSync(join(folder, 'refused')).find((f) => f.endsWith('.txt'))!;
    expect(readFileSync(join(folder, 'refused', reason), 'utf8')).toBe('line 2: close "x" is not a number\n');
    lay('again.6608.HK.csv', good);
    expect(await scanBars(ctx, folder)).toEqual({ loaded: 0, refused: 0, known: 1, bars: 0 });
    expect(
      (await loadBars(database.db, { tickers: ['6608.HK'], to: NOW.slice(0, 10) })).get('6608.HK'),
    ).toHaveLength(2);
    rmSync(folder, { recursive: true });
  });
});

describe('status and valuation files', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  it('are read by their headers in either language; a Connect span before 2023 counts as unverified', () => {
    const { rows, problems } = parseStatusCsv(
      bytes(
        '代码,状态,起,止,已核实,来源,来源日期\n600519,ST,2024-01-02,2024-06-03,是,公告,2024-01-01\n6608.HK,港股通,2022-03-07,,是,名单,2022-03-04\n6682.HK,connect,2024-03-04,,yes,list,2024-03-01\n',
      ),
    );
    expect(problems).toEqual([]);
    expect(rows.map((r) => [r.ticker, r.status, r.since, r.until, r.verified])).toEqual([
      ['600519.SH', 'special_treatment', '2024-01-02', '2024-06-03', true],
      ['6608.HK', 'connect', '2022-03-07', null, false],
      ['6682.HK', 'connect', '2024-03-04', null, true],
    ]);
    expect(
      parseStatusCsv(bytes('ticker,status,since,source,date\n6608.HK,odd,2024-01-01,x,2024-01-01\n'))
        .problems,
    ).toEqual([{ line: 2, what: 'status "odd" is none that is known (special_treatment, connect)' }]);
  });

  it('a valuation stands at the share of its past that was at most as dear; losses have none', () => {
    expect(percentileOf(Array.from({ length: 100 }, (_, i) => i + 1))).toBe(1);
    expect(percentileOf([...Array.from({ length: 99 }, (_, i) => i + 1), 50])).toBeCloseTo(0.51, 2);
    expect(percentileOf([...Array.from({ length: 99 }, (_, i) => i + 1), -3])).toBeNull();
    expect(percentileOf([1, 2, 3])).toBeNull();
    const { rows, problems } = parseValuationCsv(
      bytes('ts_code,trade_date,pe_ttm,pb\n688521.SH,20240216,,3.2\n688521.SH,20240219,x,3\n'),
    );
    expect(rows).toEqual([{ ticker: '688521.SH', date: '2024-02-16', metric: 'pb', value: 3.2 }]);
    expect(problems).toEqual([{ line: 3, what: 'pe "x" is not a number' }]);
  });
});
