import { buildMatcher, fold, type Hit, type Pattern } from '../text/index.ts';
import type { Alias, Entity } from './entity.ts';

export type Field = 'title' | 'body';

export interface EntityHit {
  readonly entityId: string;
  readonly field: Field;
  /** UTF-16 units into the field. */
  readonly start: number;
  readonly end: number;
}

export interface EntityDictionary {
  readonly entities: ReadonlyMap<string, Entity>;
  /** Every mention, the longest where two overlap, in order of field (title first) and start. */
  find(title: string, body: string): EntityHit[];
}

type Meaning =
  | { readonly kind: 'alias'; readonly entity: Entity; readonly alias: Alias }
  | { readonly kind: 'near'; readonly entity: Entity }
  | { readonly kind: 'unless'; readonly entity: Entity };

/** One automaton for aliases and for the words that confirm or rule them out, so a text is read once. */
export function buildDictionary(entities: readonly Entity[]): EntityDictionary {
  const meanings: Meaning[][] = [];
  const patterns: Pattern[] = [];
  const known = new Map<string, number>();
  const add = (text: string, meaning: Meaning): void => {
    const key = fold(text);
    let id = known.get(key);
    if (id === undefined) {
      id = patterns.length;
      known.set(key, id);
      patterns.push({ id, text });
      meanings.push([]);
    }
    meanings[id]!.push(meaning);
  };
  for (const entity of entities) {
    for (const alias of entity.aliases) add(alias.text, { kind: 'alias', entity, alias });
    if (entity.aliases.some((a) => a.ambiguous))
      for (const text of entity.near) add(text, { kind: 'near', entity });
    for (const text of entity.unless) add(text, { kind: 'unless', entity });
  }
  const matcher = buildMatcher(patterns);
  const byId = new Map(entities.map((e) => [e.id, e]));
  return {
    entities: byId,
    find(title, body) {
      const found: (EntityHit & { ambiguous: boolean })[] = [];
      const confirmed = new Set<string>();
      for (const field of ['title', 'body'] as const) {
        const text = field === 'title' ? title : body;
        const hits = matcher.find(text);
        const ruledOut: { entity: string; hit: Hit }[] = [];
        const candidates: (EntityHit & { ambiguous: boolean })[] = [];
        for (const hit of hits)
          for (const meaning of meanings[hit.id]!) {
            const entity = meaning.entity.id;
            if (meaning.kind === 'unless') ruledOut.push({ entity, hit });
            else if (meaning.kind === 'near') confirmed.add(entity);
            else if (!meaning.alias.caseSensitive || asWritten(meaning.alias.text, text, hit)) {
              if (!meaning.alias.ambiguous) confirmed.add(entity);
              candidates.push({
                entityId: entity,
                field,
                start: hit.start,
                end: hit.end,
                ambiguous: meaning.alias.ambiguous,
              });
            }
          }
        found.push(
          ...candidates.filter(
            (c) =>
              !ruledOut.some(
                (r) =>
                  r.entity === c.entityId &&
                  r.hit.start < c.end &&
                  c.start < r.hit.end &&
                  // A phrase inside the name itself (浪潮 in 浪潮信息) rules out nothing.
                  (r.hit.start < c.start || r.hit.end > c.end),
              ),
          ),
        );
      }
      return longest(found.filter((c) => !c.ambiguous || confirmed.has(c.entityId))).map(
        ({ ambiguous: _, ...hit }) => hit,
      );
    },
  };
}

export function findEntities(title: string, body: string, dictionary: EntityDictionary): EntityHit[] {
  return dictionary.find(title, body);
}

/** "Arm" and "ARM" are the company; "arm" and "aRM" are not. */
function asWritten(alias: string, text: string, hit: Hit): boolean {
  const slice = text.slice(hit.start, hit.end);
  return slice === alias || slice === alias.toUpperCase();
}

/** Of overlapping mentions the longest (苹果头显 is the Vision Pro, not Apple); of equal ones all. */
function longest<T extends EntityHit>(hits: readonly T[]): T[] {
  const order = [...hits].sort(
    (a, b) =>
      (a.field === b.field ? 0 : a.field === 'title' ? -1 : 1) ||
      a.start - b.start ||
      b.end - a.end ||
      (a.entityId < b.entityId ? -1 : a.entityId > b.entityId ? 1 : 0),
  );
  const out: T[] = [];
  for (const hit of order) {
    const last = out.at(-1);
    if (last !== undefined && last.field === hit.field && hit.start < last.end) {
      const same = hit.start === last.start && hit.end === last.end && hit.entityId !== last.entityId;
      if (!same) continue;
    }
    out.push(hit);
  }
  return out;
}

/** The company whose news an entity is: a product's maker, a person's company, through subsidiaries; itself where none. */
export function relationOf(id: string, dictionary: EntityDictionary): string {
  let at = id;
  // Chains are short (TPU -> Google); the bound keeps a cycle in the library from hanging a reader.
  for (let step = 0; step < 4; step++) {
    const maker = dictionary.entities.get(at)?.maker;
    if (maker === undefined || maker === null) return at;
    at = maker;
  }
  return at;
}
