/** What a person may say of a line. `wrong_reason`: the company is right, what is said of it is not. */
export const FEEDBACK_VERDICTS = ['accept', 'wrong_company', 'wrong_reason'] as const;
export type FeedbackVerdict = (typeof FEEDBACK_VERDICTS)[number];
export const FEEDBACK_CHANNELS = ['cli', 'console', 'mail'] as const;
export type FeedbackChannel = (typeof FEEDBACK_CHANNELS)[number];

/** Longest name of an author and longest reason, in UTF-16 units: a statement, not an essay. */
export const FEEDBACK_LIMITS = { author: 80, why: 2000 } as const;

export interface NewFeedback {
  readonly eventId: string;
  readonly ticker: string;
  readonly verdict: FeedbackVerdict;
  /** Needed unless the line is accepted. */
  readonly why: string;
  readonly author: string;
  readonly channel: FeedbackChannel;
  /** ISO with Z. */
  readonly at: string;
  /**
   * What makes a repetition the same statement: a link's own token, a form's. Without it, saying what one said last
   * about this company and event is a repetition, and anything else a change of mind.
   */
  readonly key?: string;
}

/** A statement as it was kept, with the line as it stood then. */
export interface Feedback extends Omit<NewFeedback, 'key'> {
  readonly id: number;
  readonly lineId: string;
  readonly kind: string;
  readonly score: number;
  readonly rank: number;
  readonly ruleId: string | null;
  readonly ruleVersion: number | null;
}

/** What people said of the lines that a rule gave. */
export interface RuleAcceptance {
  readonly ruleId: string;
  /** Lines that stand on it now. */
  readonly lines: number;
  /** Statements that count: the newest of each author about each company and event. */
  readonly judged: number;
  readonly accepted: number;
  readonly wrongCompany: number;
  readonly wrongReason: number;
  /** 0..1, with Wilson's 95% interval; null before the first statement. */
  readonly rate: number | null;
  readonly rateLow: number | null;
  readonly rateHigh: number | null;
}
