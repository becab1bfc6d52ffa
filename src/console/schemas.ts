import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';

const folder = (): string => join(packageFolder(), 'library', 'schemas');

/** The published message schemas: `/schemas/message.v1.json` and the like. */
export function schemaNames(): string[] {
  return readdirSync(folder())
    .filter((f) => /^[a-z-]+\.v\d+\.json$/.test(f))
    .sort();
}
/** @throws DuibiaoError UNKNOWN_ID for a name that is not one of them. */
export function schemaText(name: string): string {
  if (!schemaNames().includes(name)) throw new DuibiaoError('UNKNOWN_ID', { kind: 'schema', got: name });
  return readFileSync(join(folder(), name), 'utf8');
}
