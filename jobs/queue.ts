import PgBoss from 'pg-boss';
import { listen } from '../src/db/index.ts';
import { sentenceOf } from '../src/errors.ts';
import type { App } from './app.ts';
import { DUTIES } from './duties.ts';
import type { Duty } from './duty.ts';

/*
 * node-cron decides *when* and only sends; pg-boss decides *who*: a queue of the `stately` policy holds at most one
 * job that waits and one that runs, so any number of machines may run the same schedule.
 *
 *   clock (each machine) ── send ──> pg-boss (the same database) ── one worker anywhere ──> duty.runOnce
 *                              ↑
 *   a row that is news ── NOTIFY (migration 0027), on commit, heard by every machine that works the duty
 *
 * A tick alone would let an article wait ten seconds for its reading. A word that nobody heard costs the wait for the tick.
 */
export interface Queue {
  send(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts pg-boss on the app's database and works the duties of these stages; with none it only sends. */
export async function startQueue(app: App, stages: readonly Duty['stage'][]): Promise<Queue> {
  const boss = new PgBoss({
    ...(app.database.url === undefined
      ? {
          db: { executeSql: async (text: string, values: unknown[]) => app.database.run(text, values ?? []) },
        }
      : { connectionString: app.database.url, max: 4 }),
    schema: 'pgboss',
    application_name: 'duibiao',
    // Jobs are signals, not records: what they did stands in our own tables.
    archiveCompletedAfterSeconds: 3600,
    deleteAfterHours: 24,
    retryLimit: 0,
    schedule: false,
  });
  const failed = (error: unknown): void => app.ctx.log.error({ error: sentenceOf(error) }, 'queue');
  boss.on('error', failed);
  await boss.start();
  const workers = new Map<string, string>();
  for (const duty of DUTIES) {
    await boss.createQueue(duty.name, {
      name: duty.name,
      policy: 'stately',
      expireInSeconds: duty.expireInSeconds,
      retryLimit: 0,
    });
    if (!stages.includes(duty.stage)) continue;
    const worker = await boss.work(duty.name, { pollingIntervalSeconds: 1, batchSize: 1 }, async () => {
      try {
        const counts = await duty.runOnce(app);
        if (Object.values(counts).some((n) => n > 0))
          app.ctx.log.info({ duty: duty.name, ...counts }, 'done');
      } catch (error) {
        // The next tick tries again; the failure is ours to see, not the queue's to keep.
        app.ctx.log.error({ duty: duty.name, error: sentenceOf(error) }, 'failed');
        throw error;
      }
    });
    workers.set(duty.name, worker);
  }
  /** Duties whose sending is under way: true where they were woken once more meanwhile. */
  const waking = new Map<string, boolean>();
  async function wake(name: string): Promise<void> {
    const worker = workers.get(name);
    if (worker === undefined) return;
    DUTIES.find((d) => d.name === name)?.wake?.(app);
    const under = waking.has(name);
    waking.set(name, under);
    if (under) return;
    try {
      do {
        waking.set(name, false);
        await boss.send(name, {});
        boss.notifyWorker(worker);
      } while (waking.get(name));
    } finally {
      waking.delete(name);
    }
  }
  const deaf = await listen(app.database, 'duibiao', (name) => {
    for (const one of name === null ? workers.keys() : [name]) void wake(one).catch(failed);
  });
  let stopped: Promise<void> | undefined;
  return {
    async send(name) {
      await boss.send(name, {});
    },
    stop() {
      stopped ??= deaf().then(() => boss.stop({ graceful: true, wait: true, timeout: 20_000 }));
      return stopped;
    },
  };
}
