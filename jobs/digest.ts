import { instant } from '../src/context.ts';
import { digestWindow, enqueueDigest, enqueueDigestReady } from '../src/deliver/index.ts';
import type { Duty } from './duty.ts';

/** Writes the mails whose hour has come, and once a day (from 00:00 UTC, 08:00 in Hong Kong) the word that the digest is ready. */
export const digest: Duty = {
  name: 'digest',
  stage: 'deliver',
  cron: '30 */5 * * * *',
  expireInSeconds: 300,
  async runOnce(app) {
    const at = instant(app.ctx.clock.now());
    const date = at.slice(0, 10);
    return app.ctx.db.transaction().execute(async (trx) => {
      const mails = await enqueueDigest(trx, at);
      const { publicUrl } = app.ctx.config;
      const ready = await enqueueDigestReady(trx, { date, ...digestWindow(date), at }, { publicUrl });
      return { mails, ready: ready.enqueued };
    });
  },
};
