import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';

export interface ViewColumn {
  readonly column: string;
  readonly type: string;
  readonly meaning: string;
}
export interface View {
  readonly view: string;
  readonly meaning: string;
  readonly columns: readonly ViewColumn[];
}

/** The data dictionary of schema `analyst`, from the comments in the database. */
export async function analystViews(db: Db): Promise<View[]> {
  const { rows } = await sql<{ view: string; meaning: string; column: string; type: string; said: string }>`
    SELECT c.relname AS view, coalesce(obj_description(c.oid, 'pg_class'), '') AS meaning, a.attname AS "column",
      format_type(a.atttypid, a.atttypmod) AS type, coalesce(col_description(c.oid, a.attnum), '') AS said
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE n.nspname = 'analyst' AND c.relkind = 'v' ORDER BY c.relname COLLATE "C", a.attnum`.execute(db);
  const out = new Map<string, { view: string; meaning: string; columns: ViewColumn[] }>();
  for (const r of rows) {
    const view = out.get(r.view) ?? { view: r.view, meaning: r.meaning, columns: [] };
    view.columns.push({ column: r.column, type: r.type, meaning: r.said });
    out.set(r.view, view);
  }
  return [...out.values()];
}

/** By which an export asks for what is new. */
const TIME: Readonly<Record<string, string>> = {
  events: 'last_seen',
  hype: 'at',
  event_states: 'at',
  analogues: 'computed_at',
  feedback: 'at',
  guidance: 'published_at',
  themes_daily: 'date',
  theme_stats: 'day',
  deliveries: 'created_at',
  article_clocks: 'detected_at',
  corrections: 'at',
};

/** The view by its name. @throws DuibiaoError BAD_ARGUMENT for one that is not there. */
export async function analystView(db: Db, name: string): Promise<View> {
  const views = await analystViews(db);
  const found = views.find((v) => v.view === name);
  if (found === undefined)
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: 'view',
      got: name,
      allowed: views.map((v) => v.view).join(', '),
    });
  return found;
}

/**
 * A view's rows in a stable order, some thousand at a time.
 * @param since only rows at or after this instant, for views that have a time.
 * @throws DuibiaoError BAD_ARGUMENT for `since` with a view without a time.
 */
export async function* viewRows(
  db: Db,
  view: View,
  since?: string,
): AsyncGenerator<Record<string, unknown>[]> {
  const time = TIME[view.view.replace(/_all$/, '')];
  if (since !== undefined && time === undefined)
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: `since, for the view ${view.view}`,
      got: since,
      allowed: `no --since; views that have a time: ${Object.keys(TIME).join(', ')}`,
    });
  const text = (c: ViewColumn) =>
    c.type === 'text' ? sql`${sql.id(c.column)} COLLATE "C"` : sql`${sql.id(c.column)}`;
  const order = sql.join(view.columns.filter((c) => !c.type.endsWith('[]')).map(text));
  const where = since === undefined ? sql`true` : sql`${sql.id(time!)} >= ${since}::timestamptz`;
  for (let offset = 0; ; offset += PAGE) {
    const { rows } = await sql<Record<string, unknown>>`
      SELECT * FROM ${sql.id('analyst', view.view)} WHERE ${where} ORDER BY ${order} LIMIT ${PAGE} OFFSET ${offset}`.execute(
      db,
    );
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
  }
}
const PAGE = 5000;

/**
 * A role that may log in and read the views of schema `analyst`, in read-only transactions, and nothing else: views run with their
 * owner's rights, so the tables below stay shut. Safe to run again; after a migration it covers new views. Without a password an
 * existing one is kept. On a server only: the embedded database has one user.
 * @throws DuibiaoError BAD_ARGUMENT for a name that is not a plain one.
 */
export async function grantAnalyst(db: Db, role: string, password?: string): Promise<void> {
  if (!/^[a-z_][a-z0-9_]{0,40}$/.test(role) || role.startsWith('pg_'))
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: 'role',
      got: role,
      allowed: 'small letters, digits and _, not beginning with a digit or pg_',
    });
  const secret = password === undefined ? sql`` : sql`PASSWORD ${sql.lit(password)}`;
  const id = sql.id(role);
  await db.transaction().execute(async (trx) => {
    const { rows } = await sql`SELECT 1 FROM pg_roles WHERE rolname = ${role}`.execute(trx);
    await sql`${sql.raw(rows.length === 0 ? 'CREATE' : 'ALTER')} ROLE ${id} LOGIN ${secret} NOSUPERUSER NOCREATEDB NOCREATEROLE`.execute(
      trx,
    );
    await sql`GRANT USAGE ON SCHEMA analyst TO ${id}`.execute(trx);
    await sql`GRANT SELECT ON ALL TABLES IN SCHEMA analyst TO ${id}`.execute(trx);
    await sql`ALTER DEFAULT PRIVILEGES IN SCHEMA analyst GRANT SELECT ON TABLES TO ${id}`.execute(trx);
    await sql`ALTER ROLE ${id} SET search_path = analyst`.execute(trx);
    await sql`ALTER ROLE ${id} SET default_transaction_read_only = on`.execute(trx);
    await sql`ALTER ROLE ${id} SET statement_timeout = '60s'`.execute(trx);
  });
}
