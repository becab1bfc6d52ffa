import { addTo, type LiveEvent, leading, newEvent, type WeightedDoc } from './cluster-event.ts';
import { buildIndex } from './cluster-index.ts';
import { compare, type Parts, probability, WEIGHTS, type Weights } from './cluster-score.ts';
import {
  CHANNELS,
  type ClusterDoc,
  type DocFeatures,
  type FeatureLibrary,
  featuresOf,
  HAN,
  LATIN,
  TITLE_HAN,
  TITLE_LATIN,
} from './features.ts';
import { sharedSketch } from './features-sketch.ts';

/*
 * Online, one pass, one decision an article, in order of arrival, nothing looked at ahead:
 *
 *   article -> features -> candidates (inverted index over live events) -> parts -> probability -> join | begin
 *
 * An event is live until it has been quiet for `quietDays`; then it leaves the index. idf is counted over events, not
 * articles (a story told a hundred times must not make its own words common), and starts from priors, so the first day
 * is no worse than the hundredth.
 */

export interface ClusterOptions extends FeatureLibrary {
  /** From this probability on an article joins. */
  readonly joinAt?: number;
  /** From this probability on, with the subject shared, a new event is a development of the best candidate. */
  readonly parentAt?: number;
  /** Days without an article after which an event closes. */
  readonly quietDays?: number;
  /** Full comparisons an article. */
  readonly maxCandidates?: number;
  readonly weights?: Weights;
}

export interface Candidate {
  readonly event: string;
  /** Probability that the article tells this event. */
  readonly score: number;
  readonly parts: Parts;
}

export interface Assignment {
  readonly id: string;
  /** The id of the event's first article. */
  readonly event: string;
  readonly isNew: boolean;
  /** Of the event joined; of the best candidate where a new event began; 0 without candidates. */
  readonly score: number;
  /** The event this one grew out of: a sequel is a development, not the same event. */
  readonly parent: string | null;
  /** Best first, at most five. */
  readonly candidates: readonly Candidate[];
  /** One sentence for people. */
  readonly why: string;
}

export interface Clusterer {
  assign(doc: ClusterDoc): Assignment;
  /** What `assign` would compare the article with, best first; changes nothing. */
  consider(doc: ClusterDoc): readonly Candidate[];
  /** Puts an article into an event whatever the scores say: a person's correction, or a replay of stored decisions. */
  place(doc: ClusterDoc, event: string): void;
  /** From now on, articles that would join `from` join `into`. */
  merge(from: string, into: string): void;
  snapshot(): ClusterSnapshot;
  readonly live: number;
}

/** Plain JSON; version 1. */
export interface ClusterSnapshot {
  readonly version: 1;
  readonly now: number;
  readonly nextSerial: number;
  readonly events: readonly unknown[];
  readonly frequency: readonly (readonly [number, number])[];
  readonly total: number;
  readonly merged: readonly (readonly [string, string])[];
}

const DAY = 86_400_000;
/** Events a prior is worth: online counts outweigh it after a few hundred. */
const PRIOR_EVENTS = 300;
/** Postings read a feature and features looked up an article: the bound on the cost of finding candidates. */
const POSTINGS_A_FEATURE = 40;
const FEATURES_LOOKED_UP = 28;
/** Features an event adds to the index an article, and at most in all. */
const INDEXED_AN_ARTICLE = 32;
const INDEXED_AN_EVENT = 240;
/** Share of a sketch from which two texts are one: a reprint. */
const REPRINT = 0.55;
const SKETCH_LIMIT = 600;
const FREQUENCY_LIMIT = 600_000;

