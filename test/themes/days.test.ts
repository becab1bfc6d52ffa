import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { App } from '../../jobs/app.ts';
import { createPipeline, type Pipeline } from '../../jobs/pipeline.ts';
import { themes } from '../../jobs/themes.ts';
import { type OpenDatabase, packageFolder } from '../../src/db/index.ts';
import { kindOfDay, themeStats } from '../../src/events/index.ts';
import { applyLibrary, readLibrary } from '../../src/library/index.ts';
import { sessions } from '../../src/market/index.ts';
import { type DayCount, findBursts, usualOf } from '../../src/themes/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';

const DAY = 86_400_000;
const day = (start: string, n: number): string =>
  new Date(Date.parse(start) + n * DAY).toISOString().slice(0, 10);
/** So many articles a working day at 09:00 UTC, `rest` at weekends and on Chinese holidays. */
const course = (start: string, days: number, work: number, rest: number): DayCount[] =>
  Array.from({ length: days }, (_, i) => {
    const date = day(start, i);
    const kind = kindOfDay(date, 'zh');
    const hours = Array.from({ length: 24 }, (_, h) =>
      h === 9 ? (kind >= 1 && kind <= 5 ? work : rest) : 0,
    );
    return { day: date, language: 'zh' as const, hours };
  });
const usual = (rows: DayCount[], on: string, until = on) => {
  const at = Date.parse(on);
  return usualOf({ stream: rows, theme: rows, until, kindOfDay, priorPerDay: 3 }).between(at, at + DAY);
};

describe('what is usual for a theme', () => {
  it('knows the hour, the weekday and the holiday', () => {
    const rows = course('2023-12-18', 52, 20, 4);
    // 8 February 2024 is a Thursday, the 9th the first holiday of Spring Festival, the 4th a Sunday.
    expect(usual(rows, '2024-02-08')).toBeGreaterThan(16);
    expect(usual(rows, '2024-02-04')).toBeLessThan(9);
    expect(usual(rows, '2024-02-09')).toBeLessThan(14);
    const u = usualOf({ stream: rows, theme: rows, until: '2024-02-08', kindOfDay, priorPerDay: 3 });
    const hour = (h: number): number => {
      const at = Date.parse('2024-02-08') + h * 3_600_000;
      return u.between(at, at + 3_600_000);
    };
    expect(hour(9)).toBeGreaterThan(5 * hour(3));
  });
  it('is not forgotten over Spring Festival', () => {
    const rows = course('2023-12-18', 63, 20, 1);
    // The 19th is the first working day after nine days off.
    expect(usual(rows, '2024-02-19')).toBeGreaterThan(0.6 * usual(rows, '2024-02-08'));
  });
  it('sees nothing of its day or of later, and is the same whatever the order of rows', () => {
    const rows = course('2024-03-04', 30, 10, 3);
    const until = '2024-03-25';
    const before = rows.filter((r) => r.day < until);
    expect(usual(rows, until)).toBe(usual(before, until));
    expect(usual([...rows].reverse(), until)).toBe(usual(rows, until));
  });
});

describe('bursts in titles', () => {
  const readers = { themes: () => [], entities: () => [] };
  const settings = {
    least: { theme: 3, entity: 3, word: 4 },
    z: { theme: 2.5, entity: 2.5, word: 3.5 },
    warmUpDays: 7,
    priorPerDay: 0.5,
  };
  const titles = Array.from({ length: 20 }, (_, d) =>
    [
      '天气预报一则',
      '球赛战报',
      ...(d === 15 ? ['灵犀大模型发布', '灵犀有多强', '试用灵犀', '灵犀刷屏'] : []),
    ].map((title, i) => ({
      id: `${d}-${i}`,
      title,
      day: day('2024-03-01', d),
      language: 'zh' as const,
    })),
  ).flat();
  it('notice a word that no library knows on the day it comes, and nothing that is told every day', () => {
    const bursts = findBursts(titles, readers, settings, kindOfDay);
    expect(bursts.map((b) => [b.day, b.kind, b.key, b.titles])).toEqual([['2024-03-16', 'word', '灵犀', 4]]);
    expect(
      findBursts(titles, readers, settings, kindOfDay, { from: '2024-03-17', to: '2024-03-20' }),
    ).toEqual([]);
  });
});

