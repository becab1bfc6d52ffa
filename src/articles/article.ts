export const ORIGINS = ['live', 'archive', 'replay', 'ingest'] as const;
/** Where an article came from. Recorded material (`archive`, `replay`) never leaves the house. */
export type Origin = (typeof ORIGINS)[number];

export const STREAMS = ['live', 'archive', 'replay'] as const;
/** What a desk hands in is live news; recorded streams keep to themselves: an archive must not shift a live baseline. */
export type Stream = (typeof STREAMS)[number];
export const streamOf = (origin: Origin): Stream => (origin === 'ingest' ? 'live' : origin);
export const originsOf = (stream: Stream): Origin[] => (stream === 'live' ? ['live', 'ingest'] : [stream]);

/** What stood behind an article's address; `unread` where the page could not be had. */
export type PageKindRead = 'article' | 'index' | 'paywall' | 'error' | 'consent' | 'pdf' | 'unread';

/** An article as a source, a file or a desk hands it over; identity, language and duplicates are found here. */
export interface ArticleDraft {
  id?: string | undefined;
  sourceId?: string | null | undefined;
  url: string;
  title: string;
  body: string;
  author?: string | null | undefined;
  language?: string | undefined;
  outlet?: string | undefined;
  tier?: number | undefined;
  firstHand?: boolean | undefined;
  /** ISO 8601 with Z; the time of detection where the page shows none. */
  publishedAt: string | null;
  fetchedAt?: string | undefined;
  /** Where its page was read for it. */
  pageKind?: PageKindRead | undefined;
  /** Where each page of a PDF starts in `body`, UTF-16 units. */
  pageStarts?: readonly number[] | undefined;
  /** True when this is the whole text behind a summary stored before: not an edit by its publisher. */
  completes?: boolean | undefined;
}

export interface Article {
  id: string;
  origin: Origin;
  url: string;
  title: string;
  body: string;
  language: string;
  outlet: string;
  tier: number;
  firstHand: boolean;
  publishedAt: string;
  detectedAt: string;
  /** The first stored article with this text. */
  duplicateOf: string | null;
  /** The earlier version by the same outlet that this one corrects. */
  supersedes: string | null;
}
