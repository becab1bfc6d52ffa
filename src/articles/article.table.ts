// Written by scripts/table-types.mjs from migrations/.
import type { Generated } from 'kysely';

export interface ArticleTable {
  id: string;
  source_id: string | null;
  document_id: string | null;
  origin: string;
  url: string;
  canonical_url: string;
  title: string;
  body: string;
  author: string | null;
  language: string;
  outlet: string;
  tier: Generated<number>;
  first_hand: Generated<boolean>;
  published_at: string;
  fetched_at: string;
  detected_at: string;
  duplicate_of: string | null;
  revision: Generated<number>;
  revised_at: string | null;
  analysed_at: string | null;
  published_stated: Generated<boolean>;
  supersedes: string | null;
  page_kind: string | null;
}

export interface ArticleRevisionTable {
  article_id: string;
  revision: number;
  title: string;
  body: string;
  seen_at: string;
  cause: Generated<string>;
}

export interface ArticlePageTable {
  article_id: string;
  page: number;
  start_at: number;
}

export interface ArticleSketchTable {
  value: number;
  published_at: string;
  article_id: string;
}
