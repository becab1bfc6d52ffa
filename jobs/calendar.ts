import { houseCalendar, sessionsDiffer, storeSessions } from '../src/market/index.ts';
import type { Duty } from './duty.ts';

/** Writes the exchanges' sessions to a table for analysts, once, and again where the calendar knows other days. */
export const calendar: Duty = {
  name: 'calendar',
  stage: 'analyse',
  cron: '0 17 3 * * *',
  expireInSeconds: 600,
  async runOnce(app) {
    const known = await houseCalendar(app.ctx.db);
    if (!(await sessionsDiffer(app.ctx.db, known))) return { sessions: 0 };
    return { sessions: await storeSessions(app.ctx.db, known) };
  },
};
