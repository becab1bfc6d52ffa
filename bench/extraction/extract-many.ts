/**
 * Speed of the page extractor, and the same output as `duibiao extract --many` for measuring it alone:
 *   npm run -s build && node dist/bench/extraction/extract-many.js extract --many DIR --out FILE
 *   DUIBIAO="node dist/bench/extraction/extract-many.js" ../shared/measure.py extraction ../shared/corpora/article-extraction
 * With a corpus as the only argument, the readers of other people stand beside it (beside.ts).
 * Reading and unpacking are outside the clock; one thread. Words go to stderr.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sentenceOf } from '../../src/errors.ts';
import { extractBytes } from '../../src/extract/html/index.ts';
import { beside } from './beside.ts';

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};

function pages(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .flatMap((e) => (e.isDirectory() ? pages(join(dir, e.name)) : [join(dir, e.name)]))
    .filter((f) => /\.html(?:\.gz)?$/.test(f))
    .sort();
}

const dir = option('--many');
const out = option('--out');
const corpus = process.argv[2];
if (corpus !== undefined && existsSync(join(corpus, 'expected.ndjson')))
  await beside(corpus, process.argv.slice(3));
else if (dir === undefined) {
  process.stderr.write('usage: extraction CORPUS [--worst N] | extraction extract --many DIR [--out FILE]\n');
  process.exitCode = 2;
} else {
  const rows: string[] = [];
  const slowest: [number, string][] = [];
  let ms = 0;
  let bytesRead = 0;
  for (const path of pages(dir)) {
    const raw = readFileSync(path);
    const bytes = path.endsWith('.gz') ? gunzipSync(raw) : raw;
    bytesRead += bytes.length;
    const file = relative(dir, path);
    const start = performance.now();
    let row: object;
    try {
      const d = extractBytes(bytes, { where: file });
      row = {
        file,
        title: d.title,
        body: d.body,
        publishedAt: d.publishedAt,
        author: d.author,
        language: d.language,
        canonicalUrl: d.canonicalUrl,
      };
    } catch (error) {
      row = { file, error: sentenceOf(error) };
    }
    const took = performance.now() - start;
    ms += took;
    slowest.push([took, file]);
    rows.push(JSON.stringify(row));
  }
  if (out !== undefined) writeFileSync(out, `${rows.join('\n')}\n`);
  slowest.sort((a, b) => b[0] - a[0]);
  const rate = ms === 0 ? 0 : (rows.length / ms) * 1000;
  process.stderr.write(
    `${rows.length} pages, ${(bytesRead / 1e6).toFixed(1)} MB in ${(ms / 1000).toFixed(2)} s: ${rate.toFixed(0)} pages/s, ${(bytesRead / 1000 / ms).toFixed(1)} MB/s; slowest ${slowest
      .slice(0, 3)
      .map(([t, f]) => `${f.slice(0, 20)} ${t.toFixed(0)} ms`)
      .join(', ')}\n`,
  );
}
