import {
  addTo,
  type LiveEvent,
  leadFeature,
  leading,
  newEvent,
  restoreEvent,
  type StoredEvent,
  storeEvent,
  type WeightedDoc,
} from './cluster-event.ts';
import { InvertedIndex } from './cluster-index.ts';
import { QuietQueue } from './cluster-queue.ts';
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
 * An event is live until it has been quiet for `quietDays`; then it leaves the index. idf is counted over live events, not
 * articles (a story told a hundred times must not make its own words common), and starts from priors, so the first day
 * is no worse than the hundredth.
 *
 * All there is to remember is the live events: idf, index and queue follow from them. So a clusterer restored from its
 * events decides as one that never stopped, and an archive of any size costs an article nothing.
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
  /** The id of the event that an article begins; the article's own unless told. */
  readonly eventOf?: (articleId: string) => string;
}

export interface Candidate {
  readonly event: string;
  /** Probability that the article tells this event. */
  readonly score: number;
  readonly parts: Parts;
}

export interface Assignment {
  readonly id: string;
  /** As `eventOf` names it after its first article, or where a person's merge sends it. */
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
  /** From now on, what would join or begin `from` joins or begins `into`. */
  merge(from: string, into: string): void;
  /** Takes an event out, as if it had closed. */
  forget(event: string): void;
  /** What to write down: the events that changed and the ids of those that closed since this was asked last. */
  changes(): { readonly changed: readonly StoredEvent[]; readonly closed: readonly string[] };
  /** All live events, in order of beginning. */
  snapshot(): readonly StoredEvent[];
  readonly live: number;
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

/** @param from the live events of a clusterer that stopped, in order of beginning. */
export function createClusterer(options: ClusterOptions, from: readonly StoredEvent[] = []): Clusterer {
  const joinAt = options.joinAt ?? 0.33;
  const parentAt = options.parentAt ?? 0.15;
  const quiet = (options.quietDays ?? 10) * DAY;
  const maxCandidates = options.maxCandidates ?? 10;
  const weights = options.weights ?? WEIGHTS;
  const eventOf = options.eventOf ?? ((id: string): string => id);
  const events = new Map<string, LiveEvent>();
  /** Feature -> live events that have it. */
  const frequency = new Map<number, number>();
  /** Company -> live events that it leads. */
  const leads = new Map<string, number>();
  const merged = new Map<string, string>();
  const index = new InvertedIndex();
  /** Shingle hashes -> events: reprints are found without any word in common weighing anything. */
  const sketches = new InvertedIndex();
  const queue = new QuietQueue();
  const changed = new Set<LiveEvent>();
  const closed = new Set<string>();
  let now = 0;
  let nextSerial = 1;
  /** Decisions so far: the order in which events came to a feature. */
  let decision = 0;
  let search = 0;

  function weigh(doc: DocFeatures): WeightedDoc {
    const norms = new Float64Array(CHANNELS.length);
    const { ids, channels, priors } = doc;
    const values = new Float64Array(ids.length);
    const wordChannel = doc.language === 'zh' ? HAN : LATIN;
    const known = events.size + PRIOR_EVENTS;
    let telling = 0;
    for (let i = 0; i < values.length; i++) {
      const idf = Math.log(1 + known / ((frequency.get(ids[i]!) ?? 0) + priors[i]! * PRIOR_EVENTS));
      const value = doc.weights[i]! * idf;
      values[i] = value;
      norms[channels[i]!]! += value * value;
      if (channels[i] === wordChannel) telling += doc.plain[i]! * value * value * value;
    }
    const lead = leading(doc.companies);
    return { ...doc, values, norms: norms.map(Math.sqrt), telling, lead, leadFeature: leadFeature(lead) };
  }

  function arrive(input: ClusterDoc): WeightedDoc {
    const raw = featuresOf(input, options);
    now = Math.max(now, raw.at);
    decision++;
    queue.take(now - quiet, remove);
    return weigh(raw);
  }

  function remove(event: LiveEvent): void {
    event.live = false;
    events.delete(event.id);
    changed.delete(event);
    closed.add(event.id);
    index.drop(event.indexed.keys());
    sketches.drop(event.sketch.keys());
    for (const [id] of event.profile.entries()) rarer(id);
    leader(event.lead, -1);
  }

  function leader(company: string | null, by: number): void {
    if (company === null) return;
    const n = (leads.get(company) ?? 0) + by;
    if (n === 0) leads.delete(company);
    else leads.set(company, n);
  }

  function rarer(id: number): void {
    const n = frequency.get(id)! - 1;
    if (n === 0) frequency.delete(id);
    else frequency.set(id, n);
  }

  function insert(event: LiveEvent, doc: WeightedDoc, heavy: readonly number[]): void {
    for (const h of doc.sketch)
      if (!event.sketch.has(h) && event.sketch.size < SKETCH_LIMIT) {
        event.sketch.set(h, decision);
        sketches.add(h, event);
      }
    const before = event.lead;
    const { fresh, gone } = addTo(event, doc);
    if (before !== event.lead) {
      leader(before, -1);
      leader(event.lead, 1);
    }
    for (const i of fresh) frequency.set(doc.ids[i]!, (frequency.get(doc.ids[i]!) ?? 0) + 1);
    for (const id of gone) rarer(id);
    changed.add(event);
    if (event.alone) return;
    let room = Math.min(INDEXED_AN_EVENT - event.indexed.size, INDEXED_AN_ARTICLE);
    for (const i of heavy) {
      const id = doc.ids[i]!;
      if (room-- <= 0) break;
      if (event.indexed.has(id)) continue;
      index.add(id, event);
      event.indexed.set(id, decision);
    }
  }

  /** Puts the article into the event of that id, or of the one it was merged into, which begins where it is not live. */
  function put(
    doc: WeightedDoc,
    wanted: string,
    heavy: readonly number[],
    parent: string | null = null,
  ): { event: LiveEvent; isNew: boolean } {
    const id = merged.get(wanted) ?? wanted;
    const known = events.get(id);
    const event = known ?? newEvent(doc, id, nextSerial++, parent);
    if (known === undefined) {
      events.set(id, event);
      closed.delete(id);
    }
    insert(event, doc, heavy);
    if (known === undefined) queue.push(event);
    return { event, isNew: known === undefined };
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
      index.recent(doc.ids[i]!, POSTINGS_A_FEATURE, visit);
    }
    return largest(touched, maxCandidates)
      .map((event) => {
        const parts = compare(doc, event, event.lead === null ? 0 : leads.get(event.lead)!, events.size);
        return { event: event.id, score: probability(parts, weights), parts };
      })
      .sort((a, b) => b.score - a.score || (a.event < b.event ? -1 : 1));
  }

