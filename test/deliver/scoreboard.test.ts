import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../jobs/app.ts';
import { scoreboard } from '../../jobs/scoreboard.ts';
import { dueFriday, isoWeek, loadScoreboard, scoreboardWeeks } from '../../src/backtest/index.ts';
import type { Context } from '../../src/context.ts';
import type { Db, OpenDatabase } from '../../src/db/index.ts';
import { addSubscriber, createMailer, deliverDue, type Mailer } from '../../src/deliver/index.ts';
import { type Bar, importBars, sessions } from '../../src/market/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';

const SATURDAY = '2024-06-29T01:00:00Z';
const TICKERS = ['9901.HK', '9902.HK', '9903.HK', '9904.HK'];

/** Six events; each names a soft analogue that falls a little every day and a trap that rises: the claim loses. */
async function insertWorld(db: Db, origin: Bar['origin']): Promise<void> {
  for (const [t, ticker] of TICKERS.entries()) {
    const name = { name_zh_hans: `公司${t}`, name_zh_hant: `公司${t}`, name_en: `Company ${t}` };
    await db
      .insertInto('company')
      .values({
        ticker,
        exchange: 'XHKG',
        issuer: ticker,
        ...name,
        listed_on: '2021-03-31',
        delisted_on: null,
        summary_zh: 'x',
        summary_en: 'x',
      })
      .execute();
    const drift = t < 2 ? 0.997 : 1.003;
    await importBars(
      db,
      sessions('XHKG', '2024-01-02', '2024-06-28').map((s, i): Bar => {
        const p = Math.round(50 * drift ** i * 1000) / 1000;
        return {
          ticker,
          date: s.date,
          open: p,
          high: p,
          low: p,
          close: p,
          volume: 1000,
          turnover: 1e5,
          factor: 1,
          origin,
        };
      }),
    );
  }
  for (let n = 0; n < 6; n += 1) {
    const at = `2024-02-0${n + 1}T10:00:00Z`;
    const id = `ev-${n}`;
    await db
      .insertInto('article')
      .values({
        id: `a-${n}`,
        origin: 'live',
        url: `https://example.org/${n}`,
        canonical_url: `https://example.org/${n}`,
        title: `Story ${n}`,
        body: 'a story',
        language: 'en',
        outlet: 'example',
        published_at: at,
        fetched_at: at,
        detected_at: at,
      })
      .execute();
    await db
      .insertInto('event')
      .values({
        id,
        origin: 'live',
        first_article_id: `a-${n}`,
        headline: `Story ${n}`,
        headline_zh: `新闻 ${n}`,
        headline_en: `Story ${n}`,
        state: 'quiet',
        first_seen: at,
        last_seen: at,
        recorded_at: at,
      })
      .execute();
    for (const [kind, ticker] of [
      ['soft', TICKERS[n % 2]!],
      ['trap', TICKERS[2 + (n % 2)]!],
    ] as const)
      await db
        .insertInto('analogue')
        .values({
          id: `${id}-${kind}`,
          event_id: id,
          ticker,
          kind,
          same_product: false,
          score: 50,
          rank: 1,
          rule_id: null,
          rule_version: null,
          why_zh: '因',
          why_en: 'why',
          as_of: at,
          computed_at: at,
          superseded_at: null,
        })
        .execute();
  }
}

describe('the week of a scoreboard', () => {
  it('is over on Saturday, and is named as ISO 8601 names it', () => {
    expect(
      ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'].map((d) => dueFriday(`${d}T09:00:00Z`)),
    ).toEqual(['2026-11-13', '2026-11-20', '2026-11-20', '2026-11-20']);
    expect(['2026-11-20', '2021-01-01', '2024-12-30', '2026-01-01'].map(isoWeek)).toEqual([
      '2026-W47',
      '2020-W53',
      '2025-W01',
      '2026-W01',
    ]);
  });
});

