import {
  callSpan,
  dueFriday,
  isoWeek,
  loadStudy,
  runStudy,
  scoreboardWeeks,
  storeScoreboard,
} from '../src/backtest/index.ts';
import { instant } from '../src/context.ts';
import { enqueueScoreboard } from '../src/deliver/index.ts';
import { houseCalendar } from '../src/market/index.ts';
import type { Duty } from './duty.ts';

const SEED = 1;

/**
 * Once a week, from Saturday on, the study over everything that was said live so far, as of Friday: kept, and in the same
 * transaction put into the mail of who asked for it. A day that has its board is left alone; a machine that slept through
 * Saturday keeps it later.
 */
export const scoreboard: Duty = {
  name: 'scoreboard',
  stage: 'analyse',
  cron: '0 40 0 * * *',
  expireInSeconds: 1800,
  async runOnce(app) {
    const { db, clock } = app.ctx;
    const now = instant(clock.now());
    const asOf = dueFriday(now);
    const week = isoWeek(asOf);
    const origin = 'live' as const;
    const there = (await scoreboardWeeks(db, origin)).find((k) => k.asOf === asOf);
    if (there !== undefined)
      return {
        kept: 0,
        // Kept by hand, or by a round that was killed before: who asked gets it all the same, and only once.
        mails: await db.transaction().execute((trx) => enqueueScoreboard(trx, { ...there, origin }, now)),
      };
    const span = await callSpan(db, ['live', 'ingest']);
    // Nothing said by then: nothing to keep score of.
    if (span === null || span.from > asOf) return { kept: 0, mails: 0 };
    const to = span.to < asOf ? span.to : asOf;
    const calendar = await houseCalendar(db);
    const origins = ['live', 'ingest'];
    const input = await loadStudy(db, { from: span.from, to, asOf, calendar, origins });
    const result = runStudy(input, { asOf, calendar, seed: SEED });
    const mails = await db.transaction().execute(async (trx) => {
      await storeScoreboard(trx, result, { origin, from: span.from, to, computedAt: now });
      const { generated } = result;
      return enqueueScoreboard(trx, { week, generated, trades: result.trades.length, origin }, now);
    });
    return { kept: 1, mails };
  },
};
