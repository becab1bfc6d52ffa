import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { migrate, openEmbedded, openServer } from '../../src/db/index.ts';
import { testDatabases } from '../databases.ts';

describe.each(await testDatabases())('a database opened on $name', ({ open }) => {
  it('has every table, and migrating again runs nothing', async () => {
    const database = await open();
    try {
      expect(await migrate(database)).toEqual([]);
      expect(
        (
          await database.run(
            "SELECT count(*)::integer AS n FROM information_schema.tables WHERE table_schema = 'public'",
          )
        ).rows[0]?.n,
      ).toBeGreaterThan(40);
    } finally {
      await database.close();
    }
  });

  it('gives instants as ISO text in UTC and dates as plain dates', async () => {
    const database = await open();
    try {
      const { rows } = await database.run(
        "SELECT timestamptz '2024-02-16 09:30:00+08' AS at, timestamptz '2024-02-16 01:30:00.250Z' AS fine, date '2024-02-19' AS day, 5::bigint AS n",
      );
      expect(rows[0]).toEqual({
        at: '2024-02-16T01:30:00Z',
        fine: '2024-02-16T01:30:00.250Z',
        day: '2024-02-19',
        n: 5,
      });
    } finally {
      await database.close();
    }
  });

  it('keeps another caller out of an open transaction, so that a rollback takes only its own writes', async () => {
    const database = await open();
    try {
      const insert = (id: string) => ({ id, name_zh: id, name_en: id });
      let other: Promise<unknown> = Promise.resolve();
      await expect(
        database.db.transaction().execute(async (trx) => {
          await trx.insertInto('entity').values(insert('inside')).execute();
          other = database.db.insertInto('entity').values(insert('outside')).execute();
          throw new Error('undo');
        }),
      ).rejects.toThrow('undo');
      await other;
      expect((await database.db.selectFrom('entity').select('id').execute()).map((r) => r.id)).toEqual([
        'outside',
      ]);
    } finally {
      await database.close();
    }
  });
});

describe('the embedded data folder', () => {
  it('is refused to a second process with the number of the first', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'duibiao-'));
    try {
      writeFileSync(join(folder, 'duibiao.pid'), String(process.ppid));
      await expect(openEmbedded(folder)).rejects.toThrow(
        new RegExp(`in use by another duibiao \\(process ${process.ppid}\\)`),
      );
      expect(readFileSync(join(folder, 'duibiao.pid'), 'utf8')).toBe(String(process.ppid));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a server that is down', () => {
  it('is named without its password, with the command that starts one', async () => {
    const error = await openServer('postgres://desk:secret@127.0.0.1:1/none').catch((e: Error) => e);
    expect(String(error)).toMatch(/127\.0\.0\.1:1.*does not answer.*docker compose up/);
    expect(String(error)).not.toContain('secret');
  });
});