export function createClusterer(options: ClusterOptions, from?: ClusterSnapshot): Clusterer {
  const joinAt = options.joinAt ?? 0.33;
  const parentAt = options.parentAt ?? 0.15;
  const quiet = (options.quietDays ?? 10) * DAY;
  const maxCandidates = options.maxCandidates ?? 10;
  const weights = options.weights ?? WEIGHTS;
  const events = new Map<string, LiveEvent>();
  const frequency = new Map<number, number>();
  const merged = new Map<string, string>();
  const index = buildIndex();
  /** Shingle hashes -> events: reprints are found without any word in common weighing anything. */
  const sketches = buildIndex();
  /** Oldest activity first; an entry is stale where the event was active since. */
  let queue: { event: LiveEvent; last: number }[] = [];
  let head = 0;
  let now = 0;
  let nextSerial = 1;
  let total = 0;
  let search = 0;

  const idf = (id: number, prior: number): number =>
    Math.log(1 + (total + PRIOR_EVENTS) / ((frequency.get(id) ?? 0) + prior * PRIOR_EVENTS));

  function weigh(doc: DocFeatures): WeightedDoc {
    const norms = CHANNELS.map(() => 0);
    const values = new Float64Array(doc.features.length);
    for (let i = 0; i < values.length; i++) {
      const f = doc.features[i]!;
      const value = f.weight * idf(f.id, f.prior);
      values[i] = value;
      norms[f.channel]! += value * value;
    }
    return { ...doc, values, norms: norms.map(Math.sqrt), lead: leading(doc.companies) };
  }

  function close(): void {
    while (head < queue.length && now - queue[head]!.last > quiet) {
      const { event, last } = queue[head++]!;
      if (event.last > last) queue.push({ event, last: event.last });
      else remove(event);
    }
    if (head > 4096 && head * 2 > queue.length) {
      queue = queue.slice(head);
      head = 0;
    }
  }

  function remove(event: LiveEvent): void {
    event.live = false;
    events.delete(event.id);
    index.drop(event.indexed);
    sketches.drop(event.sketch);
  }

  function insert(event: LiveEvent, doc: WeightedDoc, heavy: readonly number[]): void {
    for (const h of doc.sketch)
      if (!event.sketch.has(h) && event.sketch.size < SKETCH_LIMIT) {
        event.sketch.add(h);
        sketches.add(h, event);
      }
    const fresh = addTo(event, doc);
    for (const id of fresh) frequency.set(id, (frequency.get(id) ?? 0) + 1);
    if (event.alone) return;
    let room = Math.min(INDEXED_AN_EVENT - event.indexed.length, INDEXED_AN_ARTICLE);
    for (const i of heavy) {
      const { id } = doc.features[i]!;
      if (room-- <= 0) break;
      if (!fresh.has(id)) continue;
      index.add(id, event);
      event.indexed.push(id);
    }
  }

  function begin(doc: WeightedDoc, id: string, parent: string | null, heavy: readonly number[]): LiveEvent {
    const event = { ...newEvent(doc, nextSerial++, parent), id };
    events.set(id, event);
    total++;
    queue.push({ event, last: doc.at });
    insert(event, doc, heavy);
    if (frequency.size > FREQUENCY_LIMIT) {
      // Forget slowly: old counts halve, words of stories long past go.
      total /= 2;
      for (const [id, n] of frequency)
        if (n < 2) frequency.delete(id);
        else frequency.set(id, n / 2);
    }
    return event;
  }

  function reprintOf(doc: WeightedDoc): LiveEvent | undefined {
    const hits = new Map<LiveEvent, number>();
    for (const h of doc.sketch) sketches.recent(h, 8, (event) => hits.set(event, (hits.get(event) ?? 0) + 1));
    let best: LiveEvent | undefined;
    let most = Math.max(3, REPRINT * doc.sketch.length);
    for (const [event, n] of hits)
      if (n >= most && (best === undefined || n > most) && sameSubject(doc, event)) {
        best = event;
        most = n;
      }
    return best;
  }

  function candidates(doc: WeightedDoc, heavy: readonly number[]): Candidate[] {
    const mark = ++search;
    const touched: LiveEvent[] = [];
    let value = 0;
    const visit = (event: LiveEvent): void => {
      if (event.mark !== mark) {
        event.mark = mark;
        event.sum = 0;
        touched.push(event);
      }
      event.sum += value;
    };
    for (const i of heavy.slice(0, FEATURES_LOOKED_UP)) {
      value = doc.values[i]!;
      index.recent(doc.features[i]!.id, POSTINGS_A_FEATURE, visit);
    }
    return largest(touched, maxCandidates)
      .map((event) => {
        const parts = compare(doc, event);
        return { event: event.id, score: probability(parts, weights), parts };
      })
      .sort((a, b) => b.score - a.score || (a.event < b.event ? -1 : 1));
  }

  function assign(input: ClusterDoc): Assignment {
    const raw = featuresOf(input, options);
    now = Math.max(now, raw.at);
    close();
    const doc = weigh(raw);
    const heavy = heaviest(doc, INDEXED_AN_ARTICLE);
    const answer = (
      event: LiveEvent,
      isNew: boolean,
      score: number,
      found: readonly Candidate[],
      why: string,
    ): Assignment => ({
      id: input.id,
      event: event.id,
      isNew,
      score,
      parent: event.parent,
      candidates: found.slice(0, 5),
      why,
    });
    const reprint = reprintOf(doc);
    if (reprint !== undefined) {
      const share = sharedSketch(doc.sketch, reprint.sketch);
      insert(reprint, doc, heavy);
      return answer(
        reprint,
        false,
        1,
        [],
        `a reprint: ${Math.round(share * 100)}% of the text is the event's`,
      );
    }
    if (doc.shape !== 'story') {
      const event = begin(doc, input.id, null, heavy);
      const why =
        doc.shape === 'roundup'
          ? 'a round-up of many stories stays alone'
          : 'tells no happening (a guide, a recipe, an essay) and stays alone';
      return answer(event, true, 0, [], why);
    }
    const found = candidates(doc, heavy);
    const best = found[0];
    if (best !== undefined && best.score >= joinAt) {
      const event = events.get(merged.get(best.event) ?? best.event) ?? events.get(best.event)!;
      insert(event, doc, heavy);
      return answer(event, false, best.score, found, `joins: ${strongest(best.parts, weights)}`);
    }
    const development = best !== undefined && best.score >= parentAt && best.parts.subject >= 0.3;
    const event = begin(doc, input.id, development ? best.event : null, heavy);
    const why =
      best === undefined
        ? 'nothing live has anything in common with it'
        : development
          ? `a development of ${best.event}: the same subject, but ${strongest(best.parts, weights, -1)}`
          : `the nearest, ${best.event}, has a probability of ${best.score.toFixed(2)} only`;
    return answer(event, true, best?.score ?? 0, found, why);
  }

  if (from !== undefined) {
    now = from.now;
    nextSerial = from.nextSerial;
    total = from.total;
    for (const [id, n] of from.frequency) frequency.set(id, n);
    for (const [a, b] of from.merged) merged.set(a, b);
    for (const stored of from.events) {
      const event = thaw(stored);
      events.set(event.id, event);
      for (const id of event.indexed) index.add(id, event);
      for (const h of event.sketch) sketches.add(h, event);
    }
    queue = [...events.values()]
      .map((event) => ({ event, last: event.last }))
      .sort((a, b) => a.last - b.last || a.event.serial - b.event.serial);
  }

  return {
    assign,
    consider(input) {
      const doc = weigh(featuresOf(input, options));
      return candidates(doc, heaviest(doc, INDEXED_AN_ARTICLE));
    },
    place(input, id) {
      const raw = featuresOf(input, options);
      now = Math.max(now, raw.at);
      close();
      const doc = weigh(raw);
      const event = events.get(id);
      const heavy = heaviest(doc, INDEXED_AN_ARTICLE);
      if (event === undefined) begin(doc, id, null, heavy);
      else insert(event, doc, heavy);
    },
    merge(source, target) {
      for (const [a, b] of merged) if (b === source) merged.set(a, target);
      merged.set(source, target);
    },
    snapshot: () => ({
      version: 1,
      now,
      nextSerial,
      total,
      events: [...events.values()].map(freeze),
      frequency: [...frequency],
      merged: [...merged],
    }),
    get live() {
      return events.size;
    },
  };
}

