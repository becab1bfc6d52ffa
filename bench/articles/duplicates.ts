/**
 * Near-duplicates: quality on a generated set of known truth (reprints.ts), and what storing an article costs among 10,000,
 * 100,000 and 1,000,000 others, all inside the window of 14 days.
 *   npm run bench -- duplicates quality [month] [seed] [copies] [forms]     in PGlite, in memory
 *   npm run bench -- duplicates cost postgres://…/empty [10000,100000,1000000]
 *   npm run bench -- duplicates cost pglite [1000,10000,50000]
 * The others are rows with sixteen passages each, one in twenty of them furniture that thousands share; their texts are short, because
 * only candidates' texts are read. The database of `cost` is filled and left as it is: give it one that may be dropped.
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

/** The statement of the search with the values of one article, as it is planned. */
const LOOKUP = `
EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY ON)
SELECT v.value, a.id, coalesce(a.duplicate_of, a.id) AS head
FROM unnest((SELECT array_agg(value) FROM article_sketch WHERE article_id = $1)) AS v (value)
CROSS JOIN LATERAL (
  SELECT s.article_id FROM article_sketch s
  WHERE s.value = v.value AND s.published_at BETWEEN '2024-01-01T00:00:00Z' AND '2024-04-01T00:00:00Z'
  ORDER BY s.published_at DESC, s.article_id DESC LIMIT 64
) s
JOIN article a ON a.id = (s.article_id COLLATE "default")
WHERE a.origin = any(ARRAY['live', 'ingest'])`;

async function cost(url = 'pglite', sizes = '10000,100000,1000000'): Promise<void> {
  const database = url === 'pglite' ? await openEmbedded(null) : await openServer(url);
  const set = reprintSet(archive('2024-02'), { seed: 5, each: 1, forms: 30 });
  let stored = 0;
  for (const size of sizes.split(',').map(Number)) {
    await fill(database, stored, size);
    stored = size;
    await store(database, set.stream.slice(0, 30), `warm${size}-`);
    await database.run(`DELETE FROM article WHERE id LIKE '%-%'`);
    const took = await store(database, set.stream, `m${size}-`);
    console.log(
      `${size} stored: ${at(took, 0.5)} ms an article (median), ${at(took, 0.95)} ms (95 %), ${set.stream.length} articles`,
    );
    const { rows } = await database.run(LOOKUP, [`m${size}-${set.stream.at(-1)!.id}`]);
    for (const r of rows) console.log(`    ${Object.values(r as object)[0]}`);
    await database.run(`DELETE FROM article WHERE id LIKE '%-%'`);
  }
  await database.close();
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
  await database.run('ANALYZE article');
  await database.run('ANALYZE article_sketch');
}

const [what, ...rest] = process.argv.slice(2);
if (what === 'quality') await quality(...rest);
else if (what === 'cost') await cost(...rest);
else {
  console.error(
    'usage: duplicates quality [month] [seed] [copies] [forms] | cost pglite|postgres://… [sizes]',
  );
  process.exitCode = 2;
}
