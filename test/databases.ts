import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import pg from 'pg';
import { pino } from 'pino';
import type { Config } from '../src/config/index.ts';
import { readConfig } from '../src/config/index.ts';
import type { Clock, Context } from '../src/context.ts';
import { type OpenDatabase, openEmbedded, openServer } from '../src/db/index.ts';

/** Every database test runs on PGlite, and on PostgreSQL too where a server answers. */
const SERVER = process.env.TEST_DATABASE_URL ?? `postgres://${userInfo().username}@127.0.0.1:5432/test`;

async function serverAnswers(): Promise<boolean> {
  const client = new pg.Client({ connectionString: SERVER, connectionTimeoutMillis: 1500 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    if (process.env.TEST_DATABASE_URL || process.env.CI)
      throw new Error(`no PostgreSQL answers at ${SERVER}; start one with: pg_ctlcluster 15 main start`);
    return false;
  }
}

async function admin(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: SERVER });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export interface TestDatabase {
  name: 'PGlite' | 'PostgreSQL';
  /** A fresh, migrated, empty database; closed and dropped by `close`. */
  open(): Promise<OpenDatabase>;
}

async function openFreshServerDatabase(): Promise<OpenDatabase> {
  const name = `duibiao_test_${randomBytes(6).toString('hex')}`;
  await admin(`CREATE DATABASE ${name}`);
  const url = new URL(SERVER);
  url.pathname = `/${name}`;
  const open = await openServer(url.toString());
  return {
    ...open,
    close: async () => {
      await open.close();
      await admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** For `describe.each(await testDatabases())('$name', …)`. */
export async function testDatabases(): Promise<TestDatabase[]> {
  const all: TestDatabase[] = [{ name: 'PGlite', open: () => openEmbedded(null) }];
  if (await serverAnswers()) all.push({ name: 'PostgreSQL', open: openFreshServerDatabase });
  return all;
}

/** A clock that moves only when told. */
export function testClock(start: string): Clock & { set(to: string): void; advance(seconds: number): void } {
  let at = new Date(start);
  return {
    now: () => new Date(at),
    set: (to) => {
      at = new Date(to);
    },
    advance: (seconds) => {
      at = new Date(at.getTime() + seconds * 1000);
    },
  };
}

/** A silent context over an open database; `random` is a fixed sequence. */
export function testContext(
  open: OpenDatabase,
  clock: Clock,
  env: Record<string, string> = {},
): Context & { config: Config } {
  let seed = 1;
  return {
    db: open.db,
    config: readConfig(env),
    log: pino({ level: 'silent' }),
    clock,
    random: () => {
      seed = (seed * 16807) % 2147483647;
      return seed / 2147483647;
    },
  };
}
