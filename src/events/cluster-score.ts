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
import { sharedSketch } from './features-sketch.ts';

/** How an article and an event compare, each 0..1 unless told. `explain` prints them as they are. */
export interface Parts {
  /** Cosine of the names. */
  entity: number;
  /** Cosine of the names without the leading one: the others in the story. */
  names: number;
  /** How much of "whom it is about" is the same. */
  subject: number;
  /** How much of both is about one product that is not on everybody's lips. */
  product: number;
  /** Whether the one most told of is the same in both: SoftBank's gain on Arm is SoftBank's, though Arm is in it. */
  lead: number;
  /** The same, times ln of how many times FEW the live events are that the company leads: the more, the less one name says. */
  crowd: number;
  /** ln of how many times MANY the live events are: the more there are, the more of them look alike by chance. */
  throng: number;
  /** Both have a leading company, and neither leads the other side: an investor's day beside its holding's results. */
  otherLead: number;
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
  /** How much of what is rare in the article's words, lexicon terms apart, the event has too: each word with the cube of its weight. */
  telling: number;
  /**
   * 1 where nothing particular is shared: no name, product, amount or rare word, only notions and turns of phrase. Two
   * lawsuits of two companies that no dictionary knows are two stories.
   */
  strange: number;
  /** The cosine of the notions where nothing particular is shared. */
  notions: number;
  /**
   * The cosine of the notions where each side is about somebody else and no further name is shared: two companies report on
   * one day, in the same turns.
   */
  twins: number;
  /** Cosine of headlines. */
  title: number;
  /** Share of the article's shingles that the event has: quoted or reprinted text. */
  text: number;
  /** 1 where little but the leading name is shared: one company has many stories a week. */
  bare: number;
  /** ln(articles) up to 20: a story told often will be told again. */
  size: number;
  /** The event has no article in this language yet. */
  crossLanguage: number;
  /** ln(1 + days) from the nearer end of the event. */
  gap: number;
}
export const PART_NAMES = [
  'entity',
  'names',
  'subject',
  'product',
  'lead',
  'crowd',
  'throng',
  'otherLead',
  'otherSubject',
  'version',
  'otherVersion',
  'quantity',
  'term',
  'type',
  'otherType',
  'words',
  'foreign',
  'telling',
  'strange',
  'notions',
  'twins',
  'title',
  'text',
  'bare',
  'size',
  'crossLanguage',
  'gap',
] as const satisfies readonly (keyof Parts)[];

export type Weights = Readonly<Record<keyof Parts | 'bias', number>>;

/**
 * Log-odds a unit of each part. Found by bench/events/fit.ts (logistic regression with an L2 prior around values written
 * by hand, gold events kept while reading) on two labelled streams of February 2024 and a thinned generated one, then
 * rounded; parts that say much the same (entity, subject, product, title) were set to small positive values by hand.
 * `strange`, `notions`, `crowd` and `throng` were set by hand on a generated stream of half unknown companies; the first two
 * leave the labelled streams as they were, the others are 0 in streams as small as those. Bayes would have -1 for both of
 * the last: of n events that look alike, one is the right one.
 */
export const WEIGHTS: Weights = {
  bias: -3.3,
  entity: 0.3,
  names: 1.1,
  subject: 0.1,
  product: 0.2,
  lead: 2.4,
  crowd: -1,
  throng: -1.25,
  otherLead: -3,
  otherSubject: -3,
  version: 1.7,
  otherVersion: -2.0,
  quantity: 2.6,
  term: 5.6,
  type: 0.6,
  otherType: -1.2,
  words: 4.8,
  foreign: 3.0,
  telling: 0,
  strange: -3,
  notions: -8,
  twins: -4,
  title: 0.2,
  text: 1.3,
  bare: -1.3,
  size: 1.3,
  crossLanguage: -0.8,
  gap: -1.8,
};

/** From this probability on an article joins, unless a caller says otherwise. */
export const JOIN_AT = 0.33;

const DAY = 86_400_000;
/** Live events of one company that are no crowd yet. */
const FEW = 4;
/** Live events of all companies that are no throng yet. */
const MANY = 300;
/** A notion expected in more events than this is on everybody's lips. */
const COMMON_TERM = 0.1;

/** Where each part stands in the array that `compare` writes. */
const AT = Object.freeze(Object.fromEntries(PART_NAMES.map((name, i) => [name, i]))) as Readonly<
  Record<keyof Parts, number>
>;
/** Scratch of one comparison: the shared weight a channel. */
const dots = new Float64Array(CHANNELS.length);

