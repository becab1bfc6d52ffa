import * as cheerio from 'cheerio';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/console/index.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import { eventDataOf } from '../../src/deliver/event-message.ts';
import { loadEvent } from '../../src/deliver/index.ts';
import { tradabilityOfEvent, writeTradability } from '../../src/market/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { insertEvent, insertLibrary } from '../deliver/example.ts';

/** The event's first article, 21:40 in Hong Kong; its lines are named at 01:00, and the markets open at 09:30. */
const NAMED = '2027-03-02T17:00:00Z';
const OPENS = '2027-03-03T01:30:00Z';
const SINCE_BROKE = 710;
const SINCE_NAMED = 510;
const TICKERS = ['300990.SZ', '688990.SH', '9901.HK'];

describe.each(await testDatabases())('how long a desk waits, on $name', (of) => {
  let open: OpenDatabase;
  beforeAll(async () => {
    open = await of.open();
    await insertLibrary(open.db);
    await insertEvent(open.db);
    await writeTradability(open.db, 'ev-lantern', NAMED);
  });
  afterAll(() => open.close());

  /** Every standing line is superseded by one of another score, as a new article does to it. */
  async function restate(at: string, kind: string | null = null): Promise<void> {
    await open.db.transaction().execute(async (trx) => {
      const standing = await trx
        .selectFrom('analogue')
        .selectAll()
        .where('superseded_at', 'is', null)
        .execute();
      await trx
        .updateTable('analogue')
        .set({ superseded_at: at })
        .where('superseded_at', 'is', null)
        .execute();
      for (const a of standing)
        await trx
          .insertInto('analogue')
          .values({
            ...a,
            ...{ id: `${a.id}+`, score: a.score / 2, kind: kind ?? a.kind },
            ...{ as_of: at, computed_at: at, superseded_at: null },
          })
          .execute();
      expect(await writeTradability(trx, 'ev-lantern', at)).toBe(standing.length);
    });
  }

  /** What each reader is told: ticker, moment of naming, next minute, minutes since it broke and since it was named. */
  async function told(now: string) {
    const ctx = testContext(open, testClock(now));
    const zh = (await loadEvent(open.db, 'ev-lantern', now, 'zh'))!;
    const en = (await loadEvent(open.db, 'ev-lantern', now, 'en'))!;
    const lines = [...en.soft, ...en.hard, ...en.traps, ...en.issuer];
    const page = cheerio.load(await (await createApp(ctx, {}).request('/events/ev-lantern?lang=en')).text());
    const cells = page('section:contains("Could it be traded") tbody tr')
      .toArray()
      .map((row) =>
        page(row)
          .find('th, td')
          .toArray()
          .slice(0, 3)
          .map((c) => page(c).text()),
      );
    const { rows } = await sql<Record<string, unknown>>`
      SELECT t.* FROM analyst.tradability t JOIN analyst.analogues a USING (analogue_id) WHERE a.stands`.execute(
      open.db,
    );
    const sorted = <T extends { ticker: unknown }>(found: readonly T[]): T[] =>
      [...found].sort((a, b) => (String(a.ticker) < String(b.ticker) ? -1 : 1));
    return {
      digest: sorted(
        lines.flatMap((l) =>
          l.trading.map((t) => ({
            ...{ ticker: t.ticker, at: t.at, next: t.nextMinute },
            ...{ broke: t.minutes, named: t.minutesFromNaming },
          })),
        ),
      ),
      webhook: sorted(
        eventDataOf(zh, en, 'https://desk.example', {}, false).analogues.flatMap((a) =>
          a.trading.map((t) => ({
            ...{ ticker: t.ticker, at: t.namedAt, next: t.nextMinute },
            ...{ broke: t.minutes, named: t.minutesFromNaming },
          })),
        ),
      ),
      command: sorted(
        (await tradabilityOfEvent(open.db, 'ev-lantern')).map((t) => ({
          ...{ ticker: t.ticker, at: t.at, next: t.nextMinute },
          ...{ broke: t.minutesSinceBroke, named: t.minutesToTrade },
        })),
      ),
      view: sorted(
        rows.map((r) => ({
          ...{ ticker: r.ticker, at: r.at, next: r.next_minute },
          ...{ broke: r.minutes_since_broke, named: r.minutes_to_trade },
        })),
      ),
      text: page('main').text(),
      cells: cells.sort((a, b) => (a[0]! < b[0]! ? -1 : 1)),
    };
  }

  function expectWait(seen: Awaited<ReturnType<typeof told>>, broke = SINCE_BROKE): void {
    const expected = TICKERS.map((ticker) => ({ ticker, at: NAMED, next: OPENS, broke, named: SINCE_NAMED }));
    for (const who of ['digest', 'webhook', 'command', 'view'] as const)
      expect(seen[who], who).toEqual(expected);
    expect(seen.cells).toEqual(TICKERS.map((ticker) => [ticker, String(broke), String(SINCE_NAMED)]));
  }

  it('is counted from the event’s first article, and from when the company was first named, alike for every reader', async () => {
    const seen = await told('2027-03-02T17:01:00Z');
    expectWait(seen);
    expect(seen.text).toContain('11 h 50 min after it broke (8 h 30 min after it was first named)');
  });

  it('stays what it was when a line is restated, while the market trades and after it shut again', async () => {
    await restate('2027-03-03T02:00:00Z');
    expectWait(await told('2027-03-03T02:01:00Z'));
    await restate('2027-03-05T12:00:00Z');
    expectWait(await told('2027-03-05T12:01:00Z'));
  });

  it('stays when a company turns from one kind into another: it was named on the first day', async () => {
    await restate('2027-03-06T12:00:00Z', 'hard');
    expectWait(await told('2027-03-06T12:01:00Z'));
  });

  it('grows for everybody when an older article joins: the news broke earlier than was known', async () => {
    await open.db
      .updateTable('event')
      .set({ first_seen: '2027-03-02T13:10:00Z' })
      .where('id', '=', 'ev-lantern')
      .execute();
    expectWait(await told('2027-03-06T12:02:00Z'), SINCE_BROKE + 30);
  });

  it('of another moment, when asked, says the wait from then and all of it since the news', async () => {
    const [line] = await tradabilityOfEvent(open.db, 'ev-lantern', '2027-03-03T08:30:00Z');
    expect(line).toMatchObject({
      nextMinute: '2027-03-04T01:30:00Z',
      minutesToTrade: 1020,
      minutesSinceBroke: 1020 + (19 * 60 + 20),
    });
  });
});
