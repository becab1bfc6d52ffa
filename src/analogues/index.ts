/**
 * Rules x traits -> companies, with reasons for and against.
 *
 *   event traits, themes ─┐
 *                         ├─ match.ts, products (SQL: all rules, all companies) ─> candidate.ts, rank.ts (one kind a company)
 *   rules, company facts ─┘                                                              │
 *                                             why.ts, evidence.ts (spans, dated sources) ┘─> analogue rows, superseding
 */

export { type AnalogueLine, companyFacts, eventHits, saveAnalogues } from './analogue.repository.ts';
export { type Answer, answerOf, type SaidOfEvent } from './answer.ts';
export { type HeldBack, type Kind, MATERIALITY } from './candidate.ts';
export { evidenceRow, latestAsOf, lineRow, type StoredLine, storedLines } from './current.repository.ts';
export { type CompanyQuote, type EventQuote, type Evidence, quoteSpan } from './evidence.ts';
export {
  type ExplainedLine,
  type ExplainOptions,
  type Explanation,
  explain,
  type NearRule,
  type RuleOutcome,
  type Unexplained,
  unexplained,
} from './explain.ts';
export { explainText, heldBackWords, lackWords } from './explain-words.ts';
export { listFeedback, recordFeedback, ruleAcceptance } from './feedback.repository.ts';
export {
  FEEDBACK_CHANNELS,
  FEEDBACK_LIMITS,
  FEEDBACK_VERDICTS,
  type Feedback,
  type FeedbackChannel,
  type FeedbackVerdict,
  type NewFeedback,
  type RuleAcceptance,
} from './feedback.ts';
export { type StoredHeldBack, saveHeldBack, storedHeldBack } from './held-back.repository.ts';
export { computeAll, computeLines, type Library, linkEvent, loadLinkLibrary } from './link.ts';
export { matchRules, type RuleMatch } from './match.ts';
export { listedLines } from './mention.repository.ts';
export { inThePast, type PastParts } from './past.ts';
export { matchProducts, type ProductMatch } from './products.repository.ts';
export type { MatchMoment } from './public-facts.repository.ts';
export { FLOOR, LIMITS, type Ranked, type RankInput, rank, rankAll } from './rank.ts';
export { type Lack, readSide } from './reading.ts';
export { canonicalRule, loadRules, type StoredRule, saveRules } from './rule.repository.ts';
export {
  type OpposedPair,
  parseTerm,
  ROLES,
  type Role,
  RULE_KINDS,
  type Rule,
  type RuleCase,
  type RuleTerm,
  type Verdict,
  writeTerm,
} from './rule.ts';
export { type Component, purityFactor, scoreOf } from './score.ts';
export { eventsSpokenOf, saidOfEvent, saveStatements } from './statement.repository.ts';
export {
  AT_LARGE,
  announcerOf,
  type Form,
  formOf,
  type Mention,
  readStatements,
  type Stance,
  type Statement,
  stanceOf,
} from './statement.ts';
export { reservationOf } from './why.ts';
