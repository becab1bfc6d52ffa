import type { Duty } from './duty.ts';

/** Time alone changes an event: what was hype yesterday fades when nobody writes of it any more. */
export const age: Duty = {
  name: 'age',
  stage: 'analyse',
  cron: '0 */10 * * * *',
  expireInSeconds: 900,
  async runOnce(app) {
    return { events: await app.pipeline.age() };
  },
};
