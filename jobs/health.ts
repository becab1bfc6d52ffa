import { instant } from '../src/context.ts';
import { silentSources } from '../src/sources/index.ts';
import type { Duty } from './duty.ts';

/** Sources that went silent or answer with nothing: told in the log, the digest and the page, not through themselves. */
export const health: Duty = {
  name: 'health',
  stage: 'fetch',
  cron: '0 7 * * * *',
  expireInSeconds: 300,
  async runOnce(app) {
    const alarms = await silentSources(app.ctx.db, instant(app.ctx.clock.now()));
    for (const alarm of alarms)
      app.ctx.log.warn({ source: alarm.id, kind: alarm.kind, since: alarm.since }, alarm.sentence);
    return { alarms: alarms.length };
  },
};
