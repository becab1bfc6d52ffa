import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import type { Language } from '../deliver/index.ts';

export interface EventArticle {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly outlet: string;
  readonly language: string;
  readonly firstHand: boolean;
  readonly publishedAt: string;
  readonly duplicateOf: string | null;
  /** The outlet that had the text first; null where this one had. */
  readonly duplicateOutlet: string | null;
  /** Other outlets that carried this text, in any event. */
  readonly carriedBy: number;
  /** It corrects an earlier report, or a later one corrects it. */
  readonly corrects: boolean;
  readonly corrected: boolean;
  /** Former texts of its page, newest first. */
  readonly former: readonly { readonly title: string; readonly seenAt: string }[];
  readonly why: string;
}
export interface TraitSpan {
  readonly trait: string;
  readonly name: string;
  readonly strength: number;
  readonly firstHand: boolean;
  readonly outlet: string;
  readonly url: string;
  /** Of the PDF they stand in, from 1. */
  readonly page: number | null;
  /** The words found and what stands around them: at most 200 UTF-16 units together. */
  readonly before: string;
  readonly hit: string;
  readonly after: string;
}
export interface StateChange {
  readonly at: string;
  readonly from: string | null;
  readonly to: string;
  readonly reason: string;
  readonly reasonZh: string;
}

