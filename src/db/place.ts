import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let found: string | undefined;

/** The folder of the package: migrations/ and library/ lie beside package.json, for compiled code and sources alike. */
export function packageFolder(): string {
  if (found === undefined) {
    let folder = dirname(fileURLToPath(import.meta.url));
    while (!existsSync(join(folder, 'package.json'))) {
      const parent = dirname(folder);
      if (parent === folder) throw new Error('package.json was not found above the program');
      folder = parent;
    }
    found = folder;
  }
  return found;
}
