import { sql } from 'kysely';
import { chunks, type Db } from '../db/index.ts';
import type { StoredEvent } from './cluster-event.ts';
import type { Clusterer } from './clusterer.ts';

/*
 * The clusterer's memory in the tables. It is written in the transaction of the decision it comes from, so tables and
 * memory never differ, and a process that finds a higher revision than its own knows that another one has decided since.
 */

/** The live events of a stream, in order of beginning, and the revision they are of (0 where there are none). */
export async function loadClusterEvents(
  db: Db,
  stream: string,
): Promise<{ events: StoredEvent[]; revision: number }> {
  const rows = await db
    .selectFrom('cluster_event')
    .select(['event_id', 'serial', 'state', 'revision'])
    .where('stream', '=', stream)
    .orderBy('serial')
    .execute();
  return {
    events: rows.map((r) => ({ id: r.event_id, serial: r.serial, state: r.state })),
    revision: Math.max(0, ...rows.map((r) => Number(r.revision))),
  };
}

export async function clusterRevision(db: Db, stream: string): Promise<number> {
  const row = await db
    .selectFrom('cluster_event')
    .select((eb) => eb.fn.max('revision').as('revision'))
    .where('stream', '=', stream)
    .executeTakeFirst();
  return Number(row?.revision ?? 0);
}

/** Writes down what changed. @returns the stream's revision from now on. */
export async function saveClusterEvents(
  db: Db,
  stream: string,
  { changed, closed }: ReturnType<Clusterer['changes']>,
): Promise<number> {
  let revision: number | undefined;
  // Before the closed ones go, of which one may have the highest revision.
  for (const part of chunks(changed, 200)) {
    const next =
      revision ??
      sql<number>`(SELECT coalesce(max(revision), 0) + 1 FROM cluster_event WHERE stream = ${stream})`;
    const written = await db
      .insertInto('cluster_event')
      .values(part.map((e) => ({ stream, event_id: e.id, serial: e.serial, state: e.state, revision: next })))
      .onConflict((c) =>
        c.columns(['stream', 'event_id']).doUpdateSet({
          serial: sql`excluded.serial`,
          state: sql`excluded.state`,
          revision: sql`excluded.revision`,
        }),
      )
      .returning('revision')
      .execute();
    revision = Number(written[0]!.revision);
  }
  revision ??= (await clusterRevision(db, stream)) + 1;
  for (const part of chunks(closed, 1000))
    await db
      .deleteFrom('cluster_event')
      .where('stream', '=', stream)
      .where('event_id', 'in', [...part])
      .execute();
  return revision;
}