/** A whole stream at once, in the order given. */
export function clusterMany(docs: readonly ClusterDoc[], options: ClusterOptions): Assignment[] {
  const clusterer = createClusterer(options);
  return docs.map((doc) => clusterer.assign(doc));
}

/** Indices of the features that can find an event, heaviest first; headline words only repeat what the words say. */
function heaviest(doc: WeightedDoc, limit: number): number[] {
  const ranks = new Float64Array(doc.features.length);
  const order: number[] = [];
  for (let i = 0; i < ranks.length; i++) {
    const { channel } = doc.features[i]!;
    if (channel === TITLE_LATIN || channel === TITLE_HAN) continue;
    ranks[i] = doc.values[i]! * (channel === LATIN || channel === HAN ? 0.7 : 1);
    order.push(i);
  }
  return order.sort((a, b) => ranks[b]! - ranks[a]! || a - b).slice(0, limit);
}

/** The `limit` events with the largest sums, without sorting all of them. */
function largest(events: LiveEvent[], limit: number): LiveEvent[] {
  if (events.length > limit * 4) {
    const bar = Float64Array.from(events, (e) => e.sum).sort()[events.length - limit]!;
    events = events.filter((e) => e.sum >= bar);
  }
  return events.sort((a, b) => b.sum - a.sum || b.serial - a.serial).slice(0, limit);
}

/** Robot-written stories share their sentences and differ in the name: those are no reprints. */
function sameSubject(doc: WeightedDoc, event: LiveEvent): boolean {
  if (doc.subject.size === 0 || event.subject.size === 0) return doc.subject.size === event.subject.size;
  for (const [key, weight] of doc.subject) if (weight >= 0.2 && event.subject.has(key)) return true;
  return false;
}

function strongest(parts: Parts, weights: Weights, sign = 1): string {
  return (Object.keys(parts) as (keyof Parts)[])
    .map((name) => ({ name, part: parts[name], push: weights[name] * parts[name] * sign }))
    .filter((p) => p.push > 0.05)
    .sort((a, b) => b.push - a.push)
    .slice(0, 3)
    .map((p) => `${p.name} ${p.part.toFixed(2)}`)
    .join(', ');
}

function freeze(event: LiveEvent): unknown {
  return {
    ...event,
    profile: [...event.profile],
    support: [...event.support],
    subject: [...event.subject],
    companies: [...event.companies],
    products: [...event.products],
    types: [...event.types],
    versions: [...event.versions].map(([k, v]) => [k, [...v]]),
    sketch: [...event.sketch],
  };
}

function thaw(stored: unknown): LiveEvent {
  const e = stored as Record<string, unknown>;
  const map = <K, V>(key: string): Map<K, V> => new Map(e[key] as [K, V][]);
  return {
    ...(stored as LiveEvent),
    languages: { ...(e.languages as Record<string, number>) },
    norms: [...(e.norms as number[])],
    indexed: [...(e.indexed as number[])],
    profile: map('profile'),
    support: map('support'),
    subject: map('subject'),
    companies: map('companies'),
    products: map('products'),
    types: map('types'),
    versions: new Map((e.versions as [string, [string, number][]][]).map(([k, v]) => [k, new Map(v)])),
    sketch: new Set(e.sketch as number[]),
  };
}
