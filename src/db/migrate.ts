import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuibiaoError, sentenceOf } from '../errors.ts';
import { packageFolder } from './place.ts';

interface Runner {
  run(sql: string, parameters?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}
interface Migration {
  version: number;
  file: string;
  sql: string;
}

let cached: Migration[] | undefined;
function migrations(): Migration[] {
  if (cached === undefined) {
    const folder = join(packageFolder(), 'migrations');
    cached = readdirSync(folder)
      .filter((f) => /^\d{4}_.+\.sql$/.test(f))
      .sort()
      .map((file) => ({
        version: Number(file.slice(0, 4)),
        file,
        sql: readFileSync(join(folder, file), 'utf8'),
      }));
  }
  return cached;
}

/** Changes whenever a migration does: names the template database. */
export function migrationsDigest(): string {
  const hash = createHash('sha256');
  for (const m of migrations()) hash.update(`${m.file}\n${m.sql}\n`);
  return hash.digest('hex');
}

/**
 * Runs what has not run yet, in order, each file in its own transaction; safe on many machines at once
 * (the second waits for the first's lock, then finds nothing to do).
 * @returns the files that ran.
 * @throws DuibiaoError MIGRATION_FAILED; the failing file is rolled back, the earlier ones stay.
 */
export async function migrate(database: Runner): Promise<string[]> {
  await database
    .run(
      'CREATE TABLE IF NOT EXISTS schema_migration (version integer PRIMARY KEY, file text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
    )
    .catch(ignoreRace);
  const done = new Set(
    (await database.run('SELECT version FROM schema_migration')).rows.map((r) => r.version as number),
  );
  const ran: string[] = [];
  for (const m of migrations()) {
    if (done.has(m.version)) continue;
    try {
      // One message of several statements is one implicit transaction. The lock makes a second machine wait here; the guard
      // then stops its copy of the file by a primary-key conflict, which means "already done", not failure.
      await database.run(
        `SELECT pg_advisory_xact_lock(7240001); INSERT INTO schema_migration (version, file) VALUES (${m.version}, '${m.file}');\n${m.sql}`,
      );
      ran.push(m.file);
    } catch (error) {
      if ((error as { constraint?: string }).constraint === 'schema_migration_pkey') continue;
      throw new DuibiaoError('MIGRATION_FAILED', { file: m.file, what: sentenceOf(error) }, error);
    }
  }
  return ran;
}

/** Two machines creating the same table at once: the loser's error is not one. */
function ignoreRace(error: unknown): { rows: Record<string, unknown>[] } {
  if ((error as { code?: string }).code === '23505' || (error as { code?: string }).code === '42P07')
    return { rows: [] };
  throw error;
}
