/**
 * Near-duplicates: quality on a generated set of known truth (reprints.ts), and what storing an article costs among 10,000,
 * 100,000 and 1,000,000 others, all inside the window of 14 days.
 *   npm run bench -- duplicates quality [month] [seed] [copies] [forms]     in PGlite, in memory
 *   npm run bench -- duplicates fill postgres://…/name [10000,100000,1000000]     into databases name_10000 and so on, made before
 *   npm run bench -- duplicates cost postgres://…/name [10000,100000,1000000]
 * The others are rows with sixteen passages each, one in twenty of them furniture that thousands share; their texts are short, because
 * only candidates' texts are read. Blocks and bytes do not depend on the machine's load; each article is stored in all the databases
 * in turn, so that the times of one run may be compared under any. A checkpoint makes single articles write more.
 */
import { readFileSync } from 'node:fs';
import { saveArticle } from '../../src/articles/index.ts';
import { type OpenDatabase, openEmbedded, openServer } from '../../src/db/index.ts';
import { type Archived, judged, reprintSet, type Told } from './reprints.ts';

const archive = (month: string): Archived[] =>
  readFileSync(`library/archive/${month}.ndjson`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Archived & { url: string })
    .filter((a) => !/-(?:reprint|zhuanzai)$/.test(a.url));

const NOW = '2024-03-01T00:00:00Z';
async function store(database: OpenDatabase, stream: readonly Told[], prefix: string): Promise<number[]> {
  const took: number[] = [];
  for (const t of stream) {
    const start = performance.now();
    await database.db
      .transaction()
      .execute((trx) =>
        saveArticle(
          trx,
          { ...t, id: prefix + t.id, url: `${t.url}?${prefix}` },
          { origin: 'live', now: NOW },
        ),
      );
    took.push(performance.now() - start);
  }
  return took.sort((a, b) => a - b);
}
const at = (sorted: readonly number[], part: number): string =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!.toFixed(1);

async function quality(month = '2024-02', seed = '1', copies = '6', forms = '300'): Promise<void> {
  const database = await openEmbedded(null);
  const set = reprintSet(archive(month), {
    seed: Number(seed),
    each: Number(copies),
    forms: Number(forms),
  });
  const took = await store(database, set.stream, '');
  const { rows } = await database.run('SELECT id, duplicate_of FROM article');
  const result = judged(
    set.stream,
    new Map((rows as { id: string; duplicate_of: string | null }[]).map((r) => [r.id, r.duplicate_of])),
  );
  console.log(
    `${month}, seed ${seed}: ${set.stream.length} articles, ${set.reprints} reprints: precision ${result.precision.toFixed(4)}, recall ${result.recall.toFixed(4)}; ${at(took, 0.5)} ms an article (median)`,
  );
  for (const m of result.missed) console.log(`  missed ${m.id} (${m.how})`);
  for (const w of result.wrong) console.log(`  wrong ${w.id} -> ${w.of}`);
  await database.close();
}

/** One database a size, so that all sizes can be asked in turn: a machine's load then falls on each alike. */
const databaseOf = (url: string, size: number): string => url.replace(/(?=\?|$)/, `_${size}`);
const sizesOf = (sizes: string): number[] => sizes.split(',').map(Number);

async function fillAll(url: string, sizes = '10000,100000,1000000'): Promise<void> {
  for (const size of sizesOf(sizes)) {
    const database = await openServer(databaseOf(url, size));
    const { rows } = await database.run('SELECT count(*)::integer AS n FROM article');
    const held = (rows[0] as { n: number }).n;
    await fill(database, held, size);
    // as autovacuum leaves a table that has stood for a while; the time is not that of the first reader
    await database.run('VACUUM ANALYZE article');
    await database.run('VACUUM ANALYZE article_sketch');
    console.log(`${size} stored`);
    await database.close();
  }
}

