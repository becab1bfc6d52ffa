import { readFileSync } from 'node:fs';
import { Converter } from 'opencc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Archived, judged, reprintSet, type Told } from '../../bench/articles/reprints.ts';
import { type ArticleDraft, type Origin, saveArticle } from '../../src/articles/index.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import { testDatabases } from '../databases.ts';

/** The archive without the reprints that it holds itself. */
const archive = (month: string): Archived[] =>
  readFileSync(`library/archive/${month}.ndjson`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Archived & { url: string })
    .filter((a) => !/-(?:reprint|zhuanzai)$/.test(a.url));

const WIRE =
  '公司公布，截至十二月底止的第三财季收入为8.24亿美元，同比增长14%，高于市场预期的7.61亿美元。版税收入为4.7亿美元，主要因为智能手机厂商转用新一代架构，其版税率大约是上一代的两倍。' +
  '公司预计第四财季收入介于8.5亿至9亿美元之间，并把全年收入预测上调。管理层在电话会议上表示，云服务商自研芯片的授权需求超出预期。';

describe.each(await testDatabases())('reprints on $name', ({ open }) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(async () => database.close());
  const save = (draft: ArticleDraft, origin: Origin = 'live') =>
    database.db
      .transaction()
      .execute((trx) => saveArticle(trx, draft, { origin, now: '2024-02-20T00:00:00Z' }));
  const row = async (id: string) =>
    (await database.run('SELECT duplicate_of, supersedes, title, body FROM article WHERE id = $1', [id]))
      .rows[0] as { duplicate_of: string | null; supersedes: string | null; title: string; body: string };

  async function found(stream: readonly Told[], origin: Origin): Promise<Map<string, string | null>> {
    for (const t of stream) await save({ ...t, id: `${origin}-${t.id}` }, origin);
    const { rows } = await database.run('SELECT id, duplicate_of FROM article WHERE origin = $1', [origin]);
    return new Map(
      (rows as { id: string; duplicate_of: string | null }[]).map((r) => [
        r.id.slice(origin.length + 1),
        r.duplicate_of?.slice(origin.length + 1) ?? null,
      ]),
    );
  }

  it.each([
    ['the month it was tuned on', '2024-02', 'replay', 11],
    ['a month that was kept back', '2025-01', 'archive', 12],
  ] as const)(
    'are found among filings of one form, flash items and strangers under one notice, in %s',
    async (_, month, origin, seed) => {
      const set = reprintSet(archive(month), { seed, each: 2, forms: 60 });
      const result = judged(set.stream, await found(set.stream, origin));
      expect(set.reprints).toBeGreaterThan(90);
      expect(result.precision, JSON.stringify(result.wrong)).toBeGreaterThanOrEqual(0.98);
      expect(result.recall, JSON.stringify(result.missed)).toBeGreaterThanOrEqual(0.95);
    },
    120_000,
  );

  it('are found in the other Chinese script, and each keeps the characters it was written in', async () => {
    const first = await save({
      url: 'https://wire.example/arm',
      title: '芯片设计公司上调全年收入预测',
      body: WIRE,
      publishedAt: '2024-02-08T00:10:00Z',
    });
    const traditional = Converter({ from: 'cn', to: 'hk' })(WIRE);
    const copy = await save({
      url: 'https://paper.example.hk/arm',
      title: '晶片設計公司上調全年收入預測',
      body: `【本報訊】${traditional}\n免責聲明：本文只供參考。`,
      publishedAt: '2024-02-08T03:10:00Z',
    });
    expect(await row(copy.id)).toMatchObject({ duplicate_of: first.id });
    expect((await row(copy.id)).body).toContain(traditional);
    expect((await row(first.id)).body).toBe(WIRE);
  });

  it('are not the correction of the same outlet: that one stands instead of what it corrects', async () => {
    const text = (revenue: string): string =>
      `Northgate said on Tuesday that revenue for the quarter was ${revenue} million dollars. ` +
      'Demand from cloud customers was strong, and the company now expects the second half to be better than the first. ' +
      'The chief executive told analysts that a new plant in Dresden would start work in the autumn, half a year early.';
    const draft = (url: string, title: string, body: string, at: string): ArticleDraft => ({
      url,
      title,
      body,
      publishedAt: at,
    });
    const first = await save(
      draft('https://wire2.example/1', 'Northgate revenue rises', text('412'), '2024-02-06T10:00:00Z'),
    );
    const copy = await save(
      draft('https://paper2.example/1', 'Northgate revenue rises', text('412'), '2024-02-06T10:30:00Z'),
    );
    const corrected = await save(
      draft(
        'https://wire2.example/2',
        'CORRECTED-Northgate revenue rises',
        text('421'),
        '2024-02-06T11:00:00Z',
      ),
    );
    expect(await row(copy.id)).toMatchObject({ duplicate_of: first.id, supersedes: null });
    expect(await row(corrected.id)).toMatchObject({ duplicate_of: null, supersedes: first.id });
  });

  it('are looked for in the text as it stands after an edit', async () => {
    const draft = { title: '快讯', publishedAt: '2024-02-12T00:10:00Z' };
    const page = 'https://flash.example/1';
    const { id } = await save({ ...draft, url: page, body: '详情稍后更新。' });
    const body = `${WIRE.split('。').reverse().join('。')}另据了解，该公司股价盘后大涨两成，投资者反应热烈。`;
    expect((await save({ ...draft, url: page, body })).outcome).toBe('revised');
    const copy = await save({
      ...draft,
      url: 'https://other.example/9',
      body,
      publishedAt: '2024-02-12T01:00:00Z',
    });
    expect((await row(copy.id)).duplicate_of).not.toBeNull();
    const { rows } = await database.run(
      'SELECT DISTINCT article_id FROM article_sketch WHERE article_id = $1',
      [id],
    );
    expect(rows).toHaveLength(1);
  });
});
