/** How a share moved after a moment: for the hype of an event, never a forecast. */
import { exchangeOf } from './bar.ts';
import type { Calendar } from './session.ts';

export interface Close {
  readonly ticker: string;
  /** YYYY-MM-DD, the exchange's own day. */
  readonly date: string;
  /** Adjusted close: close × factor. */
  readonly close: number;
  readonly generated: boolean;
}
export interface Reaction {
  readonly ticker: string;
  /** Last session that had closed when the news came. */
  readonly from: string;
  /** Session of the largest move since. */
  readonly to: string;
  /** close(to) / close(from) − 1. */
  readonly move: number;
  /** Standard deviation of the daily returns of up to 60 sessions before; null with fewer than 20. */
  readonly sigma: number | null;
  readonly generated: boolean;
}

const SIGMA_SESSIONS = 60;
const SIGMA_LEAST = 20;

/**
 * The line that moved most between the last close before `since` and the closes known at `now`, by the size of the move
 * in its own standard deviations (or, where those are unknown, of 4%). Null where no line has a close on both sides: a
 * session that is still open says nothing yet. `closes` ascending by date within a ticker.
 */
export function reactionOf(
  closes: readonly Close[],
  since: string,
  now: string,
  calendar: Pick<Calendar, 'lastSessionBefore'>,
): Reaction | null {
  const byTicker = new Map<string, Close[]>();
  for (const c of closes) byTicker.set(c.ticker, [...(byTicker.get(c.ticker) ?? []), c]);
  let best: { reaction: Reaction; size: number } | null = null;
  for (const [ticker, bars] of [...byTicker].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const exchange = exchangeOf(ticker);
    if (exchange === null) continue;
    const before = calendar.lastSessionBefore(exchange, since)?.date;
    const known = calendar.lastSessionBefore(exchange, now)?.date;
    if (before === undefined || known === undefined || known <= before) continue;
    const past = bars.filter((b) => b.date <= before);
    const base = past.at(-1);
    const after = bars.filter((b) => b.date > before && b.date <= known);
    if (base === undefined || base.close <= 0) continue;
    const sigma = deviation(past.slice(-SIGMA_SESSIONS - 1).map((b) => b.close));
    for (const b of after) {
      const move = b.close / base.close - 1;
      const size = Math.abs(move) / Math.max(sigma ?? 0.04, 0.01);
      if (best === null || size > best.size)
        best = {
          size,
          reaction: {
            ticker,
            from: base.date,
            to: b.date,
            move: Math.round(move * 1e4) / 1e4,
            sigma: sigma === null ? null : Math.round(sigma * 1e4) / 1e4,
            generated: base.generated || b.generated,
          },
        };
    }
  }
  return best?.reaction ?? null;
}

function deviation(closes: readonly number[]): number | null {
  if (closes.length <= SIGMA_LEAST) return null;
  const returns = closes.slice(1).map((c, i) => Math.log(c / closes[i]!));
  const mean = returns.reduce((a, b) => a + b, 0) / returns.length;
  return Math.sqrt(returns.reduce((a, r) => a + (r - mean) ** 2, 0) / (returns.length - 1));
}
