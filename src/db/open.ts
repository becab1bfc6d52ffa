import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite, types as pgliteTypes } from '@electric-sql/pglite';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { DuibiaoError, sentenceOf } from '../errors.ts';
import type { Database } from './database.ts';
import { migrate, migrationsDigest } from './migrate.ts';
import { PGliteDialect, Turn } from './pglite-dialect.ts';
import { packageFolder } from './place.ts';

export type Db = Kysely<Database>;

export interface OpenDatabase {
  readonly kind: 'pglite' | 'postgres';
  /** For people: the data folder, or the server without its password. */
  readonly where: string;
  readonly db: Db;
  /** One statement with parameters, or several without; for the queue and the migrations. */
  run(sql: string, parameters?: unknown[]): Promise<{ rows: Record<string, unknown>[]; rowCount: number }>;
  /** The address for a library that brings its own pool; undefined on PGlite. */
  readonly url: string | undefined;
  /** The PGlite session, for dumping a template; undefined on a server. */
  readonly pglite: PGlite | undefined;
  /** The PGlite session for as long as `work` lasts, nobody else's statement between; undefined on a server. */
  exclusively?<T>(work: (session: PGlite) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Instants leave the database as ISO 8601 with Z, dates as YYYY-MM-DD, whole numbers and decimals as numbers. */
function iso(value: string): string {
  return new Date(value.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))
    .toISOString()
    .replace('.000Z', 'Z');
}
const PARSERS: Record<number, (value: string) => unknown> = {
  20: Number,
  1700: Number,
  1082: (v) => v,
  1114: (v) => `${v.replace(' ', 'T')}Z`,
  1184: iso,
};

/**
 * Opens the embedded database in a folder (or in memory) and brings its tables up to date.
 * @throws DuibiaoError DATABASE_BUSY when another process has the folder, MIGRATION_FAILED.
 */
export async function openEmbedded(folder: string | null): Promise<OpenDatabase> {
  const release = folder === null ? () => {} : lockFolder(folder);
  try {
    const target = folder === null ? undefined : join(folder, 'pg');
    const fresh = target === undefined || !existsSync(join(target, 'PG_VERSION'));
    const template = fresh ? readTemplate() : undefined;
    const pglite = await PGlite.create({
      ...(target === undefined ? {} : { dataDir: target }),
      ...(template === undefined ? {} : { loadDataDir: template }),
      parsers: { ...PARSERS, [pgliteTypes.JSONB]: JSON.parse },
    });
    await pglite.exec("SET TimeZone = 'UTC'");
    const turn = new Turn();
    const db = new Kysely<Database>({ dialect: new PGliteDialect(pglite, turn) });
    const open: OpenDatabase = {
      kind: 'pglite',
      where: folder ?? 'memory',
      db,
      url: undefined,
      pglite,
      async run(sql, parameters) {
        const pass = await turn.take();
        try {
          if (parameters !== undefined && parameters.length > 0) {
            const r = await pglite.query<Record<string, unknown>>(sql, parameters);
            return { rows: r.rows, rowCount: r.affectedRows ?? r.rows.length };
          }
          const all = await pglite.exec(sql);
          const last = all.at(-1);
          return { rows: (last?.rows ?? []) as Record<string, unknown>[], rowCount: last?.affectedRows ?? 0 };
        } finally {
          pass();
        }
      },
      async exclusively(work) {
        const pass = await turn.take();
        try {
          return await work(pglite);
        } finally {
          pass();
        }
      },
      async close() {
        await db.destroy();
        await pglite.close();
        release();
      },
    };
    await migrate(open);
    return open;
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * Opens a PostgreSQL server (15 or newer) and brings its tables up to date.
 * @throws DuibiaoError DATABASE_DOWN with the command that starts one, MIGRATION_FAILED.
 */
export async function openServer(
  url: string,
  options: { schema?: string; poolSize?: number } = {},
): Promise<OpenDatabase> {
  const where = url.replace(/\/\/([^:@/]+):[^@/]*@/, '//$1:***@');
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize ?? 8,
    connectionTimeoutMillis: 5000,
    // Our statements take milliseconds; compiling one of the long ones takes seconds.
    options: `-c TimeZone=UTC -c jit=off${options.schema ? ` -c search_path=${options.schema}` : ''}`,
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        PARSERS[oid] ?? pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
    },
  });
  pool.on('error', () => {}); // an idle connection the server closed; the next query opens another
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end().catch(() => {});
    throw new DuibiaoError(
      'DATABASE_DOWN',
      {
        where,
        what: sentenceOf(error) || (error as { code?: string }).code,
        command: 'docker compose up -d postgres (or: pg_ctlcluster 15 main start)',
      },
      error,
    );
  }
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const open: OpenDatabase = {
    kind: 'postgres',
    where,
    db,
    url,
    pglite: undefined,
    async run(sql, parameters) {
      const r = await pool.query<Record<string, unknown>>(sql, parameters);
      const last = Array.isArray(r) ? (r.at(-1) as pg.QueryResult<Record<string, unknown>>) : r;
      return { rows: last.rows ?? [], rowCount: last.rowCount ?? 0 };
    },
    async close() {
      await db.destroy();
    },
  };
  await migrate(open);
  return open;
}

/** A migrated, empty database made by the build: opening from it saves the seconds that initdb takes. */
export function templateFile(): string {
  return join(packageFolder(), 'dist', `template-${migrationsDigest().slice(0, 16)}.tar.gz`);
}
function readTemplate(): Blob | undefined {
  const file = templateFile();
  return existsSync(file) ? new Blob([readFileSync(file)]) : undefined;
}

/** One process a folder: two PGlite sessions over the same files would corrupt them. */
function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'duibiao.pid');
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch {
      const pid = Number(readFileSync(file, 'utf8').trim());
      if (pid > 0 && pid !== process.pid && alive(pid))
        throw new DuibiaoError('DATABASE_BUSY', { where: folder, pid });
      rmSync(file, { force: true }); // left by a process that was killed
    }
  }
  throw new DuibiaoError('DATABASE_BUSY', { where: folder, pid: 'unknown' });
}
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
