import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPipeline, type Pipeline } from '../../jobs/pipeline.ts';
import { computeAll, loadLinkLibrary, storedLines } from '../../src/analogues/index.ts';
import type { ArticleDraft } from '../../src/articles/index.ts';
import { inTime, readDocuments } from '../../src/cli/documents.ts';
import { type OpenDatabase, packageFolder } from '../../src/db/index.ts';
import { addEndpoint } from '../../src/deliver/index.ts';
import { applyLibrary, readLibrary } from '../../src/library/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';

/*
 * What happened to 中科金财 (002657) in February 2024, with the shipped library: a post about Sora at 12:02, the limit that
 * afternoon, the exchange's letter that evening (finance.eastmoney.com/a/202402212990755598.html), the company's reply the
 * evening after: not exclusive, Sora may never be had, Microsoft's products were 2.13% of two years' revenue, its own video
 * products had earned nothing (paicaijing314.com/news/1361247.html; fengbaosun.com, 23 February). The sentences are ours.
 */
const TICKER = '002657.SZ';
const draft = (id: string, publishedAt: string, title: string, body: string): ArticleDraft => ({
  id,
  url: `https://announcements.example/${id}`,
  title,
  body,
  language: 'zh',
  outlet: 'announcements.example',
  publishedAt,
  firstHand: true,
});
const POST = draft(
  'post',
  '2024-02-21T04:02:00Z',
  '中科金财与微软中国就Sora举行业务研讨',
  '中科金财同微软中国谈了文生视频模型Sora在银行、电商和网剧里的用法。等OpenAI把Sora的商用能力开放给Azure，中科金财可以率先申请订阅资格。',
);
const LETTER = draft(
  'letter',
  '2024-02-21T10:30:00Z',
  '中科金财：关于收到深圳证券交易所关注函的公告',
  '公司收到深圳证券交易所关注函。函中要求公司说明与微软中国合作的具体模式，以及Sora尚未商用时称可率先取得订阅资格的依据，并说明是否存在蹭热点炒作股价的情形。',
);
const REPLY = draft(
  'reply',
  '2024-02-22T12:30:00Z',
  '中科金财：关于对深圳证券交易所关注函回复的公告',
  '公司与微软中国的合作不是独家合作，存在无法取得Sora订阅资格的风险。2021年和2022年，与微软相关的业务收入占主营业务收入的比例为2.13%。公司自研的及基于其他模型的文生视频产品尚未产生收入。敬请投资者注意风险。',
);

describe.each(await testDatabases())('a company that has to explain its own news, on $name', ({ open }) => {
  let database: OpenDatabase;
  let pipeline: Pipeline;
  const events = new Map<string, string>();
  const clock = testClock('2024-02-15T00:00:00Z');
  const take = async (drafts: readonly ArticleDraft[]) => {
    for (const d of drafts) {
      clock.set(d.publishedAt!);
      clock.advance(60);
      await pipeline.take([d], 'live');
    }
    await pipeline.analyse();
    const { rows } = await database.run('SELECT article_id, event_id FROM event_article');
    for (const r of rows) events.set(r.article_id as string, r.event_id as string);
  };
  const line = async () => (await storedLines(database.db, events.get('post')!, { ticker: TICKER }))[0]!;
  const told = async () =>
    (
      await database.run(
        "SELECT payload FROM delivery WHERE type = 'analogue.reranked' ORDER BY created_at, id",
      )
    ).rows
      .map((r) => JSON.parse(r.payload as string).data.other as Record<string, string>)
      .filter((o) => o.ticker === TICKER)
      .map((o) => [o.reason, o.document]);
  let sora = '';

  beforeAll(async () => {
    database = await open();
    const library = readLibrary(join(packageFolder(), 'library'));
    await applyLibrary(database.db, library, '2024-01-01T00:00:00Z');
    const ctx = testContext(database, clock, { DUIBIAO_ALLOW_PRIVATE: '127.0.0.1' });
    await addEndpoint(database.db, { url: 'http://127.0.0.1:9/' }, '2024-02-01T00:00:00Z');
    pipeline = await createPipeline(ctx, library);
    const archive = inTime(readDocuments(join(packageFolder(), 'library', 'archive', '2024-02.ndjson')));
    const launch = archive.filter((d) => d.firstHand === true && /openai\.com/.test(d.url));
    expect(launch.length, 'OpenAI’s own pages').toBeGreaterThan(1);
    await take([...launch, POST]);
    sora = events.get(launch[0]!.id!)!;
  }, 300_000);
  afterAll(() => database.close());

  it('is the issuer of an event of its own; on the launch it spoke of, it is nobody’s analogue', async () => {
    expect(events.get('post')).not.toBe(sora);
    expect(await line()).toMatchObject({ kind: 'issuer', against: [] });
    expect(await storedLines(database.db, sora, { ticker: TICKER })).toEqual([]);
    expect((await storedLines(database.db, sora, {})).some((l) => l.kind === 'soft')).toBe(true);
  });

  it('has the exchange’s questions beside its news the same evening, and a desk is told', async () => {
    await take([LETTER]);
    expect(events.get('letter')).toBe(events.get('post'));
    expect((await line()).against).toEqual([
      expect.objectContaining({ articleId: 'letter', text: expect.stringContaining('是否存在蹭热点') }),
    ]);
    expect(await told()).toEqual([['company_questioned', LETTER.url]]);
  });

  it('has its own answer beside it the evening after, and a desk is told again', async () => {
    await take([REPLY]);
    const { against } = await line();
    for (const words of ['2.13%', '尚未产生收入'])
      expect(against).toContainEqual(
        expect.objectContaining({ articleId: 'reply', text: expect.stringContaining(words) }),
      );
    expect((await told()).slice(1)).toEqual([['company_shrinks', REPLY.url]]);
    expect(await storedLines(database.db, sora, { ticker: TICKER })).toEqual([]);
  });

  it('is judged as of each moment by what had been published by then', async () => {
    const heard = async (at: string) => {
      const library = await loadLinkLibrary(database.db);
      const { lines } = await computeAll(database.db, library, events.get('post')!, {
        at,
        strict: false,
        computedAt: at,
      });
      return [...new Set(lines.find((l) => l.ticker === TICKER)?.said.map((s) => s.articleId))];
    };
    expect(await heard('2024-02-21T09:00:00Z')).toEqual([]);
    expect(await heard('2024-02-22T09:00:00Z')).toEqual(['letter']);
    expect(await heard('2024-02-22T13:00:00Z')).toEqual(['letter', 'reply']);
  });
});
