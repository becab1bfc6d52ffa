import type { Transaction } from 'kysely';
import { latestAsOf } from '../src/analogues/index.ts';
import { type Origin, streamOf } from '../src/articles/index.ts';
import { type Context, instant } from '../src/context.ts';
import { type Database, type Db, undone } from '../src/db/index.ts';
import { heldEvents } from '../src/events/index.ts';
import { applyLibrary, type LibraryFiles, writeLibrary } from '../src/library/index.ts';
import { createPipeline, type LineChanges, type Pipeline } from './pipeline.ts';

export interface Relinked extends LineChanges {
  readonly event: string;
  readonly origin: Origin;
  readonly headline: string;
}
export interface RelinkResult {
  /** Whether the files differed from what was loaded. */
  readonly loaded: boolean;
  /** Open events looked at. */
  readonly events: number;
  /** How many of them have other lines now. */
  readonly changed: number;
}

/**
 * Loads the library and links what is still open with it: live events as of now, recorded ones as of the moment of their
 * standing lines, for they have no now. An event a transaction, the newest first, so that an end in the middle leaves each
 * event whole and a second run does the rest. A dry run does all of it in one transaction and takes it back.
 */
export async function applyAndRelink(
  ctx: Context,
  files: LibraryFiles,
  options: {
    dryRun?: boolean;
    progress?: (done: number, of: number) => void;
    /** Called for each event whose lines changed, when they are written. */
    each?: (changed: Relinked) => void;
  } = {},
): Promise<RelinkResult> {
  const now = instant(ctx.clock.now());
  const relink = async (db: Db, pipeline: Pipeline, within?: Transaction<Database>) => {
    const open = await openEvents(db);
    let changed = 0;
    for (const [i, e] of open.entries()) {
      const at = streamOf(e.origin) === 'live' ? now : ((await latestAsOf(db, e.id)) ?? e.lastSeen);
      const { added, changed: moved, withdrawn } = await pipeline.reread(e.id, at, within);
      if (added.length + moved.length + withdrawn.length > 0) {
        changed += 1;
        const { id: event, origin, headline } = e;
        options.each?.({ event, origin, headline, added, changed: moved, withdrawn });
      }
      options.progress?.(i + 1, open.length);
    }
    return { events: open.length, changed };
  };
  if (options.dryRun === true)
    return undone(ctx.db, async (trx) => {
      await writeLibrary(trx, files, now);
      const pipeline = await createPipeline({ ...ctx, db: trx }, files);
      return { loaded: false, ...(await relink(trx, pipeline, trx)) };
    });
  const loaded = await applyLibrary(ctx.db, files, now);
  return { loaded, ...(await relink(ctx.db, await createPipeline(ctx, files))) };
}

async function openEvents(
  db: Db,
): Promise<{ id: string; origin: Origin; headline: string; lastSeen: string }[]> {
  const rows = await heldEvents(db)
    .select(['id', 'origin', 'headline', 'last_seen'])
    .where('state', '<>', 'closed')
    .execute();
  return rows
    .map((r) => ({ id: r.id, origin: r.origin as Origin, headline: r.headline, lastSeen: r.last_seen }))
    .sort((a, b) => Date.parse(b.lastSeen) - Date.parse(a.lastSeen) || (a.id < b.id ? -1 : 1));
}
