import { expect, it } from 'vitest';
import { generate } from '../../bench/events/stream.ts';
import { createPipeline } from '../../jobs/pipeline.ts';
import type { ArticleDraft } from '../../src/articles/index.ts';
import { buildDictionary } from '../../src/entities/index.ts';
import { applyLibrary } from '../../src/library/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { readSmallLibrary } from '../small-library.ts';

const FILES = readSmallLibrary();
/** Generated: stories in both languages with reprints and late articles; three weeks, so that events close on the way. */
const DRAFTS: ArticleDraft[] = generate(
  { seed: 21, articles: 24, events: 4, noise: 0.4, days: 21 },
  [...buildDictionary(FILES.entities).entities.values()],
  FILES.lexicon.terms,
).map(({ event: _, ...d }) => ({ ...d, url: `https://${d.outlet}/${d.id}`, firstHand: false, tier: 3 }));

const [embedded, server] = await testDatabases();

/** The stream through the pipeline, which is started anew after every `every` articles; what was decided, in order. */
async function decide(database: typeof embedded, every: number): Promise<unknown[]> {
  const open = await database!.open();
  try {
    await applyLibrary(open.db, FILES, '2024-01-10T00:00:00Z');
    const start = () =>
      createPipeline(testContext(open, testClock('2024-05-01T00:00:00Z')), FILES, { linkEach: false });
    let pipeline = await start();
    for (let i = 0; i < DRAFTS.length; i += every) {
      await pipeline.take(DRAFTS.slice(i, i + every), 'replay');
      await pipeline.analyse();
      pipeline = await start();
    }
    const { rows } = await open.run(
      'SELECT article_id, event_id, score, why FROM event_article ORDER BY article_id COLLATE "C"',
    );
    const state = await open.run(
      'SELECT event_id, serial, md5(state) AS state FROM cluster_event ORDER BY serial',
    );
    return [...rows, ...state.rows];
  } finally {
    await open.close();
  }
}

it('a pipeline that is stopped and started again and again decides, and remembers, what one that never stopped does', async () => {
  const through = await decide(embedded, DRAFTS.length);
  expect(through.length).toBeGreaterThan(DRAFTS.length);
  expect(await decide(embedded, 7)).toEqual(through);
  if (server !== undefined) expect(await decide(server, 15)).toEqual(through);
}, 280_000);