  function assign(input: ClusterDoc): Assignment {
    const doc = arrive(input);
    const heavy = heaviest(doc, INDEXED_AN_ARTICLE);
    const decide = (
      wanted: string,
      score: number,
      found: readonly Candidate[],
      why: string,
      parent: string | null = null,
    ): Assignment => {
      const { event, isNew } = put(doc, wanted, heavy, parent);
      return {
        id: input.id,
        event: event.id,
        isNew,
        score,
        parent: event.parent,
        candidates: found.slice(0, 5),
        why: event.id === wanted ? why : `${why}; ${wanted} was merged into ${event.id} by a person`,
      };
    };
    const reprint = reprintOf(doc);
    if (reprint !== undefined) {
      const share = Math.round(sharedSketch(doc.sketch, reprint.sketch) * 100);
      return decide(reprint.id, 1, [], `a reprint: ${share}% of the text is the event's`);
    }
    const own = eventOf(input.id);
    if (doc.shape !== 'story')
      return decide(
        own,
        0,
        [],
        doc.shape === 'roundup'
          ? 'a round-up of many stories stays alone'
          : 'tells no happening (a guide, a recipe, an essay) and stays alone',
      );
    const found = candidates(doc, heavy);
    const best = found[0];
    if (best !== undefined && best.score >= joinAt)
      return decide(best.event, best.score, found, `joins: ${strongest(best.parts, weights)}`);
    if (best === undefined) return decide(own, 0, found, 'nothing live has anything in common with it');
    if (best.score >= parentAt && best.parts.subject >= 0.3)
      return decide(
        own,
        best.score,
        found,
        `a development of ${best.event}: the same subject, but ${strongest(best.parts, weights, -1)}`,
        best.event,
      );
    return decide(
      own,
      best.score,
      found,
      `the nearest, ${best.event}, has a probability of ${best.score.toFixed(2)} only`,
    );
  }

  const came: { list: InvertedIndex; feature: number; at: number; event: LiveEvent }[] = [];
  for (const stored of from) {
    const event = restoreEvent(stored);
    events.set(event.id, event);
    queue.push(event);
    leader(event.lead, 1);
    now = Math.max(now, event.last);
    nextSerial = Math.max(nextSerial, event.serial + 1);
    for (const [id] of event.profile.entries()) frequency.set(id, (frequency.get(id) ?? 0) + 1);
    for (const [feature, at] of event.indexed) came.push({ list: index, feature, at, event });
    for (const [feature, at] of event.sketch) came.push({ list: sketches, feature, at, event });
  }
  for (const { list, feature, at, event } of came.sort((a, b) => a.at - b.at)) {
    decision = Math.max(decision, at);
    list.add(feature, event);
  }

  return {
    assign,
    consider(input) {
      const doc = weigh(featuresOf(input, options));
      return candidates(doc, heaviest(doc, INDEXED_AN_ARTICLE));
    },
    place(input, id) {
      const doc = arrive(input);
      put(doc, id, heaviest(doc, INDEXED_AN_ARTICLE));
    },
    merge(source, target) {
      for (const [a, b] of merged) if (b === source) merged.set(a, target);
      merged.set(source, target);
    },
    forget(id) {
      const event = events.get(id);
      if (event !== undefined) remove(event);
    },
    changes() {
      const out = { changed: [...changed].map(storeEvent), closed: [...closed] };
      changed.clear();
      closed.clear();
      return out;
    },
    snapshot: () => [...events.values()].sort((a, b) => a.serial - b.serial).map(storeEvent),
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
  const ranks = new Float64Array(doc.ids.length);
  const order: number[] = [];
  for (let i = 0; i < ranks.length; i++) {
    const channel = doc.channels[i]!;
    if (channel === TITLE_LATIN || channel === TITLE_HAN) continue;
    ranks[i] = doc.values[i]! * (channel === LATIN || channel === HAN ? 0.7 : 1);
    order.push(i);
  }
  return order.sort((a, b) => ranks[b]! - ranks[a]! || a - b).slice(0, limit);
}

/** The `limit` events with the largest sums, later begun first among equals, without sorting all of them. */
function largest(events: readonly LiveEvent[], limit: number): LiveEvent[] {
  const best: LiveEvent[] = [];
  for (const event of events) {
    let at = best.length;
    if (at === limit && !ahead(event, best[at - 1]!)) continue;
    while (at > 0 && ahead(event, best[at - 1]!)) at--;
    best.splice(at, 0, event);
    if (best.length > limit) best.pop();
  }
  return best;
}
const ahead = (a: LiveEvent, b: LiveEvent): boolean =>
  a.sum > b.sum || (a.sum === b.sum && a.serial > b.serial);

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
