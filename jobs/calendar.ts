import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../src/db/index.ts';
import { calendarOf, readAnnouncements, storeSessions } from '../src/market/index.ts';
import type { Duty } from './duty.ts';

/** Writes the exchanges' sessions to a table for analysts, once, and again where the calendar knows other days. */
export const calendar: Duty = {
  name: 'calendar',
  stage: 'analyse',
  cron: '0 17 3 * * *',
  expireInSeconds: 600,
  async runOnce(app) {
    const file = join(packageFolder(), 'library', 'market', 'calendar.yaml');
    const known = calendarOf(
      existsSync(file) ? readAnnouncements(readFileSync(file, 'utf8'), 'market/calendar.yaml') : [],
    );
    const stored = await app.ctx.db
      .selectFrom('trading_session')
      .select((eb) => [eb.fn.countAll<number>().as('n'), eb.fn.max('date').as('last')])
      .executeTakeFirstOrThrow();
    const last = known.sessions('XHKG', '2027-01-01', '2027-12-31').at(-1)?.date ?? null;
    if (Number(stored.n) > 0 && stored.last !== null && last !== null && stored.last >= last)
      return { sessions: 0 };
    return { sessions: await storeSessions(app.ctx.db, known) };
  },
};
