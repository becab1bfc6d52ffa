import { afterAll, describe, expect, it } from 'vitest';
import { createPipeline } from '../../jobs/pipeline.ts';
import { inTime, readDocuments } from '../../src/cli/documents.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import { applyLibrary, readLibrary } from '../../src/library/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';

/** Tables whose rows follow from the input alone, with the columns that order them. */
const TABLES: Readonly<Record<string, string>> = {
  article: 'id',
  article_revision: 'article_id, revision',
  article_theme: 'article_id, theme_id, field, start_at',
  article_trait: 'article_id, trait_id, field, start_at',
  article_entity: 'article_id, entity_id, field, start_at',
  event: 'id',
  event_article: 'article_id',
  event_theme: 'event_id, theme_id',
  event_trait: 'event_id, trait_id',
  event_state: 'event_id, at, to_state',
  hype_score: 'event_id, at',
  analogue: 'id',
  analogue_component: 'analogue_id, name',
  analogue_evidence: 'analogue_id, position',
  release: 'id',
  release_figure: 'release_id, position',
  delivery: 'id',
};
async function dump(database: OpenDatabase): Promise<Record<string, string[]>> {
  const out: Record<string, string[]> = {};
  for (const [table, order] of Object.entries(TABLES)) {
    const { rows } = await database.run(`SELECT * FROM ${table}`);
    const keys = order.split(', ');
    const key = (row: Record<string, unknown>): string => keys.map((k) => String(row[k])).join('\u0000');
    out[table] = rows
      .sort((a, b) => (key(a) < key(b) ? -1 : 1))
      .map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).sort())));
  }
  return out;
}

/** Ten days of the archive: Arm's quarter, Nvidia's custom chips, Gemini 1.5 and the first hours of Sora. */
const docs = inTime(readDocuments('library/archive/2024-02.ndjson')).filter(
  (d) => d.publishedAt! >= '2024-02-07' && d.publishedAt! < '2024-02-17',
);
const library = readLibrary('library');

async function analyse(database: OpenDatabase): Promise<{ known: number; articles: number }> {
  const pipeline = await createPipeline(testContext(database, testClock('2024-03-01T00:00:00Z')), library);
  const { known } = await pipeline.take(docs, 'archive');
  let articles = 0;
  for (;;) {
    const done = await pipeline.analyse(20);
    if (done.articles === 0) return { known, articles };
    articles += done.articles;
  }
}

describe('the same articles', async () => {
  const databases = await testDatabases();
  const opened: OpenDatabase[] = [];
  const dumps = new Map<string, Record<string, string[]>>();
  afterAll(async () => {
    for (const database of opened) await database.close();
  });

  it.each(databases)(
    'taken and analysed twice on $name add nothing the second time',
    async ({ name, open }) => {
      const database = await open();
      opened.push(database);
      await applyLibrary(database.db, library, '2024-01-10T00:00:00Z');
      expect(await analyse(database)).toEqual({ known: 0, articles: docs.length });
      const first = await dump(database);
      for (const table of ['event', 'event_trait', 'analogue', 'analogue_component', 'analogue_evidence'])
        expect([table, first[table]!.length]).not.toEqual([table, 0]);
      // A recorded stream never reaches a receiver.
      expect(first.delivery).toEqual([]);
      expect(await analyse(database)).toEqual({ known: docs.length, articles: 0 });
      expect(await dump(database)).toEqual(first);
      dumps.set(name, first);
    },
  );

  it('give the same rows on PGlite and on PostgreSQL', (ctx) => {
    const [one, other] = [dumps.get('PGlite'), dumps.get('PostgreSQL')];
    if (one === undefined || other === undefined) return ctx.skip('no PostgreSQL server answers');
    for (const table of Object.keys(TABLES)) expect([table, other[table]]).toEqual([table, one[table]]);
  });
});
