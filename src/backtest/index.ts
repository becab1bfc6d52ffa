/** The scoreboard: the product's own claim, tested in the open over what was published at the time. */

export { loadStudy, type StudyWanted } from './backtest.repository.ts';
export { kindChart } from './chart.ts';
export { roundTripCost } from './costs.ts';
export { claimSentence, resultCsv, resultText, tradesCsv } from './report.ts';
export { runStudy } from './run.ts';
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
