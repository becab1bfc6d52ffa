import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStudy, runStudy } from '../../src/backtest/index.ts';
import type { Db, OpenDatabase } from '../../src/db/index.ts';
import { calendarOf, generateBars, importBars } from '../../src/market/index.ts';
import { testDatabases } from '../databases.ts';

const calendar = calendarOf();
const wanted = { from: '2024-02-01', to: '2024-02-29', asOf: '2024-06-28', calendar };

async function article(db: Db, id: string, at: string): Promise<void> {
  await db
    .insertInto('article')
    .values({
      id,
      origin: 'live',
      url: `https://example.org/${id}`,
      canonical_url: `https://example.org/${id}`,
      title: id,
      body: 'videos are cut into patches',
      language: 'en',
      outlet: 'example',
      published_at: at,
      fetched_at: at,
      detected_at: at,
    })
    .execute();
}

async function analogue(
  db: Db,
  id: string,
  over: { event: string; ticker: string; kind: string; at: string; articleId: string; sourceDate: string },
): Promise<void> {
  await db
    .insertInto('analogue')
    .values({
      id,
      event_id: over.event,
      ticker: over.ticker,
      kind: over.kind,
      same_product: false,
      score: 50,
      rank: 1,
      rule_id: 'algorithm',
      rule_version: 1,
      why_zh: '因',
      why_en: 'why',
      as_of: over.at,
      computed_at: over.at,
      superseded_at: id.endsWith('old') ? over.at : null,
    })
    .execute();
  await db
    .insertInto('analogue_evidence')
    .values([
      {
        analogue_id: id,
        position: 0,
        against: false,
        side: 'event',
        article_id: over.articleId,
        field: 'body',
        start_at: 0,
        end_at: 6,
        text: 'videos',
      },
      {
        analogue_id: id,
        position: 1,
        against: false,
        side: 'company',
        trait_id: 'algorithm_platform',
        source_title: 'report',
        source_url: 'https://example.org/r',
        source_date: over.sourceDate,
      },
    ])
    .execute();
}

describe.each(await testDatabases())('a study over what is stored in $name', ({ open }) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await open();
    const { db } = database;
    const at = '2024-02-15T18:30:00Z';
    await db
      .insertInto('trait')
      .values({ id: 'algorithm_platform', axis: 'model', name_zh: '算', name_en: 'a', meaning: 'm' })
      .execute();
    for (const [ticker, exchange] of [
      ['6608.HK', 'XHKG'],
      ['6682.HK', 'XHKG'],
      ['300308.SZ', 'XSHE'],
    ] as const) {
      await db
        .insertInto('company')
        .values({
          ticker,
          exchange,
          issuer: ticker,
          name_zh_hans: 'x',
          name_zh_hant: 'x',
          name_en: 'x',
          listed_on: '2021-03-31',
          delisted_on: null,
          summary_zh: 'x',
          summary_en: 'x',
        })
        .execute();
      await db
        .insertInto('company_trait')
        .values({
          ticker,
          trait_id: 'algorithm_platform',
          valid_from: '2021-03-31',
          strength: 1,
          source_title: 't',
          source_url: 'u',
          source_date: '2023-03-30',
          recorded_at: ticker === '6608.HK' ? '2024-01-01T00:00:00Z' : '2026-11-24T00:00:00Z',
        })
        .execute();
      await importBars(db, generateBars(1, { ticker, from: '2023-12-01', to: '2024-12-31' }));
    }
    await db
      .insertInto('rule')
      .values({
        id: 'algorithm',
        kind: 'analogue',
        title_zh: 't',
        title_en: 't',
        rationale_zh: 'r',
        rationale_en: 'r',
        author: 'a',
        written_on: '2024-01-15',
        recorded_at: '2026-11-24T00:00:00Z',
      })
      .execute();
    await article(db, 'a1', at);
    await article(db, 'a2', '2024-03-01T00:00:00Z');
    for (const [id, origin] of [
      ['sora', 'live'],
      ['old', 'replay'],
    ] as const)
      await db
        .insertInto('event')
        .values({
          id,
          origin,
          headline: id,
          first_seen: at,
          last_seen: at,
          first_article_id: 'a1',
          recorded_at: at,
        })
        .execute();
    const base = { event: 'sora', at, articleId: 'a1', sourceDate: '2023-03-30' };
    await analogue(db, 'n1-old', { ...base, ticker: '6608.HK', kind: 'soft' });
    await analogue(db, 'n1', { ...base, ticker: '6608.HK', kind: 'hard', at: '2024-02-16T18:30:00Z' });
    await analogue(db, 'n2', { ...base, ticker: '6682.HK', kind: 'soft', articleId: 'a2' });
    await analogue(db, 'n3', { ...base, ticker: '300308.SZ', kind: 'trap', sourceDate: '2024-04-20' });
    await analogue(db, 'n4', { ...base, event: 'old', ticker: '6608.HK', kind: 'soft' });
  });
  afterAll(() => database.close());

  it('takes what a reader saw first, with the dates of all it rests on', async () => {
    const study = await loadStudy(database.db, wanted);
    expect(study.calls).toEqual([
      {
        eventId: 'sora',
        ticker: '300308.SZ',
        kind: 'trap',
        ruleId: 'algorithm',
        publishedAt: '2024-02-15T18:30:00Z',
        publicAt: '2024-04-20T00:00:00Z',
        writtenAt: '2026-11-24T00:00:00Z',
      },
      {
        eventId: 'sora',
        ticker: '6608.HK',
        kind: 'soft',
        ruleId: 'algorithm',
        publishedAt: '2024-02-15T18:30:00Z',
        publicAt: '2024-02-15T18:30:00Z',
        writtenAt: '2024-01-15T00:00:00Z',
      },
      {
        eventId: 'sora',
        ticker: '6682.HK',
        kind: 'soft',
        ruleId: 'algorithm',
        publishedAt: '2024-02-15T18:30:00Z',
        publicAt: '2024-03-01T00:00:00Z',
        writtenAt: '2026-11-24T00:00:00Z',
      },
    ]);
    expect([...study.bars.values()].every((bars) => bars.every((b) => b.date <= wanted.asOf))).toBe(true);
  });

  it('what was not public is counted and not traded; generated prices are marked', async () => {
    const result = runStudy(await loadStudy(database.db, wanted), {
      asOf: wanted.asOf,
      calendar,
      seed: 1,
      resamples: 100,
    });
    expect(result.untraded.not_public).toBe(2);
    expect(result.trades.filter((t) => t.kind !== 'random').map((t) => t.ticker)).toEqual(['6608.HK']);
    expect(result.hindsight).toBe(0);
    expect(result.generated).toBe(true);
  });

  it('recorded material is used only where it is asked for', async () => {
    expect(
      (await loadStudy(database.db, { ...wanted, origins: ['replay'] })).calls.map((c) => c.eventId),
    ).toEqual(['old']);
  });
});
