/** What the bench of clustering with a database beside it finds there: live events of a stream, and years of closed ones. */
import { chunks, type Db, type OpenDatabase } from '../../src/db/index.ts';
import type { Lexicon } from '../../src/entities/index.ts';
import { createClusterer, eventId, saveClusterEvents } from '../../src/events/index.ts';
import type { Readers } from '../../src/library/index.ts';
import type { GeneratedDoc } from './stream.ts';

/** The stream through a clusterer in memory, and its rows as the duty would have written them (no scores, no links). */
export async function fillLive(
  db: Db,
  docs: readonly GeneratedDoc[],
  { readers, lexicon }: { readers: Readers; lexicon: Lexicon },
): Promise<void> {
  const { dictionary } = readers;
  const clusterer = createClusterer({ dictionary, lexicon, eventOf: eventId });
  const begun = new Set<string>();
  for (const part of chunks(docs, 250)) {
    const rows = part.map((doc) => {
      const entities = dictionary.find(doc.title, doc.body);
      return { doc, entities, said: clusterer.assign({ ...doc, entities }) };
    });
    await db
      .insertInto('article')
      .values(
        rows.map(({ doc }) => ({
          id: doc.id,
          origin: 'live' as const,
          url: `https://${doc.outlet}/${doc.id}`,
          canonical_url: `https://${doc.outlet}/${doc.id}`,
          title: doc.title,
          body: doc.body,
          language: doc.language,
          outlet: doc.outlet,
          published_at: doc.publishedAt,
          fetched_at: doc.publishedAt,
          detected_at: doc.publishedAt,
          analysed_at: doc.publishedAt,
        })),
      )
      .execute();
    const fresh = rows.filter(({ said }) => !begun.has(said.event) && begun.add(said.event));
    if (fresh.length > 0)
      await db
        .insertInto('event')
        .values(
          fresh.map(({ doc, said }) => ({
            id: said.event,
            origin: 'live' as const,
            headline: doc.title,
            state: 'quiet' as const,
            first_seen: doc.publishedAt,
            last_seen: doc.publishedAt,
            first_article_id: doc.id,
            issuer_entity: null,
            parent_event_id: null,
            recorded_at: doc.publishedAt,
          })),
        )
        .execute();
    await db
      .insertInto('event_article')
      .values(
        rows.map(({ doc, said }) => ({
          article_id: doc.id,
          event_id: said.event,
          joined_at: doc.publishedAt,
          score: said.score,
          why: said.why,
        })),
      )
      .execute();
    const names = rows.flatMap(({ doc, entities }) =>
      entities.map((h) => ({
        article_id: doc.id,
        entity_id: h.entityId,
        field: h.field,
        start_at: h.start,
        end_at: h.end,
      })),
    );
    for (const some of chunks(names)) await db.insertInto('article_entity').values(some).execute();
    const themes = rows.flatMap(({ doc }) =>
      readers.themes.find(doc.title, doc.body).map((h) => ({
        article_id: doc.id,
        theme_id: h.id,
        field: h.field,
        start_at: h.start,
        end_at: h.end,
        weight: h.weight,
      })),
    );
    for (const some of chunks(themes)) await db.insertInto('article_theme').values(some).execute();
  }
  await saveClusterEvents(db, 'live', clusterer.changes());
}

/**
 * Articles of the two years that end 60 days before the stream; two thirds stand alone, as noise does, the others three to
 * an event. Every event has closed and has its membership, a name, a theme, a score and two changes of state.
 */
