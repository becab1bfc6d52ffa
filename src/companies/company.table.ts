// Written by scripts/table-types.mjs from migrations/.
import type { Generated, GeneratedAlways } from 'kysely';

export interface CompanyTable {
  ticker: string;
  exchange: string;
  issuer: string;
  name_zh_hans: string;
  name_zh_hant: string;
  name_en: string;
  listed_on: string;
  delisted_on: string | null;
  summary_zh: string;
  summary_en: string;
}

export interface CompanyAliasTable {
  ticker: string;
  alias: string;
  lookalike: Generated<boolean>;
}

export interface CompanyProductTable {
  ticker: string;
  product: string;
}

export interface CompanyTraitTable {
  ticker: string;
  trait_id: string;
  valid_from: string;
  valid_to: string | null;
  strength: number;
  revenue_share: number | null;
  share_of: string | null;
  source_title: string;
  source_url: string;
  source_date: string;
  note: string | null;
  recorded_at: string;
  note_zh: string | null;
}

export interface CompanyRelationTable {
  ticker: string;
  kind: string;
  entity_id: string;
  valid_from: string;
  valid_to: string | null;
  source_title: string;
  source_url: string;
  source_date: string;
  note: string | null;
  recorded_at: string;
  note_zh: string | null;
}

export interface ProductParityTable {
  trait_id: string;
  verdict: string;
  reason_zh: string;
  reason_en: string;
  source_title: string;
  source_url: string;
  source_date: string;
}

export interface LibraryVersionTable {
  version: GeneratedAlways<number>;
  digest: string;
  recorded_at: string;
}
