import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HeldBack, recordFeedback, saveHeldBack, saveStatements } from '../../src/analogues/index.ts';
import { storeScoreboard } from '../../src/backtest/index.ts';
import { type OpenDatabase, packageFolder } from '../../src/db/index.ts';
import {
  addEndpoint,
  analystView,
  analystViews,
  deliverDue,
  dictionaryMarkdown,
  enqueueTest,
  grantAnalyst,
  type TableFormat,
  tableFile,
  viewRows,
} from '../../src/deliver/index.ts';
import { calendarOf, storeSessions, writeTradability } from '../../src/market/index.ts';
import { smallStudy } from '../backtest/board.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { insertEvent, insertFigures, insertLibrary, NOW } from '../deliver/example.ts';
import { insertStoredFigures } from '../deliver/stored-figures.ts';

const DOC = readFileSync(join(packageFolder(), 'docs', 'ANALYSTS.md'), 'utf8');
const DICTIONARY = readFileSync(join(packageFolder(), 'docs', 'DICTIONARY.md'), 'utf8');
const QUERIES = [...DOC.matchAll(/^(\d+)\. (.+)\n\n```sql\n([\s\S]+?)```/gm)].map((m) => ({
  number: Number(m[1]),
  question: m[2]!,
  query: m[3]!.trim().replace(/;$/, ''),
}));

const HELD: HeldBack = {
  ticker: '9901.HK',
  kind: 'soft',
  reason: 'too_small',
  ruleId: 'algorithm-advance',
  ruleVersion: 1,
  score: 21.5,
  trait: 'algorithm_platform',
  share: 0.008,
  floor: 0.02,
  source: { title: 'annual report', url: 'https://reports.example/', date: '2026-04-28' },
  said: null,
};

async function bytesOf(
  open: OpenDatabase,
  name: string,
  format: TableFormat,
  since?: string,
): Promise<Buffer> {
  const view = await analystView(open.db, name);
  const pieces: Buffer[] = [];
  for await (const piece of tableFile(view, viewRows(open.db, view, since), format))
    pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}
const textOf = async (...of: Parameters<typeof bytesOf>): Promise<string> =>
  (await bytesOf(...of)).toString('utf8');

