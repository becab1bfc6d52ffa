/** One story, two languages: which articles make an event, what it has, how loud it is. */
export {
  type Assignment,
  type Candidate,
  type Clusterer,
  type ClusterOptions,
  clusterMany,
  createClusterer,
} from './cluster.ts';
export {
  type Correction,
  latestCorrection,
  mergeEvents,
  splitArticles,
  splitFirstArticle,
} from './correct.repository.ts';
export { agingEvents, evaluateEvent, type HypeLibrary, type Moved } from './evaluate.repository.ts';
export {
  type EventState,
  eventArticles,
  eventId,
  type HeadlineChoice,
  type HypeRow,
  type Placement,
  placeArticle,
  recentAssignments,
  refreshEvent,
  saveHype,
  saveState,
} from './event.repository.ts';
export type { ClusterDoc } from './features.ts';
export { headlineOf } from './headline.ts';
export {
  COMPONENTS,
  type HypeComponents,
  type HypeInput,
  type HypeSettings,
  nextState,
  scoreHype,
} from './hype.ts';
export { type ArticleNames, issuerOf } from './issuer.ts';
export {
  countEvents,
  type EventDetail,
  type EventSummary,
  type EventsWanted,
  eventDetail,
  listEvents,
} from './listing.repository.ts';
