/**
 * Clustering on a generated stream beside a plain TF-IDF pass: B-cubed F1 and decisions a second. The threshold of the
 * plain pass is swept on this very stream, and its best is what ours is compared with.
 *   node dist/bench/events/cluster.js [articles=100000] [events=5000] [noise=0.8] [seed=1] [days=45]
 *   PEER=no leaves the plain pass out, THRESHOLDS=0.5,0.55 takes those of the plain pass instead of all
 *   from 0.2 to 0.7 (one costs some minutes at 100,000 articles).
 */
import { createClusterer } from '../../src/events/cluster.ts';
import { libraryAt } from './fit.ts';
import { bCubed } from './measure.ts';
import { generate } from './stream.ts';
import { plainDocs, tfidfPass } from './tfidf.ts';

const [articles = 100_000, events = 5_000, noise = 0.8, seed = 1, days = 45] = process.argv
  .slice(2)
  .map(Number);
const library = libraryAt(process.cwd());
const docs = generate(
  { seed, articles, events, noise, days },
  [...library.dictionary.entities.values()],
  library.lexicon.terms,
);
const truth = new Map(docs.map((d) => [d.id, d.event]));
const told = new Map([...truth].filter(([, e]) => e.startsWith('event')));
console.log(
  `${docs.length} generated articles, ${events} events, noise ${noise}, seed ${seed}, ${days} days`,
);
const show = (name: string, found: ReadonlyMap<string, string>, seconds: number): number => {
  const all = bCubed(truth, found);
  const own = bCubed(told, found);
  console.log(
    `${name.padEnd(16)} F1 ${all.f1.toFixed(4)} P ${all.precision.toFixed(4)} R ${all.recall.toFixed(4)}; articles of events only: F1 ${own.f1.toFixed(4)} P ${own.precision.toFixed(4)} R ${own.recall.toFixed(4)}; ${Math.round(docs.length / seconds)}/s of processor time`,
  );
  return all.f1;
};
/** Processor seconds: what other programs of a busy machine take is not counted. */
const clock = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

globalThis.gc?.();
const before = process.memoryUsage().heapUsed;
const clusterer = createClusterer(library);
const found = new Map<string, string>();
const tenth = Math.ceil(docs.length / 10);
const begun = clock();
let from = begun;
docs.forEach((doc, i) => {
  found.set(doc.id, clusterer.assign(doc).event);
  if ((i + 1) % tenth === 0) {
    const to = clock();
    console.log(
      `  ${i + 1} articles, ${clusterer.live} live events, ${Math.round(tenth / (to - from))} decisions/s`,
    );
    from = to;
  }
});
const spent = clock() - begun;
globalThis.gc?.();
console.log(
  `  memory of the clusterer: ${Math.round((process.memoryUsage().heapUsed - before) / 1e6)} MB at ${clusterer.live} live events`,
);
const ours = show('ours', found, spent);
if (process.env.PEER !== 'no') {
  const reading = clock();
  const plain = plainDocs(docs);
  const read = clock() - reading;
  let best = 0;
  const thresholds =
    process.env.THRESHOLDS?.split(',').map(Number) ?? Array.from({ length: 11 }, (_, i) => 0.2 + i * 0.05);
  for (const threshold of thresholds) {
    const t = clock();
    const f1 = show(`tf-idf at ${threshold.toFixed(2)}`, tfidfPass(plain, threshold), read + clock() - t);
    best = Math.max(best, f1);
  }
  console.log(
    `ours ${ours.toFixed(4)}, tf-idf at its best ${best.toFixed(4)}: its errors (1 - F1) are ${((1 - best) / (1 - ours)).toFixed(1)} times ours`,
  );
}
