import { DuibiaoError } from '../../errors.ts';
import { decodeBytes } from '../charset/index.ts';
import type { Feed, FeedHint } from './feed.ts';
import { MAX_JSON_DEPTH, tooDeep } from './json-depth.ts';
import { readJsonFeed } from './json-feed.ts';
import { readXmlFeed } from './xml-feed.ts';

/** Bytes; the largest real feeds (podcasts with ten years of notes) are about 20 MB. */
export const MAX_FEED_BYTES = 32 * 1024 * 1024;

/**
 * Entries in document order. What a strict parser refuses is recovered as far as it can be read.
 * @throws DuibiaoError FEED_MALFORMED for what is no feed at all, and for documents built to exhaust a parser.
 */
export function parseFeed(bytes: Uint8Array, hint: FeedHint): Feed {
  const refuse = (what: string): never => {
    throw new DuibiaoError('FEED_MALFORMED', { where: hint.where, what });
  };
  if (bytes.length === 0) refuse('it is empty');
  if (bytes.length > MAX_FEED_BYTES) refuse(`${bytes.length} bytes, at most ${MAX_FEED_BYTES} are read`);
  const { text: decoded } = decodeBytes(
    bytes,
    hint.contentType === undefined ? {} : { contentType: hint.contentType },
  );
  const text = withoutControls(decoded, refuse);
  const start = text.search(/\S/);
  if (start < 0) refuse('it holds nothing but white space');
  if (text[start] === '{' || text[start] === '[') return fromJson(text, hint, refuse);
  const feed = readXmlFeed(fromDeclaration(text), hint);
  if (feed) return feed;
  return refuse(
    /<html|<!doctype html/i.test(text.slice(0, 4096)) ? 'it is an HTML page' : 'no feed element in it',
  );
}

function fromJson(text: string, hint: FeedHint, refuse: (what: string) => never): Feed {
  if (tooDeep(text)) refuse(`its JSON is nested more than ${MAX_JSON_DEPTH} deep`);
  let feed: Feed | null;
  try {
    feed = readJsonFeed(text, hint);
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof RangeError)) throw error;
    return refuse(`its JSON cannot be read (${error.message})`);
  }
  return feed ?? refuse('it is JSON without the items of a JSON Feed');
}

/** Characters that XML forbids; a document full of them is no text. */
function withoutControls(text: string, refuse: (what: string) => never): string {
  const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]+/g;
  if (!FORBIDDEN.test(text)) return text;
  const clean = text.replace(FORBIDDEN, '');
  if (clean.length < text.length * 0.9) refuse('it is binary, not text');
  return clean;
}

/** Warnings, blank lines and scripts' leftovers stand before many a declaration. */
function fromDeclaration(text: string): string {
  const at = text.slice(0, 65_536).search(/<\?xml[\s?]|<(?:[a-z]+:)?(?:rss|rdf|feed|channel)[\s>]/i);
  return at > 0 && !text.slice(0, at).includes('<!') ? text.slice(at) : text;
}
