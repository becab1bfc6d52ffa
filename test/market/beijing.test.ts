import * as cheerio from 'cheerio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPipeline } from '../../jobs/pipeline.ts';
import { storedLines } from '../../src/analogues/index.ts';
import { createApp } from '../../src/console/index.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import { loadEntities } from '../../src/entities/index.ts';
import { eventId } from '../../src/events/index.ts';
import { applyLibrary } from '../../src/library/index.ts';
import {
  type Bar,
  calendarOf,
  importBarsFile,
  loadBars,
  parseBarsCsv,
  parseStatusCsv,
  priceLimit,
  sessions,
  storeStatuses,
  tickerOf,
  tradabilityOf,
  tradabilityOfEvent,
  tradabilityWords,
} from '../../src/market/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { LICENCE_STORY, readSmallLibrary, smallLibrary } from '../small-library.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('a share of Beijing', () => {
  it('trades on the mainland’s days since its exchange opened, later announced ones among them', () => {
    const days = sessions('BJSE', '2015-01-01', '2027-12-31');
    expect(days[0]!.date).toBe('2021-11-15');
    expect(days).toEqual(sessions('XSHG', '2021-11-15', '2027-12-31'));
    const shut = {
      ...{ exchange: 'XSHG' as const, date: '2027-03-02', hours: null },
      ...{ source: 'notice', announcedAt: '2027-03-01T00:00:00Z' },
    };
    const announced = calendarOf([shut], [{ exchange: 'XSHG', year: 2027 }]);
    expect(announced.sessions('BJSE', '2027-03-02', '2027-03-02')).toEqual([]);
    expect(announced.isProvisional('BJSE', 2027)).toBe(false);
    expect(calendarOf().isProvisional('BJSE', 2027)).toBe(true);
  });

  it('is known by its code as exporters write it, before and after all codes became 920', () => {
    for (const written of ['920799.BJ', 'bj920799', '920799', '920799.BJSE', 'BJ.920799'])
      expect(tickerOf(written), written).toBe('920799.BJ');
    expect(['830799', '430047.bj', '871981'].map(tickerOf)).toEqual(['830799.BJ', '430047.BJ', '871981.BJ']);
  });

  it('may move 30%, under special treatment too, and freely on its first day', () => {
    expect(priceLimit('920799.BJ', '2024-02-08')).toEqual({ limit: 0.3, board: 'beijing' });
    expect(priceLimit('830799.BJ', '2024-02-08', { specialTreatment: true }).limit).toBe(0.3);
    expect(priceLimit('920799.BJ', '2024-02-08', { sessionOfListing: 1 }).limit).toBeNull();
    expect(priceLimit('920799.BJ', '2024-02-08', { sessionOfListing: 2 }).limit).toBe(0.3);
  });

  it('is at its limit at 30%, quoted in yuan, and never within Stock Connect', () => {
    const bar = (date: string, close: number): Bar => ({
      ...{ ticker: '920799.BJ', date, open: close, high: close, low: close, close },
      ...{ volume: 100, turnover: 3e7, factor: 1, origin: 'imported' },
    });
    const found = tradabilityOf(
      { ticker: '920799.BJ', issuer: 'x', names: ['某某'], listedOn: '2021-11-15' },
      '2024-02-15T18:15:00Z',
      calendarOf(),
      [bar('2024-02-07', 10.01), bar('2024-02-08', 13.01)],
    );
    expect(found).toMatchObject({
      ...{ exchange: 'BJSE', nextMinute: '2024-02-19T01:30:00Z', limit: 0.3 },
      ...{ atLimit: 'up', connect: false, valueTraded: 3e7 },
    });
  });
});

describe('special treatment on the main boards', () => {
  it('halves the limit until 3 July 2026, and no longer from 6 July on', () => {
    const limit = (ticker: string, date: string) =>
      priceLimit(ticker, date, { specialTreatment: true }).limit;
    for (const ticker of ['600001.SH', '000001.SZ'])
      expect(['2024-02-08', '2026-07-03', '2026-07-06'].map((d) => limit(ticker, d))).toEqual([
        0.05, 0.05, 0.1,
      ]);
    const words = (date: string) =>
      tradabilityWords(
        tradabilityOf({ ticker: '600001.SH', issuer: 'x', names: ['某某'] }, date, calendarOf(), [])!,
        'en',
      ).join('; ');
    // Whether a list of it is loaded matters to the limit only while it was narrower.
    expect(words('2026-07-02T18:00:00Z')).toContain('price limit 10% (special treatment by its name only');
    expect(words('2026-07-05T18:00:00Z')).toContain('price limit 10%;');
    expect(['688001.SH', '300001.SZ'].map((t) => limit(t, '2026-07-06'))).toEqual([0.2, 0.2]);
  });
});

