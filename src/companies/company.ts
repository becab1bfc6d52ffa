import type { Note } from './note.ts';

export const RELATIONS = [
  'supplier_of',
  'customer_of',
  'licensee_of',
  'subsidiary_of',
  'shareholder_of',
] as const;
export type RelationKind = (typeof RELATIONS)[number];
/** Exchanges whose companies are named, by market identifier code (ISO 10383): Hong Kong, Shanghai, Shenzhen, Beijing. */
export const HOME_EXCHANGES = ['XHKG', 'XSHG', 'XSHE', 'BJSE'] as const;
export type Exchange = (typeof HOME_EXCHANGES)[number];

/** A page someone opened, with the day from which the world could know what it says. */
export interface DatedSource {
  readonly title: string;
  readonly url: string;
  /** YYYY-MM-DD; the last day it could mean where the page shows only a month or a year. */
  readonly publishedAt: string;
}

/** One fact of how a company earns, with the span of time it held and the source it rests on. */
export interface CompanyTrait {
  readonly trait: string;
  /** 0 < strength ≤ 1: 1 the core of what it is, 0.7 a main line, 0.4 a secondary one, 0.2 marginal. */
  readonly strength: number;
  /** Share of revenue 0..1 where a breakdown was published; null is not published, never a guess. */
  readonly share: number | null;
  readonly of: string | null;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly source: DatedSource;
  readonly note: Note | null;
}
export interface CompanyRelation {
  readonly kind: RelationKind;
  /** An entity's id or a ticker. */
  readonly to: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly source: DatedSource;
  readonly note: Note | null;
}
export interface Company {
  readonly ticker: string;
  readonly exchange: Exchange;
  /** The issuer's id: its A and H lines share it, and news speaks of it, not of a line. */
  readonly issuer: string;
  readonly name: { readonly zhHans: string; readonly zhHant: string; readonly en: string };
  readonly aliases: readonly string[];
  /** Names that resemble it and are not it. */
  readonly lookalikes: readonly string[];
  readonly listedOn: string;
  readonly delistedOn: string | null;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly products: readonly string[];
  readonly traits: readonly CompanyTrait[];
  readonly relations: readonly CompanyRelation[];
}
