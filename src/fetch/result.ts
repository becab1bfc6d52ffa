/** What came of a request. A value, never an exception: each kind says what a job does next. */
interface Common {
  /** As asked for, without credentials. */
  url: string;
  /** Of the last answer; null when none came. */
  status: number | null;
  /** Of the last answer's body on the wire, before unpacking. */
  wireBytes: number;
  milliseconds: number;
  /** True when validators were sent. */
  conditional: boolean;
}

interface Answered extends Common {
  /** Exactly as the server wrote them, to be sent back exactly. */
  etag: string | null;
  lastModified: string | null;
  /** Seconds the answer stays fresh; null when the server does not say. */
  maxAge: number | null;
  finalUrl: string;
  /** Where the source has moved for good: every step on the way was a 301 or a 308. */
  permanentRedirect: string | null;
}

export type FetchResult =
  | (Answered & { kind: 'ok'; bytes: Uint8Array; contentType: string | null })
  | (Answered & { kind: 'not_modified' })
  /** 410: do not ask again. */
  | (Common & { kind: 'gone'; reason: string })
  /** 429 and 5xx: ask again, after `retryAfter` seconds if given. */
  | (Common & { kind: 'retry'; retryAfter: number | null; reason: string })
  /** Not sent at all: an address that may not be reached, or robots.txt forbids it. */
  | (Common & { kind: 'refused'; reason: string })
  /** Not sent: others keep the host busy for longer than a round waits. ISO 8601 with Z: when it is free. */
  | (Common & { kind: 'busy'; freeAt: string; reason: string })
  /** Anything else, in one sentence: no connection, too large, 404. */
  | (Common & { kind: 'failed'; reason: string });

export interface FetchLimits {
  /** Milliseconds, each. */
  connect: number;
  headers: number;
  /** Between two pieces of the body. */
  body: number;
  /** Of all steps together, without waiting for a turn. */
  total: number;
  /** Bytes of the body on the wire, and after unpacking. */
  wireBytes: number;
  bytes: number;
  redirects: number;
}

export const DEFAULT_LIMITS: FetchLimits = {
  connect: 10_000,
  headers: 20_000,
  body: 20_000,
  total: 60_000,
  wireBytes: 16 * 1024 * 1024,
  bytes: 32 * 1024 * 1024,
  redirects: 5,
};

export interface FetchRequest {
  /** May carry `user:password@`, sent to that origin only and never shown. */
  url: string;
  etag?: string | null;
  lastModified?: string | null;
  accept?: string;
  /** Milliseconds in all, if less than the fetcher's own. */
  timeouts?: { total?: number };
  maxBytes?: number;
  /** True for pages: robots.txt is asked first. Feeds are published to be fetched by programs. */
  robots?: boolean;
  method?: 'GET' | 'POST';
  /** `application/x-www-form-urlencoded` unless `contentType` says otherwise. */
  body?: string;
  contentType?: string;
  /** A token for `Authorization: Bearer`, sent to the origin of `url` only and never shown. */
  bearer?: string;
}
