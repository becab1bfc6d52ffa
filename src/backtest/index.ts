/** The scoreboard: the product's own claim, tested in the open over what was published at the time. */

export { callSpan, INDEXES, loadStudy, type StudyWanted } from './backtest.repository.ts';
export { type ChartOptions, chartWords, kindChart } from './chart.ts';
export { roundTripCost } from './costs.ts';
export {
  boardText,
  claimSentence,
  GROUPS,
  type Reported,
  resultCsv,
  resultText,
  tradesCsv,
  UNTRADED_WORDS,
} from './report.ts';
export { runStudy } from './run.ts';
export {
  type Kept,
  loadScoreboard,
  scoreboardWeeks,
  storeScoreboard,
  type Wanted,
} from './scoreboard.repository.ts';
export {
  decayOf,
  dueFriday,
  isMailable,
  isoWeek,
  type Miss,
  type Scoreboard,
  type ScoreOrigin,
} from './scoreboard.ts';
export {
  type Call,
  type Claim,
  HORIZONS,
  KINDS,
  type Kind,
  type Leg,
  type Listed,
  type ResultRow,
  type Scope,
  type StudyInput,
  type StudyOptions,
  type StudyResult,
  type Trade,
  UNTRADED,
  type Untraded,
} from './study.ts';
export { CLAIM_HORIZON } from './summary.ts';
