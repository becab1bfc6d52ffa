import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPipeline } from '../../jobs/pipeline.ts';
import { inTime, readDocuments } from '../../src/cli/documents.ts';
import { analogueRows } from '../../src/cli/link.ts';
import type { Context } from '../../src/context.ts';
import { type OpenDatabase, openEmbedded, packageFolder } from '../../src/db/index.ts';
import {
  addEndpoint,
  addSubscriber,
  digestWindow,
  loadDigest,
  renderDigest,
} from '../../src/deliver/index.ts';
import { applyLibrary, readLibrary } from '../../src/library/index.ts';
import { readRevenues, readSizing, storeRevenues, storeSizing } from '../../src/market/index.ts';
import { eventSurprise } from '../../src/releases/index.ts';
import { testClock, testContext } from '../databases.ts';

/*
 * The cases of the design, on the bundled archive, through the pipeline that live news takes. What is checked is what a
 * trader relies on: who is named, who is a trap, and that each line stands on words of the text and a dated source.
 */
interface Line {
  ticker: string;
  kind: string;
  why: { zh: string; en: string };
  evidence: Evidence[];
  against: Evidence[];
}
interface Evidence {
  side: string;
  trait: string | null;
  articleId?: string;
  field?: string;
  start?: number;
  end?: number;
  text?: string;
  source?: string;
  date?: string;
}

let database: OpenDatabase;
let ctx: Context;
const texts = new Map<string, { title: string; body: string }>();

/** The lines of the event that holds an article. */
async function linesAbout(
  title: RegExp,
): Promise<{ event: { id: string; unread: boolean; issuer_entity: string | null }; lines: Line[] }> {
  const article = [...texts].find(([, t]) => title.test(t.title));
  expect(article, `no article titled ${title}`).toBeDefined();
  const event = await ctx.db
    .selectFrom('event_article')
    .innerJoin('event', 'event.id', 'event_article.event_id')
    .select(['event.id', 'event.unread', 'event.issuer_entity'])
    .where('article_id', '=', article![0])
    .executeTakeFirstOrThrow();
  return { event, lines: (await analogueRows(ctx.db, event.id)) as Line[] };
}
const tickers = (lines: Line[], kind: string): string[] =>
  lines.filter((l) => l.kind === kind).map((l) => l.ticker);

