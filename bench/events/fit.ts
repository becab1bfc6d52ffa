/**
 * Finds the weights of src/events/cluster-score.ts: reads labelled streams with the gold events kept (place), takes the
 * parts of every (article, candidate) pair, and fits a logistic regression with an L2 prior around hand-written values
 * by gradient descent. Nothing here runs in the product.
 *
 *   node dist/bench/events/fit.js STREAM.ndjson [TRUTH.ndjson] …   (streams of {id,title,body,publishedAt,language,event})
 */
import { readdirSync, readFileSync } from 'node:fs';
import { buildDictionary, loadEntities, loadLexicon } from '../../src/entities/index.ts';
import { createClusterer } from '../../src/events/cluster.ts';
import { PART_NAMES, type Parts, WEIGHTS, type Weights } from '../../src/events/cluster-score.ts';
import type { ClusterDoc, FeatureLibrary } from '../../src/events/features.ts';
import { generate } from './stream.ts';

export function libraryAt(root: string): FeatureLibrary {
  const text = (file: string) => ({ file, text: readFileSync(`${root}/${file}`, 'utf8') });
  const companies = readdirSync(`${root}/library/companies`)
    .filter((f) => f.endsWith('.yaml'))
    .sort()
    .map((f) => text(`library/companies/${f}`));
  return {
    dictionary: buildDictionary(loadEntities(text('library/entities.yaml'), companies)),
    lexicon: loadLexicon(text('library/lexicon.yaml')),
  };
}

export interface Labelled extends ClusterDoc {
  readonly event: string;
}
export interface Sample {
  readonly parts: Parts;
  readonly same: boolean;
  readonly doc: string;
  readonly event: string;
}

export function readLabelled(stream: string, truth?: string): Labelled[] {
  const rows = (file: string): Labelled[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((l) => l.trim() !== '')
      .map((l) => JSON.parse(l) as Labelled);
  const labels = truth === undefined ? undefined : new Map(rows(truth).map((r) => [r.id, r.event]));
  return rows(stream)
    .map((d) => ({ ...d, event: labels?.get(d.id) ?? d.event }))
    .map((d) => ({ ...d, event: d.event === 'none' ? `none-${d.id}` : d.event }))
    .sort((a, b) => (a.publishedAt < b.publishedAt ? -1 : a.publishedAt > b.publishedAt ? 1 : 0));
}

export function samplesOf(docs: readonly Labelled[], library: FeatureLibrary): Sample[] {
  const clusterer = createClusterer(library);
  const out: Sample[] = [];
  for (const doc of docs) {
    for (const c of clusterer.consider(doc).slice(0, 12))
      out.push({ parts: c.parts, same: c.event === doc.event, doc: doc.id, event: c.event });
    clusterer.place(doc, doc.event);
  }
  return out;
}

export function fitted(samples: readonly Sample[], start: Weights, prior: number, steps = 1500): Weights {
  const names = ['bias', ...PART_NAMES] as const;
  const width = names.length;
  const table = new Float64Array(samples.length * width);
  samples.forEach((s, row) => {
    table[row * width] = 1;
    PART_NAMES.forEach((name, i) => {
      table[row * width + 1 + i] = s.parts[name];
    });
  });
  const origin = names.map((name) => start[name]);
  const w = Float64Array.from(origin);
  const step = Float64Array.from(w, () => 0);
  const rate = 3 / samples.length;
  for (let i = 0; i < steps; i++) {
    const gradient = Float64Array.from(w, (value, k) => prior * (value - origin[k]!));
    for (let row = 0; row < samples.length; row++) {
      let z = 0;
      for (let k = 0; k < width; k++) z += w[k]! * table[row * width + k]!;
      const error = 1 / (1 + Math.exp(-z)) - (samples[row]!.same ? 1 : 0);
      for (let k = 0; k < width; k++) gradient[k]! += error * table[row * width + k]!;
    }
    for (let k = 0; k < width; k++) {
      step[k] = 0.9 * step[k]! - rate * gradient[k]!;
      w[k]! += step[k]!;
    }
  }
  return Object.fromEntries(names.map((name, k) => [name, w[k]!])) as unknown as Weights;
}

export function loss(samples: readonly Sample[], w: Weights): { loss: number; errors: number } {
  let sum = 0;
  let errors = 0;
  for (const s of samples) {
    let z = w.bias;
    for (const name of PART_NAMES) z += w[name] * s.parts[name];
    const p = 1 / (1 + Math.exp(-z));
    sum -= Math.log(Math.max(1e-9, s.same ? p : 1 - p));
    if (p >= 0.5 !== s.same) errors++;
  }
  return { loss: sum / samples.length, errors };
}

if (process.argv[1]?.endsWith('fit.js')) {
  const library = libraryAt(process.cwd());
  const sets = process.argv.slice(2).map((arg) => {
    if (arg === 'generated') {
      const docs = generate(
        { seed: 11, articles: 1500, events: 75, noise: 0.8, days: 8 },
        [...library.dictionary.entities.values()],
        library.lexicon.terms,
      );
      return { name: arg, samples: samplesOf(docs, library) };
    }
    const [stream, truth] = arg.split('+');
    return { name: stream!, samples: samplesOf(readLabelled(stream!, truth), library) };
  });
  const show = (w: Weights): string =>
    Object.entries(w)
      .map(([k, v]) => `${k} ${v.toFixed(2)}`)
      .join('  ');
  const prior = Number(process.env.PRIOR ?? 1);
  for (const held of sets) {
    const rest = sets.filter((s) => s !== held).flatMap((s) => s.samples);
    const before = loss(held.samples, WEIGHTS);
    console.log(
      `${held.name}: ${held.samples.length} pairs, shipped weights: loss ${before.loss.toFixed(4)} errors ${before.errors}`,
    );
    if (rest.length === 0) continue;
    const after = loss(held.samples, fitted(rest, WEIGHTS, prior));
    console.log(`  fitted on the other sets: loss ${after.loss.toFixed(4)} errors ${after.errors}`);
  }
  // The generated stream is large and even: thin it, or its frames decide.
  const all = sets.flatMap((s) =>
    s.name === 'generated' ? s.samples.filter((_, i) => i % 25 === 0) : s.samples,
  );
  const w = fitted(all, WEIGHTS, prior);
  console.log(`all: ${all.length} pairs, ${JSON.stringify(loss(all, w))}\n${show(w)}`);
}
