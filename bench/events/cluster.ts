/**
 * Clustering on generated streams beside a plain TF-IDF pass: B-cubed F1 and decisions a second.
 *   node dist/bench/events/cluster.js [articles=100000] [events=5000] [noise=0.8] [seed=1] [days=45]
 */
import { buildLexicon } from '../../src/entities/index.ts';
import { createClusterer } from '../../src/events/cluster.ts';
import { libraryAt } from './fit.ts';
import { bCubed } from './measure.ts';
import { generate } from './stream.ts';
import { tfidfPass } from './tfidf.ts';

const [articles = 100_000, events = 5_000, noise = 0.8, seed = 1, days = 45] = process.argv
  .slice(2)
  .map(Number);
const library = libraryAt(process.cwd());
const docs = generate(
  { seed, articles, events, noise, days },
  [...library.dictionary.entities.values()],
  buildLexicon(library.lexicon.terms).terms,
);
const truth = new Map(docs.map((d) => [d.id, d.event]));
const clusterer = createClusterer(library);
const found = new Map<string, string>();
const tenth = Math.ceil(docs.length / 10);
let from = process.hrtime.bigint();
const begun = from;
docs.forEach((doc, i) => {
  found.set(doc.id, clusterer.assign(doc).event);
  if ((i + 1) % tenth === 0) {
    const to = process.hrtime.bigint();
    console.log(
      `  ${i + 1} articles, ${clusterer.live} live events, ${Math.round(tenth / (Number(to - from) / 1e9))} decisions/s`,
    );
    from = to;
  }
});
const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
const show = (name: string, map: ReadonlyMap<string, string>, s: number): void => {
  const a = bCubed(truth, map);
  const told = bCubed(new Map([...truth].filter(([, e]) => e.startsWith('event'))), map);
  console.log(
    `${name}: F1 ${a.f1.toFixed(4)} P ${a.precision.toFixed(4)} R ${a.recall.toFixed(4)}; articles of events only: F1 ${told.f1.toFixed(4)}; ${Math.round(docs.length / s)}/s`,
  );
};
console.log(`${docs.length} articles, ${events} events, noise ${noise}, seed ${seed}, ${days} days`);
show('ours', found, seconds);
for (const threshold of [0.25, 0.35, 0.45]) {
  const t = process.hrtime.bigint();
  const plain = tfidfPass(docs, threshold);
  show(`tf-idf at ${threshold}`, plain, Number(process.hrtime.bigint() - t) / 1e9);
}