/**
 * Compares an article with an event and writes the parts into `out` from `from` on, in the order of PART_NAMES: ten
 * comparisons an article, of which hardly one is ever shown.
 * @param led how many live events the company leads that leads this one.
 * @param live how many live events there are.
 */
export function compare(
  doc: WeightedDoc,
  event: LiveEvent,
  led: number,
  live: number,
  out: Float64Array,
  from: number,
): void {
  dots.fill(0);
  let amounts = 0;
  let told = 0;
  let shared = 0;
  const articles = Math.min(event.count, 6);
  const chinese = doc.language === 'zh';
  const wordChannel = chinese ? HAN : LATIN;
  const { ids, channels, values, plain, priors } = doc;
  const { profile } = event;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    const there = profile.get(id);
    if (there === 0) continue;
    const channel = channels[i]!;
    const value = values[i]!;
    dots[channel]! += value * there;
    if (channel === TERM && priors[i]! < COMMON_TERM) shared++;
    if (channel === wordChannel) told += plain[i]! * value * value * value;
    else if (channel === QUANTITY)
      // An amount that one of forty articles mentions is not the event's amount.
      amounts += value * Math.sqrt(Math.min(1, (event.support.get(id) ?? 0) / articles));
  }
  const subject =
    doc.subject.size === 0 || event.subject.size === 0 ? 0 : overlap(doc.subject, event.subject, event.count);
  const product = Math.min(1, overlap(doc.products, event.products, event.count) / 0.4);
  const lead = leadOf(doc, event);
  const otherLead = doc.lead === null || event.lead === null ? 0 : 1 - Math.min(1, lead / 0.2);
  const otherSubject = doc.subject.size > 0 && event.subject.size > 0 ? 1 - Math.min(1, subject / 0.25) : 0;
  const away = Math.max(0, doc.at - event.last, event.first - doc.at);
  const typed = doc.types.size > 0 && event.types.size > 0;
  const type = typed ? overlap(doc.types, event.types, event.count) : 0;
  const crossLanguage = event.languages[doc.language] === undefined;
  const latin = cosine(doc, event, LATIN);
  const words = crossLanguage ? 0 : chinese ? 0.8 * cosine(doc, event, HAN) + 0.2 * latin : latin;
  const foreign = crossLanguage ? latin : 0;
  const names = otherNames(doc, event, dots[ENTITY]!);
  const version = cosine(doc, event, VERSION);
  const term = cosine(doc, event, TERM);
  const quantity = 1 - Math.exp(-amounts / 10);
  const title = crossLanguage ? 0 : cosine(doc, event, chinese ? TITLE_HAN : TITLE_LATIN);
  const what = words + foreign + 0.7 * term + 0.6 * quantity + 0.5 * title + 0.5 * version + 0.4 * names;
  const telling = crossLanguage || doc.telling === 0 ? 0 : told / doc.telling;
  const text = sharedSketch(doc.sketch, event.sketch);
  const strange =
    (1 - lead) *
    (1 - product) *
    (1 - version) *
    (1 - names) *
    (1 - Math.min(1, quantity / 0.4)) *
    // One notion in common is a subject, three are a story.
    (1 - Math.min(1, Math.max(0, shared - 1) / 2)) *
    (1 - Math.min(1, foreign / 0.3)) *
    (1 - Math.min(1, telling / 0.2)) *
    (1 - Math.min(1, text / 0.3));
  out[from + AT.entity] = cosine(doc, event, ENTITY);
  out[from + AT.names] = names;
  out[from + AT.subject] = subject;
  out[from + AT.product] = product;
  out[from + AT.lead] = lead;
  out[from + AT.throng] = Math.log(Math.max(1, live / MANY));
  out[from + AT.crowd] = lead * Math.log(Math.max(1, led / FEW));
  out[from + AT.otherLead] = otherLead;
  out[from + AT.otherSubject] = otherSubject;
  out[from + AT.version] = version;
  out[from + AT.otherVersion] = versionConflict(doc, event);
  out[from + AT.quantity] = quantity;
  out[from + AT.term] = term;
  out[from + AT.type] = type;
  out[from + AT.otherType] = typed ? 1 - Math.min(1, type / 0.2) : 0;
  out[from + AT.words] = words;
  out[from + AT.foreign] = foreign;
  out[from + AT.telling] = telling;
  out[from + AT.strange] = strange;
  out[from + AT.notions] = strange * term;
  out[from + AT.twins] = otherLead * otherSubject * (1 - names) * term;
  out[from + AT.title] = title;
  out[from + AT.text] = text;
  // A new product's name is nearly a story's name; a company's is not.
  out[from + AT.bare] = (1 - Math.min(1, what / 0.5)) * (1 - product);
  out[from + AT.size] = Math.min(1, Math.log(event.count) / Math.log(20));
  out[from + AT.crossLanguage] = crossLanguage ? 1 : 0;
  out[from + AT.gap] = Math.log1p(away / DAY);
}

