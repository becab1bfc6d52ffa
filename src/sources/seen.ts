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

/**
 * Takes out what was handed on before. Ids that churn do not matter where an item has an address, since that names it.
 * `baseline`: nothing is handed on, only remembered.
 */
export function withoutSeen(
  documents: readonly DraftDocument[],
  before: readonly string[],
  keep: (document: DraftDocument) => boolean,
): SeenResult {
  const known = new Map(before.map((entry) => [entry.slice(0, 16), entry.slice(17)]));
  const now = new Map<string, string>();
  const fresh: DraftDocument[] = [];
  for (const d of documents) {
    const key = hashed(d.key);
    const content = hashed(`${d.title ?? ''}\n${d.text}`).slice(0, 8);
    if (now.has(key)) continue;
    now.set(key, content);
    if (known.get(key) !== content && keep(d)) fresh.push(d);
  }
  const older = [...known].filter(([key]) => !now.has(key)).slice(-REMEMBERED);
  return { fresh, seen: [...older, ...now].map(([key, content]) => `${key}:${content}`) };
}
