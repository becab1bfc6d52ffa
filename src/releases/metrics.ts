import type { Metric } from './figure.ts';

/** A metric named in the text, with the qualifiers that stood around it. */
export interface MetricMention {
  start: number;
  end: number;
  /** Null for a named quantity that is no figure of ours (dividend, impairment): numbers beside it belong to it. */
  metric: Metric | null;
  /** Words for the `name` field, null where the metric says it all. */
  name: string | null;
  /** non-GAAP, adjusted, core, 经调整 */
  adjusted: boolean;
  /** What a number beside it may be. */
  units: 'money' | 'percent' | 'either';
  /** A rate of change by nature: revenue growth, comparable sales. Its percentage is the figure. */
  growth: boolean;
  /** Said as a loss: numbers beside it turn negative. */
  loss: boolean;
  /** "earnings", 业绩: only the number beside it tells which metric it is. */
  loose: boolean;
  /** "GAAP and non-GAAP gross margins": two metrics in one phrase, in this order. */
  variants: readonly { name: string; adjusted: boolean }[];
  /** A segment, product or region stood before the head. */
  segment: boolean;
}

export const PLAIN_METRIC: MetricMention = {
  start: 0,
  end: 0,
  metric: null,
  name: null,
  adjusted: false,
  units: 'either',
  growth: false,
  loss: false,
  loose: false,
  variants: [],
  segment: false,
};

/** Profit before the words that only some profits have: a margin of it is `other`. */
export const isProfit = (m: MetricMention): boolean =>
  m.metric === 'operating_income' ||
  m.metric === 'net_profit' ||
  (m.metric === 'other' && /ebit|income|profit|earnings|cash flow|利润|ebitda/.test(m.name ?? ''));

/** The same metric said on an adjusted basis. */
export function adjustedForm(m: MetricMention): MetricMention {
  if (m.metric === 'eps') return { ...m, metric: 'eps_adjusted', adjusted: true };
  if (m.metric === 'net_profit')
    return { ...m, metric: 'other', adjusted: true, name: 'net income, non-GAAP' };
  if (m.metric === 'revenue' || m.metric === 'revenue_growth' || m.metric === null) return m;
  return { ...m, adjusted: true, name: m.name === null ? 'non-GAAP' : m.name };
}
