/**
 * A PostgreSQL port for people with the embedded database: psql, a notebook, a spreadsheet.
 *
 * PGlite is one session. Were it shared, a client's open transaction would take the program's writes with it when it rolls
 * back, and its SETs would be ours. So clients never meet it: what a schema's views show is copied into a database of its own,
 * in memory, and that is what they read. The copy holds no secrets (they are in no view), is thrown away at the end, and is
 * taken anew for the first client after it has grown old.
 *
 *     live session ── rows of the views, in one turn ──> copy ── private socket ── this port ── psql
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { instant } from '../context.ts';
import { DuibiaoError } from '../errors.ts';
import type { OpenDatabase } from './open.ts';

export interface SqlPort {
  /** For psql; it asks for no password, which is why only this machine reaches it. */
  readonly url: string;
  /** When the rows were taken (ISO): also in the view `copied` of the schema. */
  takenAt(): string;
  close(): Promise<void>;
}
export interface SqlPortSettings {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Whose views are shown. */
  readonly schema: string;
  /** Seconds after which the copy is taken anew for whoever connects while nobody else is. */
  readonly maximumAge: number;
  now(): Date;
}

/** Clients at once: they share the copy's one session, so a transaction of one makes the others wait. */
const CLIENTS = 8;
/** Milliseconds after which a silent client is let go, and its transaction with it. */
const IDLE = 600_000;

/**
 * @throws DuibiaoError BAD_ARGUMENT for an address that others could reach, or a database that is a server already;
 * CONFIG_INVALID for a port that is taken.
 */
export async function openSqlPort(open: OpenDatabase, settings: SqlPortSettings): Promise<SqlPort> {
  if (!/^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/.test(settings.host))
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: '--sql',
      got: settings.host,
      allowed: '127.0.0.1 or ::1: it asks for no password. From elsewhere: ssh -L 5433:127.0.0.1:5433 …',
    });
  if (open.kind !== 'pglite')
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: '--sql',
      got: open.where,
      allowed: 'the embedded database; a PostgreSQL server is asked directly (migrate --analyst-role)',
    });
  const folder = mkdtempSync(join(tmpdir(), 'duibiao-sql-'));
  let copy = await takeCopy(open, settings, join(folder, '.s.PGSQL.1'));
  let copies = 1;
  const clients = new Set<Socket>();
  let turn: Promise<void> = Promise.resolve();

  async function renewed(): Promise<void> {
    const age = settings.now().getTime() - Date.parse(copy.takenAt);
    if (clients.size > 0 || age < settings.maximumAge * 1000) return;
    const old = copy;
    copies += 1;
    copy = await takeCopy(open, settings, join(folder, `.s.PGSQL.${copies}`));
    await old.close();
  }
  const server = createServer((client) => {
    client.on('error', () => client.destroy());
    turn = turn
      .then(renewed)
      .then(() => {
        clients.add(client);
        const inner = connect(copy.path);
        inner.on('error', () => client.destroy());
        client.once('close', () => {
          clients.delete(client);
          inner.end();
        });
        client.pipe(inner).pipe(client);
      })
      .catch(() => void client.destroy());
  });
  server.maxConnections = CLIENTS;
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new DuibiaoError(
          'CONFIG_INVALID',
          {
            name: '--sql',
            got: settings.port,
            what: error.code === 'EADDRINUSE' ? 'another program listens there' : error.message,
            allowed: 'a free port, or 0 for any',
          },
          error,
        ),
      ),
    );
    server.listen(settings.port, settings.host.replace(/[[\]]/g, ''), () =>
      resolve((server.address() as { port: number }).port),
    );
  }).catch(async (error) => {
    await copy.close();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    url: `postgres://postgres@${settings.host.includes(':') && !settings.host.startsWith('[') ? `[${settings.host}]` : settings.host}:${port}/postgres?sslmode=disable`,
    takenAt: () => copy.takenAt,
    async close() {
      for (const client of clients) client.destroy();
      await new Promise<void>((done) => server.close(() => done()));
      await turn;
      await copy.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Copy {
  readonly path: string;
  readonly takenAt: string;
  close(): Promise<void>;
}

async function takeCopy(open: OpenDatabase, settings: SqlPortSettings, path: string): Promise<Copy> {
  const pglite = await PGlite.create();
  const takenAt = instant(settings.now());
  await copyViews(open, pglite, settings.schema, takenAt);
  const server = new PGLiteSocketServer({ db: pglite, path, maxConnections: CLIENTS, idleTimeout: IDLE });
  await server.start();
  return {
    path,
    takenAt,
    async close() {
      await server.stop();
      await pglite.close();
    },
  };
}

interface ColumnRow {
  view: string;
  said: string | null;
  column: string;
  type: string;
  meaning: string | null;
}
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Each view becomes a table of the same name, columns, types and comments. The live session is held for the length of it. */
async function copyViews(open: OpenDatabase, into: PGlite, schema: string, takenAt: string): Promise<void> {
  await open.exclusively!(async (live) => {
    const { rows } = await live.query<ColumnRow>(
      `SELECT c.relname AS view, obj_description(c.oid, 'pg_class') AS said, a.attname AS "column",
         format_type(a.atttypid, a.atttypmod) AS type, col_description(c.oid, a.attnum) AS meaning
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
       WHERE n.nspname = $1 AND c.relkind IN ('v', 'm') ORDER BY c.relname COLLATE "C", a.attnum`,
      [schema],
    );
    await into.exec(`CREATE SCHEMA ${quoted(schema)}`);
    for (const view of new Set(rows.map((r) => r.view))) {
      const columns = rows.filter((r) => r.view === view);
      const name = `${quoted(schema)}.${quoted(view)}`;
      await into.exec(
        `CREATE TABLE ${name} (${columns.map((c) => `${quoted(c.column)} ${c.type}`).join(', ')});
         COMMENT ON TABLE ${name} IS ${literal(columns[0]!.said ?? '')};
         ${columns.map((c) => `COMMENT ON COLUMN ${name}.${quoted(c.column)} IS ${literal(c.meaning ?? '')};`).join('\n')}`,
      );
      const { blob } = await live.query(`COPY (SELECT * FROM ${name}) TO '/dev/blob'`);
      if (blob !== undefined && blob.size > 0)
        await into.query(`COPY ${name} FROM '/dev/blob'`, [], { blob });
    }
  });
  await into.exec(
    `CREATE VIEW ${quoted(schema)}.copied AS SELECT ${literal(takenAt)}::timestamptz AS taken_at;
     COMMENT ON VIEW ${quoted(schema)}.copied IS 'When these rows were copied from the program''s own tables. They are not the tables themselves.';
     ANALYZE;
     ALTER DATABASE postgres SET default_transaction_read_only = on;
     SET TimeZone = 'UTC'; SET search_path = ${quoted(schema)}; SET default_transaction_read_only = on;`,
  );
}
