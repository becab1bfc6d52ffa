// Written by scripts/table-types.mjs from migrations/.
import type { Generated, GeneratedAlways } from 'kysely';

export interface EventTable {
  id: string;
  origin: string;
  headline: string;
  headline_zh: string | null;
  headline_en: string | null;
  state: Generated<string>;
  first_seen: string;
  last_seen: string;
  first_article_id: string;
  issuer_entity: string | null;
  parent_event_id: string | null;
  unread: Generated<boolean>;
  sequence: Generated<number>;
  recorded_at: string;
  linked_at: string | null;
  parent_act: string | null;
  parent_reason: string | null;
  parent_reason_zh: string | null;
  loud_at: string | null;
}

export interface EventArticleTable {
  article_id: string;
  event_id: string;
  joined_at: string;
  score: number;
  why: string;
}

export interface EventThemeTable {
  event_id: string;
  theme_id: string;
  weight: number;
  articles: number;
  first_seen: string;
  loud_at: string | null;
}

export interface EventSubjectTable {
  event_id: string;
  entity_id: string;
  first_seen: string;
}

export interface EventTraitTable {
  event_id: string;
  trait_id: string;
  strength: number;
  first_hand: boolean;
  articles: number;
}

export interface EventStateTable {
  event_id: string;
  at: string;
  from_state: string | null;
  to_state: string;
  reason: string;
  reason_zh: Generated<string>;
  score: number | null;
  outlets: number | null;
  silent_hours: number | null;
  weights_version: number | null;
}

export interface EventCorrectionTable {
  id: GeneratedAlways<number>;
  kind: string;
  event_id: string;
  into_event_id: string | null;
  article_id: string | null;
  author: string;
  at: string;
  why: string;
}

export interface ClusterEventTable {
  stream: string;
  event_id: string;
  serial: number;
  revision: number;
  state: string;
}

export interface EventRetractionTable {
  event_id: string;
  author: string;
  at: string;
  why: string;
}

export interface HypeWeightTable {
  version: number;
  component: string;
  weight: number;
}

export interface HypeThresholdTable {
  version: number;
  name: string;
  value: number;
}

export interface HypeScoreTable {
  event_id: string;
  at: string;
  score: number;
  burst: number;
  spread: number;
  reach: number;
  language: number;
  novelty: number;
  first_hand: number;
  surprise: number | null;
  price: number | null;
  weights_version: number;
  theme_id: string | null;
  articles_day: number | null;
  theme_day: number | null;
  usual_day: number | null;
  burst_z: number | null;
  outlets: number | null;
  reach_sum: number | null;
  loud_sum: number | null;
  loud_words: string | null;
  issuer_before: number | null;
  theme_before: number | null;
  development: boolean | null;
  surprise_ratio: number | null;
  price_ticker: string | null;
  price_from: string | null;
  price_to: string | null;
  price_move: number | null;
  price_sigma: number | null;
  price_generated: boolean | null;
  voices: number | null;
  tier_1: number | null;
  tier_2: number | null;
  tier_3: number | null;
  tier_4: number | null;
  loud_outlets: number | null;
  first_hand_articles: number | null;
  first_hand_outlet: string | null;
  issuer_weight: number | null;
  theme_weight: number | null;
}
