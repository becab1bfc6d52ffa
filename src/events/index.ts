/** One story, two languages: which articles make an event, what it has, how loud it is. */

export { clusterRevision, loadClusterEvents, saveClusterEvents } from './cluster.repository.ts';
export { clusterMany, createClusterer } from './cluster.ts';
export { WEIGHTS } from './cluster-score.ts';
export type { Assignment, Candidate, Clusterer, ClusterOptions } from './clusterer.ts';
export {
  type Corrected,
  type Correction,
  correctionsAfter,
  latestCorrection,
  mergedEvents,
  mergeEvents,
  settledEvent,
  splitArticles,
} from './correct.repository.ts';
export {
  evaluateEvent,
  type HypeLibrary,
  type Moved,
  ownTheme,
  shares,
} from './evaluate.repository.ts';
export {
  type EventState,
  eventArticles,
  eventId,
  type Placement,
  placeArticle,
  recentAssignments,
  refreshEvent,
} from './event.repository.ts';
export type { ClusterDoc } from './features.ts';
export { type HeadlineChoice, headlineOf } from './headline.ts';
export { agingEvents, type Evaluation, evaluationsOf, lastAnalysed } from './hype.repository.ts';
export {
  COMPONENTS,
  type ComponentName,
  type Hype,
  type HypeArticle,
  type HypeComponents,
  type HypeInput,
  type HypeInputs,
  type HypeSettings,
  scoreHype,
  scoreOf,
  type ThresholdName,
  type Thresholds,
  thresholdsOf,
} from './hype.ts';
export { distanceWords } from './hype-distance.ts';
export { type HypeState, nextState, type StateInput, stateAt } from './hype-state.ts';
export {
  type BreakdownRow,
  breakdown,
  COMPONENT_NAMES,
  inputWords,
  missingWords,
} from './hype-words.ts';
export { type ArticleNames, issuerOf } from './issuer.ts';
export {
  countEvents,
  type EventDetail,
  type EventSummary,
  type EventsWanted,
  eventDetail,
  heldEvents,
  listEvents,
} from './listing.repository.ts';
export { kindOfDay, workingHours } from './newsroom.ts';
export { type Known, knownAt } from './reading.repository.ts';
export { isRetracted, retractEvent, saysRetracted } from './retract.repository.ts';
export { PARENT_DAYS } from './sequel-past.ts';
export { closedStories } from './subject.repository.ts';
export {
  datedTitles,
  daysToCount,
  storeThemeStats,
  type ThemeStat,
  themeStats,
} from './theme-stats.repository.ts';