/** A zip archive's parts as text: enough of PKWARE's APPNOTE to read what Excel would. */
function unzipped(file: Buffer): Map<string, string> {
  const parts = new Map<string, string>();
  const end = file.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  let at = file.readUInt32LE(end + 16);
  for (let n = file.readUInt16LE(end + 10); n > 0; n--) {
    const [method, size, name, extra, comment, local] = [
      file.readUInt16LE(at + 10),
      file.readUInt32LE(at + 20),
      file.readUInt16LE(at + 28),
      file.readUInt16LE(at + 30),
      file.readUInt16LE(at + 32),
      file.readUInt32LE(at + 42),
    ] as const;
    const begin = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    const packed = file.subarray(begin, begin + size);
    const bytes = method === 0 ? packed : inflateRawSync(packed);
    parts.set(file.toString('utf8', at + 46, at + 46 + name), bytes.toString('utf8'));
    at += 46 + name + extra + comment;
  }
  return parts;
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
    await storeSessions(open.db, calendarOf());
    for (const event of ['ev-lantern', 'ev-old']) await writeTradability(open.db, event, NOW);
    for (const [origin, event] of [
      ['live', 'ev-lantern'],
      ['archive', 'ev-old'],
    ] as const)
      await open.db.transaction().execute((trx) =>
        storeScoreboard(trx, smallStudy({ drift: -0.003, events: [event] }), {
          origin,
          from: '2024-02-05',
          to: '2024-02-10',
          computedAt: NOW,
        }),
      );
    for (const [id, origin] of [
      ['ev-lantern', 'live'],
      ['ev-old', 'archive'],
    ] as const) {
      await insertEvent(open.db, { id: `${id}-bare`, origin, bare: true });
      const article = { id: `${id}-a1`, title: 'Ninefold: clarification announcement', body: '' };
      await saveStatements(open.db, article, {
        issuer: 'issuer-9901.HK',
        form: 'clarification',
        statements: [
          { stance: 'denies', share: null, subjects: ['theme:lantern'], field: 'title', start: 0, end: 8 },
        ],
      });
      const when = { asOf: NOW, computedAt: NOW };
      await saveHeldBack(open.db, id, [HELD], when);
    }
    await open.db
      .insertInto('article_revision')
      .values(
        ['ev-lantern-a1', 'ev-old-a1'].map((article_id) => ({
          article_id,
          revision: 1,
          title: 'Lanterns, a first version',
          body: 'Short.',
          seen_at: NOW,
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
    expect(views.map((v) => v.view)).toEqual(
      expect.arrayContaining([
        'analogue_evidence',
        'analogues',
        'companies',
        'corrections',
        'deliveries',
        'events',
        'guidance',
        'hype',
        'rules',
        'themes_daily',
      ]),
    );
    // What holds recorded material beside live has a twin, whose name says so.
    const names = new Set(views.map((v) => v.view));
    for (const name of names) if (name.endsWith('_all')) expect(names).toContain(name.slice(0, -4));
    for (const v of views) {
      expect([v.view, v.meaning]).not.toEqual([v.view, '']);
      for (const c of v.columns) {
        expect([v.view, c.column, c.meaning === '']).toEqual([v.view, c.column, false]);
      }
    }
    // The dictionary in the document is the one in the database: node scripts/dictionary.mjs writes it.
    expect(DICTIONARY.endsWith(dictionaryMarkdown(views))).toBe(true);
  });

  it('hold recorded material only where the name says so', async () => {
    // Whatever else there is, a development of a live event is live.
    const lives = await open.run("SELECT id FROM event WHERE origin = 'live' ORDER BY id LIMIT 2");
    const [child, parent] = lives.rows.map((r) => String(r.id));
    await open.run(`UPDATE event SET parent_event_id = '${parent}' WHERE id = '${child}'`);
    for (const { view, columns } of await analystViews(open.db)) {
      if (!columns.some((c) => c.column === 'origin')) continue;
      const { rows } = await open.run(`SELECT DISTINCT origin FROM analyst.${view} ORDER BY 1`);
      const origins = rows.map((r) => r.origin);
      expect([view, origins.includes('archive')]).toEqual([
        view,
        // Releases, their dates and the sequel are inserted for a live event only.
        view.endsWith('_all') &&
          !/^(?:guidance|comparisons|mix_shifts|earnings_dates|developments)_all$/.test(view),
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
      const lines = (await textOf(open, view, 'ndjson')).split('\n').slice(0, -1);
      const { rows } = await open.run(`SELECT count(*)::int AS n FROM analyst.${view}`);
      expect([view, lines.length]).toEqual([view, rows[0]!.n]);
      expect(await textOf(open, view, 'csv')).toBe(await textOf(open, view, 'csv'));
    }
    const csv = await textOf(open, 'events', 'csv');
    expect(csv.split('\r\n')[0]).toMatch(/^event_id,origin,headline,/);
    expect(csv).toContain(`"'=HYPERLINK(""https://evil.example""), ""quoted"""`);
    const all = await textOf(open, 'hype', 'ndjson');
    const late = await textOf(open, 'hype', 'ndjson', '2027-03-02T18:00:00Z');
    expect([all, late].map((t) => t.trimEnd().split('\n').length)).toEqual([15, 3]);
    await expect(textOf(open, 'secrets', 'csv')).rejects.toThrow('analogue_evidence');
    await expect(textOf(open, 'rules', 'csv', NOW)).rejects.toThrow('views that have a time');
  });

  it('are read back from Parquet as they were written, types, nulls, lists and meanings included', async () => {
    for (const { view, columns } of await analystViews(open.db)) {
      const file = await bytesOf(open, view, 'parquet');
      const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.length) as ArrayBuffer;
      const back = await parquetReadObjects({ file: buffer });
      const said = (await textOf(open, view, 'ndjson'))
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(back.length).toBe(said.length);
      back.forEach((row, i) => {
        for (const c of columns) {
          const value = row[c.column];
          const written =
            value instanceof Date
              ? c.type === 'date'
                ? value.toISOString().slice(0, 10)
                : value.toISOString().replace('.000Z', 'Z')
              : typeof value === 'bigint'
                ? Number(value)
                : value;
          expect([view, c.column, written ?? null]).toEqual([view, c.column, said[i]![c.column] ?? null]);
        }
      });
      const metadata = parquetMetadata(buffer).key_value_metadata ?? [];
      for (const c of columns)
        expect(metadata).toContainEqual({ key: `column:${c.column}`, value: c.meaning });
    }
  });

  it('are read back from a workbook: dates as dates, numbers as numbers, a formula as the text it is', async () => {
    const file = await bytesOf(open, 'events', 'xlsx');
    const parts = unzipped(file);
    const sheet = parts.get('xl/worksheets/sheet1.xml')!;
    const { rows } = await open.run('SELECT * FROM analyst.events');
    expect(sheet.match(/<row /g)).toHaveLength(rows.length + 1);
    expect(sheet).not.toContain('<f>');
    const strings = `${parts.get('xl/sharedStrings.xml') ?? ''}${sheet}`;
    expect(strings).toContain('<t>=HYPERLINK("https://evil.example"), "quoted"</t>');
    // Days since 1900 by Excel's count, in UTC.
    const first = rows.find((r) => r.event_id === 'ev-lantern')!.first_seen as string;
    expect(sheet).toContain(`<v>${Date.parse(first) / 86_400_000 + 25_569}</v>`);
    expect(strings).toContain('When its first article was published, UTC.');
    expect(parts.get('xl/workbook.xml')).toContain('name="dictionary"');
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
      expect((await client.query('SELECT count(*)::int AS n FROM events')).rows).toEqual([{ n: 3 }]);
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
