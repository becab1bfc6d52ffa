import { redacted } from '../config/index.ts';
import type { FetchRequest } from '../fetch/index.ts';

/** What we watch. Everything but the last block is what a person wrote down; that block is state. */
export interface Source {
  id: string;
  name: string;
  url: string;
  kind: string;
  language: string;
  /** 1 first-hand or wire, 2 established press, 3 trade press, 4 blogs and lists. */
  tier: number;
  /** Of dates that name no zone. */
  timeZone: string;
  firstHand: boolean;
  entityId: string | null;
  options: Readonly<Record<string, unknown>>;
  /** The fastest that it may be asked, in seconds. */
  cadenceSeconds: number;

  etag: string | null;
  lastModified: string | null;
  state: PollState;
  failures: number;
  itemsPerDay: number | null;
  lastItemAt: string | null;
}

/** Kept between rounds, as JSON. Kinds may add keys of their own under `own`. */
export interface PollState {
  /** SHA-256 of the last answer: a server without validators that sends the same bytes again is not parsed again. */
  hash?: string;
  /** `key:content` of items already handed on, the oldest first. */
  seen?: string[];
  /** Rounds in a row that answered 200 with nothing in it. */
  empty?: number;
  /** The address that the library declared, so that a permanent redirect is not undone by loading it again. */
  declaredUrl?: string;
  own?: Readonly<Record<string, unknown>>;
}

/** What a round brings, on its way to becoming an article. */
export interface DraftDocument {
  /** Names the item within its source, whatever its title is edited to. */
  key: string;
  url: string;
  title: string | null;
  /** Plain text: a flash, a summary, or the whole article where the source carries it. May be empty. */
  text: string;
  /** Foreign HTML of the whole text, where the source carries it. */
  html: string | null;
  author: string | null;
  /** ISO 8601 with Z, or null: then the moment of detection is all that is known. */
  publishedAt: string | null;
  /** True when the text stands behind `url` and should be fetched (robots.txt asked first). */
  needsPage: boolean;
  form: 'article' | 'flash' | 'filing' | 'title';
  language?: string;
}

export interface PlannedRequest extends FetchRequest {
  /** Tells `read` which of a kind's requests an answer belongs to. */
  step: string;
  /** Handed back with the answer. */
  carry?: Readonly<Record<string, string>>;
}

export interface Answer {
  step: string;
  carry: Readonly<Record<string, string>>;
  /** Where the bytes came from, after redirects. */
  url: string;
  bytes: Uint8Array;
  contentType: string | null;
}

export interface Reading {
  documents: DraftDocument[];
  own?: Readonly<Record<string, unknown>>;
  /** Further requests of the same round: older pages, the sitemaps of an index, a filing's exhibits. */
  more?: PlannedRequest[];
  /** True when something was left for the next round, which then asks for the whole again. */
  again?: boolean;
}

/** What a kind sees of its round. */
export interface Round<O> {
  source: Source;
  options: O;
  own: Readonly<Record<string, unknown>>;
  /** ISO 8601 with Z. */
  now: string;
}

/** A source's address as it may be shown and stored with what it brings: no login, no secret, no fragment. */
export function publicAddress(url: string): string {
  if (!URL.canParse(url)) return redacted(url);
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  shown.hash = '';
  return redacted(shown.href);
}

/** A source's own password stays with it when it moves within its site. */
export function withLogin(from: string, to: string): string {
  if (!URL.canParse(from) || !URL.canParse(to)) return from;
  const [old, moved] = [new URL(from), new URL(to)];
  if (old.origin === moved.origin) {
    moved.username = old.username;
    moved.password = old.password;
  }
  return moved.href;
}
