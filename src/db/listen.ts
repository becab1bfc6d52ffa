import pg from 'pg';
import type { OpenDatabase } from './open.ts';

/** Milliseconds before a lost connection is tried again. */
const AGAIN = 2000;

/**
 * Calls `heard` with each payload notified on a channel, by whichever process, once its transaction has committed; with null
 * when some may have been missed, because a server's connection was lost and is back. A connection of its own on a server, since
 * one from the pool would hear only while it is lent.
 * @returns what ends it, safe to call twice.
 */
export async function listen(
  open: OpenDatabase,
  channel: string,
  heard: (payload: string | null) => void,
): Promise<() => Promise<void>> {
  if (open.url === undefined) {
    const unlisten = await open.exclusively!((session) => session.listen(channel, heard));
    let ended = false;
    return async () => {
      if (ended) return;
      ended = true;
      await open.exclusively!(() => unlisten());
    };
  }
  const connectionString = open.url;
  let ended = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({
      connectionString,
      application_name: 'duibiao listening',
      connectionTimeoutMillis: 5000,
      // A listener only waits: without it, a connection that died on the way would be waited on for ever.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    fresh.on('notification', (n) => heard(n.payload ?? ''));
    fresh.on('error', () => {});
    await fresh.connect();
    await fresh.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    client = fresh;
    fresh.once('end', () => {
      if (!ended) timer = setTimeout(() => void again(), AGAIN);
    });
    if (ended) await fresh.end();
  };
  const again = async (): Promise<void> => {
    try {
      await connect();
      heard(null);
    } catch {
      if (!ended) timer = setTimeout(() => void again(), AGAIN);
    }
  };
  await connect();
  return async () => {
    if (ended) return;
    ended = true;
    clearTimeout(timer);
    await client?.end();
  };
}
