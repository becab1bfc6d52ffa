// Part of the build: what every start would otherwise do again, left beside the compiled code.
//   dist/template-….tar.gz  a migrated, empty database: a first start does not wait for initdb
//   dist/library.json       the library's YAML files as parsed, each under the hash of its text
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { yamlKey } from '../dist/src/config/index.js';
import { openEmbedded, templateFile } from '../dist/src/db/index.js';
import { yamlFile } from '../dist/src/library/index.js';

const file = templateFile();
if (!existsSync(file)) {
  for (const old of readdirSync(dirname(file)))
    if (old.startsWith('template-')) rmSync(join(dirname(file), old));
  const open = await openEmbedded(null);
  const dump = await open.pglite.dumpDataDir('gzip');
  await open.close();
  writeFileSync(file, Buffer.from(await dump.arrayBuffer()));
}

const parsed = {};
for (const entry of readdirSync('library', { recursive: true })) {
  const name = String(entry);
  if (!name.endsWith('.yaml')) continue;
  const text = readFileSync(join('library', name), 'utf8');
  parsed[yamlKey(text)] = parse(text);
}
writeFileSync(yamlFile(), JSON.stringify(parsed));
