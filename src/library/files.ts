import type { OpposedPair, Rule } from '../analogues/index.ts';
import type { Company } from '../companies/index.ts';
import type { Entity, Lexicon } from '../entities/index.ts';
import type { HypeLibrary } from '../events/index.ts';
import type { Theme, Trait } from '../themes/index.ts';

/** The library as files say it: everything that an analyst reviews like code. */
export interface LibraryFiles {
  readonly traits: readonly Trait[];
  readonly themes: readonly Theme[];
  readonly entities: readonly Entity[];
  readonly lexicon: Lexicon;
  readonly hype: HypeLibrary;
  readonly companies: readonly Company[];
  readonly rules: readonly Rule[];
  readonly opposed: readonly OpposedPair[];
  readonly parity: readonly Parity[];
  /** Traits without a source: kept in the files as open questions, never loaded. */
  readonly unsourced: readonly { ticker: string; trait: string }[];
}
export interface Parity {
  readonly trait: string;
  readonly verdict: 'behind' | 'level' | 'ahead';
  readonly reason: { readonly zh: string; readonly en: string };
  readonly source: { readonly title: string; readonly url: string; readonly publishedAt: string };
}
