/** What every dialect of feed is read into. */
export interface FeedEntry {
  /** Plain text, entities decoded, white space folded; null where the feed gives none. */
  title: string | null;
  /** Absolute wherever a base is known; only http(s) and relative addresses, never `javascript:` or `data:`. */
  link: string | null;
  /** As the feed gives it: guid, atom:id or rdf:about. */
  id: string | null;
  /** ISO 8601 UTC with Z: when published, else last updated, else created. */
  publishedAt: string | null;
  /** Foreign HTML as the feed gives it: not to be shown before it is cleaned. */
  summary: string | null;
  /** Foreign HTML of the whole text, where the feed carries it. */
  content: string | null;
  author: string | null;
}

export interface Feed {
  title: string | null;
  entries: FeedEntry[];
}

export interface FeedHint {
  /** Named in errors: a file or an address without credentials. */
  where: string;
  /** Where the bytes came from: the last base of relative links. */
  url?: string;
  /** The server's `Content-Type`, one more piece of evidence about the character set. */
  contentType?: string;
  /** IANA zone of dates that name none; UTC unless given. */
  timeZone?: string;
}
