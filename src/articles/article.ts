export const ORIGINS = ['live', 'archive', 'replay', 'ingest'] as const;
/** Where an article came from. Recorded material (`archive`, `replay`) never leaves the house. */
export type Origin = (typeof ORIGINS)[number];

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
  duplicateOf: string | null;
}
