import PgBoss from 'pg-boss';
import { sentenceOf } from '../src/errors.ts';
import type { App } from './app.ts';
import { DUTIES } from './duties.ts';
import type { Duty } from './duty.ts';

/*
 * node-cron decides *when* and only sends; pg-boss decides *who*: a queue of the `stately` policy holds at most one
 * job that waits and one that runs, so any number of machines may run the same schedule.
 *
 *   clock (each machine) ── send ──> pg-boss (the same database) ── one worker anywhere ──> duty.runOnce
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
  boss.on('error', (error: unknown) => app.ctx.log.error({ error: sentenceOf(error) }, 'queue'));
  await boss.start();
  for (const duty of DUTIES) {
    await boss.createQueue(duty.name, {
      name: duty.name,
      policy: 'stately',
      expireInSeconds: duty.expireInSeconds,
      retryLimit: 0,
    });
    if (!stages.includes(duty.stage)) continue;
    await boss.work(duty.name, { pollingIntervalSeconds: 1, batchSize: 1 }, async () => {
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
  }
  let stopped: Promise<void> | undefined;
  return {
    async send(name) {
      await boss.send(name, {});
    },
    stop() {
      stopped ??= boss.stop({ graceful: true, wait: true, timeout: 20_000 });
      return stopped;
    },
  };
}
