// Written by scripts/table-types.mjs from migrations/.
import type { Generated } from 'kysely';

export interface ReleaseTable {
  id: string;
  article_id: string;
  event_id: string | null;
  issuer_entity: string | null;
  issuer: string;
  published_at: string;
  first_hand: boolean;
}

export interface ReleaseFigureTable {
  release_id: string;
  position: number;
  kind: string;
  metric: string;
  name: string | null;
  period: string | null;
  low: number | null;
  high: number | null;
  point: number | null;
  unit: string;
  direction: string | null;
  yoy_low: number | null;
  yoy_high: number | null;
  expected: number | null;
  surprise: number | null;
  start_at: number;
  end_at: number;
  field: Generated<string>;
}

export interface ReleaseComparisonTable {
  release_id: string;
  position: number;
  basis: string;
  told: string;
  low: number | null;
  high: number | null;
  point: number | null;
  unit: string;
  value: number;
  measure: string;
  grade: number;
  against_release_id: string | null;
  against_position: number | null;
  field: string | null;
  start_at: number | null;
  end_at: number | null;
}

export interface ReleaseMixTable {
  release_id: string;
  position: number;
  part: string;
  whole: string;
  share: number;
  before: number | null;
  points: number | null;
  basis: string | null;
  field: string;
  start_at: number;
  end_at: number;
}

export interface FigureContradictionTable {
  release_id: string;
  position: number;
  filing_release_id: string;
  filing_position: number;
  difference: number;
  measure: string;
  known_at: string;
}

export interface EarningsDateTable {
  id: string;
  issuer_entity: string;
  issuer: string;
  kind: string;
  period: string | null;
  date: string;
  moment: string | null;
  at: string | null;
  exchange: string | null;
  time_zone: string | null;
  source: string;
  confidence: number;
  article_id: string;
  field: string | null;
  start_at: number | null;
  end_at: number | null;
  known_at: string;
  recorded_at: string;
}
