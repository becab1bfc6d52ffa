import { type Article, originsOf, type Stream, streamOf } from '../src/articles/index.ts';
import type { Db } from '../src/db/index.ts';
import type { EntityDictionary, Lexicon } from '../src/entities/index.ts';
import {
  type Clusterer,
  clusterRevision,
  createClusterer,
  eventId,
  latestCorrection,
  loadClusterEvents,
  mergedEvents,
  recentAssignments,
  saveClusterEvents,
} from '../src/events/index.ts';

/** Days of articles from which a clusterer is rebuilt whose memory was not written down. */
const RESTORE_DAYS = 21;
const DAY = 86_400_000;

/** The clusterer of each stream, kept between articles as long as the tables say what it says. */
export interface Memory {
  /** As the tables have it where it is not at hand; `before` is the article's own time, ISO. */
  of(stream: Stream, before: string): Promise<Clusterer>;
  /** After a commit: the tables stand at this revision. */
  keep(stream: Stream, clusterer: Clusterer, revision: number): void;
  /** It has seen what the tables have not: the next question is answered from them. */
  forget(stream: Stream): void;
  /** A correction or a decision made elsewhere (another process, the console) changes what must be remembered. */
  heedOthers(): Promise<void>;
  /** Corrected events are remembered as their articles now have it, in the transaction of the correction. */
  relearn(trx: Db, articles: ReadonlyMap<string, readonly Article[]>, gone: readonly string[]): Promise<void>;
}

export async function openMemory(
  db: Db,
  words: { readonly dictionary: EntityDictionary; readonly lexicon: Lexicon },
): Promise<Memory> {
  const clusterers = new Map<Stream, { clusterer: Clusterer; revision: number }>();
  let correction = await latestCorrection(db);

  /** The clusterer of a stream as the tables have it, with what people corrected. */
  async function restore(from: Db, stream: Stream, before: string) {
    const { events, revision } = await loadClusterEvents(from, stream);
    const clusterer = createClusterer({ ...words, eventOf: eventId }, events);
    // Tables of before the clusterer's memory was written down: as near as the articles themselves allow.
    if (events.length === 0) {
      const since = new Date(Date.parse(before) - RESTORE_DAYS * DAY).toISOString();
      for (const { article, eventId } of await recentAssignments(from, originsOf(stream), since))
        clusterer.place(article, eventId);
    }
    for (const [old, into] of await mergedEvents(from)) clusterer.merge(old, into);
    return { clusterer, revision };
  }

  return {
    async of(stream, before) {
      const known = clusterers.get(stream);
      if (known !== undefined) return known.clusterer;
      const fresh = await restore(db, stream, before);
      clusterers.set(stream, fresh);
      return fresh.clusterer;
    },
    keep(stream, clusterer, revision) {
      clusterers.set(stream, { clusterer, revision });
    },
    forget(stream) {
      clusterers.delete(stream);
    },
    async heedOthers() {
      const latest = await latestCorrection(db);
      if (latest !== correction) clusterers.clear();
      correction = latest;
      for (const [stream, { revision }] of clusterers)
        if ((await clusterRevision(db, stream)) !== revision) clusterers.delete(stream);
    },
    async relearn(trx, articles, gone) {
      const some = [...articles.values()].flat();
      if (some.length === 0) return;
      const stream = streamOf(some[0]!.origin);
      const { clusterer } = await restore(trx, stream, some[0]!.publishedAt);
      for (const id of [...articles.keys(), ...gone]) clusterer.forget(id);
      for (const [id, own] of articles) for (const article of own) clusterer.place(article, id);
      await saveClusterEvents(trx, stream, clusterer.changes());
      clusterers.delete(stream);
    },
  };
}