/** Ids of the events that were last told of, newest first. */
export async function newestEvents(
  db: Db,
  origins: readonly string[],
  since: string | null,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM event WHERE origin IN (SELECT unnest(${[...origins]}::text[])) AND (${since}::timestamptz IS NULL OR last_seen >= ${since}::timestamptz)
    ORDER BY last_seen DESC, id COLLATE "C" LIMIT ${limit}`.execute(db);
  return rows.map((r) => r.id);
}

/**
 * The instant a page of the event is written for: the present (`now`, ISO) while it lives; where it is recorded material, the
 * last instant anything befell it, so that what became public later is not held against it. Unknown ids: the present.
 */
export async function standsAt(db: Db, eventId: string, now: string): Promise<string> {
  const { rows } = await sql<{ at: string | null }>`
    SELECT max(at) AS at FROM (
      SELECT joined_at AS at FROM event_article WHERE event_id = ${eventId}
      UNION ALL SELECT at FROM hype_score WHERE event_id = ${eventId}
      UNION ALL SELECT at FROM event_state WHERE event_id = ${eventId}
      UNION ALL SELECT as_of FROM analogue WHERE event_id = ${eventId}) x
    WHERE EXISTS (SELECT FROM event WHERE id = ${eventId} AND origin IN ('archive', 'replay'))`.execute(db);
  return rows[0]?.at ?? now;
}

export async function articlesOf(db: Db, eventId: string): Promise<EventArticle[]> {
  const { rows } = await sql<Omit<EventArticle, 'former'>>`
    SELECT a.id, a.title, a.url, a.outlet, a.language, a.first_hand AS "firstHand", a.published_at AS "publishedAt", a.duplicate_of AS "duplicateOf", ea.why,
      o.outlet AS "duplicateOutlet", a.supersedes IS NOT NULL AS corrects, EXISTS (SELECT 1 FROM article n WHERE n.supersedes = a.id) AS corrected,
      (SELECT count(DISTINCT d.outlet)::int FROM article d WHERE d.duplicate_of = a.id AND d.outlet <> a.outlet) AS "carriedBy"
    FROM event_article ea JOIN article a ON a.id = ea.article_id LEFT JOIN article o ON o.id = a.duplicate_of WHERE ea.event_id = ${eventId}
    ORDER BY a.published_at, a.id COLLATE "C"`.execute(db);
  const { rows: former } = await sql<{ id: string; title: string; seenAt: string }>`
    SELECT r.article_id AS id, r.title, r.seen_at AS "seenAt" FROM event_article ea
    JOIN article_revision r ON r.article_id = ea.article_id JOIN article a ON a.id = r.article_id
    WHERE ea.event_id = ${eventId} AND r.cause = 'edited' ORDER BY r.article_id COLLATE "C", r.revision DESC`.execute(
    db,
  );
  return rows.map((r) => ({ ...r, former: former.filter((f) => f.id === r.id) }));
}

export async function statesOf(db: Db, eventId: string): Promise<StateChange[]> {
  const { rows } = await sql<StateChange>`
    SELECT at, from_state AS "from", to_state AS "to", reason, reason_zh AS "reasonZh" FROM event_state WHERE event_id = ${eventId} ORDER BY at, to_state COLLATE "C"`.execute(
    db,
  );
  return rows;
}

/** Where each trait of the event was read from: the strongest words of each, first-hand ones before hearsay. */
export async function traitSpans(
  db: Db,
  eventId: string,
  language: Language,
  each = 2,
): Promise<TraitSpan[]> {
  const { rows } = await sql<{
    trait: string;
    name_zh: string;
    name_en: string;
    strength: number;
    first_hand: boolean;
    outlet: string;
    url: string;
    page: number | null;
    text: string;
    start_at: number;
    end_at: number;
  }>`SELECT * FROM (
      SELECT t.id AS trait, t.name_zh, t.name_en, x.strength, x.first_hand, a.outlet, a.url, CASE x.field WHEN 'title' THEN a.title ELSE a.body END AS text, x.start_at, x.end_at,
        (SELECT max(p.page) FROM article_page p WHERE p.article_id = a.id AND x.field = 'body' AND p.start_at <= x.start_at) AS page,
        row_number() OVER (PARTITION BY t.id ORDER BY x.first_hand DESC, x.strength DESC, a.published_at, a.id COLLATE "C", x.field, x.start_at) AS n, et.strength AS whole
      FROM event_trait et JOIN event_article ea ON ea.event_id = et.event_id JOIN article_trait x ON x.article_id = ea.article_id AND x.trait_id = et.trait_id
        JOIN article a ON a.id = ea.article_id JOIN trait t ON t.id = et.trait_id
      WHERE et.event_id = ${eventId}) s
    WHERE n <= ${each} ORDER BY whole DESC, trait COLLATE "C", n`.execute(db);
  return rows.map((r) => ({
    trait: r.trait,
    name: language === 'en' ? r.name_en : r.name_zh,
    strength: r.strength,
    firstHand: r.first_hand,
    outlet: r.outlet,
    url: r.url,
    page: r.page,
    ...around(r.text, r.start_at, r.end_at),
  }));
}

const QUOTED = 200;
/** Offsets are UTF-16 units, as the program that found them counted; a cut never halves a character. */
export function around(
  text: string,
  start: number,
  end: number,
): { before: string; hit: string; after: string } {
  const hit = whole(text.slice(start, Math.min(end, start + QUOTED)));
  const room = Math.floor((QUOTED - hit.length) / 2);
  const sentence = /[。！？!?\n]|\.\s/g;
  let before = text.slice(Math.max(0, start - room), start);
  const lastStop = [...before.matchAll(sentence)].at(-1);
  if (lastStop !== undefined) before = before.slice(lastStop.index + lastStop[0].length);
  let after = text.slice(start + hit.length, start + hit.length + room);
  const stop = after.search(sentence);
  if (stop >= 0) after = after.slice(0, stop + 1);
  else if (start + hit.length + room < text.length) after = `${after.replace(PIECE_AT_END, '')}…`;
  if (lastStop === undefined && start > room) before = `…${before.replace(PIECE_AT_START, '')}`;
  return { before: whole(before), hit, after: whole(after) };
}
/** A word in letters of the alphabet that a cut went through. Han has no spaces: there any cut is between words. */
const PIECE_AT_START = /^[\p{Script=Latin}\p{N}'’-]+(?=[^\p{Script=Latin}\p{N}'’-])/u;
const PIECE_AT_END = /(?<=[^\p{Script=Latin}\p{N}'’-])[\p{Script=Latin}\p{N}'’-]+$/u;
function whole(text: string): string {
  return text.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '');
}
