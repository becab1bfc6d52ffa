/**
 * A figure is one number (or range) that an issuer reports or guides to, with the words it stands on.
 * What counts, and how ranges, losses and changes are written down, follows one short set of rules:
 *
 *   amounts   base units (17亿元 is 1700000000), a loss is negative, per share as `USD/share`
 *   percent   as written: 66.2 with unit `percent`
 *   a value   `point`; a range `low` and `high`; "not less than" only `low`; a loss of not less than X only `high` = -X
 *   a change  where no level is given: low, high and point null, unit `percent`, `yoyPercent` set;
 *             for total revenue the metric is `revenue_growth` and the percentage is the figure itself
 */
export type Kind = 'result' | 'guidance';

export type Metric =
  | 'revenue'
  | 'revenue_growth'
  | 'net_profit'
  | 'net_profit_ex_nonrecurring'
  | 'eps'
  | 'eps_adjusted'
  | 'gross_margin'
  | 'operating_income'
  | 'capex'
  | 'other';

/** Guidance is raised, lowered, reaffirmed or initiated; a result beats, misses or meets what was expected. */
export type Direction = 'raised' | 'lowered' | 'reaffirmed' | 'initiated' | 'beat' | 'missed' | 'inline';

export interface Figure {
  kind: Kind;
  metric: Metric;
  /** What the metric alone does not say: a segment, GAAP or non-GAAP, organic, basic or diluted. */
  name?: string;
  /** The issuer's fiscal period: FY2024, FY2024Q4, FY2024H1, FY2020M9. Null where the text names none. */
  period: string | null;
  low: number | null;
  high: number | null;
  point: number | null;
  /** ISO currency, currency + `/share`, or `percent`. */
  unit: string;
  direction: Direction | null;
  /** [low, high] against the same period a year before; one value twice; null on an open side. */
  yoyPercent: [number | null, number | null] | null;
  /** "mid-single-digit" where the issuer gave words and the numbers are only the convention for them. */
  inWords?: string;
  /** UTF-16 units into the passage: from the metric's words to the end of the number where both stand close. */
  start: number;
  end: number;
}

export interface Passage {
  text: string;
  language?: string;
  issuer?: string;
  /** ISO date or instant; years that the text leaves out are taken from it. */
  publishedAt?: string;
  /** Month and day the fiscal year ends, `MM-DD` (also `--03-31` or a full date). Calendar year when absent. */
  fiscalYearEnd?: string;
}

/** What a figure is measured against: what others expected, the issuer's earlier guidance, or the year before. */
export type Basis = 'expectation' | 'guidance' | 'yearBefore';

export interface Expectation {
  metric: Metric;
  name?: string;
  period: string | null;
  low: number | null;
  high: number | null;
  point: number | null;
  unit: string;
  basis: Basis;
  start: number;
  end: number;
}
