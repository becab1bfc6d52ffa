import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type OpenDatabase, openEmbedded, packageFolder } from '../../src/db/index.ts';
import { addEndpoint, enqueueDeliveries, listDeliveries } from '../../src/deliver/index.ts';
import { testDatabases } from '../databases.ts';
import { insertEvent, insertLibrary, NOW } from './example.ts';
import { startReceiver } from './receiver.ts';

/** The compiled program: Node 20 runs no TypeScript, and it is the compiled program that gets killed in life. */
const DIST = join(packageFolder(), 'dist', 'src');
const WORKER = `
  const { openEmbedded, openServer } = await import('file://${DIST}/db/index.js');
  const { deliverDue } = await import('file://${DIST}/deliver/index.js');
  const { readConfig } = await import('file://${DIST}/config/index.js');
  const [where, at] = process.argv.slice(1);
  const open = where.startsWith('postgres') ? await openServer(where) : await openEmbedded(where);
  const quiet = { error() {}, warn() {}, info() {}, debug() {} };
  const began = Date.now();
  const ctx = { db: open.db, config: readConfig({ DUIBIAO_ALLOW_PRIVATE: '127.0.0.1' }), log: quiet,
    clock: { now: () => new Date(Date.parse(at) + Date.now() - began) }, random: () => 0.5 };
  const counts = await deliverDue(ctx);
  await open.close();
  console.log(JSON.stringify(counts));
`;
/** Each kill starts a process that loads the whole program: on a busy machine that takes many seconds. */
const MESSAGES = 60;
const KILLS = 2;

describe.each(await testDatabases())('kill -9 while sending on $name', (database) => {
  it('loses nothing, and what comes twice has the same id', async (test) => {
    if (!existsSync(join(DIST, 'deliver', 'index.js'))) return test.skip('npm run build was not run');
    const folder = mkdtempSync(join(tmpdir(), 'duibiao-kill-'));
    const embedded = database.name === 'PGlite';
    let open: OpenDatabase = embedded ? await openEmbedded(folder) : await database.open();
    const receiver = await startReceiver();
    try {
      await insertLibrary(open.db);
      await insertEvent(open.db);
      await addEndpoint(open.db, { url: receiver.url }, NOW);
      await open.db.transaction().execute(async (trx) => {
        for (let i = 0; i < MESSAGES; i++)
          await enqueueDeliveries(
            trx,
            { type: 'event.emerging', eventId: 'ev-lantern', change: `n${i}`, at: NOW },
            { publicUrl: 'https://duibiao.example' },
          );
      });
      const where = embedded ? folder : open.url!;
      if (embedded) await open.close();
      for (let kill = 0; kill <= KILLS; kill++) {
        // Each worker starts after the locks of the one before have run out.
        const at = new Date(Date.parse(NOW) + kill * 600_000).toISOString();
        const worker = spawn(process.execPath, ['--input-type=module', '-e', WORKER, where, at]);
        const seen = receiver.received.length;
        if (kill < KILLS)
          receiver.answer = () => {
            // In the middle of things: some answered, some under way, none of the last ones recorded.
            if (receiver.received.length >= seen + 5 + 3 * kill) worker.kill('SIGKILL');
            return { status: 200 };
          };
        else receiver.answer = () => ({ status: 200 });
        await ended(worker);
      }
      if (embedded) open = await openEmbedded(folder);
      const deliveries = await listDeliveries(open.db, { limit: 1000 });
      expect(deliveries).toHaveLength(MESSAGES);
      expect(deliveries.filter((d) => d.status !== 'delivered')).toEqual([]);
      const ids = receiver.received.map((r) => String(r.headers['webhook-id']));
      expect(new Set(ids).size).toBe(MESSAGES);
      expect(ids.length).toBeGreaterThanOrEqual(MESSAGES);
      const bodies = new Map<string, unknown>();
      for (const r of receiver.received) {
        const { clocks: _, ...said } = JSON.parse(r.body);
        const id = String(r.headers['webhook-id']);
        expect(bodies.get(id) ?? said).toEqual(said);
        bodies.set(id, said);
      }
    } finally {
      await receiver.close();
      await open.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 600_000);
});

function ended(worker: ChildProcess): Promise<void> {
  return new Promise((resolve) => worker.once('exit', () => resolve()));
}
