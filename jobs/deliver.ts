import type { Duty } from './duty.ts';

/**
 * Empties the outbox: webhooks and mails that are due. New ones wake it (migration 0027); the ticks are for retries, and for chat
 * groups that take a message a second.
 */
export const deliver: Duty = {
  name: 'deliver',
  stage: 'deliver',
  cron: '* * * * * *',
  expireInSeconds: 900,
  async runOnce(app) {
    return { ...(await app.deliverer.runOnce()) };
  },
  wake: (app) => app.deliverer.wake(),
};
