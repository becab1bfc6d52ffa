/**
 * kill -9 of the sender, again and again, while it sends:
 *
 *   npm run bench -- delivery-kills [kills=50] [postgres-url] [--messages 20]
 *
 * `messages` are written before each kill. A sender (the compiled program's deliverer in a process of its own) is killed
 * after a few of them have arrived: some answered, some under way, none of the last ones recorded. The next starts when the
 * locks of the one before have run out (its clock says so; nobody waits). At the end one is let finish, and the database and
 * the receiver are compared: nothing lost, nothing left, and what came twice has the same id and the same text.
 * Exits 1 where that does not hold. Without an address: PGlite in a folder that is removed. A server's outbox is EMPTIED.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openEmbedded, openServer } from '../../src/db/index.ts';
import { deliverDue } from '../../src/deliver/index.ts';
import { benchContext, emptyOutbox, endpoints, enqueue, load, startOther } from './stage.ts';

const open = (at: string) => (at.startsWith('postgres') ? openServer(at) : openEmbedded(at));

if (process.argv[2] === 'sender') await send(process.argv[3]!, Number(process.argv[4]));
else await measure();

/** Child: empties the outbox with a clock that is `ahead` milliseconds ahead. */
async function send(where: string, ahead: number): Promise<void> {
  const database = await open(where);
  await deliverDue({ ...benchContext(database), clock: { now: () => new Date(Date.now() + ahead) } });
  await database.close();
  process.disconnect();
}

async function measure(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { messages: { type: 'string', default: '20' } },
  });
  const kills = Number(positionals[0] ?? 50);
  const each = Number(values.messages);
  const folder = mkdtempSync(join(tmpdir(), 'duibiao-kills-'));
  const where = positionals[1] ?? folder;
  const other = await startOther();
  try {
    let database = await open(where);
    await emptyOutbox(database);
    await endpoints(database, [`${other.http}/count`]);
    await database.close();
    let killed = 0;
    let arrived = 0;
    const began = performance.now();
    for (let n = 0; n <= kills; n++) {
      if (n < kills) {
        database = await open(where);
        await enqueue(database, each);
        await database.close();
      }
      const sender = fork(fileURLToPath(import.meta.url), ['sender', where, String(n * 600_000)]);
      const enough = arrived + 1 + ((n * 7) % each);
      other.onCount = () => {
        arrived += 1;
        if (n < kills && arrived === enough) sender.kill('SIGKILL');
      };
      if ((await ended(sender)) === 'SIGKILL') killed += 1;
    }
    database = await open(where);
    const { rows } = await database.run('SELECT message_id, payload, status FROM delivery');
    await database.close();
    const { ids, delays } = await other.report();
    const idOf = (r: Record<string, unknown>) => (JSON.parse(String(r.payload)) as { id: string }).id;
    const lost = rows.filter((r) => ids[idOf(r)] === undefined).length;
    const left = rows.filter((r) => r.status !== 'delivered').length;
    const known = new Set(rows.map(idOf));
    const strange = Object.keys(ids).filter((id) => !known.has(id)).length;
    const twice = Object.values(ids).filter((x) => x.times > 1).length;
    const changed = Object.values(ids).filter((x) => x.texts > 1).length;
    console.log(
      `${where === folder ? 'PGlite' : 'PostgreSQL'}: ${killed} of ${kills} senders killed with -9 while sending, in ${((performance.now() - began) / 1000).toFixed(0)} s (${load()}): ${rows.length} messages, ${delays.length} arrivals; lost ${lost}, not recorded as delivered ${left}, came again with the same id ${twice}, ids unknown to the outbox ${strange}, ids with two texts ${changed}`,
    );
    const holds = lost + left + strange + changed === 0 && rows.length === kills * each && killed === kills;
    if (!holds) process.exitCode = 1;
  } finally {
    other.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function ended(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
}
