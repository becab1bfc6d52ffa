import { sql } from 'kysely';
import { type Db, doublesIn, wordsIn } from '../db/index.ts';
import { among, type MatchMoment, newest, unlisted } from './public-facts.repository.ts';

/** A company that shares a product with the event, whatever its model, and the model that is opposed where there is one. */
export interface ProductMatch {
  ticker: string;
  product: string;
  eventStrength: number;
  companyStrength: number;
  /** Published share of revenue of that product, 0..1; null where none is. */
  share: number | null;
  firstHand: boolean;
  opposedEvent: string | null;
  opposedCompany: string | null;
  reasonZh: string | null;
  reasonEn: string | null;
}

/** From this strength on an event is about a product. */
export const ABOUT = 0.45;

interface PackedProducts {
  products: { place: number; product: string; eventStrength: number; firstHand: boolean }[] | null;
  pairs: { n: number; event: string; company: string; zh: string; en: string }[] | null;
  tickers: string | null;
  /** Of each ticker's product. */
  places: Uint8Array | null;
  strengths: Uint8Array | null;
  shares: Uint8Array | null;
  /** Of each ticker's opposed pair; NaN where none is. */
  opposed: Uint8Array | null;
}

/**
 * Product in common, in one statement; the strongest product and the first opposed pair a company. It comes over as one row of
 * packed columns: half of all companies may share a product with an event. By ticker.
 */
export async function matchProducts(db: Db, moment: MatchMoment): Promise<ProductMatch[]> {
  const { rows } = await sql<PackedProducts>`
WITH about AS MATERIALIZED (
  -- A product mentioned in passing (games, in a story of chips) is not what the event is about.
  SELECT e.trait_id, e.strength::float8 AS strength, e.first_hand, row_number() OVER (ORDER BY e.trait_id COLLATE "C")::int AS place
  FROM event_trait e JOIN trait ON trait.id = e.trait_id AND trait.axis = 'product'
  WHERE e.event_id = ${moment.eventId} AND e.strength >= ${ABOUT}::float8
    AND e.strength >= 0.7 * (SELECT max(o.strength) FROM event_trait o JOIN trait t ON t.id = o.trait_id AND t.axis = 'product' WHERE o.event_id = ${moment.eventId})
),
${unlisted(moment)},
-- Its strongest product in common, the first by name on a tie: as numbers in an array, which compare in that order.
best AS MATERIALIZED (
  SELECT ticker COLLATE "C" AS ticker, max(ARRAY[strength * value, -place, value]) AS best
  FROM (${newest('strength', 'about', moment)}) fact
  WHERE value >= 0.4
  GROUP BY 1
),
common AS MATERIALIZED (
  SELECT ticker, -best[2] AS place, best[3] AS strength FROM best WHERE ticker NOT IN (SELECT ticker FROM unlisted)
),
share AS MATERIALIZED (SELECT place::float8 AS place, ticker, value FROM (${newest('revenue_share', 'about', moment)}) newest),
pair AS MATERIALIZED (
  SELECT o.event_trait, o.company_trait, o.reason_zh, o.reason_en, e.strength::float8 AS strength, row_number() OVER ()::int AS n
  FROM event_trait e JOIN opposed_pair o ON o.event_trait = e.trait_id WHERE e.event_id = ${moment.eventId} AND e.strength >= 0.4
),
modelled AS (SELECT event_trait AS trait_id FROM pair UNION SELECT company_trait FROM pair),
model AS MATERIALIZED (SELECT ticker, trait_id, value AS strength FROM (${newest('strength', 'modelled', moment, among('common'))}) newest),
opposed AS MATERIALIZED (
  SELECT DISTINCT ON (m.ticker COLLATE "C") m.ticker, p.n
  FROM pair p
  JOIN model m ON m.trait_id = p.company_trait AND m.strength >= 0.7
  LEFT JOIN model shared ON shared.ticker = m.ticker AND shared.trait_id = p.event_trait AND shared.strength >= 0.4
  WHERE shared.ticker IS NULL
  ORDER BY m.ticker COLLATE "C", p.strength * m.strength DESC, p.event_trait COLLATE "C", p.company_trait COLLATE "C"
),
line AS (
  SELECT c.ticker, c.place, c.strength, h.value AS share, o.n
  FROM common c LEFT JOIN share h ON h.ticker = c.ticker AND h.place = c.place LEFT JOIN opposed o ON o.ticker = c.ticker
  ORDER BY c.ticker COLLATE "C"
)
SELECT (SELECT json_agg(json_build_object('place', place, 'product', trait_id, 'eventStrength', strength, 'firstHand', first_hand)) FROM about) AS products,
  (SELECT json_agg(json_build_object('n', n, 'event', event_trait, 'company', company_trait, 'zh', reason_zh, 'en', reason_en)) FROM pair) AS pairs,
  string_agg(ticker, ' ') AS tickers, string_agg(float8send(place), '') AS places, string_agg(float8send(strength), '') AS strengths,
  string_agg(float8send(coalesce(share, 'NaN')), '') AS shares, string_agg(float8send(coalesce(n::float8, 'NaN')), '') AS opposed
FROM line`.execute(db);
  const row = rows[0]!;
  const products = new Map((row.products ?? []).map((p) => [p.place, p]));
  const pairs = new Map((row.pairs ?? []).map((p) => [p.n, p]));
  const places = doublesIn(row.places);
  const strengths = doublesIn(row.strengths);
  const shares = doublesIn(row.shares);
  const opposed = doublesIn(row.opposed);
  return wordsIn(row.tickers).map((ticker, i) => {
    const { product, eventStrength, firstHand } = products.get(places[i]!)!;
    const pair = pairs.get(opposed[i]!);
    return {
      ticker,
      product,
      eventStrength,
      companyStrength: strengths[i]!,
      share: Number.isNaN(shares[i]!) ? null : shares[i]!,
      firstHand,
      opposedEvent: pair?.event ?? null,
      opposedCompany: pair?.company ?? null,
      reasonZh: pair?.zh ?? null,
      reasonEn: pair?.en ?? null,
    };
  });
}
