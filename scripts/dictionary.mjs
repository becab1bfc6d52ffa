// Writes docs/DICTIONARY.md from the comments of the migrated views, so that they cannot drift:
//   npm run build && node scripts/dictionary.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs';
import { openEmbedded } from '../dist/src/db/index.js';
import { analystViews, dictionaryMarkdown } from '../dist/src/deliver/index.js';

const FILE = 'docs/DICTIONARY.md';
const HEAD =
  '# Data dictionary\n\nWritten from the comments in the database by `node scripts/dictionary.mjs`; the `_all` twins have the same columns and recorded material besides. How to reach the tables, with worked queries: [ANALYSTS.md](ANALYSTS.md).\n\n';
const open = await openEmbedded(null);
const next = HEAD + dictionaryMarkdown(await analystViews(open.db));
await open.close();
if (next !== readFileSync(FILE, 'utf8')) {
  if (process.argv.includes('--check')) {
    console.log(`${FILE} differs from the views: node scripts/dictionary.mjs`);
    process.exitCode = 1;
  } else writeFileSync(FILE, next);
}
