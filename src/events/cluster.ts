import { EventCounts } from './cluster-counts.ts';
import {
  addTo,
  type LiveEvent,
  newEvent,
  restoreEvent,
  type StoredEvent,
  storeEvent,
  type WeightedDoc,
} from './cluster-event.ts';
import { QuietQueue } from './cluster-queue.ts';
import {
  compare,
  JOIN_AT,
  PART_NAMES,
  partsAt,
  probability,
  strongest,
  WEIGHTS,
  weightArray,
} from './cluster-score.ts';
import { heaviest, Search } from './cluster-search.ts';
import type { Assignment, Candidate, Clusterer, ClusterOptions } from './clusterer.ts';
import { type ClusterDoc, featuresOf, UNNAMED } from './features.ts';
import { sharedSketch } from './features-sketch.ts';
import { type Development, developmentOf, furtherOf, standsApart } from './sequel.ts';
import { developmentOfPast, mayFollow } from './sequel-past.ts';

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

const DAY = 86_400_000;
/** Candidates that a decision shows. */
const SHOWN = 5;

/** @param from the live events of a clusterer that stopped, in order of beginning. */
export function createClusterer(options: ClusterOptions, from: readonly StoredEvent[] = []): Clusterer {
  const joinAt = options.joinAt ?? JOIN_AT;
  const quiet = (options.quietDays ?? 10) * DAY;
  const maxCandidates = options.maxCandidates ?? 10;
  const weights = options.weights ?? WEIGHTS;
  const nameOf = (id: string): { zh: string; en: string } => {
    const entity = options.dictionary.entities.get(id);
    return { zh: entity?.nameZh ?? id, en: entity?.nameEn ?? id };
  };
  const eventOf = options.eventOf ?? ((id: string): string => id);
  const events = new Map<string, LiveEvent>();
  const merged = new Map<string, string>();
  const counts = new EventCounts();
  const search = new Search(counts, weights, maxCandidates);
  const queue = new QuietQueue();
  const changed = new Set<LiveEvent>();
  const closed = new Set<string>();
  let now = 0;
  let nextSerial = 1;
  /** Decisions so far: the order in which events came to a feature. */
  let decision = 0;

  function arrive(input: ClusterDoc): WeightedDoc {
    const raw = featuresOf(input, options);
    now = Math.max(now, raw.at);
    decision++;
    queue.take(now - quiet, remove);
    return counts.weigh(raw, events.size);
  }

  function remove(event: LiveEvent): void {
    event.live = false;
    events.delete(event.id);
    changed.delete(event);
    closed.add(event.id);
    search.close(event);
    counts.whole(event, -1);
  }

  function insert(event: LiveEvent, doc: WeightedDoc, heavy: Int32Array): void {
    search.addSketch(event, doc.sketch, decision);
    const before = event.lead;
    const { fresh, gone } = addTo(event, doc);
    if (before !== event.lead) {
      counts.lead(before, -1);
      counts.lead(event.lead, 1);
    }
    for (const i of fresh) counts.count(doc.ids[i]!, 1);
    for (const id of gone) counts.count(id, -1);
    changed.add(event);
    if (!event.alone) search.addFeatures(event, doc, heavy, decision);
  }

  /** Puts the article into the event of that id, or of the one it was merged into, which begins where it is not live. */
  function put(
    doc: WeightedDoc,
    wanted: string,
    heavy: Int32Array,
    parent: string | null = null,
  ): { event: LiveEvent; isNew: boolean } {
    const id = merged.get(wanted) ?? wanted;
    const known = events.get(id);
    const event = known ?? newEvent(doc, id, nextSerial++, parent);
    if (known === undefined) {
      events.set(id, event);
      closed.delete(id);
      search.begin(event);
    }
    insert(event, doc, heavy);
    if (known === undefined) queue.push(event);
    return { event, isNew: known === undefined };
  }

  function assign(input: ClusterDoc): Assignment {
    const doc = arrive(input);
    const heavy = heaviest(doc);
    const decide = (
      wanted: string,
      score: number,
      found: readonly Candidate[],
      why: string,
      development: Development | null = null,
    ): Assignment => {
      const { event, isNew } = put(doc, wanted, heavy, development?.parent ?? null);
      return {
        id: input.id,
        event: event.id,
        isNew,
        score,
        parent: event.parent,
        development: isNew ? development : null,
        seeks:
          isNew &&
          (development === null || development.act === 'further') &&
          doc.shape === 'story' &&
          mayFollow(doc)
            ? namesOf(doc)
            : [],
        candidates: found,
        why: event.id === wanted ? why : `${why}; ${wanted} was merged into ${event.id} by a person`,
      };
    };
    const reprint = search.reprintOf(doc);
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
    const found = search.candidates(doc, heavy, events.size, SHOWN);
    const best = found[0];
    if (best === undefined) return decide(own, 0, found, 'nothing live has anything in common with it');
    const near = best.score >= joinAt ? search.compared(joinAt) : [];
    const joined = near.find((c) => !standsApart(doc, c));
    if (joined !== undefined)
      return decide(joined.event.id, joined.score, found, `joins: ${strongest(joined.parts, weights)}`);
    // What is near enough to join and stands apart is nearer than anything else.
    const development =
      developmentOf(doc, near, nameOf) ??
      (doc.types.size === 0 ? null : developmentOf(doc, search.compared(), nameOf)) ??
      furtherOf(doc, search.compared(best.score)[0]!);
    if (development !== null)
      return decide(
        own,
        best.score,
        found,
        `a development of ${development.parent}: ${development.reason.en}`,
        development,
      );
    return decide(
      own,
      best.score,
      found,
      `the nearest, ${best.event}, has a probability of ${best.score.toFixed(2)} only`,
    );
  }

  for (const stored of from) {
    const event = restoreEvent(stored);
    events.set(event.id, event);
    queue.push(event);
    search.begin(event);
    counts.whole(event, 1);
    now = Math.max(now, event.last);
    nextSerial = Math.max(nextSerial, event.serial + 1);
    decision = Math.max(decision, event.indexed.latest, event.sketch.latest);
  }
  search.restore([...events.values()]);

  return {
    assign,
    consider(input) {
      const doc = counts.weigh(featuresOf(input, options), events.size);
      return search.candidates(doc, heaviest(doc), events.size, maxCandidates);
    },
    followsClosed(input, stories) {
      const doc = counts.weigh(featuresOf(input, options), events.size);
      const parts = new Float64Array(PART_NAMES.length);
      const compared = stories.map(({ id, articles }) => {
        const told = articles.map((a) => counts.weigh(featuresOf(a, options), events.size));
        const event = newEvent(told[0]!, id, 0, null);
        for (const one of told) {
          addTo(event, one);
          for (const h of one.sketch) if (!event.sketch.has(h)) event.sketch.add(h, 0);
        }
        compare(doc, event, counts.ledBy(event.lead), events.size, parts, 0);
        return { event, score: probability(parts, 0, weightArray(weights)), parts: partsAt(parts, 0) };
      });
      return developmentOfPast(
        doc,
        compared.sort((a, b) => b.score - a.score || (a.event.id < b.event.id ? -1 : 1)),
        nameOf,
      );
    },
    place(input, id) {
      const doc = arrive(input);
      put(doc, id, heaviest(doc));
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

/** Whom an article is about: its products first, which have fewer stories than their makers, then by share. */
function namesOf(doc: WeightedDoc): string[] {
  const share = (id: string): number => (doc.products.has(id) ? 1 : 0) + (doc.subject.get(id) ?? 0);
  return [...doc.subject.keys()]
    .filter((id) => id !== UNNAMED)
    .sort((a, b) => share(b) - share(a) || (a < b ? -1 : 1));
}

/** A whole stream at once, in the order given. */
export function clusterMany(docs: readonly ClusterDoc[], options: ClusterOptions): Assignment[] {
  const clusterer = createClusterer(options);
  return docs.map((doc) => clusterer.assign(doc));
}