export async function fillHistory(open: OpenDatabase, size: number, until: string): Promise<void> {
  const step = 100_000;
  for (let from = 0; from < size; from += step) {
    const range = [from, Math.min(size, from + step) - 1];
    const rows = `(SELECT i, CASE WHEN i % 9 < 6 THEN i ELSE i - i % 3 END AS e, $3::timestamptz - interval '60 days' - (1 - i::float8 / $4::float8) * interval '730 days' AS t
      FROM generate_series($1::integer, $2::integer) i) s`;
    const all = [...range, until, size];
    const run = (text: string): Promise<unknown> => open.run(text.replace('ROWS', rows), all);
    await run(`INSERT INTO article (id, origin, url, canonical_url, title, body, language, outlet, published_at, fetched_at, detected_at, analysed_at)
      SELECT 'h' || i, 'live', 'u' || i, 'u' || i, 'title ' || i, repeat('words of an article that was told ', 20), CASE WHEN i % 3 = 0 THEN 'zh' ELSE 'en' END, 'o' || i % 400, t, t, t, t FROM ROWS`);
    await run(`INSERT INTO event (id, origin, headline, state, first_seen, last_seen, first_article_id, issuer_entity, recorded_at)
      SELECT 'e-h' || i, 'live', 'title ' || i, 'closed', t, t, 'h' || i, (ARRAY(SELECT id FROM entity ORDER BY id COLLATE "C" LIMIT 400))[1 + s.i % 400], t FROM ROWS WHERE i = e`);
    await run(`INSERT INTO event_article (article_id, event_id, joined_at, score, why)
      SELECT 'h' || i, 'e-h' || e, t, 0.5, 'joins' FROM ROWS WHERE e >= $1`);
    await run(`INSERT INTO article_entity (article_id, entity_id, field, start_at, end_at)
      SELECT 'h' || i, (ARRAY(SELECT id FROM entity ORDER BY id COLLATE "C" LIMIT 400))[1 + s.i % 400], 'title', 0, 5 FROM ROWS`);
    await run(`INSERT INTO article_theme (article_id, theme_id, field, start_at, end_at, weight)
      SELECT 'h' || i, (ARRAY(SELECT id FROM theme ORDER BY id COLLATE "C" LIMIT 30))[1 + s.i % 30], 'title', 0, 5, 1 FROM ROWS`);
    await run(`INSERT INTO event_theme (event_id, theme_id, weight, articles)
      SELECT 'e-h' || i, (ARRAY(SELECT id FROM theme ORDER BY id COLLATE "C" LIMIT 30))[1 + s.i % 30], 0.9, 1 FROM ROWS WHERE i = e`);
    await run(`INSERT INTO hype_score (event_id, at, score, burst, spread, reach, language, novelty, first_hand, weights_version)
      SELECT 'e-h' || i, t, 40, 0.5, 0.5, 0.5, 0.5, 0.5, 0, 1 FROM ROWS WHERE i = e`);
    await run(`INSERT INTO event_state (event_id, at, from_state, to_state, reason)
      SELECT 'e-h' || i, t + k * interval '1 day', CASE k WHEN 0 THEN 'quiet' ELSE 'emerging' END, CASE k WHEN 0 THEN 'emerging' ELSE 'closed' END, 'r'
      FROM ROWS CROSS JOIN generate_series(0, 1) k WHERE i = e AND i % 9 >= 6`);
  }
}

/** Counts the blocks of tables and indexes that are looked at until the answer is called; nothing on PGlite. */
export async function watch(open: OpenDatabase, into: Map<string, number>): Promise<() => Promise<void>> {
  if (open.kind === 'pglite') return async () => {};
  const before = await blocksOf(open);
  return async () => {
    for (const [name, n] of await blocksOf(open)) {
      const more = n - (before.get(name) ?? 0);
      if (more > 0) into.set(name, (into.get(name) ?? 0) + more);
    }
  };
}

async function blocksOf(open: OpenDatabase): Promise<Map<string, number>> {
  await open.run('SELECT pg_stat_force_next_flush()');
  await open.run('SELECT 1');
  const { rows } = await open.run(
    `SELECT relname AS name, coalesce(heap_blks_read + heap_blks_hit, 0) + coalesce(idx_blks_read + idx_blks_hit, 0)
       + coalesce(toast_blks_read + toast_blks_hit, 0) + coalesce(tidx_blks_read + tidx_blks_hit, 0) AS blocks FROM pg_statio_user_tables`,
  );
  return new Map((rows as { name: string; blocks: number }[]).map((r) => [r.name, Number(r.blocks)]));
}
