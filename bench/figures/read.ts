/**
 * How fast passages, whole filings and one long table are read, and what is found in labelled passages.
 *   node dist/bench/figures/read.js [../shared/corpora]
 * One JSON line: passages, units a second, figures, and precision and recall where labels are given; whole releases
 * (markup to figures) a second; processor milliseconds for GENERATED tables of growing size, markup to figures.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFiling } from '../../src/extract/filing/index.ts';
import { type Figure, findFigures } from '../../src/releases/index.ts';

const corpora = process.argv[2] ?? '../shared/corpora';
const labels = `${corpora}/guidance/dev.ndjson`;
const filings = `${corpora}/releases`;
if (!existsSync(labels)) {
  process.stderr.write(`${labels} is absent; give the folder of the corpora as the first argument.\n`);
  process.exit(1);
}
interface Labelled {
  text: string;
  issuer: string;
  publishedAt: string;
  expected: Figure[];
}
const passages = readFileSync(labels, 'utf8')
  .trim()
  .split('\n')
  .map((row) => JSON.parse(row) as Labelled);
const key = (f: Figure): string =>
  [
    f.kind,
    f.metric,
    f.unit,
    f.low,
    f.high,
    f.point,
    f.low === null && f.high === null && f.point === null ? f.yoyPercent : '',
  ].join();

let right = 0;
let found = 0;
for (const passage of passages) {
  const left = findFigures(passage).map(key);
  found += left.length;
  for (const e of passage.expected) {
    const at = left.indexOf(key(e));
    if (at < 0) continue;
    right++;
    left.splice(at, 1);
  }
}
const texts = [
  ...passages.map((p) => p.text),
  ...(existsSync(filings)
    ? readdirSync(filings).map((f) => readFiling(readFileSync(`${filings}/${f}`, 'utf8')).text)
    : []),
];
const units = texts.reduce((n, text) => n + text.length, 0);
const rounds = 10;
const start = performance.now();
for (let i = 0; i < rounds; i++) for (const text of texts) findFigures({ text });
const seconds = (performance.now() - start) / 1000;
const markup = existsSync(filings)
  ? readdirSync(filings).map((f) => readFiling.bind(null, readFileSync(`${filings}/${f}`, 'utf8')))
  : [];
const startReleases = performance.now();
for (let i = 0; i < rounds; i++) for (const read of markup) findFigures({ text: read().text });
const releaseSeconds = (performance.now() - startReleases) / 1000;

const NAMES = ['Revenue', 'Cost of goods', 'Operating income', 'Net income', 'Diluted EPS', 'Total assets'];
function table(bytes: number): string {
  let rows = '';
  for (let i = 0; rows.length < bytes; i++)
    rows += `<tr><td>${NAMES[i % NAMES.length]}</td><td>$</td><td>${10_000 + i},000</td><td>$</td><td>${9000 + i},000</td></tr>\n`;
  return `<html><body><p>(in thousands)</p><table><tr><td></td><td colspan="2">2024</td><td colspan="2">2023</td></tr>${rows}</table></body></html>`;
}
const tables = [0.5, 1, 2, 10].map((mb) => {
  const html = table(mb * 1e6);
  const before = process.cpuUsage();
  const { text } = readFiling(html);
  const read = process.cpuUsage(before).user / 1000;
  const figures = findFigures({ text, publishedAt: '2025-02-01' }).length;
  const all = process.cpuUsage(before).user / 1000;
  return { mb, markupMs: Math.round(read), figuresMs: Math.round(all - read), figures };
});
process.stdout.write(
  `${JSON.stringify({
    passages: passages.length,
    figures: found,
    precision: right / Math.max(1, found),
    recall: right / passages.reduce((n, p) => n + p.expected.length, 0),
    units: units * rounds,
    seconds: Number(seconds.toFixed(3)),
    unitsPerSecond: Math.round((units * rounds) / seconds),
    releases: markup.length,
    releasesPerSecond: Number(((markup.length * rounds) / releaseSeconds).toFixed(1)),
    tables,
  })}\n`,
);
