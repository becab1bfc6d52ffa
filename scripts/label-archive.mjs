// An archive month with the event of each article in it, as `measure.py cluster` reads labelled streams:
//   node scripts/label-archive.mjs 2025-01 > labelled.ndjson && ../shared/measure.py cluster labelled.ndjson
import { existsSync, readFileSync } from 'node:fs';

const month = process.argv[2];
const file = `library/archive/${month}.ndjson`;
if (month === undefined || !existsSync(file)) {
  console.error('node scripts/label-archive.mjs MONTH, with MONTH one of: 2024-02, 2025-01');
  process.exit(2);
}
const read = (path) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const truth = new Map(
  read(month === '2024-02' ? 'library/archive/truth.ndjson' : `library/archive/truth-${month}.ndjson`).map(
    (t) => [t.id, t.event],
  ),
);
for (const article of read(file)) console.log(JSON.stringify({ ...article, event: truth.get(article.id) }));
