// Written by scripts/table-types.mjs from migrations/.
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
}
