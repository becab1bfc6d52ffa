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

export function fit(samples: readonly Sample[], start: Weights, prior: number, steps = 4000): Weights {
  const names = ['bias', ...PART_NAMES] as const;
  const w: Record<string, number> = { ...start };
  const positives = samples.filter((s) => s.same).length;
  const scale = { yes: 1, no: Math.max(0.2, positives / (samples.length - positives)) };
  const rate = 2 / samples.length;
  for (let step = 0; step < steps; step++) {
    const gradient: Record<string, number> = {};
    for (const name of names) gradient[name] = prior * (w[name]! - start[name]);
    for (const s of samples) {
      let z = w.bias!;
      for (const name of PART_NAMES) z += w[name]! * s.parts[name];
      const error = (1 / (1 + Math.exp(-z)) - (s.same ? 1 : 0)) * (s.same ? scale.yes : scale.no);
      gradient.bias! += error;
      for (const name of PART_NAMES) gradient[name]! += error * s.parts[name];
    }
    for (const name of names) w[name]! -= rate * gradient[name]!;
  }
  return w as unknown as Weights;
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
    const after = loss(held.samples, fit(rest, WEIGHTS, prior));
    console.log(`  fitted on the other sets: loss ${after.loss.toFixed(4)} errors ${after.errors}`);
  }
  const all = sets.flatMap((s) => s.samples);
  const w = fit(all, WEIGHTS, prior);
  console.log(`all: ${all.length} pairs, ${JSON.stringify(loss(all, w))}\n${show(w)}`);
}
