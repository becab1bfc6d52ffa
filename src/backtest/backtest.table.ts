// Written by scripts/table-types.mjs from migrations/.
export interface ScoreboardRunTable {
  id: string;
  week: string;
  origin: string;
  as_of: string;
  from_day: string;
  to_day: string;
  calls: number;
  events: number;
  trades: number;
  hindsight: number;
  not_public: number;
  not_listed: number;
  no_prices: number;
  suspended: number;
  limit_up: number;
  pending: number;
  trials: number;
  false_alarms: number;
  confidence: number;
  resamples: number;
  seed: number;
  benchmark: string;
  generated: boolean;
  verdict: string;
  verdict_scope: string;
  computed_at: string;
}

export interface ScoreboardRowTable {
  run_id: string;
  position: number;
  grp: string;
  contrast: boolean;
  scope: string;
  horizon: number;
  trades: number;
  events: number;
  mean: number | null;
  low: number | null;
  high: number | null;
  median: number | null;
  hit_rate: number | null;
}

export interface ScoreboardMissTable {
  run_id: string;
  position: number;
  event_id: string;
  ticker: string;
  kind: string;
  rule_id: string | null;
  entered_on: string;
  exit_on: string;
  abnormal: number;
  hindsight: boolean;
}
