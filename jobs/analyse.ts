import type { Duty } from './duty.ts';

/** Reads what waits, article by article, each with all that follows from it. */
export const analyse: Duty = {
  name: 'analyse',
  stage: 'analyse',
  cron: '*/10 * * * * *',
  expireInSeconds: 1800,
  async runOnce(app) {
    let articles = 0;
    const events = new Set<string>();
    for (;;) {
      const round = await app.pipeline.analyse(100);
      if (round.articles === 0) break;
      articles += round.articles;
      for (const id of round.events) events.add(id);
    }
    return { articles, events: events.size };
  },
};
