// Written by scripts/table-types.mjs from migrations/.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

/** JSON columns are read as values and written as text. */
type JsonColumn = ColumnType<unknown, string | undefined, string>;

export interface SourceTable {
  id: string;
  name: string;
  url: string;
  kind: string;
  language: Generated<string>;
  tier: Generated<number>;
  time_zone: Generated<string>;
  first_hand: Generated<boolean>;
  entity_id: string | null;
  provenance: string;
  status: Generated<string>;
  options: JsonColumn;
  cadence_seconds: Generated<number>;
  next_poll_at: string | null;
  etag: string | null;
  last_modified: string | null;
  state: JsonColumn;
  last_attempt_at: string | null;
  last_success_at: string | null;
  last_item_at: string | null;
  failures: Generated<number>;
  last_error: string | null;
  items_per_day: number | null;
  leased_until: string | null;
}

export interface FetchHostTable {
  host: string;
  next_request_at: string;
  robots: string | null;
  robots_fetched_at: string | null;
}

export interface FetchLogTable {
  id: GeneratedAlways<number>;
  source_id: string | null;
  url: string;
  at: string;
  status: number | null;
  conditional: Generated<boolean>;
  bytes: Generated<number>;
  milliseconds: Generated<number>;
  items: Generated<number>;
  error: string | null;
}

export interface DocumentTable {
  id: string;
  source_id: string | null;
  url: string;
  content_type: string | null;
  content_hash: string;
  bytes: number;
  charset: string | null;
  kept_at: string | null;
  fetched_at: string;
}

export interface SkippedPageTable {
  url: string;
  source_id: string | null;
  kind: string;
  title: string;
  first_at: string;
  last_at: string;
  times: Generated<number>;
}

export interface PageWantedTable {
  id: string;
  source_id: string;
  url: string;
  host: string;
  title: string;
  body: string;
  author: string | null;
  published_at: string | null;
  held: boolean;
  wanted_at: string;
  attempts: Generated<number>;
  next_attempt_at: string;
  leased_until: string | null;
}

export interface SourceAlarmTable {
  source_id: string;
  raised_at: string;
  kind: string;
  since: string | null;
  sentence: string;
  sentence_zh: string;
  told: Generated<number>;
  cleared_at: string | null;
}
