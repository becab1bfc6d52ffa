/**
 * Whether an article costs more as the archive grows: one endless GENERATED stream, window after window of 10,000 articles
 * in nine days (so that about 10,000 events are live from the second window on), through one clusterer, up to a million.
 * Closed events leave the index, so time an article and memory must stand still once the first have closed.
 *   node dist/bench/events/growth.js [articles=1000000] [window=10000] [days=9]
 * Exits 1 where an article of the last tenth takes more than half as long again as one of the first full tenth.
 */
import { createClusterer } from '../../src/events/cluster.ts';
import { libraryAt } from './fit.ts';
import { bCubed } from './measure.ts';
import { generate } from './stream.ts';

const [articles = 1_000_000, window = 10_000, days = 9] = process.argv.slice(2).map(Number);
const library = libraryAt(process.cwd());
const entities = [...library.dictionary.entities.values()];
/** Processor seconds: what other programs of a busy machine take is not counted. */
const clock = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const clusterer = createClusterer(library);
const windows = Math.ceil(articles / window);
const shown = Math.max(1, Math.round(windows / 10));
console.log(
  `${windows * window} generated articles in windows of ${window}, ${days} days each, a twentieth of them events, 80% noise`,
);
const speeds: number[] = [];
let spent = 0;
let right = 0;
for (let w = 0; w < windows; w++) {
  const docs = generate(
    {
      seed: 1000 + w,
      articles: window,
      events: window / 20,
      noise: 0.8,
      days,
      from: new Date(Date.UTC(2024, 2, 1) + w * days * 86_400_000).toISOString(),
      prefix: `w${w}-`,
    },
    entities,
    library.lexicon.terms,
  );
  const found = new Map<string, string>();
  const from = clock();
  for (const doc of docs) found.set(doc.id, clusterer.assign(doc).event);
  const took = clock() - from;
  spent += took;
  speeds.push(window / took);
  right += bCubed(new Map(docs.map((d) => [d.id, d.event])), found).f1;
  if (w > 1 && (w + 1) % shown !== 0) continue;
  globalThis.gc?.();
  const part = speeds.slice(Math.max(0, speeds.length - shown)).sort((a, b) => a - b);
  console.log(
    `  ${(w + 1) * window} seen, ${clusterer.live} live, ${Math.round(window / took)} decisions/s in this window, ${Math.round(part[part.length >> 1]!)}/s in the middle of the last ${part.length}, ${Math.round(process.memoryUsage().heapUsed / 1e6)} MB heap, F1 ${(right / (w + 1)).toFixed(4)}`,
  );
}
// The first windows run among fewer live events; compared is like with like.
const middle = (of: readonly number[]): number => [...of].sort((a, b) => a - b)[of.length >> 1]!;
const tenth = Math.max(1, Math.floor((windows - 2) / 10));
const early = middle(speeds.slice(2, 2 + tenth));
const late = middle(speeds.slice(-tenth));
console.log(
  `an article: ${(1e6 / early).toFixed(0)} µs in windows 3 to ${2 + tenth}, ${(1e6 / late).toFixed(0)} µs in the last ${tenth} (${(early / late).toFixed(2)} times); ${Math.round((windows * window) / spent)}/s over all`,
);
if (early / late > 1.5) process.exitCode = 1;