function cosine(doc: WeightedDoc, event: LiveEvent, channel: number): number {
  const length = doc.norms[channel]! * Math.sqrt(Math.max(0, event.norms[channel]!));
  return length === 0 ? 0 : Math.min(1, dots[channel]! / length);
}

/** The parts that `compare` wrote at a place, by their names. */
export function partsAt(v: Float64Array, at: number): Parts {
  return {
    entity: v[at + AT.entity]!,
    names: v[at + AT.names]!,
    subject: v[at + AT.subject]!,
    product: v[at + AT.product]!,
    lead: v[at + AT.lead]!,
    crowd: v[at + AT.crowd]!,
    throng: v[at + AT.throng]!,
    otherLead: v[at + AT.otherLead]!,
    otherSubject: v[at + AT.otherSubject]!,
    version: v[at + AT.version]!,
    otherVersion: v[at + AT.otherVersion]!,
    quantity: v[at + AT.quantity]!,
    term: v[at + AT.term]!,
    type: v[at + AT.type]!,
    otherType: v[at + AT.otherType]!,
    words: v[at + AT.words]!,
    foreign: v[at + AT.foreign]!,
    telling: v[at + AT.telling]!,
    strange: v[at + AT.strange]!,
    notions: v[at + AT.notions]!,
    twins: v[at + AT.twins]!,
    title: v[at + AT.title]!,
    text: v[at + AT.text]!,
    bare: v[at + AT.bare]!,
    size: v[at + AT.size]!,
    crossLanguage: v[at + AT.crossLanguage]!,
    gap: v[at + AT.gap]!,
  };
}

/** The entity cosine without the names that lead either side. */
function otherNames(doc: WeightedDoc, event: LiveEvent, dot: number): number {
  const a = doc.leadFeature;
  const b = event.leadFeature;
  let own = doc.norms[ENTITY]! ** 2;
  let theirs = event.norms[ENTITY]! - event.profile.get(a) ** 2;
  if (b !== a) theirs -= event.profile.get(b) ** 2;
  let shared = dot;
  for (let i = 0; i < doc.ids.length; i++) {
    const id = doc.ids[i]!;
    if (id !== a && id !== b) continue;
    own -= doc.values[i]! ** 2;
    shared -= doc.values[i]! * event.profile.get(id);
  }
  return own <= 1e-9 || theirs <= 1e-9 ? 0 : Math.max(0, Math.min(1, shared / Math.sqrt(own * theirs)));
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

/** How near each side's leading company is to leading the other side too, the weaker of the two. */
function leadOf(doc: WeightedDoc, event: LiveEvent): number {
  if (doc.lead === null || event.lead === null) return 0;
  return Math.min(
    (event.companies.get(doc.lead) ?? 0) / event.companies.get(event.lead)!,
    (doc.companies.get(event.lead) ?? 0) / doc.companies.get(doc.lead)!,
  );
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

/** The bias and the weight of each part, in the order of PART_NAMES. */
export const weightArray = (weights: Weights): Float64Array =>
  Float64Array.from([weights.bias, ...PART_NAMES.map((name) => weights[name])]);

/** @param weights from `weightArray`. @returns the probability that the parts at `from` are those of one event. */
export function probability(parts: Float64Array, from: number, weights: Float64Array): number {
  let z = weights[0]!;
  for (let i = 1; i < weights.length; i++) z += weights[i]! * parts[from + i - 1]!;
  return 1 / (1 + Math.exp(-z));
}

/** The three parts that spoke most for joining, or (sign -1) most against it, in one phrase. */
export function strongest(parts: Parts, weights: Weights, sign = 1): string {
  return (Object.keys(parts) as (keyof Parts)[])
    .map((name) => ({ name, part: parts[name], push: weights[name] * parts[name] * sign }))
    .filter((p) => p.push > 0.05)
    .sort((a, b) => b.push - a.push)
    .slice(0, 3)
    .map((p) => `${p.name} ${p.part.toFixed(2)}`)
    .join(', ');
}