const PARTS = smallLibrary();
const MODEL = PARTS['companies/1111.HK.yaml'] as Record<string, unknown>;
const BEIJING = {
  ...MODEL,
  ...{ ticker: '920111.BJ', exchange: 'BJSE', issuer: 'northlic', listedOn: '2021-11-15' },
  name: { zhHans: '北许科技', zhHant: '北許科技', en: 'Northlic' },
  aliases: ['830111.BJ'],
};
const FILES = readSmallLibrary({ ...PARTS, 'companies/920111.BJ.yaml': BEIJING });

describe('a former code', () => {
  it('in a story means the company, with and without its exchange', () => {
    const [entity] = loadEntities({ file: 'entities.yaml', text: 'entities: []' }, [
      { file: '920111.BJ.yaml', text: JSON.stringify(BEIJING) },
    ]);
    expect(entity!.aliases.filter((a) => a.script === 'ticker').map((a) => a.text)).toEqual(
      expect.arrayContaining(['920111.BJ', '920111', '830111.BJ', '830111']),
    );
    expect(entity!.tickers).toEqual(['920111.BJ']);
  });
});

describe.each(await testDatabases())('a company of Beijing, on $name', ({ open }) => {
  let database: OpenDatabase;
  const EVENT = eventId(LICENCE_STORY.id);
  const clock = testClock('2024-02-07T21:05:00Z');

  beforeAll(async () => {
    database = await open();
    await applyLibrary(database.db, FILES, '2024-01-10T00:00:00Z');
  });
  afterAll(() => database.close());

  it('has its history under its former code taken as its own; a day given under both is told by the present one', async () => {
    const file = parseBarsCsv(
      bytes(
        'ticker,date,open,high,low,close,volume,turnover\n' +
          '830111.BJ,2024-02-05,8,8,8,8,100,20000000\n830111.BJ,2024-02-06,9,9,9,9,100,20000000\n' +
          '920111.BJ,2024-02-06,9.2,9.2,9.2,9.2,100,20000000\n920111,2024-02-07,11.96,11.96,11.96,11.96,100,20000000\n',
      ),
      'beijing.csv',
    );
    await importBarsFile(database.db, file, 'beijing.csv');
    const bars = await loadBars(database.db, { to: '2024-12-31' });
    expect([...bars.keys()]).toEqual(['920111.BJ']);
    expect(bars.get('920111.BJ')!.map((b) => [b.date, b.close])).toEqual([
      ['2024-02-05', 8],
      ['2024-02-06', 9.2],
      ['2024-02-07', 11.96],
    ]);
    const { rows } = parseStatusCsv(
      bytes(
        'ticker,status,since,until,verified,source,url,date\n830111.BJ,ST,2023-05-04,,yes,notice,https://example.org/n,2023-05-03\n',
      ),
    );
    await storeStatuses(database.db, rows, '2024-01-10T00:00:00Z');
    expect((await database.run('SELECT ticker FROM company_status')).rows).toEqual([{ ticker: '920111.BJ' }]);
  });

  it('is linked like any other, and its card says when it trades and within what limit', async () => {
    const pipeline = await createPipeline(testContext(database, clock), FILES);
    await pipeline.take([LICENCE_STORY], 'live');
    await pipeline.analyse();
    expect((await storedLines(database.db, EVENT, { ticker: '920111.BJ' }))[0]).toMatchObject({
      kind: 'soft',
    });
    const line = (await tradabilityOfEvent(database.db, EVENT)).find((t) => t.ticker === '920111.BJ');
    expect(line).toMatchObject({
      ...{ exchange: 'BJSE', limit: 0.3, atLimit: 'up', connect: false, specialTreatment: true },
      ...{ nextMinute: '2024-02-08T01:30:00Z', minutesSinceBroke: 270 },
    });
    const app = createApp(testContext(database, clock), {});
    const page = cheerio.load(await (await app.request(`/events/${EVENT}?lang=en`)).text());
    const text = page('main').text().replaceAll(/\s+/g, ' ');
    expect(text).toMatch(/Northlic 920111\.BJ/);
    expect(text).toContain('4 h 30 min after it broke');
    expect(text).toContain('closed limit-up (limit 30%)');
  });
});
