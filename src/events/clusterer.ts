import type { StoredEvent } from './cluster-event.ts';
import type { Parts, Weights } from './cluster-score.ts';
import type { ClusterDoc, FeatureLibrary } from './features.ts';
import type { Development } from './sequel.ts';
import type { PastStory } from './sequel-past.ts';

export interface ClusterOptions extends FeatureLibrary {
  /** From this probability on an article joins. */
  readonly joinAt?: number;
  /** Days without an article after which an event closes. */
  readonly quietDays?: number;
  /** Full comparisons an article. */
  readonly maxCandidates?: number;
  readonly weights?: Weights;
  /** The id of the event that an article begins; the article's own unless told. */
  readonly eventOf?: (articleId: string) => string;
}

export interface Candidate {
  readonly event: string;
  /** Probability that the article tells this event. */
  readonly score: number;
  readonly parts: Parts;
}

export interface Assignment {
  readonly id: string;
  /** As `eventOf` names it after its first article, or where a person's merge sends it. */
  readonly event: string;
  readonly isNew: boolean;
  /** Of the event joined; of the best candidate where a new event began; 0 without candidates. */
  readonly score: number;
  /** The event this one grew out of: a sequel is a development, not the same event. */
  readonly parent: string | null;
  /** Why it is one, where this article began it. */
  readonly development: Development | null;
  /**
   * Where it begins an event that tells an act and no live event is known to have called for it: whom it is about, the most telling first. The
   * parent may have closed (`followsClosed`). Else empty.
   */
  readonly seeks: readonly string[];
  /** Best first, at most five. */
  readonly candidates: readonly Candidate[];
  /** One sentence for people. */
  readonly why: string;
}

export interface Clusterer {
  assign(doc: ClusterDoc): Assignment;
  /** What `assign` would compare the article with, best first; changes nothing. */
  consider(doc: ClusterDoc): readonly Candidate[];
  /** The closed story that an article which `seeks` grew out of, null where none of these is; changes nothing. */
  followsClosed(doc: ClusterDoc, stories: readonly PastStory[]): Development | null;
  /** Puts an article into an event whatever the scores say: a person's correction, or a replay of stored decisions. */
  place(doc: ClusterDoc, event: string): void;
  /** From now on, what would join or begin `from` joins or begins `into`. */
  merge(from: string, into: string): void;
  /** Takes an event out, as if it had closed. */
  forget(event: string): void;
  /** What to write down: the events that changed and the ids of those that closed since this was asked last. */
  changes(): { readonly changed: readonly StoredEvent[]; readonly closed: readonly string[] };
  /** All live events, in order of beginning. */
  snapshot(): readonly StoredEvent[];
  readonly live: number;
}
