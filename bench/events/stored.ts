/**
 * Clustering with the database beside it: what the analysing duty costs an article among 10,000 live events, and whether it
 * grows with the archive.
 *   npm run bench -- events-stored postgres://…/name [history=0] [articles=200] [live=12000]
 *   npm run bench -- events-stored pglite            in PGlite, in memory
 * `history` may be several sizes (10000,100000,1000000): then databases name_10000 and so on, made before, are filled where
 * they are not yet (articles of the two years before, a third of them in events that have closed), and each new article goes
 * through all of them in turn, so that a machine's load falls on each alike. Blocks do not depend on load.
 * With FILL=only it stops when they are filled: a copy of each (createdb -T) can then be measured again and again.
 *
 * Printed for each: the decision with its rows alone (event, membership, the clusterer's memory, one transaction an
 * article), and the whole duty: names, themes and traits found and stored, the decision, figures, hype, links to companies,
 * messages. GENERATED articles (stream.ts); the live events come of the stream's first `live` articles.
 */
import { join } from 'node:path';
import { createPipeline } from '../../jobs/pipeline.ts';
import { type ArticleDraft, markAnalysed, saveArticle, waitingArticles } from '../../src/articles/index.ts';
import type { Context } from '../../src/context.ts';
import { type OpenDatabase, openEmbedded, openServer, packageFolder } from '../../src/db/index.ts';
import { buildDictionary } from '../../src/entities/index.ts';
import {
  createClusterer,
  eventId,
  loadClusterEvents,
  placeArticle,
  saveClusterEvents,
} from '../../src/events/index.ts';
import { applyLibrary, readersOf, readLibrary } from '../../src/library/index.ts';
import { benchContext, load, quantile } from '../delivery/stage.ts';
import { fillHistory, fillLive, watch } from './stored-fill.ts';
import { generate } from './stream.ts';

const [where = 'pglite', history = '0', count = '200', past = '12000'] = process.argv.slice(2);
const articles = Number(count);
const live = Number(past);
const sizes = history.split(',').map(Number);
const files = readLibrary(join(packageFolder(), 'library'));
const dictionary = buildDictionary(files.entities);
const lexicon = files.lexicon;
/** Half are decided alone, half go through the whole duty. */
const docs = generate(
  {
    seed: 3,
    articles: live + 2 * articles,
    events: Math.round((live + 2 * articles) / 20),
    noise: 0.8,
    days: (5.4 * (live + 2 * articles)) / 12_000,
  },
  [...dictionary.entities.values()],
  lexicon.terms,
);
const before = docs.slice(0, live);
const later: ArticleDraft[] = docs.slice(live).map(({ event: _, ...d }) => ({
  ...d,
  url: `https://${d.outlet}/${d.id}`,
  firstHand: false,
  tier: 3,
}));

interface Place {
  readonly name: string;
  readonly open: OpenDatabase;
  readonly ctx: Context;
  readonly pipeline: Awaited<ReturnType<typeof createPipeline>>;
  readonly alone: number[];
  readonly whole: number[];
  readonly blocks: { alone: Map<string, number>; whole: Map<string, number> };
}
let now = docs[0]!.publishedAt;

async function prepare(size: number): Promise<Place> {
  const open =
    where === 'pglite'
      ? await openEmbedded(null)
      : await openServer(sizes.length === 1 ? where : where.replace(/(?=\?|$)/, `_${size}`), { poolSize: 1 });
  const ctx: Context = { ...benchContext(open), clock: { now: () => new Date(now) } };
  const { rows } = await open.run('SELECT count(*)::integer AS n FROM article');
  if ((rows[0] as { n: number }).n === 0) {
    await applyLibrary(open.db, files, docs[0]!.publishedAt);
    await fillHistory(open, size, docs[0]!.publishedAt);
    const readers = readersOf({ themes: files.themes, traits: files.traits, entities: files.entities });
    await fillLive(open.db, before, { readers, lexicon });
    await open.run('VACUUM ANALYZE');
  }
  const pipeline = await createPipeline(ctx, files);
  return {
    name: `${open.kind}${sizes.length > 1 ? `, ${size} articles of before` : ''}`,
    open,
    ctx,
    pipeline,
    alone: [],
    whole: [],
    blocks: { alone: new Map(), whole: new Map() },
  };
}