describe.each(await testDatabases())('the weekly scoreboard on $name', ({ open }) => {
  const letters: ParsedMail[] = [];
  let database: OpenDatabase;
  let ctx: Context;
  let mailer: Mailer;
  let server: SMTPServer;
  const clock = testClock(SATURDAY);
  const round = () => scoreboard.runOnce({ ctx } as App);

  beforeAll(async () => {
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, _session, done) {
        simpleParser(stream).then((mail) => {
          letters.push(mail);
          done();
        }, done);
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    database = await open();
    await insertWorld(database.db, 'imported');
    ctx = testContext(database, clock, { PUBLIC_URL: 'https://duibiao.example.com' });
    const port = (server.server.address() as AddressInfo).port;
    mailer = createMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, from: 'Desk <digest@duibiao.example>' });
    await addSubscriber(
      database.db,
      { email: 'asked@example.com', language: 'en', scoreboard: true },
      SATURDAY,
    );
    await addSubscriber(database.db, { email: 'quiet@example.com', language: 'en' }, SATURDAY);
    await addSubscriber(
      database.db,
      { email: 'hk@example.com', language: 'zh-Hant', scoreboard: true },
      SATURDAY,
    );
  });
  afterAll(async () => {
    mailer.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await database.close();
  });

  it('is kept once and mailed once to who asked for it, however often the duty runs', async () => {
    expect(await round()).toEqual({ kept: 1, mails: 2 });
    expect(await round()).toEqual({ kept: 0, mails: 0 });
    clock.set('2024-07-03T00:40:00Z');
    expect(await round()).toEqual({ kept: 0, mails: 0 });
    expect(await scoreboardWeeks(database.db, 'live')).toEqual([
      { week: '2024-W26', asOf: '2024-06-28', verdict: 'lost', trades: 24, generated: false },
    ]);
    await deliverDue(ctx, { mailer });
    await deliverDue(ctx, { mailer });
    expect(letters.map((l) => (l.to as { text: string }).text).sort()).toEqual([
      'asked@example.com',
      'hk@example.com',
    ]);
  });

  it('says plainly that the claim lost, with the misses, the trials and a picture a kind', () => {
    const english = letters.find((l) => (l.to as { text: string }).text === 'asked@example.com')!;
    expect(english.subject).toBe('duibiao scoreboard 2024-W26: soft analogues behind');
    expect(english.text).toContain('Soft analogues lost to product lookalikes (20 sessions, difference');
    expect(english.text).toContain('Misses, the worst first');
    expect(english.text).toMatch(/Trials: \d+; at 95% about/);
    expect(english.text).toContain('What was not public at the time is not used, only counted.');
    const pictures = english.attachments.filter((a) => a.contentType === 'image/png');
    expect(pictures.map((a) => a.filename)).toEqual([
      'soft.2024-W26.png',
      'trap.2024-W26.png',
      'random.2024-W26.png',
    ]);
    for (const picture of pictures) {
      expect(picture.related).toBe(true);
      expect(picture.content.subarray(1, 4).toString()).toBe('PNG');
    }

    const hongKong = letters.find((l) => (l.to as { text: string }).text === 'hk@example.com')!;
    expect(hongKong.subject).toBe('對標記分牌 2024-W26：軟對標落敗');
    expect(hongKong.text).toContain('新闻');
  });

  it('is stored whole: what is read back is what was computed', async () => {
    const board = (await loadScoreboard(database.db, { origin: 'live', week: '2024-W26' }))!;
    expect(board.claim.verdict).toBe('lost');
    expect(board.claim.row!.high).toBeLessThan(0);
    expect(board.misses[0]).toMatchObject({ headline: { zh: expect.stringContaining('新闻') } });
    expect(board.rows.filter((r) => r.group === 'soft' && r.scope === 'all').map((r) => r.horizon)).toEqual([
      1, 5, 20, 60,
    ]);
    const { rows } = await database.run(
      `SELECT count(*)::int AS n, min(verdict) AS verdict FROM analyst.scoreboard WHERE week = '2024-W26'`,
    );
    expect(rows[0]).toEqual({ n: board.rows.length + board.contrasts.length, verdict: 'lost' });
  });

  it('on generated bars is kept, marked and never mailed', async () => {
    await database.db.deleteFrom('scoreboard_run').execute();
    await database.db.deleteFrom('delivery').execute();
    await database.db.updateTable('daily_bar').set({ origin: 'generated' }).execute();
    expect(await round()).toEqual({ kept: 1, mails: 0 });
    expect(await round()).toEqual({ kept: 0, mails: 0 });
    expect(await loadScoreboard(database.db, { origin: 'live' })).toBeNull();
    expect((await loadScoreboard(database.db, { origin: 'live', generated: true }))!.generated).toBe(true);
    expect(await database.db.selectFrom('delivery').select('id').execute()).toEqual([]);
  });
});
