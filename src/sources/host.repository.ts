import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { instant } from '../context.ts';
import type { Db } from '../db/index.ts';
import type { RobotsStore, Turn } from '../fetch/index.ts';
import { rateOf } from './host-rate.ts';

/**
 * Takes the next free moment of a host, for all workers: the row's lock makes them take turns. When that moment is
 * further away than `patience` (milliseconds), nothing is taken.
 */
export async function reserveHost(
  db: Db,
  host: string,
  now: string,
  limits: { spacing: number; patience: number },
): Promise<{ reserved: boolean; at: string }> {
  const seconds = limits.spacing / 1000;
  const { rows } = await sql<{ next: string }>`
    INSERT INTO fetch_host AS h (host, next_request_at)
    VALUES (${host}, ${now}::timestamptz + make_interval(secs => ${seconds}::float8))
    ON CONFLICT (host) DO UPDATE
      SET next_request_at = GREATEST(h.next_request_at, ${now}::timestamptz) + make_interval(secs => ${seconds}::float8)
      WHERE h.next_request_at <= ${now}::timestamptz + make_interval(secs => ${limits.patience / 1000}::float8)
    RETURNING h.next_request_at AS next`.execute(db);
  const next = rows[0]?.next;
  if (next !== undefined) return { reserved: true, at: instant(new Date(Date.parse(next) - limits.spacing)) };
  const row = await db
    .selectFrom('fetch_host')
    .select('next_request_at')
    .where('host', '=', host)
    .executeTakeFirst();
  return { reserved: false, at: row?.next_request_at ?? now };
}

/** Milliseconds that a request waits for its turn before it gives way. */
const PATIENCE = 15_000;

/**
 * Turns for a fetcher: each request of any worker takes a moment of its own from the host's row, and leaves then. A
 * worker whose clock is wrong waits too long or makes others wait, but never comes too early for the server.
 */
export function hostTurns(
  db: Db,
  clock: { now(): Date },
  options: { patience?: number; wait?: (milliseconds: number) => Promise<unknown> } = {},
): Turn {
  const wait = options.wait ?? sleep;
  return async (url) => {
    const { key, spacing } = rateOf(url.host);
    const now = clock.now();
    const free = await reserveHost(db, key, now.toISOString(), {
      spacing,
      patience: options.patience ?? PATIENCE,
    });
    if (!free.reserved) return free.at;
    const ahead = Date.parse(free.at) - now.getTime();
    if (ahead > 0) await wait(ahead);
    return null;
  };
}

/** A server that asked for rest is asked by nobody until then. */
export async function restHost(db: Db, host: string, until: string): Promise<void> {
  const { key } = rateOf(host);
  await sql`
    INSERT INTO fetch_host AS h (host, next_request_at) VALUES (${key}, ${until}::timestamptz)
    ON CONFLICT (host) DO UPDATE SET next_request_at = GREATEST(h.next_request_at, excluded.next_request_at)`.execute(
    db,
  );
}

/** robots.txt kept in the database, so that no worker asks for it again within a day. */
export function databaseRobots(db: Db): RobotsStore {
  const hostOf = (origin: string): string => new URL(origin).host;
  return {
    async read(origin) {
      const row = await db
        .selectFrom('fetch_host')
        .select(['robots', 'robots_fetched_at'])
        .where('host', '=', hostOf(origin))
        .executeTakeFirst();
      if (!row || row.robots === null || row.robots_fetched_at === null) return null;
      return { text: row.robots, fetchedAt: Date.parse(row.robots_fetched_at) };
    },
    async write(origin, text, fetchedAt) {
      const at = instant(new Date(fetchedAt));
      // Postgres keeps no NUL in text
      const robots = text.replace(/\0/g, '');
      await db
        .insertInto('fetch_host')
        .values({ host: hostOf(origin), next_request_at: at, robots, robots_fetched_at: at })
        .onConflict((oc) => oc.column('host').doUpdateSet({ robots, robots_fetched_at: at }))
        .execute();
    },
  };
}