/** One article: decided, and what the decision alone writes. */
async function decideAlone(place: Place, clusterer: ReturnType<typeof createClusterer>, draft: ArticleDraft) {
  const { db } = place.ctx;
  await saveArticle(db, draft, { origin: 'live', now });
  const [article] = await waitingArticles(db, 1);
  const stop = await watch(place.open, place.blocks.alone);
  const start = performance.now();
  const said = clusterer.assign(article!);
  await db.transaction().execute(async (trx) => {
    await placeArticle(
      trx,
      article!,
      {
        eventId: said.event,
        score: said.score,
        why: said.why,
        parentEventId: said.isNew ? said.parent : null,
      },
      now,
    );
    await markAnalysed(trx, article!.id, now);
    await saveClusterEvents(trx, 'live', clusterer.changes());
  });
  place.alone.push(performance.now() - start);
  await stop();
}

async function throughDuty(place: Place, draft: ArticleDraft) {
  await place.pipeline.take([draft], 'live');
  const stop = await watch(place.open, place.blocks.whole);
  const start = performance.now();
  await place.pipeline.analyse(1);
  place.whole.push(performance.now() - start);
  await stop();
}

const clock = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
};
const places: Place[] = [];
for (const size of sizes) places.push(await prepare(size));
if (process.env.FILL === 'only') {
  for (const place of places) {
    console.log(`${place.name}: filled`);
    await place.open.close();
  }
  process.exit(0);
}
console.log(
  `${articles} articles each way, one transaction an article, after ${live} of the same stream; ${load()}`,
);
const started = clock();
// Each is a clusterer of its own, as after a start: the decisions alone first, then the duty.
const clusterers = new Map<Place, ReturnType<typeof createClusterer>>();
for (const place of places) {
  const { events } = await loadClusterEvents(place.ctx.db, 'live');
  clusterers.set(place, createClusterer({ dictionary, lexicon, eventOf: eventId }, events));
}
const restoring = clock() - started;
const liveEvents = clusterers.get(places[0]!)!.live;
console.log(
  `${liveEvents} live events, read back in ${Math.round(restoring / places.length)} ms of processor time`,
);
const spent: Record<'alone' | 'whole', number> = { alone: 0, whole: 0 };
for (const [how, part] of [
  ['alone', later.slice(0, articles)],
  ['whole', later.slice(articles)],
] as const) {
  const from = clock();
  for (const draft of part) {
    now = new Date(Date.parse(draft.publishedAt!) + 60_000).toISOString();
    for (const place of places)
      if (how === 'alone') await decideAlone(place, clusterers.get(place)!, draft);
      else await throughDuty(place, draft);
  }
  spent[how] = clock() - from;
}
for (const place of places) {
  console.log(`${place.name}:`);
  for (const how of ['alone', 'whole'] as const) {
    // The first twenty warm up what reads them.
    const took = place[how].slice(20);
    const mean = took.reduce((a, b) => a + b, 0) / took.length;
    const blocks = [...place.blocks[how]].sort((a, b) => b[1] - a[1]);
    const sum = blocks.reduce((a, [, n]) => a + n, 0);
    console.log(
      `  ${how === 'alone' ? 'the decision and its rows' : 'the whole duty'}: ${(1000 / mean).toFixed(0)}/s; ${quantile(took, 0.5).toFixed(1)} ms (median), ${quantile(took, 0.95).toFixed(1)} ms (95 %)${
        blocks.length === 0
          ? ''
          : `; blocks looked at ${(sum / articles).toFixed(0)}: ${blocks
              .slice(0, 6)
              .map(([name, n]) => `${name} ${(n / articles).toFixed(0)}`)
              .join(', ')}`
      }`,
    );
  }
  await place.open.close();
}
console.log(
  `processor time of this process, storing the articles included: ${(spent.alone / articles / places.length).toFixed(1)} ms an article decided alone, ${(spent.whole / articles / places.length).toFixed(1)} ms through the whole duty; ${load()}`,
);
