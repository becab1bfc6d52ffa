import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Article } from '../../src/articles/index.ts';
import type { OpenDatabase } from '../../src/db/index.ts';
import {
  clusterRevision,
  loadClusterEvents,
  placeArticle,
  saveClusterEvents,
} from '../../src/events/index.ts';
import { testDatabases } from '../databases.ts';

const AT = '2024-03-01T00:00:00Z';

describe.each(await testDatabases())("the clusterer's memory in $name", ({ open }) => {
  let database: OpenDatabase;
  const articles = new Map<string, Article>();
  beforeAll(async () => {
    database = await open();
    for (const id of ['a1', 'a2', 'a3']) {
      await database.run(
        `INSERT INTO article (id, origin, url, canonical_url, title, body, language, outlet, published_at, fetched_at, detected_at)
         VALUES ($1, 'live', $1, $1, 't', 'b', 'en', 'o', $2, $2, $2)`,
        [id, AT],
      );
      articles.set(id, { id, origin: 'live', title: 't', publishedAt: AT } as Article);
    }
  }, 120_000);
  afterAll(() => database.close());
  const place = (article: string, event: string) =>
    placeArticle(
      database.db,
      articles.get(article)!,
      { eventId: event, score: 0.5, why: 'w', parentEventId: 'nobody' },
      AT,
    );
  const changed = (...ids: string[]) => ids.map((id, i) => ({ id, serial: i + 1, state: `{"of":"${id}"}` }));

  it('opens an event once, and an article that is placed stays where it is however often it is placed again', async () => {
    expect(await place('a1', 'e1')).toEqual({ id: 'e1', opened: true });
    expect(await place('a2', 'e1')).toEqual({ id: 'e1', opened: false });
    expect(await place('a2', 'e2')).toEqual({ id: 'e1', opened: false });
    expect(await place('a3', 'e2')).toEqual({ id: 'e2', opened: true });
    const { rows } = await database.run('SELECT parent_event_id FROM event ORDER BY id');
    expect(rows).toEqual([{ parent_event_id: null }, { parent_event_id: null }]);
  });
  it('goes up by one revision with every decision, also where an event only closed', async () => {
    const { db } = database;
    expect(await saveClusterEvents(db, 'live', { changed: changed('e1', 'e2'), closed: [] })).toBe(1);
    expect(await saveClusterEvents(db, 'live', { changed: changed('e1'), closed: [] })).toBe(2);
    expect(await clusterRevision(db, 'live')).toBe(2);
    expect(await saveClusterEvents(db, 'live', { changed: changed('e2'), closed: ['e1'] })).toBe(3);
    const loaded = await loadClusterEvents(db, 'live');
    expect(loaded.revision).toBe(3);
    expect(loaded.events.map((e) => e.id)).toEqual(['e2']);
    expect(await saveClusterEvents(db, 'live', { changed: [], closed: ['e1'] })).toBe(4);
  });
  it('of one stream says nothing of another', async () => {
    expect(await saveClusterEvents(database.db, 'replay', { changed: changed('e1'), closed: [] })).toBe(1);
    expect((await loadClusterEvents(database.db, 'live')).events.map((e) => e.id)).toEqual(['e2']);
  });
});
