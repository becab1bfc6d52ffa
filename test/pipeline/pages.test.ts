import { Converter } from 'opencc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { openApp } from '../../jobs/app.ts';
import { poll } from '../../jobs/poll.ts';
import { articleDetail, pagesOf } from '../../src/articles/index.ts';
import { articlesOf, traitSpans } from '../../src/console/event.repository.ts';
import { loadSources, readSources, skippedCounts } from '../../src/sources/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { column, GB_UCS2, pdf } from '../extract-html/pdf-file.ts';
import { type Site, startSite } from '../sources/simulator.ts';

const sites: Site[] = [];
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close();
});
/** A host of its own for each page: the politeness between two pages of one host is a second. */
async function hosted(page: Parameters<Site['put']>[1]): Promise<string> {
  const site = await startSite();
  sites.push(site);
  site.put('/page', page);
  return `${site.url}/page`;
}
const html = (title: string, body: string): string =>
  `<!doctype html><html><head><meta charset="utf-8"><title>${title}</title></head><body>${body}</body></html>`;
const STORY = `<article><h1>Mill orders</h1>${'<p>The mill said that orders for packaging rose in the quarter, and that it licenses its coating to rivals, who pay a royalty on every tonne.</p>'.repeat(1)}<p>Its board expects the second half to be better than the first, since two competitors have left the market.</p></article>`;

const WIRE = [
  '芯片设计公司公布，截至十二月底止的季度收入为8.24亿美元，同比增长14%，主要因为手机厂商转用新一代架构，其版税率大约是上一代的两倍。',
  '公司预计下一季度收入介于8.5亿至9亿美元之间，并上调全年预测；管理层在电话会议上表示，云服务商自研芯片的授权需求超出预期。',
];
const story = (title: string, texts: readonly string[]): string =>
  html(title, `<article><h1>${title}</h1>${texts.map((t) => `<p>${t}</p>`).join('')}</article>`);

