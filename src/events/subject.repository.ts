import { sql } from 'kysely';
import { type Article, type Origin, toArticle } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import type { PastStory } from './sequel-past.ts';

/** Share of an event's headlines that name somebody, from which it is about them. */
const NAMED_IN = 0.25;
const DAY = 86_400_000;
/** Days after which an event has left the clusterer, which has looked among the younger ones itself. */
const CLOSED_AFTER = 10;
/** Events looked at a name, names asked for, and articles read an event: what finding a parent may cost at most. */
const EVENTS_A_NAME = 20;
const NAMES = 3;
const ARTICLES = 3;

/** @param titles whom each article's headline names. @returns whom enough of them name, in order of id. */
export function subjectsOf(titles: readonly ReadonlySet<string>[]): string[] {
  const counts = new Map<string, number>();
  for (const names of titles) for (const id of names) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts]
    .filter(([, n]) => n >= NAMED_IN * titles.length)
    .map(([id]) => id)
    .sort();
}

/** Writes down whom an event is about; what stands already is left alone. */
export async function saveSubjects(
  db: Db,
  eventId: string,
  firstSeen: string,
  entities: readonly string[],
): Promise<void> {
  await sql`
WITH gone AS (DELETE FROM event_subject WHERE event_id = ${eventId} AND entity_id <> ALL (${[...entities]}::text[]))
INSERT INTO event_subject (event_id, entity_id, first_seen)
SELECT ${eventId}, n, ${firstSeen}::timestamptz FROM unnest(${[...entities]}::text[]) n
ON CONFLICT (event_id, entity_id) DO UPDATE SET first_seen = excluded.first_seen WHERE event_subject.first_seen <> excluded.first_seen`.execute(
    db,
  );
}

/**
 * Closed events about any of these names that an article of that instant may follow, newest first, each with its earliest
 * articles: what had been published by then and read, nothing later.
 * @param names the most telling first; only the first few are asked for.
 */
export async function closedStories(
  db: Db,
  names: readonly string[],
  at: string,
  { days, origins }: { days: number; origins: readonly Origin[] },
): Promise<PastStory[]> {
  const ago = (n: number): string => new Date(Date.parse(at) - n * DAY).toISOString();
  const { rows } = await sql<Parameters<typeof toArticle>[0] & { event: string }>`
WITH near AS (
  SELECT DISTINCT s.event_id, s.first_seen FROM unnest(${names.slice(0, NAMES)}::text[]) n (id) CROSS JOIN LATERAL (
    SELECT s.event_id, s.first_seen FROM event_subject s JOIN event e ON e.id = s.event_id
    WHERE s.entity_id = n.id AND s.first_seen >= ${ago(days)}::timestamptz AND s.first_seen < ${ago(CLOSED_AFTER)}::timestamptz
      AND e.last_seen < ${ago(CLOSED_AFTER)}::timestamptz AND e.origin = any(${[...origins]}::text[])
      AND NOT EXISTS (SELECT FROM event_retraction r WHERE r.event_id = e.id)
    ORDER BY s.first_seen DESC, s.event_id COLLATE "C" LIMIT ${sql.lit(EVENTS_A_NAME)}) s
)
SELECT a.*, near.event_id AS event FROM near CROSS JOIN LATERAL (
  SELECT a.* FROM event_article ea JOIN article a ON a.id = ea.article_id WHERE ea.event_id = near.event_id
  ORDER BY a.published_at, a.id COLLATE "C" LIMIT ${sql.lit(ARTICLES)}) a
ORDER BY near.first_seen DESC, near.event_id COLLATE "C", a.published_at, a.id COLLATE "C"`.execute(db);
  const stories = new Map<string, Article[]>();
  for (const { event, ...article } of rows) {
    const own = stories.get(event) ?? [];
    own.push(toArticle(article));
    stories.set(event, own);
  }
  return [...stories].map(([id, articles]) => ({ id, articles }));
}
