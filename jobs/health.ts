import { instant } from '../src/context.ts';
import { enqueueSourceNotice } from '../src/deliver/index.ts';
import { alarmTold, followAlarms } from '../src/sources/index.ts';
import type { Duty } from './duty.ts';

/**
 * Sources that fail, answer with nothing or fall silent: an alarm once a silence, an all-clear when they speak again, in
 * the log and to the endpoints that take `source.silent` and `source.recovered`; never through the source itself.
 */
export const health: Duty = {
  name: 'health',
  stage: 'fetch',
  cron: '0 7,27,47 * * * *',
  expireInSeconds: 300,
  async runOnce(app) {
    const { ctx } = app;
    const { publicUrl } = ctx.config;
    const { raised, cleared } = await ctx.db.transaction().execute(async (trx) => {
      const changes = await followAlarms(trx, instant(ctx.clock.now()));
      for (const alarm of changes.raised)
        await alarmTold(
          trx,
          alarm,
          await enqueueSourceNotice(trx, { type: 'source.silent', ...alarm }, { publicUrl }),
        );
      for (const alarm of changes.cleared)
        await enqueueSourceNotice(trx, { type: 'source.recovered', ...alarm }, { publicUrl });
      return changes;
    });
    for (const a of raised)
      ctx.log.warn({ source: a.source.id, kind: a.alarm, since: a.since }, a.sentence.en);
    for (const a of cleared) ctx.log.warn({ source: a.source.id, raisedAt: a.raisedAt }, a.sentence.en);
    return { raised: raised.length, cleared: cleared.length };
  },
};
