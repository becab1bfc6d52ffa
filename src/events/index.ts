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
  type EventState,
  eventArticles,
  eventId,
  type HeadlineChoice,
  type HypeRow,
  nextSequence,
  type Placement,
  placeArticle,
  recentAssignments,
  refreshEvent,
  saveHype,
  saveState,
} from './event.repository.ts';
export type { ClusterDoc } from './features.ts';
export { type ArticleNames, issuerOf } from './issuer.ts';
