import { canonicalRule, type OpposedPair } from '../analogues/index.ts';
import type { Company } from '../companies/index.ts';
import type { Theme, Trait } from '../themes/index.ts';
import type { Parity } from './files.ts';

/*
 * What makes an entry of the files and a row of the tables the same: numbers as four-byte columns hold them, order only
 * where it means something. Two entries are equal where these texts are.
 */
const f = Math.fround;

export { canonicalRule };

const patterns = (term: Pick<Trait, 'patterns'>): unknown =>
  term.patterns.map((p) => [p.pattern, f(p.weight), p.near, p.unless]);

export function canonicalTrait(t: Trait): string {
  return JSON.stringify([t.axis, t.name.zh, t.name.en, t.meaning, patterns(t)]);
}
export function canonicalTheme(t: Theme): string {
  return JSON.stringify([t.name.zh, t.name.en, t.parent, patterns(t)]);
}

/** The tables hold one fact a key: the first of the file stays. */
function distinct<T>(rows: readonly T[], key: (row: T) => string): T[] {
  const seen = new Map<string, T>();
  for (const row of rows) if (!seen.has(key(row))) seen.set(key(row), row);
  return [...seen.values()];
}
export function ownNames(c: Company): Set<string> {
  return new Set([c.name.zhHans, c.name.zhHant, c.name.en]);
}
/** Names beside its own, lookalikes that are none of its names, products: as sets. */
export function namesOf(c: Company): { aliases: string[]; lookalikes: string[]; products: string[] } {
  const own = ownNames(c);
  const aliases = [...new Set(c.aliases)].filter((a) => !own.has(a));
  const known = new Set([...own, ...aliases]);
  return {
    aliases,
    lookalikes: [...new Set(c.lookalikes)].filter((l) => !known.has(l)),
    products: [...new Set(c.products)],
  };
}
export function factsOf(c: Company): Company['traits'] {
  return distinct(c.traits, (t) => [t.trait, t.validFrom, t.source.url].join('\n'));
}
export function relationsOf(c: Company): Company['relations'] {
  return distinct(c.relations, (r) => [r.kind, r.to, r.validFrom].join('\n'));
}

export function canonicalCompany(c: Company): string {
  const names = namesOf(c);
  return JSON.stringify([
    [c.exchange, c.issuer, c.name.zhHans, c.name.zhHant, c.name.en],
    [c.listedOn, c.delistedOn, c.summary.zh, c.summary.en],
    [...names.aliases].sort(),
    [...names.lookalikes].sort(),
    [...names.products].sort(),
    factsOf(c)
      .map((t) =>
        JSON.stringify([
          t.trait,
          f(t.strength),
          t.share === null ? null : f(t.share),
          t.of,
          t.validFrom,
          t.validTo,
          t.source.title,
          t.source.url,
          t.source.publishedAt,
          t.note === null ? null : [t.note.zh, t.note.en],
        ]),
      )
      .sort(),
    relationsOf(c)
      .map((r) =>
        JSON.stringify([
          r.kind,
          r.to,
          r.validFrom,
          r.validTo,
          r.source.title,
          r.source.url,
          r.source.publishedAt,
          r.note === null ? null : [r.note.zh, r.note.en],
        ]),
      )
      .sort(),
  ]);
}

export const opposedKey = (o: OpposedPair): string => `${o.event} against ${o.company}`;
export function canonicalOpposed(o: OpposedPair): string {
  return JSON.stringify([o.event, o.company, o.reason.zh, o.reason.en]);
}
export const parityKey = (p: Parity): string => `${p.trait} ${p.source.publishedAt}`;
export function canonicalParity(p: Parity): string {
  return JSON.stringify([
    p.trait,
    p.verdict,
    p.reason.zh,
    p.reason.en,
    p.source.title,
    p.source.url,
    p.source.publishedAt,
  ]);
}
