import { createHash } from 'node:crypto';
import type { DraftDocument } from './source.ts';

/** 64 bits, in hex: enough to tell the items of one source apart. */
export const hashed = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Items remembered besides those that the source shows now. */
const REMEMBERED = 1000;

export interface SeenResult {
  /** New, or shown with another title or text than before: whether that is news or an edit, articles decide. */
  fresh: DraftDocument[];
  seen: string[];
}

/** UTF-16 units that are not written twice by chance: at one moment, and at any. A bare address says nothing. */
const TELLING = 8;
const TELLING_UNDATED = 80;

/**
 * Takes out what was handed on before. Where an item has an address, that names it, whatever its id says. Ids and
 * addresses may still churn (a session in the query, a new guid at each answer): an item that says to the letter what
 * one said that is gone, at the same time, is that one.
 */
export function withoutSeen(
  documents: readonly DraftDocument[],
  before: readonly string[],
  keep: (document: DraftDocument) => boolean,
): SeenResult {
  const known = new Map(before.map((entry) => [entry.slice(0, 16), entry.slice(17)]));
  const now = new Map<string, { document: DraftDocument; entry: string }>();
  for (const document of documents) {
    const key = hashed(document.key);
    if (!now.has(key)) now.set(key, { document, entry: entryOf(document) });
  }
  const gone = [...known].filter(([key]) => !now.has(key));
  const said = new Set(gone.map(([, entry]) => entry).filter((entry) => entry.length === 17));
  const fresh: DraftDocument[] = [];
  for (const [key, { document, entry }] of now) {
    // What an edit is told by is what it says, not when it says that it was published
    if (known.get(key)?.slice(0, 8) === entry.slice(0, 8)) continue;
    if (!known.has(key) && entry.length === 17 && said.has(entry)) continue;
    if (keep(document)) fresh.push(document);
  }
  return {
    fresh,
    seen: [
      ...gone.slice(-REMEMBERED),
      ...[...now].map(([key, { entry }]): [string, string] => [key, entry]),
    ].map(([key, entry]) => `${key}:${entry}`),
  };
}

/** Eight digits of what it says and, where that tells it from another of its title, eight of when. */
function entryOf(d: DraftDocument): string {
  const said = `${d.title ?? ''}\n${d.text}`;
  const content = hashed(said).slice(0, 8);
  if (said.length <= (d.publishedAt === null ? TELLING_UNDATED : TELLING)) return content;
  return `${content}:${hashed(d.publishedAt ?? '').slice(0, 8)}`;
}

/** The newest of them in the source's order; undated ones count as the oldest. */
export function newest(documents: readonly DraftDocument[], most: number): DraftDocument[] {
  if (documents.length <= most) return [...documents];
  const when = (d: DraftDocument): string => d.publishedAt ?? '';
  const order = documents
    .map((_, i) => i)
    .sort((a, b) => {
      const [x, y] = [when(documents[a]!), when(documents[b]!)];
      return x === y ? a - b : x > y ? -1 : 1;
    });
  return order
    .slice(0, most)
    .sort((a, b) => a - b)
    .map((i) => documents[i]!);
}
