/**
 * How far a price may move in a day. Mainland boards have limits on the day before's close; Hong Kong and New York have
 * none (their volatility pauses stop trading for minutes only).
 */
import { exchangeOf } from './bar.ts';

export interface PriceLimit {
  /** Largest move from the reference close as a fraction (0.1 = 10%); null: no limit that day. */
  readonly limit: number | null;
  readonly board: 'main' | 'star' | 'chinext' | 'beijing' | 'none';
}

export interface ListingFacts {
  /** Under special treatment (ST, *ST) that day. */
  readonly specialTreatment?: boolean;
  /** 1 on the day of listing. */
  readonly sessionOfListing?: number;
}

interface Row {
  readonly board: Exclude<PriceLimit['board'], 'none'>;
  /** First day on which the row holds. */
  readonly from: string;
  readonly limit: number;
  readonly special: number;
  /** Sessions after listing without a limit. */
  readonly freeSessions: number;
}

// Newest first. Rules of the Shanghai, Shenzhen and Beijing exchanges; sources in docs/MARKET.md.
const ROWS: readonly Row[] = [
  // The revised trading rules of Shanghai and Shenzhen lifted special treatment from 5% to the board's 10%.
  { board: 'main', from: '2026-07-06', limit: 0.1, special: 0.1, freeSessions: 5 },
  { board: 'main', from: '2023-04-10', limit: 0.1, special: 0.05, freeSessions: 5 },
  { board: 'main', from: '1996-12-16', limit: 0.1, special: 0.05, freeSessions: 0 },
  { board: 'star', from: '2019-07-22', limit: 0.2, special: 0.2, freeSessions: 5 },
  { board: 'chinext', from: '2020-08-24', limit: 0.2, special: 0.2, freeSessions: 5 },
  { board: 'chinext', from: '2009-10-30', limit: 0.1, special: 0.05, freeSessions: 0 },
  { board: 'beijing', from: '2021-11-15', limit: 0.3, special: 0.3, freeSessions: 1 },
];

/** A share's first day under the approval system (main board to 2023, ChiNext to 2020): at most 44% over the issue price. */
const FIRST_DAY_LIMIT = 0.44;

export function priceLimit(ticker: string, date: string, facts: ListingFacts = {}): PriceLimit {
  const board = boardOf(ticker);
  const row = ROWS.find((r) => r.board === board && r.from <= date);
  if (board === 'none' || row === undefined) return { limit: null, board };
  const session = facts.sessionOfListing ?? Number.POSITIVE_INFINITY;
  if (session <= row.freeSessions) return { limit: null, board };
  if (session === 1) return { limit: FIRST_DAY_LIMIT, board };
  return { limit: facts.specialTreatment === true ? row.special : row.limit, board };
}

/** Is the limit narrower that day under special treatment? On the main boards it was until 5 July 2026. */
export function specialNarrows(ticker: string, date: string): boolean {
  const row = ROWS.find((r) => r.board === boardOf(ticker) && r.from <= date);
  return row !== undefined && row.special < row.limit;
}

/** The highest and lowest price of the day, rounded to the cent as the exchanges do; null where there is no limit. */
export function limitPrices(
  previousClose: number,
  limit: number | null,
): { up: number; down: number } | null {
  if (limit === null) return null;
  // A hundredth of a cent keeps 10.05 × 1.1 = 11.055 from falling below the half by binary rounding.
  const round = (x: number): number => Math.round(x * 100 + 1e-6) / 100;
  return { up: round(previousClose * (1 + limit)), down: round(previousClose * (1 - limit)) };
}

export function boardOf(ticker: string): PriceLimit['board'] {
  const exchange = exchangeOf(ticker);
  if (exchange === 'BJSE') return 'beijing';
  if (exchange === 'XSHG') return /^68[89]/.test(ticker) ? 'star' : 'main';
  if (exchange === 'XSHE') return /^30[0-9]/.test(ticker) ? 'chinext' : 'main';
  return 'none';
}
