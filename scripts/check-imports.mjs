// The rules of the house: node scripts/check-imports.mjs [folder]. A line with its reason a violation; exits 1.
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';

// The order of the data: a folder imports only what stands before it. cli/ and jobs/ see everything.
const ORDER = `errors context text config db fetch extract sources articles entities themes companies market
  releases events analogues library backtest deliver console cli jobs main`.split(/\s+/);
const PURE =
  /^src\/(text\/|extract\/|deliver\/render\/|themes\/(baseline|burst)\.ts$|events\/(cluster|features|hype|headline|roundup)[\w-]*\.ts$|analogues\/(rank|evidence|why|rule)\.ts$)/;
// node:module finds where a package keeps its own data (the character maps of pdf.js).
const PURE_MODULES = ['node:buffer', 'node:util', 'node:zlib', 'node:path', 'node:module'];
const IMPURE_LIBRARY = /^(undici|pg|pg-boss|kysely|@electric-sql\/.*|node-cron|nodemailer|pino|@?hono.*)$/;
const IMPURE_WORD =
  /\bprocess\.(?!on\b)\w+|\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bperformance\.now\b|(?<![.\w])fetch\(/g;
const HOME = 'one home a library, so that replacing it touches one folder';
// match.ts is the matching itself, one statement over all rules and companies: the algorithm, not the keeping of rows.
const SQL = /\.(repository|table)\.ts$|^src\/db\/|^src\/analogues\/match\.ts$/;
const OWNERS = [
  [/^kysely$/, SQL, 'SQL lives in repositories, so that the rest can be read without it'],
  [/^(pg|@electric-sql\/pglite)$/, /^src\/db\//, HOME],
  [/^(pg-boss|node-cron)$/, /^jobs\//, 'when and who is decided in jobs/, or two clocks disagree'],
  [/^(cheerio|rss-parser|htmlparser2|pdfjs-dist.*)$/, /^src\/extract\//, 'bytes become drafts in one place'],
  [/^undici$/, /^src\/(fetch|deliver)\//, 'whatever leaves the machine passes the address check'],
  [
    /^(nodemailer|mjml|standardwebhooks|write-excel-file.*|hyparquet-writer|feedsmith|ical-generator|@resvg\/resvg-js)$/,
    /^src\/deliver\//,
    HOME,
  ],
  [/^@electric-sql\/pglite-socket$/, /^src\/db\//, HOME],
  [/^(hono|@hono\/.*)$/, /^src\/console\//, HOME],
  [/^commander$/, /^src\/cli\//, HOME],
  [/^(ipaddr\.js|robots-parser)$/, /^src\/fetch\//, HOME],
];
const IMPORT =
  /^[ \t]*(?:import|export)\s+(type\s+)?(?:[\w$]+\s*,?\s*)?(?:\*(?:\s+as\s+[\w$]+)?\s*|\{([^}]*)\}\s*)?(?:from\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;
const root = process.argv[2] ?? '.';
const under = (d) => readdirSync(join(root, d), { recursive: true }).map((f) => posix.join(d, f));
const files = [...under('src'), ...under('jobs')].filter((f) => f.endsWith('.ts')).sort();
const folderOf = (f) => (f.startsWith('jobs/') ? 'jobs' : f.split('/')[1].replace(/\.ts$/, ''));
/** Rooms are entered by their door: each folder under src/, and each folder under src/extract/. */
const roomOf = (f) => f.match(/^(jobs|src\/extract\/[^/]+|src\/(?!extract\/)[^/]+)(?=\/)/)?.[0] ?? f;
const violations = [];
const edges = new Map();

function importsOf(file, code) {
  return [...code.matchAll(IMPORT)].map(([, asType, names, plain, dynamic]) => {
    const target = plain ?? dynamic;
    const inside = target.startsWith('.');
    const to = inside ? posix.join(posix.dirname(file), target) : target;
    return {
      to,
      inside,
      asType: Boolean(asType) || names?.split(',').every((n) => /^\s*(type\s|$)/.test(n)),
    };
  });
}
/** What speaks against an import: pairs of what and why. */
function* against(file, { to, inside, asType }) {
  const pure = PURE.test(file) && !asType;
  if (!inside) {
    for (const [library, home, why] of OWNERS)
      if (library.test(to) && !home.test(file) && !asType) yield [to, why];
    const builtin = to.startsWith('node:') || builtinModules.includes(to);
    if (pure && (builtin ? !PURE_MODULES.includes(to) : IMPURE_LIBRARY.test(to)))
      yield [to, 'a pure zone gives the same output for the same input'];
    return;
  }
  const [from, folder] = [folderOf(file), folderOf(to)];
  if (roomOf(file) === roomOf(to)) return;
  const row = from === 'db' && asType && to.endsWith('.table.ts'); // db/ composes its Database type of rows below it
  const below = ORDER.indexOf(folder) > ORDER.indexOf(from) || !ORDER.includes(folder);
  if (below && !row && !(from === 'context' && asType) && !(from === 'cli' && folder === 'jobs'))
    yield [to, `${folder} stands after ${from} in the order of the data`];
  if (from === 'extract' && folder === 'fetch') yield [to, 'fetch and extract do not know each other'];
  const door = /^src\/(errors|context)\.ts$|^jobs\/[\w-]+\.ts$|^src\/([\w-]+|extract\/[\w-]+)\/index\.ts$/;
  if (!door.test(to) && !row)
    yield [to, 'a folder is entered by its index.ts, so that its inside may change'];
  if (pure && /^(db|fetch|config|context|deliver|cli|jobs)$/.test(folder))
    yield [to, 'a pure zone takes data as arguments, not from a database, the network or the environment'];
}
function visit(file, path) {
  const at = path.indexOf(file);
  if (at >= 0) violations.push(`${[...path.slice(at), file].join(' -> ')} (a cycle: none can be read first)`);
  const next = edges.get(file) ?? [];
  edges.set(file, []); // seen: a second way here finds nothing new
  for (const to of next) visit(to, [...path, file]);
}

for (const file of files) {
  const code = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  const found = importsOf(file, code);
  const loaded = found.filter((i) => i.inside && !i.asType); // types are erased: they close no cycle
  edges.set(file, new Set(loaded.map((i) => i.to)));
  for (const i of found)
    for (const [what, why] of against(file, i)) violations.push(`${file} imports ${what} (${why})`);
  if (PURE.test(file))
    for (const [word] of code.matchAll(IMPURE_WORD))
      violations.push(`${file} uses ${word} (a pure zone is handed the clock, the environment and chance)`);
}
for (const file of files) visit(file, []);
for (const v of violations) console.log(v);
console.log(`${files.length} files, ${violations.length} violations`);
process.exitCode = violations.length === 0 ? 0 : 1;
