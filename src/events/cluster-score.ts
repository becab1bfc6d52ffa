import type { LiveEvent, WeightedDoc } from './cluster-event.ts';
import {
  CHANNELS,
  ENTITY,
  HAN,
  LATIN,
  QUANTITY,
  TERM,
  TITLE_HAN,
  TITLE_LATIN,
  UNNAMED,
  VERSION,
} from './features.ts';

/** How an article and an event compare, each 0..1 unless told. `explain` prints them as they are. */
export interface Parts {
  /** Cosine of the names. */
  entity: number;
  /** How much of "whom it is about" is the same. */
  subject: number;
  /** Whether the one most told of is the same in both: SoftBank's gain on Arm is SoftBank's, though Arm is in it. */
  lead: number;
  /** Both say whom they are about, and it is hardly the same. */
  otherSubject: number;
  /** Cosine of product names with a version. */
  version: number;
  /** One product, but another version than the event's: Gemini 1.0 beside 1.5. */
  otherVersion: number;
  /** 1 − exp(−shared amounts): two telling amounts in common are already much. */
  quantity: number;
  /** Cosine of the notions in either language. */
  term: number;
  /** How much of the kinds of happening is the same. */
  type: number;
  /** Both say what happened, and it is not the same. */
  otherType: number;
  /** Cosine of words, where both have text in one language. */
  words: number;
  /** Cosine of Latin words, where the languages differ. */
  foreign: number;
  /** Cosine of headlines. */
  title: number;
  /** The event has no article in this language yet. */
  crossLanguage: number;
  /** ln(1 + days) from the nearer end of the event. */
  gap: number;
}
export const PART_NAMES = [
  'entity',
  'subject',
  'lead',
  'otherSubject',
  'version',
  'otherVersion',
  'quantity',
  'term',
  'type',
  'otherType',
  'words',
  'foreign',
  'title',
  'crossLanguage',
  'gap',
] as const satisfies readonly (keyof Parts)[];

export type Weights = Readonly<Record<keyof Parts | 'bias', number>>;

/**
 * Log-odds a unit of each part. Fitted by bench/events/fit.ts (logistic regression with an L2 prior, gold events kept
 * while reading) on the two labelled streams of February 2024, then rounded; the signs are what one would write by hand.
 */
export const WEIGHTS: Weights = {
  bias: -2.6,
  entity: 2.3,
  subject: 2.4,
  lead: 1.4,
  otherSubject: -1.9,
  version: 2.0,
  otherVersion: -2.0,
  quantity: 3.2,
  term: 4.0,
  type: 0.2,
  otherType: -1.1,
  words: 5.4,
  foreign: 3.0,
  title: 2.8,
  crossLanguage: 0.1,
  gap: -1.4,
};

const DAY = 86_400_000;

export function compare(doc: WeightedDoc, event: LiveEvent): Parts {
  const dots = CHANNELS.map(() => 0);
  let amounts = 0;
  for (const f of doc.weighted) {
    const there = event.profile.get(f.id);
    if (there === undefined) continue;
    dots[f.channel]! += f.value * there;
    if (f.channel === QUANTITY)
      // An amount that one of forty articles mentions is not the event's amount.
      amounts += f.value * Math.sqrt(Math.min(1, (event.support.get(f.id) ?? 0) / Math.min(event.count, 6)));
  }
  const cosine = (channel: number): number => {
    const length = doc.norms[channel]! * Math.sqrt(Math.max(0, event.norms[channel]!));
    return length === 0 ? 0 : Math.min(1, dots[channel]! / length);
  };
  const subject =
    doc.subject.size === 0 || event.subject.size === 0 ? 0 : overlap(doc.subject, event.subject, event.count);
  const typed = doc.types.size > 0 && event.types.size > 0;
  const type = typed ? overlap(doc.types, event.types, event.count) : 0;
  const crossLanguage = event.languages[doc.language] === undefined;
  const chinese = doc.language === 'zh';
  const latin = cosine(LATIN);
  const words = crossLanguage ? 0 : chinese ? 0.8 * cosine(HAN) + 0.2 * latin : latin;
  return {
    entity: cosine(ENTITY),
    subject,
    lead: leadOf(doc.subject, event.subject),
    otherSubject: doc.subject.size > 0 && event.subject.size > 0 ? 1 - Math.min(1, subject / 0.25) : 0,
    version: cosine(VERSION),
    otherVersion: versionConflict(doc, event),
    quantity: 1 - Math.exp(-amounts / 10),
    term: cosine(TERM),
    type,
    otherType: typed ? 1 - Math.min(1, type / 0.2) : 0,
    words,
    foreign: crossLanguage ? latin : 0,
    title: crossLanguage ? 0 : cosine(chinese ? TITLE_HAN : TITLE_LATIN),
    crossLanguage: crossLanguage ? 1 : 0,
    gap: Math.log1p(Math.max(0, doc.at - event.last, event.first - doc.at) / DAY),
  };
}

/** Sum of minima of two distributions; the event's is summed over its articles. */
function overlap(
  doc: ReadonlyMap<string, number>,
  event: ReadonlyMap<string, number>,
  count: number,
): number {
  let sum = 0;
  for (const [key, weight] of doc)
    if (key !== UNNAMED) sum += Math.min(weight, (event.get(key) ?? 0) / count);
  return sum;
}

/** How near each side's leading name is to leading the other side too, the weaker of the two. */
function leadOf(doc: ReadonlyMap<string, number>, event: ReadonlyMap<string, number>): number {
  const a = top(doc);
  const b = top(event);
  if (a === undefined || b === undefined) return 0;
  return Math.min((event.get(a[0]) ?? 0) / b[1], (doc.get(b[0]) ?? 0) / a[1]);
}

function top(weights: ReadonlyMap<string, number>): [string, number] | undefined {
  let best: [string, number] | undefined;
  for (const [key, w] of weights) if (key !== UNNAMED && (best === undefined || w > best[1])) best = [key, w];
  return best;
}

/** 1 where a product stands in both with versions, none of which is shared. */
function versionConflict(doc: WeightedDoc, event: LiveEvent): number {
  for (const [base, versions] of doc.versions) {
    const known = event.versions.get(base);
    if (known === undefined) continue;
    let shared = false;
    for (const v of versions) if (known.has(v)) shared = true;
    if (!shared) return 1;
  }
  return 0;
}

export function probability(parts: Parts, weights: Weights): number {
  let z = weights.bias;
  for (const name of PART_NAMES) z += weights[name] * parts[name];
  return 1 / (1 + Math.exp(-z));
}
