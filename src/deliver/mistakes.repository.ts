/** What a digest owes its readers about itself: what was wrong before, and what was seen late or not at all. */
import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import { type Correction, clip, type Language, type LateSight } from './digest.ts';
import { headlineOf } from './digest-event.repository.ts';

interface Span {
  readonly from: string;
  readonly to: string;
  readonly language: Language;
}
interface Row {
  kind: Correction['kind'];
  event_id: string;
  into_event_id: string | null;
  ticker: string | null;
  name_zh: string | null;
  name_en: string | null;
  at: string;
  why: string | null;
  headline: string | null;
  headline_zh: string | null;
  headline_en: string | null;
  into_headline: string | null;
  into_zh: string | null;
  into_en: string | null;
}
const LIMIT = 12;

/**
 * Events merged, split, retracted or revised, and links that no longer stand, in order of time. A link or a text counts only
 * where it stood before the digest begins: what came and went within it was never told.
 */
export async function mistakes(db: Db, span: Span, origins: readonly string[]): Promise<Correction[]> {
  const { rows } = await sql<Row>`
    WITH wrong AS (
      SELECT c.kind, c.event_id, c.into_event_id, NULL::text AS ticker, c.at, c.why FROM event_correction c
      UNION ALL
      SELECT 'retract', r.event_id, NULL, NULL, r.at, r.why FROM event_retraction r
      UNION ALL
      SELECT 'revise', ea.event_id, NULL, NULL, v.seen_at, v.title FROM article_revision v
        JOIN article a ON a.id = v.article_id JOIN event_article ea ON ea.article_id = a.id
      WHERE v.cause = 'edited' AND v.title <> a.title AND ea.joined_at <= ${span.from}
      UNION ALL
      SELECT 'withdraw', a.event_id, NULL, a.ticker, a.superseded_at,
        (SELECT CASE WHEN h.text IS NOT NULL THEN h.text WHEN h.share IS NULL THEN NULL
            WHEN ${span.language === 'en'} THEN round((h.share * 100)::numeric, 1) || '% of revenue, under the floor of ' || round((h.floor * 100)::numeric, 1) || '%'
            ELSE '占收入 ' || round((h.share * 100)::numeric, 1) || '%，低于下限 ' || round((h.floor * 100)::numeric, 1) || '%' END
          FROM analogue_held_back h WHERE h.event_id = a.event_id AND h.ticker = a.ticker AND h.computed_at = a.superseded_at ORDER BY h.id LIMIT 1)
      FROM analogue a
      WHERE a.computed_at <= ${span.from} AND a.kind <> 'issuer'
        AND NOT EXISTS (SELECT 1 FROM analogue b WHERE b.event_id = a.event_id AND b.ticker = a.ticker AND b.computed_at <= ${span.to}
          AND (b.superseded_at IS NULL OR b.superseded_at > ${span.to}))
        AND NOT EXISTS (SELECT 1 FROM event_correction m WHERE m.kind = 'merge' AND m.event_id = a.event_id AND m.at = a.superseded_at)
        AND NOT EXISTS (SELECT 1 FROM event_retraction t WHERE t.event_id = a.event_id AND t.at = a.superseded_at))
    SELECT DISTINCT w.kind, w.event_id, w.into_event_id, w.ticker, co.name_zh_hans AS name_zh, co.name_en, w.at, w.why,
      e.headline, e.headline_zh, e.headline_en, i.headline AS into_headline, i.headline_zh AS into_zh, i.headline_en AS into_en
    FROM wrong w LEFT JOIN event e ON e.id = w.event_id LEFT JOIN event i ON i.id = w.into_event_id LEFT JOIN company co ON co.ticker = w.ticker
    WHERE w.at > ${span.from} AND w.at <= ${span.to} AND coalesce(e.origin, i.origin) IN (SELECT unnest(${origins}::text[]))
    ORDER BY w.at, w.kind, w.event_id, w.ticker, w.why`.execute(db);
  const named = (headline: string | null, zh: string | null, en: string | null): string | null =>
    headline === null ? null : headlineOf({ headline, headline_zh: zh, headline_en: en }, span.language);
  return rows.slice(-LIMIT).map((r) => ({
    kind: r.kind,
    eventId: r.event_id,
    // A merged event may be gone; its id still says which it was.
    headline: named(r.headline, r.headline_zh, r.headline_en) ?? r.event_id,
    intoEventId: r.into_event_id,
    intoHeadline: named(r.into_headline, r.into_zh, r.into_en),
    company:
      r.ticker === null
        ? null
        : `${(span.language === 'en' ? r.name_en : r.name_zh) ?? ''} ${r.ticker}`.trim(),
    at: r.at,
    why: clip(r.why ?? ''),
  }));
}

/**
 * Events among `ids` that were first heard of second-hand: who told, when we had the issuer's own document, and how long after
 * it was published that was. Not yet seen at all: both null. The longest first.
 */
export async function lateSights(db: Db, ids: readonly string[], span: Span): Promise<LateSight[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{
    event_id: string;
    headline: string;
    headline_zh: string | null;
    headline_en: string | null;
    outlet: string;
    heard_at: string;
    seen_at: string | null;
    published_at: string | null;
  }>`
    SELECT e.id AS event_id, e.headline, e.headline_zh, e.headline_en, f.outlet, f.fetched_at AS heard_at, d.fetched_at AS seen_at, d.published_at
    FROM event e
    JOIN LATERAL (SELECT a.outlet, a.fetched_at, a.first_hand FROM event_article ea JOIN article a ON a.id = ea.article_id
      WHERE ea.event_id = e.id AND ea.joined_at <= ${span.to} ORDER BY a.fetched_at, a.published_at, a.id COLLATE "C" LIMIT 1) f ON NOT f.first_hand
    JOIN LATERAL (SELECT a.fetched_at, a.published_at FROM event_article ea JOIN article a ON a.id = ea.article_id
      WHERE ea.event_id = e.id AND ea.joined_at <= ${span.to} AND ea.joined_at > ${span.from} AND a.first_hand ORDER BY a.fetched_at, a.id COLLATE "C" LIMIT 1) d ON true
    WHERE e.id IN (SELECT unnest(${ids}::text[])) AND d.fetched_at > f.fetched_at
    ORDER BY d.fetched_at - f.fetched_at DESC, e.id COLLATE "C" LIMIT 8`.execute(db);
  return rows.map((r) => ({
    eventId: r.event_id,
    headline: headlineOf(r, span.language),
    outlet: r.outlet,
    minutes: Math.round((Date.parse(r.seen_at!) - Date.parse(r.heard_at)) / 60_000),
    sincePublished: Math.max(0, Math.round((Date.parse(r.seen_at!) - Date.parse(r.published_at!)) / 60_000)),
  }));
}
