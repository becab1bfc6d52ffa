import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenDatabase, openEmbedded, openSqlPort, type SqlPort } from '../../src/db/index.ts';
import { addEndpoint, addSubscriber } from '../../src/deliver/index.ts';
import { testClock } from '../databases.ts';
import { insertEvent, insertLibrary, NOW } from '../deliver/example.ts';

const PSQL = ['/usr/bin/psql', '/usr/local/bin/psql', '/opt/homebrew/bin/psql'].find(existsSync);

describe('the SQL port of the embedded database', () => {
  const clock = testClock(NOW);
  let open: OpenDatabase;
  let port: SqlPort;
  const settings = { host: '127.0.0.1', port: 0, schema: 'analyst', maximumAge: 900, now: () => clock.now() };
  const client = async (): Promise<pg.Client> => {
    const c = new pg.Client({ connectionString: port.url.replace('?sslmode=disable', '') });
    await c.connect();
    return c;
  };
  beforeAll(async () => {
    open = await openEmbedded(null);
    await insertLibrary(open.db);
    await insertEvent(open.db, { headline: "it's\ta 'quoted' \\ headline\nof two lines" });
    await insertEvent(open.db, { id: 'ev-old', origin: 'archive' });
    await addEndpoint(open.db, { url: 'https://desk.example/' }, NOW);
    await addSubscriber(open.db, { email: 'reader@mail.example' }, NOW);
    port = await openSqlPort(open, settings);
  });
  afterAll(async () => {
    await port.close();
    await open.close();
  });

  it('shows what the views show, with their types and comments, and when that was', async () => {
    const c = await client();
    const { rows } = await c.query('SELECT event_id, headline, first_seen FROM analyst.events');
    expect(rows).toEqual([
      {
        event_id: 'ev-lantern',
        headline: "it's\ta 'quoted' \\ headline\nof two lines",
        first_seen: expect.any(Date),
      },
    ]);
    expect((await c.query('SELECT count(*)::int AS n FROM events_all')).rows).toEqual([{ n: 2 }]);
    expect((await c.query('SELECT taken_at FROM copied')).rows).toEqual([{ taken_at: new Date(NOW) }]);
    const said = await c.query("SELECT obj_description('analyst.events'::regclass) AS said");
    expect(said.rows[0].said).toContain('One row an event');
    await c.end();
  });

  it('lets a client that begins, sets, fails and rolls back change nothing of ours, while we write', async () => {
    const c = await client();
    await c.query('BEGIN');
    await c.query("SET LOCAL TimeZone = 'Asia/Tokyo'");
    await c.query("SET search_path = 'pg_catalog'");
    await c.query('SELECT 1');
    // The program writes while the client's transaction stands open.
    await open.db
      .updateTable('event')
      .set({ headline: 'written meanwhile' })
      .where('id', '=', 'ev-lantern')
      .execute();
    await expect(c.query('DELETE FROM analyst.events')).rejects.toThrow('read-only transaction');
    await c.query('ROLLBACK');
    await c.query('BEGIN READ WRITE');
    await c.query('DELETE FROM analyst.events');
    await c.query('ROLLBACK');
    await expect(c.query('SELECT * FROM public.subscriber')).rejects.toThrow('does not exist');
    await c.end();
    const { rows } = await open.run(
      "SELECT headline, current_setting('TimeZone') AS zone, current_setting('search_path') AS path FROM event WHERE id = 'ev-lantern'",
    );
    expect(rows).toEqual([{ headline: 'written meanwhile', zone: 'UTC', path: 'public' }]);
  });

  it('answers psql itself', async () => {
    if (PSQL === undefined) return console.log('skipped: psql is not installed');
    const asked = [
      'BEGIN',
      'SELECT 1/0',
      'ROLLBACK',
      'SELECT count(*) FROM analyst.events',
      '\\d+ analyst.events',
    ];
    const ran = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
      execFile(
        PSQL,
        [port.url, '-At', ...asked.flatMap((q) => ['-c', q])],
        { timeout: 60_000 },
        (_error, stdout, stderr) => resolve({ stdout, stderr }),
      );
    });
    expect(ran.stderr).toContain('division by zero');
    expect(ran.stdout).toContain('ROLLBACK\n1\n');
    expect(ran.stdout).toContain('When its first article was published');
  });

  it('is taken anew for the next client once it is old, and not under a client’s hands', async () => {
    const headline = async (c: pg.Client) =>
      (await c.query("SELECT headline FROM analyst.events WHERE event_id = 'ev-lantern'")).rows[0].headline;
    // The port renews once it has seen those before close, which is a moment after they were told to.
    const afterThoseBefore = async (): Promise<pg.Client> => {
      const old = port.takenAt();
      for (let i = 0; ; i++) {
        const c = await client();
        if (port.takenAt() !== old || i === 100) return c;
        await c.end();
        await new Promise((r) => setImmediate(r));
      }
    };
    clock.advance(1000);
    const first = await afterThoseBefore();
    expect(await headline(first)).toBe('written meanwhile');
    expect(port.takenAt()).toBe('2027-03-03T00:46:40Z');
    clock.advance(1000);
    await open.run("UPDATE event SET headline = 'and again' WHERE id = 'ev-lantern'");
    const second = await client();
    expect(await headline(second)).toBe('written meanwhile');
    await Promise.all([first.end(), second.end()]);
    const third = await afterThoseBefore();
    expect(await headline(third)).toBe('and again');
    await third.end();
  });

  it('listens where nobody but this machine reaches it, and on nothing that is a server already', async () => {
    await expect(openSqlPort(open, { ...settings, host: '0.0.0.0' })).rejects.toThrow('asks for no password');
    await expect(openSqlPort({ ...open, kind: 'postgres' }, settings)).rejects.toThrow('asked directly');
    const taken = Number(new URL(port.url).port);
    await expect(openSqlPort(open, { ...settings, port: taken })).rejects.toThrow('another program listens');
  });
});
