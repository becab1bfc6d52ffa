import { Arrivals } from './arrivals.ts';
import { CHANNELS, type DocFeatures, ENTITY, QUANTITY, VERSION } from './features.ts';
import { channelOf, fnv, idOf, NAMES } from './features-id.ts';
import { WeightTable } from './weight-table.ts';

/** What the clusterer keeps of an event while it is live. Plain data, so that it can be written down and read back. */
export interface LiveEvent {
  readonly id: string;
  /** Counts up in order of beginning. */
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
  profile: WeightTable;
  /** Squared length of the profile a channel. */
  readonly norms: number[];
  /** Feature -> in how many articles, for amounts and versions. */
  support: Map<number, number>;
  subject: Map<string, number>;
  companies: Map<string, number>;
  products: Map<string, number>;
  types: Map<string, number>;
  versions: Map<string, Map<string, number>>;
  /** Shingle hash -> the decision that brought it. */
  readonly sketch: Arrivals;
  /** Feature that finds it -> the decision that brought it. */
  readonly indexed: Arrivals;
  /** Whom its articles tell of most, and the feature of that name. */
  lead: string | null;
  leadFeature: number;
  live: boolean;
  /** Where the search keeps it (cluster-index.ts). */
  place: number;
}

/** An article as it is compared: features with their idf, and the length of each channel. */
export interface WeightedDoc extends DocFeatures {
  /** weight × idf at the time of arrival, a value a feature. */
  readonly values: Float64Array;
  /** Length a channel. */
  readonly norms: Float64Array;
  readonly lead: string | null;
  readonly leadFeature: number;
  /** Sum of the cubes of the values of the words of its own script: the rare ones count nearly alone. */
  readonly telling: number;
}

/** A profile larger than this keeps its heaviest features: an event of a thousand articles costs no more than one of fifty. */
const PROFILE_LIMIT = 1600;

/** What an event has nothing of: one for all, never written to, where ten thousand empty Maps would be kept. */
const NOTHING = new Map<string, number>();
const UNSUPPORTED = new Map<number, number>();
const UNVERSIONED = new Map<string, Map<string, number>>();

export function newEvent(doc: DocFeatures, id: string, serial: number, parent: string | null): LiveEvent {
  return {
    id,
    serial,
    parent,
    first: doc.at,
    last: doc.at,
    count: 0,
    languages: {},
    alone: doc.shape !== 'story',
    profile: new WeightTable(doc.ids.length),
    norms: CHANNELS.map(() => 0),
    support: UNSUPPORTED,
    subject: NOTHING,
    companies: NOTHING,
    products: NOTHING,
    types: NOTHING,
    versions: UNVERSIONED,
    sketch: new Arrivals(),
    indexed: new Arrivals(),
    lead: null,
    leadFeature: -1,
    live: true,
    place: -1,
  };
}

/**
 * Adds an article.
 * @returns what idf is counted by: the places of the article's features that are new to the event, and the features that
 * the event has let go.
 */
export function addTo(event: LiveEvent, doc: WeightedDoc): { fresh: number[]; gone: number[] } {
  const fresh: number[] = [];
  event.count++;
  event.first = Math.min(event.first, doc.at);
  event.last = Math.max(event.last, doc.at);
  event.languages[doc.language] = (event.languages[doc.language] ?? 0) + 1;
  const { ids, channels, values, norms } = doc;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    const channel = channels[i]!;
    const before = event.profile.get(id);
    if (before === 0) fresh.push(i);
    const after = before + values[i]! / norms[channel]!;
    event.profile.set(id, after);
    event.norms[channel]! += after * after - before * before;
    if (channel === QUANTITY || channel === VERSION) {
      if (event.support === UNSUPPORTED) event.support = new Map();
      event.support.set(id, (event.support.get(id) ?? 0) + 1);
    }
  }
  event.subject = gained(event.subject, doc.subject);
  event.companies = gained(event.companies, doc.companies);
  event.products = gained(event.products, doc.products);
  event.types = gained(event.types, doc.types);
  event.lead = leading(event.companies);
  event.leadFeature = leadFeature(event.lead);
  for (const [base, set] of doc.versions) {
    if (event.versions === UNVERSIONED) event.versions = new Map();
    const known = event.versions.get(base) ?? new Map<string, number>();
    for (const v of set) known.set(v, (known.get(v) ?? 0) + 1);
    event.versions.set(base, known);
  }
  return { fresh, gone: event.profile.size > PROFILE_LIMIT ? trim(event) : [] };
}

/** Sums with an article's weights added. */
function gained(sums: Map<string, number>, more: ReadonlyMap<string, number>): Map<string, number> {
  if (more.size === 0) return sums;
  const out = sums === NOTHING ? new Map<string, number>() : sums;
  for (const [key, weight] of more) out.set(key, (out.get(key) ?? 0) + weight);
  return out;
}

function trim(event: LiveEvent): number[] {
  const order = event.profile.entries().sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  const kept = Math.floor(PROFILE_LIMIT * 0.7);
  event.profile = WeightTable.from(order.slice(0, kept));
  return order.slice(kept).map(([id, value]) => {
    event.norms[channelOf(id)]! -= value * value;
    if (event.support !== UNSUPPORTED) event.support.delete(id);
    return id;
  });
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
export const leadFeature = (lead: string | null): number =>
  lead === null ? -1 : idOf(fnv(lead, NAMES), ENTITY);

/** A live event written down: JSON text, exact to the last bit of every number. */
export interface StoredEvent {
  readonly id: string;
  readonly serial: number;
  readonly state: string;
}

export function storeEvent(event: LiveEvent): StoredEvent {
  const { id, serial, live: _l, place: _p, leadFeature: _f, ...rest } = event;
  const state = JSON.stringify({
    ...rest,
    profile: event.profile.entries(),
    support: [...event.support],
    subject: [...event.subject],
    companies: [...event.companies],
    products: [...event.products],
    types: [...event.types],
    versions: [...event.versions].map(([k, v]) => [k, [...v]]),
    sketch: event.sketch.entries(),
    indexed: event.indexed.entries(),
  });
  return { id, serial, state };
}

export function restoreEvent({ id, serial, state }: StoredEvent): LiveEvent {
  const s = JSON.parse(state);
  return {
    ...s,
    id,
    serial,
    profile: WeightTable.from(s.profile),
    support: new Map(s.support),
    subject: new Map(s.subject),
    companies: new Map(s.companies),
    products: new Map(s.products),
    types: new Map(s.types),
    versions: new Map(s.versions.map(([k, v]: [string, [string, number][]]) => [k, new Map(v)])),
    sketch: Arrivals.from(s.sketch),
    indexed: Arrivals.from(s.indexed),
    leadFeature: leadFeature(s.lead),
    live: true,
    place: -1,
  };
}
