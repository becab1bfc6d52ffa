import { schedule } from 'node-cron';
import { sentenceOf } from '../src/errors.ts';
import type { App } from './app.ts';
import { DUTIES } from './duties.ts';
import type { Queue } from './queue.ts';

/** Starts a cron task a duty; each tick only sends. @returns a function that stops them all, safe to call twice. */
export function startClock(app: App, queue: Queue): () => Promise<void> {
  const tasks = DUTIES.map((duty) =>
    schedule(
      duty.cron,
      () =>
        void queue
          .send(duty.name)
          .catch((error: unknown) =>
            app.ctx.log.error({ duty: duty.name, error: sentenceOf(error) }, 'not sent'),
          ),
      {
        timezone: 'UTC',
        name: duty.name,
        noOverlap: true,
      },
    ),
  );
  return async () => {
    for (const task of tasks) await task.destroy();
  };
}
