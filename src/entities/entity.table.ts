// Written by scripts/table-types.mjs from migrations/.
import type { Generated } from 'kysely';

export interface EntityTable {
  id: string;
  kind: Generated<string>;
  name_zh: string;
  name_en: string;
}

export interface EntityAliasTable {
  entity_id: string;
  alias: string;
  script: string;
}

export interface ArticleEntityTable {
  article_id: string;
  entity_id: string;
  field: string;
  start_at: number;
  end_at: number;
}
