import { isNotice } from '../extract/html/index.ts';
import { isReprint, isVersion, likeness } from './reprint.ts';
import { type Passages, passagesOf, sketchOf } from './sketch.ts';

/** One stored article that has a passage of the sample. */
export interface Posting {
  readonly value: number;
  readonly id: string;
  /** The first article with its text: itself, or the one it reprints. */
  readonly head: string;
}
/** What is asked of the store; the answers may come in any order. */
export interface Stored {
  postings(values: readonly number[]): Promise<readonly Posting[]>;
  texts(ids: readonly string[]): Promise<ReadonlyMap<string, { text: string; outlet: string }>>;
}
/** What a new article says again, and what it corrects. */
export interface Found {
  readonly duplicateOf: string | null;
  readonly supersedes: string | null;
}
const NOTHING: Found = { duplicateOf: null, supersedes: null };

/** A passage that stands in so many different texts is furniture (a notice, a form), not what any of them says. */
const FURNITURE = 4;
/** Full comparisons an article: the likeliest texts, and of each no more than two printings. */
const TEXTS = 6;
const PRINTINGS = 2;

/** With so many passages of its own, a text that shares none of them with another one shares only furniture. */
const FEW = 3;

/** Weight below which a text says too little to be recognised: about two short lines. */
const SHORTEST = 24;

export interface Sketched {
  /** Without notices. */
  readonly text: string;
  readonly passages: Passages;
  /** Hashes, unsigned; empty for a text that is too short to be recognised. */
  readonly values: readonly number[];
}

/** Lines that every reader knows for a newsroom's notice go first; furniture that nobody listed is found by how often it occurs. */
const withoutNotices = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !isNotice(line))
    .join('\n');

/** `text` is title, line feed, body. */
export function sketched(whole: string): Sketched {
  const text = withoutNotices(whole);
  const passages = passagesOf(text);
  const weight = passages.tokens.reduce((n, t) => n + t.weight, 0);
  return {
    text,
    passages,
    values: weight < SHORTEST ? [] : sketchOf(passages).map((at) => passages.hashes[at]!),
  };
}

/** A newsroom marks a corrected or renewed version in its title or first words. */
const CORRECTION =
  /^[\s（(【[]*(?:correct(?:ed|ion|s)\b|update[ds]?\b|refile\b|clarif(?:ies|ication)\b|更正|更新|勘误|修正|修订)|[（(【[](?:corrected|updated|更正|更新|勘误|修订)[^）)】\]]{0,12}[）)】\]]\s*$/i;

/**
 * What of the store this text says again: the first article of that text, if it is a reprint, or the earlier version of the same
 * outlet that it corrects. A corrected text may differ in its figures; a reprint may not.
 */
export async function originalOf(
  stored: Stored,
  article: { title: string; body: string; outlet: string },
  s: Sketched,
): Promise<Found> {
  if (s.values.length === 0) return NOTHING;
  const postings = await stored.postings(s.values);
  if (postings.length === 0) return NOTHING;
  const common = furniture(postings);
  const own = s.values.filter((v) => !common.has(v)).length;
  const wanted = likeliest(postings, common).filter((w) => w.own > 0 || own < FEW);
  const texts = await stored.texts(wanted.map((w) => w.id));
  const ignored = furnitureLines(s, common);
  const corrects = CORRECTION.test(article.title) || CORRECTION.test(article.body.slice(0, 40));
  let best: { head: string; score: number } | null = null;
  let corrected: { id: string; score: number } | null = null;
  for (const { id, head } of wanted) {
    const other = texts.get(id);
    if (other === undefined) continue;
    const text = withoutNotices(other.text);
    const passages = passagesOf(text);
    const b = sameLines(text, passages, s.passages, ignored);
    const l = likeness(s.passages, passages, { a: ignored, b });
    const score = l.shared - l.figures - l.edits / 20;
    if (isReprint(l) && (best === null || score > best.score)) best = { head, score };
    if (corrects && other.outlet === article.outlet && isVersion(l) && score > (corrected?.score ?? -9))
      corrected = { id, score };
  }
  if (corrected !== null) return { duplicateOf: null, supersedes: corrected.id };
  return best === null ? NOTHING : { duplicateOf: best.head, supersedes: null };
}

function furniture(postings: readonly Posting[]): ReadonlySet<number> {
  const heads = new Map<number, Set<string>>();
  for (const p of postings) heads.set(p.value, (heads.get(p.value) ?? new Set()).add(p.head));
  return new Set([...heads].filter(([, of]) => of.size >= FURNITURE).map(([value]) => value));
}

/** Those that share most, passages that are furniture last; ties by id, so that the answer does not depend on the store. */
function likeliest(
  postings: readonly Posting[],
  common: ReadonlySet<number>,
): { id: string; head: string; own: number }[] {
  const score = new Map<string, { head: string; own: number; all: number }>();
  for (const p of postings) {
    const s = score.get(p.id) ?? { head: p.head, own: 0, all: 0 };
    s.all++;
    if (!common.has(p.value)) s.own++;
    score.set(p.id, s);
  }
  const order = [...score].sort(([a, x], [b, y]) => y.own - x.own || y.all - x.all || (a < b ? -1 : 1));
  const printings = new Map<string, number>();
  const out: { id: string; head: string; own: number }[] = [];
  for (const [id, { head, own }] of order) {
    const n = printings.get(head) ?? 0;
    if (n >= PRINTINGS || (n === 0 && printings.size >= TEXTS)) continue;
    printings.set(head, n + 1);
    out.push({ id, head, own });
  }
  return out;
}

/**
 * Marks the words of the lines that are furniture: passages of the sample stand in them, and all of those in many texts.
 * A line without any passage of the sample is not judged.
 */
function furnitureLines(s: Sketched, common: ReadonlySet<number>): Uint8Array {
  const out = new Uint8Array(s.passages.tokens.length);
  if (common.size === 0) return out;
  const sample = new Set(s.values);
  for (const [from, to] of linesOf(s.text, s.passages)) {
    const held = [...s.passages.hashes.subarray(from, to)].filter((h) => sample.has(h));
    if (held.length > 0 && held.every((h) => common.has(h))) out.fill(1, from, to);
  }
  const left = s.passages.tokens.reduce((n, t, i) => (out[i] ? n : n + t.weight), 0);
  // a form of one line is all there is: its figures tell it from the others
  return left < SHORTEST ? out.fill(0) : out;
}

/** Part of a line's passages that must stand in furniture of the other text for it to be the same furniture. */
const SAME_LINE = 0.8;
function sameLines(text: string, p: Passages, known: Passages, marked: Uint8Array): Uint8Array {
  const out = new Uint8Array(p.tokens.length);
  const furniture = new Set(known.hashes.filter((_, i) => marked[i]));
  if (furniture.size === 0) return out;
  for (const [from, to] of linesOf(text, p)) {
    const line = [...p.hashes.subarray(from, to)];
    if (line.length > 0 && line.filter((h) => furniture.has(h)).length >= SAME_LINE * line.length)
      out.fill(1, from, to);
  }
  return out;
}

/** The tokens [from, to) of each line that has any. */
function* linesOf(text: string, p: Passages): Generator<[number, number]> {
  let from = 0;
  while (from < p.tokens.length) {
    const stop = text.indexOf('\n', p.tokens[from]!.start);
    let to = from;
    while (to < p.tokens.length && (stop < 0 || p.tokens[to]!.start < stop)) to++;
    yield [from, to];
    from = to;
  }
}
