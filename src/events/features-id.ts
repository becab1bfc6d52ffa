const FNV = 0x811c9dc5;
/** FNV-1a of 32 bits over UTF-16 units (Fowler, Noll, Vo). */
export function fnv(text: string, from = FNV): number {
  let hash = from;
  for (let i = 0; i < text.length; i++) hash = fnvUnit(hash, text.charCodeAt(i));
  return hash;
}
export const fnvUnit = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193);

/** What keeps a word, a name and an amount that are written alike apart: their hashes begin differently. */
export const NAMES = fnv('e:');
export const VERSIONS = fnv('v:');
export const AMOUNTS = fnv('q:');
export const NOTIONS = fnv('t:');
export const WORDS = fnv('w:');
export const HEADS = fnv('h:');

/** A feature's id: 28 bits of the FNV-1a of its kind and name, times eight, plus the channel; a collision costs one weak match. */
export const idOf = (hash: number, channel: number): number => (hash >>> 4) * 8 + channel;
export const channelOf = (id: number): number => id % 8;
