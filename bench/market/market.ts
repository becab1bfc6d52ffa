/**
 * Market sense at size, on generated bars in a fresh PostgreSQL database:
 *
 *   node dist/bench/market/market.js postgres-url [companies=5000] [years=10] [events=2000]
 *
 *   1. bars: rows a second from a bars file as text to the table (reading and loading apart), beside COPY of the same rows
 *   2. crowding: milliseconds for the shapes of every company on one day
 *   3. backtest: seconds for that many events, three companies each, five random names beside
 *
 * The database's tables are filled and emptied: give it a fresh one.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Call, runStudy } from '../../src/backtest/index.ts';
import { openServer, packageFolder } from '../../src/db/index.ts';
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
    await importBars(open.db, bars);
    loading += seconds(since);
    rows += bars.length;
  }
  say(
    `bars: ${rows} rows of ${list.length} companies; loaded ${Math.round(rows / loading)} rows/s in ${loading.toFixed(1)} s; a file read at ${Math.round(read / reading)} rows/s`,
  );
  const copied = performance.now();
  await open.run('CREATE TABLE bench_copy (LIKE daily_bar INCLUDING ALL)');
  await open.run('INSERT INTO bench_copy SELECT * FROM daily_bar');
  say(`the same rows from table to table within the server: ${Math.round(rows / seconds(copied))} rows/s`);
  await open.run('DROP TABLE bench_copy');
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
  const since = performance.now();
  const result = study(list.slice(0, 500), Number(events));
  say(
    `backtest of ${result.events} events, ${result.trades.length} trades, ${result.trials} intervals of ${result.resamples} resamples: ${seconds(since).toFixed(1)} s`,
  );
} finally {
  await open.close();
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

function study(universe: readonly string[], count: number) {
  const days = calendar.sessions('XHKG', `${last - 1}-01-01`, `${last}-06-28`);
  const kinds = ['soft', 'hard', 'trap'] as const;
  const calls = Array.from({ length: count }, (_, n) => n).flatMap((n) => {
    const at = `${days[n % days.length]!.date}T09:00:00Z`;
    return kinds.map(
      (kind, k): Call => ({
        eventId: `event-${n}`,
        ticker: universe[(n * 7 + k * 131) % universe.length]!,
        kind,
        ruleId: `rule-${n % 20}`,
        publishedAt: at,
        publicAt: at,
        writtenAt: '2015-01-01T00:00:00Z',
      }),
    );
  });
  const bars = new Map(
    universe.map((ticker, i) => [
      ticker,
      generateBars(i, { ticker, from: `${last - 1}-01-01`, to }, calendar),
    ]),
  );
  const listed = universe.map((ticker) => ({ ticker, listedOn: '2015-01-05', delistedOn: null }));
  return runStudy({ calls, universe: listed, bars }, { asOf: to, calendar, seed: 1 });
}
