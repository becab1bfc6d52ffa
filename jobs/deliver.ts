import type { Duty } from './duty.ts';

/** Empties the outbox: webhooks and mails that are due. */
export const deliver: Duty = {
  name: 'deliver',
  stage: 'deliver',
  cron: '*/5 * * * * *',
  expireInSeconds: 900,
  async runOnce(app) {
    return { ...(await app.deliverer.runOnce()) };
  },
};
