// Part of the build: a migrated, empty database beside the compiled code, so that a first start does not wait for initdb.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openEmbedded, templateFile } from '../dist/src/db/index.js';

const file = templateFile();
if (!existsSync(file)) {
  for (const old of readdirSync(dirname(file)))
    if (old.startsWith('template-')) rmSync(join(dirname(file), old));
  const open = await openEmbedded(null);
  const dump = await open.pglite.dumpDataDir('gzip');
  await open.close();
  writeFileSync(file, Buffer.from(await dump.arrayBuffer()));
}