const NEWS = Array.from({ length: 12 }, (_, i) => ({
  id: `n${String(i).padStart(2, '0')}`,
  url: `https://o${i}.example/${i}`,
  title:
    i % 2 === 0 ? `AI video: a text-to-video model shown, report ${i}` : `文生视频模型亮相，第${i}次报道`,
  body:
    i % 2 === 0 ? 'OpenAI showed Sora, which makes videos from text.' : 'OpenAI 发布 Sora，用文字生成视频。',
  outlet: `o${i}.example`,
  tier: 2,
  publishedAt: `2024-02-1${5 + Math.floor(i / 6)}T0${i % 6}:10:00Z`,
}));
/** A story about a company that is listed in Hong Kong, whose (generated) bars jump by three tenths on its day. */
async function priced(database: OpenDatabase, pipeline: Pipeline): Promise<unknown> {
  const line = (
    await database.run(
      `SELECT c.ticker, e.name_en FROM company c JOIN entity e ON e.id = c.issuer
       WHERE c.exchange = 'XHKG' AND c.listed_on < '2023-01-01' ORDER BY c.ticker COLLATE "C" LIMIT 1`,
    )
  ).rows[0] as { ticker: string; name_en: string };
  const closes = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 100 : 101));
  const days = sessions('XHKG', '2023-12-01', '2024-02-20').map((s) => s.date);
  for (const [i, close] of [...closes, 130].entries())
    await database.run(
      `INSERT INTO daily_bar (ticker, date, open, high, low, close, volume, turnover, origin)
       VALUES ('${line.ticker}', '${days.at(i - closes.length - 1)}', ${close}, ${close}, ${close}, ${close}, 1, ${close}, 'generated')`,
    );
  const told = (id: string, outlet: string, publishedAt: string) => ({
    ...NEWS[0]!,
    id,
    url: `https://${outlet}/${id}`,
    outlet,
    publishedAt,
    title: `${line.name_en} licenses its platform to a bank`,
    body: `${line.name_en} licenses its platform to a bank in Macau for 12 million dollars a year.`,
  });
  await pipeline.take([told('p1', 'o1.example', '2024-02-20T02:00:00Z')], 'replay');
  await pipeline.analyse();
  await pipeline.take([told('p2', 'o2.example', '2024-02-20T12:00:00Z')], 'replay');
  await pipeline.analyse();
  return (
    await database.run(
      `SELECT h.price, h.price_ticker = '${line.ticker}' AS own, h.price_from::text AS "from", h.price_to::text AS "to", h.price_move AS move, h.price_generated AS generated
       FROM hype_score h JOIN event_article a ON a.event_id = h.event_id WHERE a.article_id = 'p1' ORDER BY h.at`,
    )
  ).rows;
}

const databases = await testDatabases();
describe.each(databases)('themes and hype of a replay on $name', ({ open }) => {
  const run = async (news: typeof NEWS, withPrice = false) => {
    const database = await open();
    try {
      const ctx = testContext(database, testClock('2026-11-06T02:00:00Z'));
      const library = readLibrary(join(packageFolder(), 'library'));
      await applyLibrary(ctx.db, library, '2026-11-01T00:00:00Z');
      const pipeline = await createPipeline(ctx, library);
      await pipeline.take(news, 'replay');
      await pipeline.analyse();
      // An edited text is counted once, for what it says now.
      await pipeline.take([{ ...news[0]!, body: `${news[0]!.body} Edited, longer.` }], 'replay');
      await pipeline.analyse();
      const wish = {
        stream: 'replay' as const,
        themes: ['ai_video', 'artificial_intelligence'],
        from: '2024-02-15',
        to: '2024-02-16',
        priorPerDay: 3,
      };
      const app = { ctx, library } as unknown as App;
      const counted = [await themes.runOnce(app), await themes.runOnce(app)];
      return {
        counted,
        stored: (
          await database.run(
            `SELECT day::text AS day, mentions, zh, en, total, share, parent_id FROM analyst.theme_stats_all
             WHERE theme_id = 'ai_video' AND origin = 'replay' ORDER BY day`,
          )
        ).rows,
        whole: await themeStats(ctx.db, { ...wish, asOf: '2024-02-17T00:00:00Z' }),
        part: await themeStats(ctx.db, { ...wish, asOf: '2024-02-16T03:30:00Z' }),
        scores: (await database.run('SELECT * FROM hype_score ORDER BY event_id COLLATE "C", at')).rows,
        states: (
          await database.run(
            'SELECT * FROM event_state ORDER BY event_id COLLATE "C", at, to_state COLLATE "C"',
          )
        ).rows,
        // Last: it is another story, on a later day.
        priced: withPrice ? await priced(database, pipeline) : null,
      };
    } finally {
      await database.close();
    }
  };
  it('count each article once in its hour and language, for its parents too, as of a moment, in any order of arrival', async () => {
    const { priced: reaction, ...first } = await run(NEWS, true);
    const video = first.whole.filter((r) => r.theme === 'ai_video');
    expect(video.map((r) => [r.day, r.mentions, r.zh, r.en, r.total])).toEqual([
      ['2024-02-15', 6, 3, 3, 6],
      ['2024-02-16', 6, 3, 3, 6],
    ]);
    expect(first.whole.find((r) => r.theme === 'artificial_intelligence')!.mentions).toBe(6);
    expect(first.part.find((r) => r.theme === 'ai_video' && r.day === '2024-02-16')).toMatchObject({
      mentions: 3,
      total: 3,
    });
    expect(first.states.length).toBeGreaterThan(0);
    expect(first.scores.every((s) => s.usual_day !== null && s.theme_id !== null)).toBe(true);
    // The duty writes the same numbers for analysts, once: what lies days back is not counted again.
    expect(first.counted).toEqual([{ days: 2 }, { days: 0 }]);
    expect(first.stored).toEqual([
      {
        day: '2024-02-15',
        mentions: 6,
        zh: 3,
        en: 3,
        total: 6,
        share: 1,
        parent_id: 'artificial_intelligence',
      },
      {
        day: '2024-02-16',
        mentions: 6,
        zh: 3,
        en: 3,
        total: 6,
        share: 1,
        parent_id: 'artificial_intelligence',
      },
    ]);
    // Before the close of the day there is no price, and no nought for it; after it the move from the last close before the news.
    expect(reaction).toEqual([
      { price: null, own: null, from: null, to: null, move: null, generated: null },
      {
        price: 1,
        own: true,
        from: '2024-02-19',
        to: '2024-02-20',
        move: expect.closeTo(0.287, 2),
        generated: true,
      },
    ]);
    const { priced: _, ...second } = await run([...NEWS.slice(0, 1), ...NEWS.slice(1).reverse()]);
    expect(second).toEqual(first);
    // Both databases are held against the same text: what one gives, the other must.
    seen.push(JSON.stringify(first));
    expect(new Set(seen).size).toBe(1);
  });
});
const seen: string[] = [];
