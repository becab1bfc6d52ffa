// Written by scripts/table-types.mjs from migrations/.
import type { Generated } from 'kysely';

export interface SubscriberTable {
  id: string;
  email: string;
  language: Generated<string>;
  time_zone: Generated<string>;
  hour: Generated<number>;
  minimum_hype: Generated<number>;
  token: string;
  status: Generated<string>;
  created_at: string;
  scoreboard: Generated<boolean>;
  markets: Generated<string[]>;
}

export interface SubscriberThemeTable {
  subscriber_id: string;
  theme_id: string;
}

export interface EndpointTable {
  id: string;
  url: string;
  kind: Generated<string>;
  secret: string;
  previous_secret: string | null;
  previous_until: string | null;
  types: Generated<string[]>;
  themes: Generated<string[]>;
  tickers: Generated<string[]>;
  minimum_score: Generated<number>;
  status: Generated<string>;
  failures: Generated<number>;
  open_until: string | null;
  created_at: string;
  ordered: Generated<boolean>;
  restricted: Generated<string[]>;
  language: Generated<string>;
}

export interface DeliveryTable {
  id: string;
  target: string;
  endpoint_id: string | null;
  subscriber_id: string | null;
  type: string;
  event_id: string | null;
  sequence: number | null;
  key: string;
  payload: string;
  status: Generated<string>;
  attempts: Generated<number>;
  next_attempt_at: string;
  locked_until: string | null;
  created_at: string;
  delivered_at: string | null;
  last_error: string | null;
  chain: string | null;
  message_id: string | null;
}

export interface DeliveryAttemptTable {
  delivery_id: string;
  attempt: number;
  at: string;
  status: number | null;
  milliseconds: number;
  excerpt: string | null;
  error: string | null;
}