interface Spent {
  /** Blocks of tables and indexes looked at, by table, in and outside the cache. */
  readonly blocks: Record<string, number>;
  /** Written ahead. */
  readonly bytes: number;
}
/** What all statements of a server's database have cost so far; one connection, so that nothing is still to be counted. */
async function spent(database: OpenDatabase): Promise<Spent> {
  await database.run('SELECT pg_stat_force_next_flush()');
  await database.run('SELECT 1');
  const { rows } = await database.run(
    `SELECT relname AS name, coalesce(heap_blks_read + heap_blks_hit, 0) + coalesce(idx_blks_read + idx_blks_hit, 0) AS blocks
     FROM pg_statio_user_tables WHERE relname IN ('article', 'article_sketch')`,
  );
  const wal = await database.run(`SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS bytes`);
  return {
    blocks: Object.fromEntries((rows as { name: string; blocks: number }[]).map((r) => [r.name, r.blocks])),
    bytes: Number((wal.rows[0] as { bytes: number }).bytes),
  };
}

/** Every article is stored in each of the databases in turn; what is written is taken out again. */
async function cost(url: string, sizes = '10000,100000,1000000'): Promise<void> {
  const set = reprintSet(archive('2024-02'), { seed: 5, each: 1, forms: 30 });
  const places = await Promise.all(
    sizesOf(sizes).map(async (size) => ({
      size,
      took: [] as number[],
      blocks: { article: 0, article_sketch: 0 } as Record<string, number>,
      bytes: 0,
      database: await openServer(databaseOf(url, size), { poolSize: 1 }),
    })),
  );
  for (const pass of ['warm', 'measured'])
    for (const told of set.stream)
      for (const p of places) {
        const before = pass === 'warm' ? null : await spent(p.database);
        const took = await store(p.database, [told], `${pass}-`);
        if (before === null) continue;
        const after = await spent(p.database);
        p.took.push(...took);
        for (const name of Object.keys(p.blocks))
          p.blocks[name]! += after.blocks[name]! - before.blocks[name]!;
        p.bytes += after.bytes - before.bytes;
      }
  const n = set.stream.length;
  console.log(`${n} articles stored among …: a whole store (look up, compare, insert) of one article`);
  for (const p of places) {
    const took = p.took.sort((a, b) => a - b);
    console.log(
      `${String(p.size).padStart(8)}: ${at(took, 0.5)} ms (median), ${at(took, 0.95)} ms (95 %); blocks looked at: article ${(p.blocks.article! / n).toFixed(0)}, article_sketch ${(p.blocks.article_sketch! / n).toFixed(0)}; ${(p.bytes / n / 1000).toFixed(1)} kB written ahead`,
    );
    await p.database.run(`DELETE FROM article WHERE id LIKE '%-%'`);
    await p.database.close();
  }
}

async function fill(database: OpenDatabase, from: number, to: number): Promise<void> {
  const step = 100_000;
  for (let a = from; a < to; a += step) {
    const b = Math.min(to, a + step);
    await database.run(
      `INSERT INTO article (id, origin, url, canonical_url, title, body, language, outlet, published_at, fetched_at, detected_at, analysed_at)
       SELECT 'f' || i, 'live', 'u' || i, 'u' || i, 't', 'b', 'en', 'o' || i % 400, t, t, t, t
       FROM (SELECT i, timestamptz '2024-02-01T00:00:00Z' + (i % 1209600) * interval '1 second' AS t FROM generate_series($1::integer, $2::integer - 1) i) s`,
      [a, b],
    );
    await database.run(
      `INSERT INTO article_sketch (value, published_at, article_id)
       SELECT DISTINCT CASE WHEN hashint4(i * 16 + k) % 20 = 0 THEN hashint4(hashint4(i * 16 + k) % 300) ELSE hashint4(i * 16 + k) END, t, 'f' || i
       FROM (SELECT i, k, timestamptz '2024-02-01T00:00:00Z' + (i % 1209600) * interval '1 second' AS t
             FROM generate_series($1::integer, $2::integer - 1) i, generate_series(0, 15) k) s
       ON CONFLICT DO NOTHING`,
      [a, b],
    );
  }
}

const [what, ...rest] = process.argv.slice(2);
if (what === 'quality') await quality(...rest);
else if (what === 'fill' && rest[0] !== undefined) await fillAll(rest[0], rest[1]);
else if (what === 'cost' && rest[0] !== undefined) await cost(rest[0], rest[1]);
else {
  console.error(
    'usage: duplicates quality [month] [seed] [copies] [forms] | fill postgres://… [sizes] | cost postgres://… [sizes]',
  );
  process.exitCode = 2;
}
