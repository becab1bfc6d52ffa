import type { Transaction } from 'kysely';
import {
  eventsSpokenOf,
  type Library as LinkLibrary,
  linkEvent,
  loadLinkLibrary,
  saveStatements,
} from '../src/analogues/index.ts';
import {
  type Article,
  type ArticleDraft,
  formerText,
  markAnalysed,
  type Origin,
  originsOf,
  type SaveOutcome,
  type Stream,
  saveArticle,
  streamOf,
  waitingArticles,
} from '../src/articles/index.ts';
import { type Context, instant } from '../src/context.ts';
import type { Database, Db } from '../src/db/index.ts';
import { saveArticleEntities } from '../src/entities/index.ts';
import {
  agingEvents,
  type Correction,
  closedStories,
  correctionsAfter,
  evaluateEvent,
  eventArticles,
  headlineOf,
  isRetracted,
  lastAnalysed,
  latestCorrection,
  type Moved,
  PARENT_DAYS,
  placeArticle,
  refreshEvent,
  retractEvent,
  saveClusterEvents,
  saysRetracted,
  settledEvent,
} from '../src/events/index.ts';
import { type LibraryFiles, type Readers, readersOf } from '../src/library/index.ts';
import { writeTradability } from '../src/market/index.ts';
import {
  countArticle,
  loadThemes,
  loadTraits,
  saveArticleTerms,
  storedThemes,
  type TermHit,
  themesCounted,
} from '../src/themes/index.ts';
import { readRelease } from './figures.ts';
import { openMemory } from './memory.ts';
import { statementsOf } from './statements.ts';
import { type Revised, tell, tellCorrection, tellRetraction } from './tell.ts';

/*
 * The order of the stages, in this one place:
 *
 *   drafts ─ save ─> article ─ themes, traits, names ─> event (clusterer) ─> traits of the event, issuer, headline
 *                                                            │
 *                                 figures of a release <─────┤
 *                                 hype and state       <─────┤
 *                                 analogues            <─────┤   also of earlier events of which a company has spoken
 *                                 deliveries (outbox)  <─────┘   all in one transaction an article
 */

export interface Pipeline {
  /** Stores drafts; an article a transaction, so that one bad draft takes no other with it. */
  take(drafts: readonly ArticleDraft[], origin: Origin): Promise<Record<SaveOutcome, number>>;
  /** Stores drafts and what must commit with them (a source's next poll) in one transaction. */
  takeWith(
    drafts: readonly ArticleDraft[],
    origin: Origin,
    also: (trx: Transaction<Database>) => Promise<void>,
  ): Promise<Record<SaveOutcome, number>>;
  /** Analyses what waits, oldest first. @returns how many articles and which events changed. */
  analyse(limit?: number): Promise<{ articles: number; events: string[] }>;
  /** Lets time move the live events' states. @returns how many changed. */
  age(): Promise<number>;
  /** Computes an event's lines again, as of a moment. */
  relink(eventId: string, at: string, strict?: boolean): Promise<void>;
  /**
   * Reads a stored event's articles again with the terms and rules of today and links it as of `at`, in one transaction;
   * who follows a live event is told what changed. Written once: again, it changes nothing and tells nothing.
   * `within` a transaction of the caller's, the caller decides whether it stays.
   */
  reread(eventId: string, at: string, within?: Transaction<Database>): Promise<LineChanges>;
  /**
   * Makes a person's correction of events and all that follows from it, in one transaction: `change` moves articles and
   * names the events to compute again. Later articles are decided by what it left.
   */
  refollow(change: (trx: Db) => Promise<readonly string[]>): Promise<void>;
  /** Takes a story back: it closes, its lines are withdrawn, who was told of it is told so. @returns false where it was done before. */
  retract(eventId: string, correction: Correction): Promise<boolean>;
}
/** Tickers of an event's lines: new, of another kind or rank, and gone. */
export interface LineChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly withdrawn: readonly string[];
}
export interface PipelineOptions {
  /** Link after every article (live work), or leave it to `relink` (throw-away runs). */
  readonly linkEach?: boolean;
  /** The present for a recorded article is its own time: the clock follows the file. */
  readonly nowOf?: (article: Article) => string;
}

const DAY = 86_400_000;

