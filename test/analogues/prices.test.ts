import { describe, expect, it } from 'vitest';
import { createPipeline } from '../../jobs/pipeline.ts';
import { computeLines, loadLinkLibrary } from '../../src/analogues/index.ts';
import { eventId } from '../../src/events/index.ts';
import { applyLibrary } from '../../src/library/index.ts';
import { type Bar, importBars, sessions } from '../../src/market/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { LICENCE_STORY, readSmallLibrary } from '../small-library.ts';

const AT = '2024-02-08T00:00:00Z';

/** A year of closes by a path over its sessions, the last of them closed before the event. */
function bars(ticker: string, path: (share: number) => number): Bar[] {
  const days = sessions('XHKG', '2023-05-02', '2024-02-07');
  return days.map(({ date }, i) => {
    const close = path(i / (days.length - 1));
    return {
      ticker,
      date,
      open: close,
      high: close,
      low: close,
      close,
      volume: 1_000_000,
      turnover: close * 1_000_000,
      factor: 1,
      origin: 'imported',
    };
  });
}
/** Two and a half times in the first half, gives back 40%, then creeps up for a third of the time. */
const pulledBack = (x: number): number => (x < 0.5 ? 10 + 30 * x : x < 0.65 ? 25 - 66 * (x - 0.5) : 14.5 + x);
/** Three times in the last third, and at its high. */
const crowded = (x: number): number => (x < 0.66 ? 10 : 10 + 75 * (x - 0.66));

describe.each(await testDatabases())('prices and analogues on $name', ({ open }) => {
  it('weigh in the score by their shape, up to the sessions closed before the event, and say so', async () => {
    const database = await open();
    try {
      const files = readSmallLibrary();
      await applyLibrary(database.db, files, '2024-01-10T00:00:00Z');
      const pipeline = await createPipeline(testContext(database, testClock('2024-03-01T00:00:00Z')), files);
      await pipeline.take([LICENCE_STORY], 'replay');
      await pipeline.analyse();
      const library = await loadLinkLibrary(database.db);
      const line = async () => {
        const lines = await computeLines(database.db, library, eventId(LICENCE_STORY.id), {
          at: AT,
          computedAt: AT,
        });
        const found = lines.find((l) => l.ticker === '1111.HK')!;
        return { score: found.score, crowding: found.components.find((c) => c.name === 'crowding')! };
      };
      const bare = await line();
      expect(bare.crowding).toMatchObject({ value: 1, note: 'no prices' });

      await importBars(database.db, bars('1111.HK', pulledBack));
      const preferred = await line();
      expect(preferred.crowding.note).toMatch(/^doubled, then pulled back/);
      expect(preferred.crowding.value).toBeGreaterThan(1);
      expect(preferred.score / bare.score).toBeCloseTo(preferred.crowding.value, 2);

      await importBars(database.db, bars('1111.HK', crowded));
      const late = await line();
      expect(late.crowding.note).toMatch(/^crowded/);
      expect(late.score).toBeLessThan(bare.score);
    } finally {
      await database.close();
    }
  });
});
