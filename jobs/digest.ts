import { instant } from '../src/context.ts';
import { digestWindow, enqueueDigest, enqueueDigestReady } from '../src/deliver/index.ts';
import type { Duty } from './duty.ts';

/** Hour (UTC) from which the day's digest is told to endpoints: 08:00 in Hong Kong. */
const READY_HOUR = 0;

/** Writes the mails whose hour has come, and once a day the word that the digest is ready. */
export const digest: Duty = {
  name: 'digest',
  stage: 'deliver',
  cron: '30 */5 * * * *',
  expireInSeconds: 300,
  async runOnce(app) {
    const now = app.ctx.clock.now();
    const at = instant(now);
    return app.ctx.db.transaction().execute(async (trx) => {
      const mails = await enqueueDigest(trx, at);
      let ready = 0;
      if (now.getUTCHours() >= READY_HOUR) {
        const date = at.slice(0, 10);
        const { from, to } = digestWindow(date);
        ready = (
          await enqueueDigestReady(trx, { date, from, to, at }, { publicUrl: app.ctx.config.publicUrl })
        ).enqueued;
      }
      return { mails, ready };
    });
  },
};
