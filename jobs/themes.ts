import { STREAMS } from '../src/articles/index.ts';
import { instant } from '../src/context.ts';
import { daysToCount, storeThemeStats, themeStats } from '../src/events/index.ts';
import type { Duty } from './duty.ts';

/** Themes by day for analysts: mentions beside what was usual, for days not counted yet and the last two. */
export const themes: Duty = {
  name: 'themes',
  stage: 'analyse',
  cron: '0 7 * * * *',
  expireInSeconds: 600,
  async runOnce(app) {
    const now = instant(app.ctx.clock.now());
    let days = 0;
    for (const stream of STREAMS) {
      const span = await daysToCount(app.ctx.db, stream, now);
      if (span === null) continue;
      // A recorded stream lies whole in the past, or, replayed, may run ahead of the wall.
      const asOf = stream === 'live' ? now : '9000-01-01T00:00:00Z';
      const stats = await themeStats(app.ctx.db, {
        stream,
        themes: app.library.themes.map((t) => t.id),
        ...span,
        asOf,
        priorPerDay: app.library.hype.settings.priorPerDay,
      });
      await storeThemeStats(app.ctx.db, stream, stats, now);
      days += new Set(stats.map((s) => s.day)).size;
    }
    return { days };
  },
};
