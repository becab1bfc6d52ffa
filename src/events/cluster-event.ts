import { CHANNELS, channelOf, type DocFeatures, QUANTITY, VERSION } from './features.ts';

/** What the clusterer keeps of an event while it is live. Plain data, so that it can be written down and read back. */
export interface LiveEvent {
  readonly id: string;
  /** Counts up; a posting with a serial that is no longer live is dead. */
  readonly serial: number;
  parent: string | null;
  /** Milliseconds since 1970 of the earliest and latest article. */
  first: number;
  last: number;
  count: number;
  readonly languages: Record<string, number>;
  /** Round-ups and evergreen pieces take reprints only. */
  readonly alone: boolean;
  /** Feature -> weight summed over articles. */
  readonly profile: Map<number, number>;
  /** Squared length of the profile a channel. */
  readonly norms: number[];
  /** Feature -> in how many articles, for amounts and versions. */
  readonly support: Map<number, number>;
  readonly subject: Map<string, number>;
  readonly companies: Map<string, number>;
  readonly products: Map<string, number>;
  readonly types: Map<string, number>;
  readonly versions: Map<string, Map<string, number>>;
  readonly sketch: Set<number>;
  indexed: number[];
  /** Whom its articles tell of most. */
  lead: string | null;
  live: boolean;
  /** Scratch of the candidate search: which search last touched it, and the sum so far. */
  mark: number;
  sum: number;
}

/** An article as it is compared: features with their idf, and the length of each channel. */
export interface WeightedDoc extends DocFeatures {
  /** weight × idf at the time of arrival, a value a feature. */
  readonly values: Float64Array;
  /** Length a channel. */
  readonly norms: readonly number[];
  readonly lead: string | null;
}

/** A profile larger than this keeps its heaviest features: an event of a thousand articles costs no more than one of fifty. */
const PROFILE_LIMIT = 1600;

export function newEvent(doc: DocFeatures, serial: number, parent: string | null): LiveEvent {
  return {
    id: doc.id,
    serial,
    parent,
    first: doc.at,
    last: doc.at,
    count: 0,
    languages: {},
    alone: doc.shape !== 'story',
    profile: new Map(),
    norms: CHANNELS.map(() => 0),
    support: new Map(),
    subject: new Map(),
    companies: new Map(),
    products: new Map(),
    types: new Map(),
    versions: new Map(),
    sketch: new Set(),
    indexed: [],
    lead: null,
    live: true,
    mark: 0,
    sum: 0,
  };
}

/** Adds an article; returns the ids of the features that are new to the event (they count once an event towards idf). */
export function addTo(event: LiveEvent, doc: WeightedDoc): Set<number> {
  const fresh = new Set<number>();
  event.count++;
  event.first = Math.min(event.first, doc.at);
  event.last = Math.max(event.last, doc.at);
  event.languages[doc.language] = (event.languages[doc.language] ?? 0) + 1;
  for (let i = 0; i < doc.features.length; i++) {
    const f = doc.features[i]!;
    const norm = doc.norms[f.channel]!;
    const value = norm === 0 ? 0 : doc.values[i]! / norm;
    const before = event.profile.get(f.id);
    if (before === undefined) fresh.add(f.id);
    const after = (before ?? 0) + value;
    event.profile.set(f.id, after);
    event.norms[f.channel]! += after * after - (before ?? 0) * (before ?? 0);
    if (f.channel === QUANTITY || f.channel === VERSION)
      event.support.set(f.id, (event.support.get(f.id) ?? 0) + 1);
  }
  for (const [k, w] of doc.subject) event.subject.set(k, (event.subject.get(k) ?? 0) + w);
  for (const [k, w] of doc.companies) event.companies.set(k, (event.companies.get(k) ?? 0) + w);
  event.lead = leading(event.companies);
  for (const [k, w] of doc.products) event.products.set(k, (event.products.get(k) ?? 0) + w);
  for (const [k, w] of doc.types) event.types.set(k, (event.types.get(k) ?? 0) + w);
  for (const [base, set] of doc.versions) {
    const known = event.versions.get(base) ?? new Map<string, number>();
    for (const v of set) known.set(v, (known.get(v) ?? 0) + 1);
    event.versions.set(base, known);
  }
  if (event.profile.size > PROFILE_LIMIT) trim(event);
  return fresh;
}

function trim(event: LiveEvent): void {
  const order = [...event.profile].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  for (const [id, value] of order.slice(Math.floor(PROFILE_LIMIT * 0.7))) {
    event.profile.delete(id);
    event.norms[channelOf(id)]! -= value * value;
    event.support.delete(id);
  }
}

/** The company with the largest share. */
export function leading(companies: ReadonlyMap<string, number>): string | null {
  let best: string | null = null;
  let most = 0;
  for (const [key, w] of companies)
    if (w > most) {
      best = key;
      most = w;
    }
  return best;
}
