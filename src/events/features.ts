import { type EntityDictionary, type EntityHit, type Lexicon, relationOf } from '../entities/index.ts';
import { detectLanguage, fold, sentences } from '../text/index.ts';
import { AMOUNTS, fnv, idOf, NAMES, NOTIONS, VERSIONS } from './features-id.ts';
import { FeatureList, type Features } from './features-list.ts';
import { eachMatch, quantities } from './features-quantities.ts';
import { sketchOf } from './features-sketch.ts';
import { informative } from './features-words.ts';
import { type Shape, shapeOf } from './roundup.ts';

/** What a feature is; each kind is compared on its own, so that many words cannot drown one product name. */
export const CHANNELS = [
  'entity',
  'version',
  'quantity',
  'term',
  'latin',
  'han',
  'titleLatin',
  'titleHan',
] as const;
export const ENTITY = 0;
export const VERSION = 1;
export const QUANTITY = 2;
export const TERM = 3;
export const LATIN = 4;
export const HAN = 5;
export const TITLE_LATIN = 6;
export const TITLE_HAN = 7;

export interface ClusterDoc {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** Detected where absent. */
  readonly language?: string;
  /** ISO 8601 UTC. */
  readonly publishedAt: string;
  readonly outlet?: string;
  readonly firstHand?: boolean;
  /** Where the caller has found them already; found here otherwise. */
  readonly entities?: readonly EntityHit[];
}

export interface DocFeatures extends Features {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly language: string;
  readonly shape: Shape;
  /** Whom the story is about (products and people count for their company too), weights sum to 1; empty where nobody is named. */
  readonly subject: ReadonlyMap<string, number>;
  /** The same with products and people counted for their company only: Sora and OpenAI lead one story. */
  readonly companies: ReadonlyMap<string, number>;
  /** The products among them that are not on everybody's lips: Sora, not the iPhone. */
  readonly products: ReadonlyMap<string, number>;
  /** Kinds of happening named in the title and first sentence, weights sum to 1. */
  readonly types: ReadonlyMap<string, number>;
  /** Versions named a product: gemini -> {1.5}. */
  readonly versions: ReadonlyMap<string, ReadonlySet<string>>;
  /** Smallest hashes of the text's shingles, for reprints. */
  readonly sketch: readonly number[];
}

export interface FeatureLibrary {
  readonly dictionary: EntityDictionary;
  readonly lexicon: Lexicon;
}

/** Stands in `subject` for whoever a headline does not name; it equals nothing. */
export const UNNAMED = '?';

/** A name of any kind with a number right behind it: Gemini 1.5, Veo3.1, GPT-4, H100, 文心4.0 (through its entity). */
const VERSIONED = /\b([A-Z][A-Za-z]{1,14})[ -]?(\d{1,4}(?:\.\d+)?)([A-Za-z]{0,2})(?![\d.,%A-Za-z]*[%\d])/g;
const NOT_A_PRODUCT = new Set(
  'q fy form no jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august september october november december since in on by from over about around nearly almost under than the of at to top phase chapter section page day week round level group part covid rmb usd us hk per and or up down some more after before until between fiscal year years monday tuesday wednesday thursday friday saturday sunday with for was were is are hit about series model version nasdaq act article rule item'.split(
    ' ',
  ),
);

/** Kinds that lead no story which a company, a product or a person is named for. */
const ASIDE: ReadonlySet<string | undefined> = new Set(['index', 'institution', undefined]);

/** Written over by each article. */
const list = new FeatureList();
let marks = new Uint8Array(8192);
/** What a unit of the text stands in: a name (names are compared as entities, not as words again), a term of the lexicon. */
const NAMED = 1;
const NOTION = 2;

