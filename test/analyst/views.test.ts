import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordFeedback } from '../../src/analogues/index.ts';
import { type OpenDatabase, packageFolder } from '../../src/db/index.ts';
import {
  addEndpoint,
  analystViews,
  deliverDue,
  enqueueTest,
  exportView,
  grantAnalyst,
} from '../../src/deliver/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { insertEvent, insertFigures, insertLibrary, NOW } from '../deliver/example.ts';
import { insertStoredFigures } from '../deliver/stored-figures.ts';

const DOC = readFileSync(join(packageFolder(), 'docs', 'ANALYSTS.md'), 'utf8');
const QUERIES = [...DOC.matchAll(/^(\d+)\. (.+)\n\n```sql\n([\s\S]+?)```/gm)].map((m) => ({
  number: Number(m[1]),
  question: m[2]!,
  query: m[3]!.trim().replace(/;$/, ''),
}));

async function whole(pieces: AsyncGenerator<string>): Promise<string> {
  let out = '';
  for await (const piece of pieces) out += piece;
  return out;
}

describe.each(await testDatabases())('views for analysts on $name', (database) => {
  let open: OpenDatabase;
  beforeAll(async () => {
    open = await database.open();
    await insertLibrary(open.db);
    await insertEvent(open.db, { headline: '=HYPERLINK("https://evil.example"), "quoted"' });
    await insertFigures(open.db, 'ev-lantern');
    await insertStoredFigures(open.db, 'ev-lantern');
    await open.db
      .insertInto('source')
      .values({
        id: 'lantern',
        name: 'Lantern newsroom',
        url: 'https://l.example',
        kind: 'feed',
        provenance: 'example',
      } as never)
      .execute();
    await insertEvent(open.db, { id: 'ev-old', origin: 'archive' });
    await insertEvent(open.db, { id: 'ev-posted', origin: 'ingest', firstHand: false });
    await open.db
      .insertInto('article_theme')
      .values(
        ['ev-lantern-a1', 'ev-old-a1'].map((article_id) => ({
          article_id,
          theme_id: 'lantern_video',
          field: 'title',
          start_at: 0,
          end_at: 5,
          weight: 1,
        })),
      )
      .execute();
    for (const eventId of ['ev-lantern', 'ev-old'])
      await recordFeedback(open.db, {
        eventId,
        ticker: '9901.HK',
        verdict: 'wrong_reason',
        why: 'named for its platform; the fee is what matters',
        author: 'ann',
        channel: 'cli',
        at: NOW,
      });
    await open.db.insertInto('hype_weight').values({ version: 1, component: 'burst', weight: 3 }).execute();
    await open.db
      .insertInto('theme_stat')
      .values(
        ['live', 'archive'].map((stream) => ({
          stream,
          theme_id: 'lantern_video',
          day: '2027-03-02',
          mentions: 5,
          zh: 2,
          en: 3,
          total: 20,
          usual: 1.5,
          z: 2.21,
          computed_at: NOW,
        })),
      )
      .execute();
    const ctx = testContext(open, testClock(NOW), { DUIBIAO_ALLOW_PRIVATE: '127.0.0.1' });
    const { id } = await addEndpoint(open.db, { url: 'http://127.0.0.1:9/' }, NOW);
    await enqueueTest(ctx, id);
    await deliverDue(ctx);
  });
  afterAll(() => open.close());

  it('say of every view and column what it means', async () => {
    const views = await analystViews(open.db);
    expect(views.map((v) => v.view)).toEqual([
      'analogue_evidence',
      'analogue_evidence_all',
      'analogues',
      'analogues_all',
      'article_clocks',
      'companies',
      'company_traits',
      'comparisons',
      'comparisons_all',
      'deliveries',
      'earnings_dates',
      'earnings_dates_all',
      'event_states',
      'event_states_all',
      'events',
      'events_all',
      'feedback',
      'feedback_all',
      'fx_rates',
      'guidance',
      'guidance_all',
      'hype',
      'hype_all',
      'hype_weights',
      'mix_shifts',
      'mix_shifts_all',
      'rule_acceptance',
      'rule_acceptance_all',
      'rules',
      'sources',
      'theme_stats',
      'theme_stats_all',
      'themes_daily',
      'themes_daily_all',
    ]);
    for (const v of views) {
      expect([v.view, v.meaning]).not.toEqual([v.view, '']);
      for (const c of v.columns) {
        expect([v.view, c.column, c.meaning === '']).toEqual([v.view, c.column, false]);
        // The dictionary in the document is the one in the database.
        if (!v.view.endsWith('_all'))
          expect(DOC).toContain(`| ${c.column} | ${c.type} | ${c.meaning.replaceAll('|', '\\|')} |`);
      }
    }
  });

  it('hold recorded material only where the name says so', async () => {
    for (const { view, columns } of await analystViews(open.db)) {
      if (!columns.some((c) => c.column === 'origin')) continue;
      const { rows } = await open.run(`SELECT DISTINCT origin FROM analyst.${view} ORDER BY 1`);
      const origins = rows.map((r) => r.origin);
      expect([view, origins.includes('archive')]).toEqual([
        view,
        // Releases and their dates are inserted for a live event only.
        view.endsWith('_all') && !/^(?:guidance|comparisons|mix_shifts|earnings_dates)_all$/.test(view),
      ]);
      expect([view, origins.includes('live')]).toEqual([view, true]);
    }
  });

  it.each(QUERIES)('answer query $number: $question', async ({ query }) => {
    const { rows } = await open.run(query.replaceAll('current_date', "date '2027-03-05'"));
    // Nothing in the example is a trap here and an analogue there.
    expect(rows.length > 0).toBe(!query.includes('as_trap'));
    await open.run(query);
  });

  it('are numbered without a gap', () => {
    expect(QUERIES.map((q) => q.number)).toEqual(QUERIES.map((_, i) => i + 1));
    expect(QUERIES.length).toBeGreaterThanOrEqual(13);
  });

  it('are exported whole, in a stable order, safe to open in a spreadsheet', async () => {
    for (const { view } of await analystViews(open.db)) {
      const lines = (await whole(exportView(open.db, view, 'ndjson'))).trimEnd().split('\n');
      const { rows } = await open.run(`SELECT count(*)::int AS n FROM analyst.${view}`);
      expect([view, lines.length]).toEqual([view, rows[0]!.n]);
      expect(await whole(exportView(open.db, view, 'csv'))).toBe(
        await whole(exportView(open.db, view, 'csv')),
      );
    }
    const csv = await whole(exportView(open.db, 'events', 'csv'));
    expect(csv.split('\r\n')[0]).toMatch(/^event_id,origin,headline,/);
    expect(csv).toContain(`"'=HYPERLINK(""https://evil.example""), ""quoted"""`);
    const all = await whole(exportView(open.db, 'hype', 'ndjson'));
    const late = await whole(exportView(open.db, 'hype', 'ndjson', '2027-03-02T18:00:00Z'));
    expect([all, late].map((t) => t.trimEnd().split('\n').length)).toEqual([10, 2]);
    await expect(whole(exportView(open.db, 'secrets', 'csv'))).rejects.toThrow('analogue_evidence');
    await expect(whole(exportView(open.db, 'rules', 'csv', NOW))).rejects.toThrow('views that have a time');
  });

  it('are read by a role that can read nothing else', async (test) => {
    if (open.url === undefined) return test.skip('the embedded database has one user');
    const role = `reader_${process.pid}_${Date.now()}`;
    await grantAnalyst(open.db, role, "it's a secret");
    await grantAnalyst(open.db, role, "it's a secret");
    const url = new URL(open.url);
    const client = new pg.Client({
      host: url.hostname,
      port: Number(url.port || 5432),
      database: url.pathname.slice(1),
      user: role,
      password: "it's a secret",
    });
    await client.connect();
    try {
      expect((await client.query('SELECT count(*)::int AS n FROM events')).rows).toEqual([{ n: 2 }]);
      await expect(client.query('SELECT email FROM public.subscriber')).rejects.toThrow('permission denied');
      await expect(client.query('SELECT secret FROM public.endpoint')).rejects.toThrow('permission denied');
      await client.query('SET default_transaction_read_only = off');
      await expect(client.query('DELETE FROM public.event')).rejects.toThrow('permission denied');
    } finally {
      await client.end();
      await open.run(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });
});