describe.each(await testDatabases())('pages read for a source on $name', ({ open }) => {
  it('become articles when they are articles; what is none is counted with its reason, and never a story', async () => {
    const database = await open();
    const clock = testClock('2026-11-06T02:00:00Z');
    const ctx = testContext(database, clock, { DUIBIAO_ALLOW_PRIVATE: '127.0.0.1' });
    const app = await openApp(ctx, database, () => {});
    try {
      await database.run(`UPDATE source SET status = 'paused'`);
      const links: Record<string, string> = {
        'Mill orders rise': await hosted(html('Mill orders', STORY)),
        'Gone story': await hosted(html('404 Not Found', '<h1>Page not found</h1><p>Sorry.</p>')),
        'Walled story': await hosted(
          html(
            'We value your privacy',
            '<h1>Before you continue</h1><p>We and our 812 partners store cookies on a device. Accept all cookies or manage your privacy choices.</p>',
          ),
        ),
        付费的报道: await hosted(
          html(
            '付费的报道',
            '<article><h1>付费的报道</h1><p>该公司周二表示，其季度收入好于预期…</p></article><p>订阅后可继续阅读全文，已是会员？请登录。</p>',
          ),
        ),
        芯片设计公司上调全年预测: await hosted(story('芯片设计公司上调全年预测', WIRE)),
        業績勝預期: await hosted(
          story('業績勝預期', [
            '【本報訊】以下為轉載。',
            ...WIRE.map((t) => Converter({ from: 'cn', to: 'hk' })(t)),
          ]),
        ),
        业绩公告: await hosted({
          body: pdf(
            [
              column(['某某科技有限公司截至九月三十日止年度业绩公告', '公司董事会公布下列业绩。']),
              column(['业务回顾', '公司向客户授权其算法平台，按调用量收取费用，不销售硬件。']),
            ],
            GB_UCS2,
          ),
          headers: { 'Content-Type': 'application/pdf' },
        }),
      };
      const list = await startSite();
      sites.push(list);
      list.put(
        '/feed',
        `<?xml version="1.0"?><rss version="2.0"><channel><title>S</title>${Object.entries(links)
          .map(
            ([title, link]) =>
              `<item><title>${title}</title><link>${link}</link><pubDate>Fri, 06 Nov 2026 01:00:00 GMT</pubDate></item>`,
          )
          .join('')}</channel></rss>`,
      );
      await loadSources(
        ctx.db,
        readSources(
          JSON.stringify({
            sources: [
              {
                id: 's',
                name: 'S',
                url: `${list.url}/feed`,
                kind: 'feed',
                language: 'en',
                tier: 2,
                cadenceSeconds: 600,
                provenance: 'test',
                options: { page: 'always' },
              },
            ],
          }),
          'test',
        ),
      );
      expect(await poll.runOnce(app)).toMatchObject({ sources: 1, failed: 0, articles: 4, skipped: 3 });
      expect(await skippedCounts(ctx.db)).toEqual(new Map([['s', { consent: 1, error: 1, paywall: 1 }]]));
      await app.pipeline.analyse();
      const rows = await ctx.db.selectFrom('article').select(['id', 'title', 'body', 'page_kind']).execute();
      expect(rows.map((r) => [r.title, r.page_kind]).sort()).toEqual([
        ['Mill orders rise', 'article'],
        ['业绩公告', 'pdf'],
        ['業績勝預期', 'article'],
        ['芯片设计公司上调全年预测', 'article'],
      ]);
      // The reprint in the other script keeps its own characters, and analysts see whose text it is
      const [first, again] = ['芯片设计公司上调全年预测', '業績勝預期'].map(
        (t) => rows.find((r) => r.title === t)!,
      );
      const { rows: texts } = await database.run(
        'SELECT article_id, text_id, outlets, first_outlet, pages FROM analyst.articles WHERE text_id = $1 ORDER BY duplicate_of NULLS FIRST',
        [first!.id],
      );
      const carried = { text_id: first!.id, outlets: 1, first_outlet: '127.0.0.1', pages: 0 };
      expect(texts).toEqual([
        { article_id: first!.id, ...carried },
        { article_id: again!.id, ...carried },
      ]);
      expect(again!.body).toContain('雲服務商');
      const announcement = rows.find((r) => r.page_kind === 'pdf')!;
      const offset = announcement.body.indexOf('授权');
      expect((await pagesOf(ctx.db, [announcement.id]))(announcement.id, offset)).toBe(2);
      const detail = await articleDetail(ctx.db, announcement.id);
      expect(detail).toMatchObject({ pages: 2, pageKind: 'pdf', outlets: 1, revisions: [] });
      const spans = await traitSpans(ctx.db, detail.event!, 'zh');
      expect(spans.length).toBeGreaterThan(0);
      for (const span of spans)
        expect(span.page).toBe(/授权|调用量/.test(span.before + span.hit + span.after) ? 2 : 1);
      expect(spans.map((s) => s.page)).toContain(2);
    } finally {
      await app.close();
    }
  }, 120_000);

  it('show who carried a text and what a page said before it was edited', async () => {
    const database = await open();
    const clock = testClock('2026-11-06T02:00:00Z');
    const ctx = testContext(database, clock);
    const app = await openApp(ctx, database, () => {});
    try {
      const body =
        'The mill said that orders for packaging rose in the quarter, and that it licenses its coating to rivals, who pay a royalty on every tonne. Its board expects the second half to be better than the first, since two competitors have left the market.';
      const draft = (outlet: string, at: string, text = body) => ({
        url: `https://${outlet}/mill`,
        title: 'Mill orders rise',
        body: text,
        outlet,
        publishedAt: at,
      });
      await app.pipeline.take(
        [
          draft('wire.example', '2026-11-05T10:00:00Z'),
          draft('one.example', '2026-11-05T11:00:00Z', `${body} Reporting by A. Jones.`),
          draft('two.example', '2026-11-05T12:00:00Z', body.slice(0, 140)),
        ],
        'live',
      );
      await app.pipeline.take(
        [draft('wire.example', '2026-11-05T10:00:00Z', `${body} Shares rose.`)],
        'live',
      );
      await app.pipeline.analyse();
      const { id } = await ctx.db.selectFrom('event').select('id').executeTakeFirstOrThrow();
      const shown = await articlesOf(ctx.db, id);
      expect(shown.map((a) => [a.outlet, a.duplicateOutlet, a.carriedBy, a.former.length])).toEqual([
        ['wire.example', null, 2, 1],
        ['one.example', 'wire.example', 0, 0],
        ['two.example', 'wire.example', 0, 0],
      ]);
      const { rows: seen } = await database.run(
        'SELECT outlet, outlets, first_outlet, minutes_after_first, revision FROM analyst.articles ORDER BY published_at',
      );
      expect(seen).toEqual([
        {
          outlet: 'wire.example',
          outlets: 3,
          first_outlet: 'wire.example',
          minutes_after_first: 0,
          revision: 2,
        },
        {
          outlet: 'one.example',
          outlets: 3,
          first_outlet: 'wire.example',
          minutes_after_first: 60,
          revision: 1,
        },
        {
          outlet: 'two.example',
          outlets: 3,
          first_outlet: 'wire.example',
          minutes_after_first: 120,
          revision: 1,
        },
      ]);
      const { rows: before } = await database.run(
        'SELECT body, cause, outlet FROM analyst.article_revisions',
      );
      expect(before).toEqual([{ body, cause: 'edited', outlet: 'wire.example' }]);
      expect(await articleDetail(ctx.db, shown[0]!.id)).toMatchObject({
        outlets: 3,
        revisions: [{ revision: 1, body, replacedAt: '2026-11-06T02:00:00Z' }],
      });
    } finally {
      await app.close();
    }
  }, 120_000);
});
