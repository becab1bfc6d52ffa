// Written by scripts/table-types.mjs from migrations/.
import type { Generated } from 'kysely';

export interface DailyBarTable {
  ticker: string;
  date: string;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number | null;
  turnover: number | null;
  factor: Generated<number>;
  origin: string;
}

export interface TradingSessionTable {
  exchange: string;
  date: string;
  open_at: string;
  close_at: string;
  break_start: string | null;
  break_end: string | null;
  provisional: Generated<boolean>;
  note: string | null;
}

export interface SizingTable {
  id: string;
  trait_id: string | null;
  theme_id: string | null;
  name_zh: string;
  name_en: string;
  market_size: number;
  unit: string;
  fee_low: number;
  fee_high: number;
  share: number | null;
  source_title: string;
  source_url: string;
  source_date: string;
}