export async function createPipeline(
  ctx: Context,
  library: LibraryFiles,
  options: PipelineOptions = {},
): Promise<Pipeline> {
  // Patterns come from the tables, where an analyst may have edited them; names and their conditions from the files.
  const readers: Readers = readersOf({
    themes: await loadThemes(ctx.db),
    traits: await loadTraits(ctx.db),
    entities: library.entities,
  });
  const hype = { ...library.hype, themeTree: readers.themeTree };
  const linkLibrary: LinkLibrary = await loadLinkLibrary(ctx.db);
  const memory = await openMemory(ctx.db, { dictionary: readers.dictionary, lexicon: library.lexicon });
  const nowOf =
    options.nowOf ??
    ((article: Article) =>
      streamOf(article.origin) === 'live' ? instant(ctx.clock.now()) : article.publishedAt);

  const arrival = (draft: ArticleDraft, origin: Origin): string =>
    streamOf(origin) === 'live' || draft.publishedAt === null ? instant(ctx.clock.now()) : draft.publishedAt;

  async function analyseOne(article: Article): Promise<string> {
    const now = nowOf(article);
    await ageRecorded(article);
    const found = {
      themes: readers.themes.find(article.title, article.body),
      traits: readers.traits.find(article.title, article.body),
      entities: readers.dictionary.find(article.title, article.body),
    };
    const stream = streamOf(article.origin);
    const clusterer = await memory.of(stream, article.publishedAt);
    // An article that a person split out goes where the person put it, in a replay too.
    const { placed, apart } = await settledEvent(ctx.db, article.id);
    try {
      const doc = { ...article, entities: found.entities };
      if (placed === null && apart !== null) clusterer.place(doc, apart);
      const assignment = placed === null && apart === null ? clusterer.assign(doc) : undefined;
      const seeks = assignment?.seeks ?? [];
      const past =
        seeks.length === 0
          ? []
          : await closedStories(ctx.db, seeks, article.publishedAt, {
              days: PARENT_DAYS,
              origins: originsOf(stream),
            });
      const development =
        (past.length === 0 ? null : clusterer.followsClosed(doc, past)) ?? assignment?.development ?? null;
      const { id, revision } = await ctx.db.transaction().execute(async (trx) => {
        await countThemes(trx, article, found.themes, placed !== null);
        await saveArticleTerms(trx, article, found);
        await saveArticleEntities(trx, article.id, found.entities);
        const event =
          placed !== null
            ? { id: placed, opened: false }
            : await placeArticle(
                trx,
                article,
                assignment === undefined
                  ? {
                      eventId: apart!,
                      score: 1,
                      why: 'split out by a person',
                      parentEventId: null,
                    }
                  : {
                      eventId: assignment.event,
                      score: assignment.score,
                      why: assignment.why,
                      parentEventId: assignment.isNew ? (development?.parent ?? assignment.parent) : null,
                      development,
                    },
                now,
              );
        const guided = await readRelease(trx, readers, article, event.id, found, now);
        const revised = placed === null ? undefined : await revisionOf(trx, article);
        const link = options.linkEach ?? true;
        const answers = statementsOf(article, found.entities, readers, linkLibrary);
        await saveStatements(trx, article, answers);
        await followEvent(trx, event.id, { now, link, article, guided, revised });
        // A company's word about events of before: their links change with it.
        for (const id of link && answers !== null ? await eventsSpokenOf(trx, article.id) : [])
          if (id !== event.id) await relinkAndTell(trx, id, { now, article });
        if (revised !== undefined && saysRetracted(article.title))
          await retractByPublisher(trx, event.id, article, now);
        await markAnalysed(trx, article.id, now);
        const revision = placed === null ? await saveClusterEvents(trx, stream, clusterer.changes()) : null;
        return { id: event.id, revision };
      });
      if (revision !== null) memory.keep(stream, clusterer, revision);
      return id;
    } catch (error) {
      // The clusterer has seen an article that the tables have not: forget it and rebuild from them.
      memory.forget(stream);
      throw error;
    }
  }

  /** Counts the article for its themes; what an edited text counted for before is taken back first. */
  async function countThemes(
    trx: Db,
    article: Article,
    found: readonly TermHit[],
    again: boolean,
  ): Promise<void> {
    const counted = (ids: readonly string[]): string[] => themesCounted(ids, readers.themeTree);
    const before = again ? counted(await storedThemes(trx, article.id)) : null;
    const after = counted(found.map((h) => h.id));
    if (before?.join() === after.join()) return;
    if (before !== null) await countArticle(trx, article, before, -1);
    await countArticle(trx, article, after, 1);
  }

  /** What follows from a change of an event, in the transaction of the change. */
  async function followEvent(
    trx: Transaction<Database>,
    id: string,
    cause: {
      now: string;
      link: boolean;
      article?: Article;
      guided?: boolean;
      revised?: Revised | undefined;
    },
  ): Promise<void> {
    const { now } = cause;
    const articles = await eventArticles(trx, id);
    const fresh = await refreshEvent(trx, id, {
      articles,
      headline: headlineOf(articles),
      themes: readers.themeTree,
      companyOf: readers.companyOf,
    });
    // Of a story that was taken back nothing more is said, however many articles still join it.
    if (await isRetracted(trx, id)) return;
    const moved = await evaluateEvent(trx, id, now, articles, hype);
    const lines = cause.link ? await link(trx, id, now) : undefined;
    if (streamOf(articles[0]!.origin) !== 'live') return;
    await tell(
      trx,
      id,
      {
        at: now,
        moved,
        firstHandSeen: fresh.wasUnread && fresh.firstHand && articles.length > 1,
        ...(cause.article === undefined ? {} : { article: cause.article }),
        ...(cause.revised === undefined ? {} : { revised: cause.revised }),
        ...(cause.guided === undefined ? {} : { guided: cause.guided }),
        ...(lines === undefined ? {} : { lines }),
      },
      ctx.config.publicUrl,
    );
  }

  async function link(trx: Transaction<Database>, id: string, now: string): ReturnType<typeof linkEvent> {
    const lines = await linkEvent(trx, linkLibrary, id, { at: now, computedAt: now });
    // A line of the same rank with another reason is a row of its own, named at its own moment.
    if (lines.written > 0) await writeTradability(trx, id, now);
    return lines;
  }

  /** Computes an event's lines again and tells what changed, its articles being as they were. */
  async function relinkAndTell(
    trx: Transaction<Database>,
    id: string,
    cause: { now: string; article: Article },
  ): Promise<void> {
    if (await isRetracted(trx, id)) return;
    const lines = await link(trx, id, cause.now);
    if (streamOf(cause.article.origin) === 'live')
      await tell(trx, id, { at: cause.now, lines }, ctx.config.publicUrl);
  }

  async function rereadEvent(trx: Transaction<Database>, id: string, at: string): Promise<LineChanges> {
    const articles = await eventArticles(trx, id);
    for (const article of articles) {
      const found = {
        themes: readers.themes.find(article.title, article.body),
        traits: readers.traits.find(article.title, article.body),
        entities: readers.dictionary.find(article.title, article.body),
      };
      await countThemes(trx, article, found.themes, true);
      await saveArticleTerms(trx, article, found);
      await saveArticleEntities(trx, article.id, found.entities);
    }
    await refreshEvent(trx, id, {
      articles,
      headline: headlineOf(articles),
      themes: readers.themeTree,
      companyOf: readers.companyOf,
    });
    if (await isRetracted(trx, id)) return { added: [], changed: [], withdrawn: [] };
    const lines = await link(trx, id, at);
    if (streamOf(articles[0]!.origin) === 'live') await tell(trx, id, { at, lines }, ctx.config.publicUrl);
    return lines;
  }

  /** An edit worth a word: of the title, or of a first-hand text. */
  async function revisionOf(trx: Db, article: Article): Promise<Revised | undefined> {
    const former = await formerText(trx, article.id);
    if (former === undefined) return undefined;
    const what = former.title === article.title ? 'text' : 'title';
    return what === 'title' || article.firstHand
      ? { revision: former.revision, formerTitle: former.title, what }
      : undefined;
  }

  /** The article that a story stands on was taken back: so is the story. */
  async function retractByPublisher(
    trx: Transaction<Database>,
    id: string,
    article: Article,
    now: string,
  ): Promise<void> {
    const first = (await eventArticles(trx, id))[0]!;
    if (!article.firstHand && first.id !== article.id) return;
    await retract(trx, id, { author: article.outlet, at: now, why: article.title });
  }

  async function retract(trx: Transaction<Database>, id: string, correction: Correction): Promise<boolean> {
    const fresh = await retractEvent(trx, id, correction);
    if (fresh) await tellRetraction(trx, id, correction, ctx.config.publicUrl);
    return fresh;
  }

  /**
   * A recorded stream's clock follows its articles: at each midnight (UTC) that lies between the article before and this
   * one, its open events of which nobody wrote for a day are looked at again. The live stream has a duty for it.
   */
  const reached = new Map<Stream, string>();
  async function ageRecorded(article: Article): Promise<void> {
    const stream = streamOf(article.origin);
    // A throw-away run asks for each event as of its own last article.
    if (stream === 'live' || options.linkEach === false) return;
    const before =
      reached.get(stream) ?? (await lastAnalysed(ctx.db, originsOf(stream))) ?? article.publishedAt;
    reached.set(stream, article.publishedAt > before ? article.publishedAt : before);
    const first = Date.parse(before.slice(0, 10)) + DAY;
    const last = Date.parse(article.publishedAt);
    if (first > last) return;
    let open = await agingEvents(ctx.db, originsOf(stream), new Date(last - DAY).toISOString());
    for (let at = first; at <= last && open.length > 0; at += DAY)
      for (const { id, lastSeen } of open) {
        if (Date.parse(lastSeen) > at - DAY) continue;
        const moved = await ageEvent(id, stream, instant(new Date(at)));
        if (moved?.to === 'closed') open = open.filter((e) => e.id !== id);
      }
  }

  /** Scores an event again as of a moment, only because time has passed. @returns the change of its state. */
  async function ageEvent(id: string, stream: Stream, now: string): Promise<Moved | null> {
    return ctx.db.transaction().execute(async (trx) => {
      const moved = await evaluateEvent(trx, id, now, await eventArticles(trx, id), hype, true);
      if (stream === 'live') await tell(trx, id, { at: now, moved }, ctx.config.publicUrl);
      return moved;
    });
  }

  async function refollow(
    trx: Transaction<Database>,
    change: (trx: Db) => Promise<readonly string[]>,
  ): Promise<void> {
    const before = await latestCorrection(trx);
    let now = instant(ctx.clock.now());
    const changed = new Map<string, readonly Article[]>();
    for (const id of await change(trx)) {
      const articles = await eventArticles(trx, id);
      changed.set(id, articles);
      now = nowOf(articles.at(-1)!);
      await followEvent(trx, id, { now, link: true });
    }
    const corrections = await correctionsAfter(trx, before);
    await memory.relearn(
      trx,
      changed,
      corrections.map((c) => c.from),
    );
    for (const c of corrections) await tellCorrection(trx, c, now, ctx.config.publicUrl);
  }

  /**
   * One thing at a time: a correction from the console between an article's decision and its commit would be overtaken by
   * a clusterer that has not heard of it.
   */
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  }

  return {
    async take(drafts, origin) {
      const counts: Record<SaveOutcome, number> = { new: 0, revised: 0, known: 0 };
      for (const draft of drafts) {
        const { outcome } = await ctx.db
          .transaction()
          .execute((trx) => saveArticle(trx, draft, { origin, now: arrival(draft, origin) }));
        counts[outcome]++;
      }
      return counts;
    },
    async takeWith(drafts, origin, also) {
      const counts: Record<SaveOutcome, number> = { new: 0, revised: 0, known: 0 };
      await ctx.db.transaction().execute(async (trx) => {
        for (const draft of drafts)
          counts[(await saveArticle(trx, draft, { origin, now: arrival(draft, origin) })).outcome]++;
        await also(trx);
      });
      return counts;
    },
    async analyse(limit = 1000) {
      const events = new Set<string>();
      await memory.heedOthers();
      const waiting = await waitingArticles(ctx.db, limit);
      for (const article of waiting) events.add(await inTurn(() => analyseOne(article)));
      return { articles: waiting.length, events: [...events] };
    },
    async age() {
      const now = instant(ctx.clock.now());
      let moved = 0;
      for (const { id } of await agingEvents(ctx.db, originsOf('live'), now))
        if ((await ageEvent(id, 'live', now)) !== null) moved++;
      return moved;
    },
    async relink(eventId, at, strict = false) {
      await ctx.db
        .transaction()
        .execute((trx) => linkEvent(trx, linkLibrary, eventId, { at, strict, computedAt: at }));
    },
    async reread(eventId, at, within) {
      const work = (trx: Transaction<Database>) => rereadEvent(trx, eventId, at);
      return within === undefined ? ctx.db.transaction().execute(work) : work(within);
    },
    async refollow(change) {
      await inTurn(() => ctx.db.transaction().execute((trx) => refollow(trx, change)));
    },
    async retract(eventId, correction) {
      return ctx.db.transaction().execute((trx) => retract(trx, eventId, correction));
    },
  };
}
