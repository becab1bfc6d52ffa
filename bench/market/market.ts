/**
 * Market sense at size, on generated bars in a fresh PostgreSQL database:
 *
 *   node dist/bench/market/market.js postgres-url [companies=5000] [years=10] [events=2000]
 *
 *   1. bars: rows a second from a bars file as text to the table (reading and loading apart), beside a copy of the same
 *      rows from table to table within the server (INSERT … SELECT)
 *   2. crowding: milliseconds for the shapes of every company on one day
 *   3. backtest: seconds for that many stored events, three companies each, five random names beside, over bars of every
 *      company as they are stored; loading them is in it
 *
 * Give it a fresh database. One that an earlier run has filled is not filled again: only parts 2 and 3 are timed.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { loadStudy, runStudy } from '../../src/backtest/index.ts';
import { type OpenDatabase, openServer, packageFolder } from '../../src/db/index.ts';
import {
  type Bar,
  calendarOf,
  crowdingAt,
  generateBars,
  importBars,
  parseBarsCsv,
  readThresholds,
  SHAPES,
} from '../../src/market/index.ts';

const [url, companies = '5000', years = '10', events = '2000'] = process.argv.slice(2);
if (url === undefined) {
  console.error('npm run bench -- market postgres://user@host/fresh_database [companies] [years] [events]');
  process.exit(2);
}
const calendar = calendarOf();
const last = 2024;
const from = `${last - Number(years) + 1}-01-01`;
const to = `${last}-12-31`;
const seconds = (since: number): number => (performance.now() - since) / 1000;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const open = await openServer(url);
try {
  const list = Array.from({ length: Number(companies) }, (_, i) => tickerOf(i));
  const filled = (await open.run('SELECT ticker FROM daily_bar LIMIT 1')).rowCount > 0;
  if (filled) say('bars: this database is filled already; parts 2 and 3 are timed on what it holds');
  else await load(open, list);
  await open.run('ANALYZE daily_bar');
  const thresholds = readThresholds(
    readFileSync(join(packageFolder(), 'library', 'market', 'crowding.yaml'), 'utf8'),
    'crowding.yaml',
  );
  for (const round of ['first', 'second']) {
    const since = performance.now();
    const shapes = await crowdingAt(open.db, `${last}-12-31T12:00:00Z`, thresholds, calendar);
    const counts = SHAPES.map((s) => `${s} ${[...shapes.values()].filter((c) => c.shape === s).length}`);
    say(
      `crowding of ${shapes.size} companies on one day, ${round} time: ${Math.round(seconds(since) * 1000)} ms (${counts.join(', ')})`,
    );
  }
  if (!filled) await storeCalls(open.run, list, Number(events));
  const since = performance.now();
  const input = await loadStudy(open.db, { from: `${last - 1}-01-01`, to, asOf: to, calendar });
  const loaded = seconds(since);
  const result = runStudy(input, { asOf: to, calendar, seed: 1 });
  const held = [...input.bars.values()].reduce((n, b) => n + b.length, 0);
  say(
    `backtest of ${result.events} stored events, ${result.trades.length} trades, ${result.trials} intervals of ${result.resamples} resamples: ${seconds(since).toFixed(1)} s, of which ${loaded.toFixed(1)} s to load ${held} bars of ${input.bars.size} companies; ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
  );
} finally {
  await open.close();
}

async function load({ db, run }: OpenDatabase, list: readonly string[]): Promise<void> {
  let rows = 0;
  let loading = 0;
  let reading = 0;
  let read = 0;
  for (let at = 0; at < list.length; at += 100) {
    const bars = list.slice(at, at + 100).flatMap((ticker, i) => barsOf(ticker, at + i));
    if (at === 0) {
      const text = new TextEncoder().encode(csvOf(bars));
      const since = performance.now();
      const file = parseBarsCsv(text, 'bench.csv');
      reading = seconds(since);
      read = file.bars.length;
      if (file.problems.length > 0) throw new Error(file.problems[0]!.what);
    }
    const since = performance.now();
    await importBars(db, bars);
    loading += seconds(since);
    rows += bars.length;
  }
  say(
    `bars: ${rows} rows of ${list.length} companies; loaded ${Math.round(rows / loading)} rows/s in ${loading.toFixed(1)} s; a file read at ${Math.round(read / reading)} rows/s`,
  );
  const copied = performance.now();
  await run('CREATE TABLE bench_copy (LIKE daily_bar INCLUDING ALL)');
  await run('INSERT INTO bench_copy SELECT * FROM daily_bar');
  say(`the same rows from table to table within the server: ${Math.round(rows / seconds(copied))} rows/s`);
  await run('DROP TABLE bench_copy');
}

function tickerOf(i: number): string {
  if (i % 3 === 0) return `${String(1000 + i).padStart(4, '0')}.HK`;
  return i % 3 === 1 ? `60${String(i).padStart(4, '0')}.SH` : `30${String(i).padStart(4, '0')}.SZ`;
}
function barsOf(ticker: string, seed: number): Bar[] {
  return generateBars(seed, { ticker, from, to, shape: SHAPES[seed % SHAPES.length]! }, calendar);
}
function csvOf(bars: readonly Bar[]): string {
  const lines = bars.map((b) =>
    [b.ticker, b.date, b.open, b.high, b.low, b.close, b.volume, b.turnover, b.factor].join(','),
  );
  return `ticker,date,open,high,low,close,volume,turnover,factor\n${lines.join('\n')}\n`;
}

/** Events, three companies each, every call resting on one article and one dated source: as the pipeline would have stored them. */
async function storeCalls(
  run: OpenDatabase['run'],
  companies: readonly string[],
  count: number,
): Promise<void> {
  const days = calendar.sessions('XHKG', `${last - 1}-01-01`, `${last}-06-28`).map((s) => s.date);
  const kinds = ['soft', 'hard', 'trap'];
  const calls = Array.from({ length: count }, (_, n) => n).flatMap((n) =>
    kinds.map((kind, k) => ({
      id: `a-${n}-${k}`,
      event: `e-${n}`,
      ticker: companies[(n * 7 + k * 131) % companies.length]!,
      kind,
      rule: `rule-${n % 20}`,
      at: `${days[n % days.length]}T09:00:00Z`,
    })),
  );
  const of = (key: keyof (typeof calls)[number]): string[] => calls.map((c) => c[key]);
  await run(
    `INSERT INTO trait (id, axis, name_zh, name_en, meaning) VALUES ('bench', 'model', 'b', 'b', 'b')`,
  );
  await run(
    `INSERT INTO rule (id, kind, title_zh, title_en, rationale_zh, rationale_en, author, written_on, recorded_at)
     SELECT 'rule-' || g, 'analogue', 'b', 'b', 'b', 'b', 'b', '2015-01-01', '2015-01-01' FROM generate_series(0, 19) g`,
  );
  await run(
    `INSERT INTO company (ticker, exchange, issuer, name_zh_hans, name_zh_hant, name_en, listed_on, summary_zh, summary_en)
     SELECT t, CASE split_part(t, '.', 2) WHEN 'HK' THEN 'XHKG' WHEN 'SH' THEN 'XSHG' ELSE 'XSHE' END, t, t, t, t, '2015-01-05', 'b', 'b'
     FROM unnest($1::text[]) t`,
    [companies],
  );
  await run(
    `INSERT INTO company_trait (ticker, trait_id, valid_from, strength, source_title, source_url, source_date, recorded_at)
     SELECT t, 'bench', '2015-01-05', 1, 'b', 'b', '2015-01-05', '2015-01-05' FROM unnest($1::text[]) t`,
    [companies],
  );
  const at = Array.from({ length: count }, (_, n) => `${days[n % days.length]}T09:00:00Z`);
  await run(
    `INSERT INTO article (id, origin, url, canonical_url, title, body, language, outlet, published_at, fetched_at, detected_at)
     SELECT 'd-' || (n - 1), 'live', 'https://example.org/' || n, 'https://example.org/' || n, 'b', 'generated', 'en', 'b', at, at, at
     FROM unnest($1::timestamptz[]) WITH ORDINALITY AS u(at, n)`,
    [at],
  );
  await run(
    `INSERT INTO event (id, origin, headline, first_seen, last_seen, first_article_id, recorded_at)
     SELECT 'e-' || (n - 1), 'live', 'b', at, at, 'd-' || (n - 1), at FROM unnest($1::timestamptz[]) WITH ORDINALITY AS u(at, n)`,
    [at],
  );
  await run(
    `INSERT INTO analogue (id, event_id, ticker, kind, same_product, score, rank, rule_id, rule_version, why_zh, why_en, as_of, computed_at)
     SELECT id, event, ticker, kind, false, 50, 1, rule, 1, 'b', 'b', at, at
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[]) AS u(id, event, ticker, kind, rule, at)`,
    [of('id'), of('event'), of('ticker'), of('kind'), of('rule'), of('at')],
  );
  await run(
    `INSERT INTO analogue_evidence (analogue_id, position, against, side, article_id, field, start_at, end_at, text)
     SELECT id, 0, false, 'event', 'd-' || substr(event, 3), 'body', 0, 9, 'generated' FROM analogue CROSS JOIN LATERAL (SELECT event_id AS event) e`,
  );
  await run(
    `INSERT INTO analogue_evidence (analogue_id, position, against, side, trait_id, source_title, source_url, source_date)
     SELECT id, 1, false, 'company', 'bench', 'b', 'b', '2015-01-05' FROM analogue`,
  );
  await run('ANALYZE');
}