/** Everything the clusterer looks at, from one document alone. Pure. */
export function featuresOf(doc: ClusterDoc, library: FeatureLibrary): DocFeatures {
  const { title, body } = doc;
  // Folded once: half of what reads a text wants it folded.
  const head = fold(title);
  const text = fold(body);
  const lead = leadEnd(body);
  const language = doc.language ?? detectLanguage(`${title}\n${body}`);
  list.clear();
  const add = (channel: number, kind: number, name: string, weight: number, prior: number): number =>
    list.add(idOf(fnv(name, kind), channel), channel, weight, prior);
  const subject = new Map<string, number>();
  const companies = new Map<string, number>();
  const versions = new Map<string, Set<string>>();
  const hits = doc.entities ?? library.dictionary.find(title, body);
  const version = (base: string, number: string, weight: number): void => {
    const set = versions.get(base) ?? new Set<string>();
    set.add(number);
    versions.set(base, set);
    add(VERSION, VERSIONS, `${base} ${number}`, weight, 0.003);
  };
  let titleRank = 0;
  let headed = false;
  const kindOf = (hit: EntityHit): string | undefined => library.dictionary.entities.get(hit.entityId)?.kind;
  const titled = hits.some((hit) => hit.field === 'title' && !ASIDE.has(kindOf(hit)));
  for (const hit of hits) {
    const entity = library.dictionary.entities.get(hit.entityId);
    if (entity === undefined) continue;
    const inTitle = hit.field === 'title';
    const place = inTitle ? 3 : hit.start < lead ? 1.5 : 1;
    const media = entity.kind === 'institution' && entity.frequent;
    const index = entity.kind === 'index';
    const weight = place * (media || index ? 0.25 : entity.kind === 'person' ? 0.7 : 1);
    add(ENTITY, NAMES, hit.entityId, weight, entity.frequent ? 0.08 : 0.01);
    const root = relationOf(hit.entityId, library.dictionary);
    if (root !== hit.entityId) {
      const maker = library.dictionary.entities.get(root);
      add(ENTITY, NAMES, root, weight * 0.4, maker?.frequent ? 0.08 : 0.01);
    }
    // An index is the subject of a headline that names nobody else; elsewhere it is only where somebody is listed.
    if (!media && (!index || (inTitle && !titled))) {
      // The first name in a headline is mostly its subject: SoftBank climbs on Arm's forecast.
      const told = inTitle ? [4, 2, 1.4][Math.min(2, titleRank++)]! : hit.start < lead ? 1 : 0.45;
      const own = entity.kind === 'person' ? (entity.maker === null ? 0.5 : 0.3) : 1;
      gain(subject, hit.entityId, told * own);
      if (root !== hit.entityId) gain(subject, root, told * (entity.kind === 'person' ? 0.7 : 0.4));
      gain(companies, root, told * (entity.kind === 'person' && entity.maker === null ? 0.5 : 1));
      if (inTitle) headed = true;
    }
    if (entity.kind !== 'product') continue;
    const field = inTitle ? title : body;
    const behind =
      /(\d{1,3}(?:\.\d+)?)[A-Za-z]?$/.exec(field.slice(hit.start, hit.end)) ??
      /^[ -]?[vV]?(\d{1,3}(?:\.\d+)?)(?![\d,.%]*[%\d亿万月年])/.exec(field.slice(hit.end, hit.end + 8));
    if (behind !== null) version(hit.entityId, behind[1]!, place);
  }
  for (const [part, from] of [
    [title, 3],
    [body, 1],
  ] as const)
    eachMatch(VERSIONED, part, (m) => {
      const base = m[1]!.toLowerCase();
      if (NOT_A_PRODUCT.has(base) || (/^(?:19|20)\d\d$/.test(m[2]!) && m[3] === '')) return;
      if (
        hits.some(
          (h) => (h.field === 'title') === (from === 3) && h.start < m.index + m[0].length && m.index < h.end,
        )
      )
        return;
      version(base, m[2]!, from);
    });
  for (const q of quantities(head)) add(QUANTITY, AMOUNTS, q.key, 2 * q.specific, priorOf(q.key));
  for (const q of quantities(text)) add(QUANTITY, AMOUNTS, q.key, q.specific, priorOf(q.key));
  const shape = shapeOf(title, body);
  // A headline that names nobody may be about anybody: names in the text then count for half.
  if (!headed && subject.size > 0)
    gain(
      subject,
      UNNAMED,
      [...subject.values()].reduce((a, b) => a + b, 0),
    );
  const about = normalised(subject);
  const products = new Map<string, number>();
  for (const [key, share] of about) {
    const entity = library.dictionary.entities.get(key);
    if (entity?.kind === 'product' && !entity.frequent) products.set(key, share);
  }
  const types = new Map<string, number>();
  // Title and body beside each other, a unit of text a byte.
  if (marks.length < title.length + body.length) marks = new Uint8Array(2 * (title.length + body.length));
  marks.fill(0, 0, title.length + body.length);
  const mark = (start: number, end: number, bit: number): void => {
    for (let i = start; i < end; i++) marks[i]! |= bit;
  };
  const terms = (part: string, from: number, end: number, place: number): void => {
    for (const hit of library.lexicon.find(part)) {
      mark(from + hit.start, from + hit.end, NOTION);
      const near = hit.start < end;
      add(TERM, NOTIONS, hit.term.id, near ? place : 1, hit.term.common ? 0.2 : 0.03);
      if (hit.term.type !== null && near)
        types.set(hit.term.type, (types.get(hit.term.type) ?? 0) + (place > 2 ? 1.5 : 0.5));
    }
  };
  terms(title, 0, title.length, 2.5);
  terms(body, title.length, lead, 1.5);
  for (const h of hits)
    if (h.field === 'title') mark(h.start, h.end, NAMED);
    else mark(title.length + h.start, title.length + h.end, NAMED);
  informative(title, head, (words, heads, han, weight, prior, start) => {
    const at = marks[start]!;
    if ((at & NAMED) !== 0) return;
    const channel = han ? HAN : LATIN;
    const place = list.add(idOf(words, channel), channel, 2 * weight, prior);
    if (at === 0) list.setPlain(place);
    const headed = han ? TITLE_HAN : TITLE_LATIN;
    list.add(idOf(heads, headed), headed, weight, prior);
  });
  informative(body, text, (words, _heads, han, weight, prior, start) => {
    const at = marks[title.length + start]!;
    if ((at & NAMED) !== 0) return;
    const channel = han ? HAN : LATIN;
    const place = list.add(idOf(words, channel), channel, weight, prior);
    if (at === 0) list.setPlain(place);
  });
  const { ids, channels, weights, priors, plain } = list.taken();
  return {
    id: doc.id,
    at: Date.parse(doc.publishedAt),
    language,
    // A guide to something in the news is part of its story; one that names nobody tells none.
    shape: shape === 'evergreen' && headed ? 'story' : shape,
    ids,
    channels,
    weights,
    priors,
    plain,
    subject: about,
    companies: normalised(companies),
    products,
    types: normalised(types),
    versions,
    sketch: sketchOf(head, text),
  };
}

function gain(weights: Map<string, number>, key: string, by: number): void {
  weights.set(key, (weights.get(key) ?? 0) + by);
}

function priorOf(key: string): number {
  if (key.startsWith('pct:') || key.startsWith('quarter:') || key.startsWith('time:')) return 0.02;
  return key.startsWith('date:') ? 0.02 : 0.003;
}

/** The title and the first sentence say what a story is about. */
function leadEnd(body: string): number {
  return sentences(body.slice(0, 600), 1)[0]?.end ?? 0;
}

function normalised(weights: Map<string, number>): Map<string, number> {
  let sum = 0;
  for (const w of weights.values()) sum += w;
  if (sum > 0) for (const [k, w] of weights) weights.set(k, w / sum);
  return weights;
}
