// Writes the data dictionary of docs/ANALYSTS.md from the comments of the migrated views, so that they cannot drift:
//   npm run build && node scripts/dictionary.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs';
import { openEmbedded } from '../dist/src/db/index.js';
import { analystViews, dictionaryMarkdown } from '../dist/src/deliver/index.js';

const FILE = 'docs/ANALYSTS.md';
const HEAD = 'Written from the comments in the database; the `_all` twins have the same columns.\n\n';
const open = await openEmbedded(null);
const fresh = dictionaryMarkdown(await analystViews(open.db));
await open.close();
const now = readFileSync(FILE, 'utf8');
const at = now.indexOf(HEAD);
if (at < 0) throw new Error(`${FILE} has no line "${HEAD.trim()}"`);
const next = now.slice(0, at) + HEAD + fresh;
if (next !== now && process.argv.includes('--check')) {
  console.log(`${FILE} differs from the views: node scripts/dictionary.mjs`);
  process.exitCode = 1;
} else if (next !== now) writeFileSync(FILE, next);