function standsOnBothSides(line: Line): void {
  const quote = line.evidence.find((e) => e.side === 'event');
  expect(quote, `${line.ticker} quotes the event`).toBeDefined();
  const text = texts.get(quote!.articleId!)![(quote!.field ?? 'body') as 'title' | 'body'];
  expect(text.slice(quote!.start, quote!.end)).toBe(quote!.text);
  const source = line.evidence.find((e) => e.side === 'company');
  expect(source?.source, `${line.ticker} names a source`).toBeTruthy();
  expect(source?.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
}

/** What the digest of a day said when only one later article was stored: both languages, words and numbers. */
const printed = new Map<string, string>();
async function printedOn(day: string): Promise<string> {
  const wish = { ...digestWindow(day), date: day, origin: 'archive' as const, minimumHype: 0 };
  const both = [];
  for (const language of ['zh', 'en'] as const) {
    const model = await loadDigest(ctx.db, { ...wish, language });
    both.push(await renderDigest(model, 'text'), JSON.stringify(model, null, 1));
  }
  return both.join('\n');
}

beforeAll(async () => {
  database = await openEmbedded(null);
  ctx = testContext(database, testClock('2026-11-24T00:00:00Z'));
  const library = readLibrary(join(packageFolder(), 'library'));
  await applyLibrary(ctx.db, library, '2024-01-01T00:00:00Z');
  const market = (file: string): string =>
    readFileSync(join(packageFolder(), 'library', 'market', file), 'utf8');
  await storeSizing(ctx.db, readSizing(market('sizing.yaml'), 'sizing.yaml'));
  await storeRevenues(ctx.db, readRevenues(market('revenue.yaml'), 'revenue.yaml'));
  await addSubscriber(ctx.db, { email: 'reader@example.com', minimumHype: 0 }, '2024-01-01T00:00:00Z');
  await addEndpoint(ctx.db, { url: 'https://desk.example.com/hook' }, '2024-01-01T00:00:00Z');
  const docs = inTime(readDocuments(join(packageFolder(), 'library', 'archive', '2024-02.ndjson')));
  for (const d of docs) texts.set(d.id!, d);
  const pipeline = await createPipeline(ctx, library);
  let taken = 0;
  for (const day of ['2024-02-08', '2024-02-16', '2024-02-19']) {
    const { to } = digestWindow(day);
    // The first article after it is what lets a recording's clock reach the hour, so that scores age up to it.
    const until = docs.filter((d) => d.publishedAt! <= to).length + 1;
    await pipeline.take(docs.slice(taken, until), 'archive');
    await pipeline.analyse();
    taken = until;
    printed.set(day, await printedOn(day));
  }
  await pipeline.take(docs.slice(taken), 'archive');
  await pipeline.analyse();
}, 600_000);
afterAll(() => database.close());

describe('the sample in', () => {
  it.each([
    ['README.md', 'en'],
    ['README.zh.md', 'zh'],
  ] as const)('%s is what the digest of that day says', async (file, language) => {
    const readme = readFileSync(join(packageFolder(), file), 'utf8');
    const sample = /<!-- from `digest --date (\S+)` -->\n```text\n([\s\S]*?)\n```/.exec(readme);
    expect(sample, `${file} has a marked sample`).not.toBeNull();
    const date = sample![1]!;
    const model = await loadDigest(ctx.db, { ...digestWindow(date), date, origin: 'archive', language });
    const said = (await renderDigest(model, 'text', { columns: 92 })).split('\n');
    let at = 0;
    for (const line of sample![2]!.split('\n')) {
      if (line.trim() === '…') continue;
      const found = said.indexOf(line, at);
      expect([line, found >= 0], 'stale: node scripts/readme-sample.mjs writes it anew').toEqual([
        line,
        true,
      ]);
      at = found + 1;
    }
  });
});

describe('every stored span', () => {
  it('lies inside the stored text of its article, and a quotation is word for word what stands there', async () => {
    let seen = 0;
    for (const table of ['article_trait', 'article_theme', 'article_entity']) {
      const { rows } = await database.run(
        `SELECT s.field, s.start_at, s.end_at, a.title, a.body FROM ${table} s JOIN article a ON a.id = s.article_id`,
      );
      for (const r of rows as {
        field: string;
        start_at: number;
        end_at: number;
        title: string;
        body: string;
      }[]) {
        const text = r.field === 'title' ? r.title : r.body;
        expect(r.start_at).toBeGreaterThanOrEqual(0);
        expect(r.end_at).toBeGreaterThan(r.start_at);
        expect(r.end_at).toBeLessThanOrEqual(text.length);
        expect(text.slice(r.start_at, r.end_at).trim()).not.toBe('');
        seen++;
      }
    }
    const { rows } = await database.run(
      `SELECT e.field, e.start_at, e.end_at, e.text, a.title, a.body FROM analogue_evidence e JOIN article a ON a.id = e.article_id WHERE e.side = 'event'`,
    );
    for (const r of rows as {
      field: string;
      start_at: number;
      end_at: number;
      text: string;
      title: string;
      body: string;
    }[]) {
      expect((r.field === 'title' ? r.title : r.body).slice(r.start_at, r.end_at)).toBe(r.text);
      seen++;
    }
    expect(seen).toBeGreaterThan(500);
  });
});

describe('the worked cases, on the recorded archive', () => {
  it('reads Sora as an advance of algorithm: an algorithm platform is named, optics are the trap, compute is the evidence against', async () => {
    const { event, lines } = await linesAbout(/Video generation models as world simulators/);
    expect(event.unread).toBe(false);
    expect(tickers(lines, 'soft').slice(0, 3)).toContain('6608.HK');
    expect(tickers(lines, 'soft')).not.toEqual(expect.arrayContaining(['300308.SZ']));
    for (const trap of ['300308.SZ', '300502.SZ', '300394.SZ', '002281.SZ'])
      expect(tickers(lines, 'trap')).toContain(trap);
    for (const line of lines.filter((l) => l.kind === 'soft' || l.kind === 'trap')) standsOnBothSides(line);
    const optics = lines.find((l) => l.ticker === '300308.SZ')!;
    expect(optics.why.en).toMatch(/a trap \(a wrong reason, not a price forecast\)/);
    expect(optics.against.some((e) => e.side === 'event' && e.trait === 'compute_intensive')).toBe(true);
  });

  it("reads Arm's quarter as licensing into many markets: licensors and models customers call, not AI-chip makers", async () => {
    const { event, lines } = await linesAbout(/Arm.*(third quarter|third-quarter)/i);
    expect(event.issuer_entity).toBe('arm');
    const soft = tickers(lines, 'soft');
    expect(soft).toEqual(expect.arrayContaining(['688521.SH', '6682.HK', '6608.HK']));
    for (const trap of ['688256.SH', '688041.SH', '688047.SH', '300474.SZ'])
      expect(tickers(lines, 'trap')).toContain(trap);
    for (const line of lines) standsOnBothSides(line);
    // VeriSilicon's 2023 shares were published on 30 March 2024: nobody may see them in February.
    const dates = lines
      .flatMap((l) => [...l.evidence, ...l.against])
      .map((e) => e.date)
      .filter(Boolean);
    for (const date of dates) expect(date! < '2024-03-01').toBe(true);
  });

  it("keeps Nvidia's custom-chip unit unread, since nobody has its first-hand document, and names custom design", async () => {
    const { event, lines } = await linesAbout(/Nvidia forms unit/);
    expect(event.unread).toBe(true);
    expect(tickers(lines, 'soft').slice(0, 2)).toEqual(expect.arrayContaining(['688521.SH', '688262.SH']));
    expect(tickers(lines, 'soft')).not.toContain('688691.SH');
    expect(
      lines.find((l) => l.ticker === '688691.SH'),
      'not listed before April 2024',
    ).toBeUndefined();
  });

  it("names no analogue for an accelerator maker's quarter, a headset on sale, a car given up", async () => {
    for (const title of [
      /Apple Vision Pro|Vision Pro/,
      /NVIDIA Announces|Nvidia.*fourth.quarter/i,
      /Apple.*car/i,
    ]) {
      const { lines } = await linesAbout(title);
      for (const never of ['6608.HK', '6682.HK', '688521.SH', '688262.SH'])
        expect(tickers(lines, 'soft')).not.toContain(never);
    }
  });

  it("keeps Arm's quarter apart from SoftBank's and Nvidia's, and holds it against what was expected", async () => {
    const { event } = await linesAbout(/Arm.*(third quarter|third-quarter)/i);
    const figures = await ctx.db
      .selectFrom('release as r')
      .innerJoin('release_figure as f', 'f.release_id', 'r.id')
      .select(['r.issuer_entity', 'f.kind', 'f.metric', 'f.period', 'f.point', 'f.low', 'f.high', 'f.unit'])
      .execute();
    const of = (issuer: string) => figures.filter((f) => f.issuer_entity === issuer);
    const arm = of('arm').filter((f) => f.period !== null);
    for (const wanted of [
      { kind: 'result', metric: 'revenue', period: 'FY2024Q3', point: 824e6, unit: 'USD' },
      { kind: 'result', metric: 'eps_adjusted', period: 'FY2024Q3', point: 0.29, unit: 'USD/share' },
      { kind: 'guidance', metric: 'revenue', period: 'FY2024Q4', low: 850e6, high: 900e6, unit: 'USD' },
    ])
      expect(arm).toContainEqual(expect.objectContaining(wanted));
    expect(of('softbank').length).toBeGreaterThan(0);
    expect(of('nvidia').length).toBeGreaterThan(0);
    for (const other of [...of('softbank'), ...of('nvidia')])
      expect(
        [824e6, 0.29, 354e6, 470e6].includes(other.point ?? 0) || other.low === 850e6,
        JSON.stringify(other),
      ).toBe(false);
    for (const f of of('arm')) expect(['USD', 'USD/share', 'percent']).toContain(f.unit);
    const { rows: mixes } = await database.run(
      "SELECT part, before, share, basis FROM analyst.mix_shifts_all WHERE issuer_entity = 'arm' AND first_hand",
    );
    expect(mixes).toEqual([
      { part: 'Chips built on the Armv9 architecture', before: 10, share: 15, basis: 'sequential' },
    ]);
    expect(await eventSurprise(ctx.db, event.id)).toBeGreaterThan(0);
    const { rows: graded } = await database.run(
      "SELECT metric, basis, grade FROM analyst.comparisons_all WHERE issuer_entity = 'arm' AND basis = 'expectation' AND period = 'FY2024Q3'",
    );
    expect(graded.length).toBeGreaterThan(0);
    for (const g of graded) expect(g.grade as number).toBeGreaterThan(0);
  });

  it("reads Arm's figures from its own letter, guidance with its fiscal quarter", async () => {
    const figures = await ctx.db
      .selectFrom('release')
      .innerJoin('release_figure', 'release_figure.release_id', 'release.id')
      .selectAll('release_figure')
      .where('issuer_entity', '=', 'arm')
      .where('first_hand', '=', true)
      .execute();
    expect(figures.some((f) => f.kind === 'result' && f.metric === 'revenue' && f.point === 824e6)).toBe(
      true,
    );
    expect(
      figures.some(
        (f) => f.kind === 'guidance' && f.metric === 'revenue' && f.low === 850e6 && f.high === 900e6,
      ),
    ).toBe(true);
    // Retellings that leave the year out are read by Arm's fiscal calendar, which ends in March.
    const guided = await ctx.db
      .selectFrom('release')
      .innerJoin('release_figure', 'release_figure.release_id', 'release.id')
      .select('period')
      .where('issuer_entity', '=', 'arm')
      .where('kind', '=', 'guidance')
      .where('metric', '=', 'revenue')
      .where('low', '=', 850e6)
      .execute();
    expect(guided.length).toBeGreaterThan(1);
    for (const g of guided) expect([null, 'FY2024Q4']).toContain(g.period);
  });
});

describe('recorded material', () => {
  it('reaches no subscriber and no endpoint, though both wait for everything', async () => {
    expect(await ctx.db.selectFrom('delivery').selectAll().execute()).toEqual([]);
  });

  it('stands in no default analyst view', async () => {
    for (const view of ['events', 'analogues', 'guidance'])
      expect((await database.run(`SELECT count(*)::integer AS n FROM analyst.${view}`)).rows[0]?.n).toBe(0);
    expect(
      (await database.run('SELECT count(*)::integer AS n FROM analyst.events_all')).rows[0]?.n,
    ).toBeGreaterThan(10);
  });

  it('is labelled where it is shown, with what gathered over the long closure in it', async () => {
    const wish = { ...digestWindow('2024-02-19'), date: '2024-02-19', origin: 'archive' as const };
    expect(wish.from).toBe('2024-02-08T07:00:00Z');
    const english = await renderDigest(await loadDigest(ctx.db, { ...wish, language: 'en' }), 'text');
    expect(english).toMatch(/recorded, rewritten archive/i);
    expect(english).toMatch(/not investment advice/);
    const { rows } = await sql<{ events: number; articles: number }>`
      SELECT count(DISTINCT event_id)::int AS events, count(*)::int AS articles FROM event_article
      WHERE joined_at > '2024-02-08T07:00:00Z' AND joined_at <= '2024-02-19T00:00:00Z'`.execute(ctx.db);
    expect(rows[0]!.events).toBeGreaterThan(5);
    expect(english.replace(/\s+/g, ' ')).toContain(
      `The mainland was shut from 9 Feb 2024 to 18 Feb 2024 (10 days). Gathered since its close on 8 Feb 15:00 HKT: ${rows[0]!.events} events`,
    );
    for (const name of ['6608.HK', '300308.SZ', '688521.SH', '688256.SH']) expect(english).toContain(name);
    const chinese = await renderDigest(await loadDigest(ctx.db, { ...wish, language: 'zh' }), 'text');
    expect(chinese).toContain('录存改写的存档');
    expect(chinese).toContain('不构成投资建议');
  });

  it.each(['2024-02-08', '2024-02-16', '2024-02-19'])(
    'of %s says today, to the byte, what it said before the weeks that followed were known',
    async (day) => {
      expect(printed.get(day)!.length).toBeGreaterThan(2_000);
      expect(await printedOn(day)).toBe(printed.get(day));
    },
  );

  it('is quiet, emerging or hype by scores that are kept with every evaluation', async () => {
    const { event } = await linesAbout(/Video generation models as world simulators/);
    const scores = await ctx.db
      .selectFrom('hype_score')
      .selectAll()
      .where('event_id', '=', event.id)
      .execute();
    expect(scores.length).toBeGreaterThan(3);
    const states = await ctx.db
      .selectFrom('event_state')
      .selectAll()
      .where('event_id', '=', event.id)
      .execute();
    expect(states.map((s) => s.to_state)).toContain('hype');
    for (const s of states) expect(s.reason.length).toBeGreaterThan(5);
  });
});
