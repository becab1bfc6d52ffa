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
  source_title_zh: string | null;
}

export interface CalendarAnnouncementTable {
  id: string;
  exchange: string;
  kind: string;
  first_day: string;
  last_day: string;
  open_time: string | null;
  close_time: string | null;
  break_start: string | null;
  break_end: string | null;
  source: string;
  announced_at: string;
  recorded_at: string;
}

export interface BarsFileTable {
  sha256: string;
  name: string;
  status: string;
  bars: Generated<number>;
  tickers: Generated<number>;
  first_day: string | null;
  last_day: string | null;
  charset: string;
  problems: Generated<string[]>;
  recorded_at: string;
}

export interface CompanyStatusTable {
  ticker: string;
  status: string;
  since: string;
  until: string | null;
  verified: boolean;
  source_title: string;
  source_url: string;
  source_date: string;
  recorded_at: string;
}

export interface ValuationTable {
  ticker: string;
  date: string;
  metric: string;
  value: number;
}

export interface CompanyRevenueTable {
  issuer: string;
  period: string;
  months: number;
  amount: number;
  currency: string;
  source_title: string;
  source_url: string;
  source_date: string;
}

export interface TradabilityTable {
  analogue_id: string;
  at: string;
  exchange: string;
  shut: boolean;
  next_minute: string | null;
  minutes_to_trade: number | null;
  suspended: boolean | null;
  special_treatment: boolean;
  price_limit: number | null;
  at_limit: string | null;
  value_traded: number | null;
  connect: boolean | null;
  connect_verified: boolean | null;
  valuation_metric: string | null;
  valuation_percentile: number | null;
  lines: Generated<string[]>;
  ah_premium: number | null;
  ah_on: string | null;
  generated: Generated<boolean>;
  computed_at: string;
  special_known: Generated<boolean>;
  prices_to: string | null;
  ticker: string;
  last_session: string | null;
}

export interface FxRateTable {
  base: string;
  quote: string;
  date: string;
  rate: number;
  source: string;
  recorded_at: string;
}
