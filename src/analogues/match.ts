import { sql } from 'kysely';
import type { Db } from '../db/index.ts';

/** One rule that fired on the event and one company whose side of it holds, with the parts of the score. */
export interface RuleMatch {
  ruleId: string;
  ruleKind: 'analogue' | 'trap' | 'block';
  ruleVersion: number;
  ruleWeight: number;
  /** null for a block rule: it speaks of the event alone. */
  ticker: string | null;
  eventFit: number;
  companyFit: number;
  /** Weighted share of the event's traits (products and signals aside) that the company has. */
  kinship: number;
  /** 1 where a required term of the event stands in a first-hand document, else 0.7. */
  grade: number;
  /** Revenue share of the matched model, 0..1; null where none is published. */
  share: number | null;
  shareTrait: string | null;
  /** Lower quartile of the known shares of that trait, for companies that publish none; null where nobody does. */
  shareQuartile: number | null;
  eventAgainst: number;
  companyAgainst: number;
}

export interface MatchMoment {
  eventId: string;
  /** What was public before this instant counts. */
  at: string;
  /** Only what had been written down here by then. */
  strict: boolean;
}

/** What was public on a day and held then (`c` is company_trait); under strict also written down here by the instant. */
const publicOn = (day: string, moment: MatchMoment) =>
  sql`c.source_date < ${day}::date AND c.valid_from <= ${day}::date AND (c.valid_to IS NULL OR c.valid_to > ${day}::date)
    AND (NOT ${moment.strict} OR c.recorded_at <= ${moment.at}::timestamptz)`;
const listedOn = (day: string) =>
  sql`company.listed_on <= ${day}::date AND (company.delisted_on IS NULL OR company.delisted_on > ${day}::date)`;

/**
 * Of a company's facts about a trait the newest by validity, then by source, then the largest: arrays compare element by
 * element, so one hashed aggregate does what a sort of all facts would.
 */
const NEWEST = (column: 'strength' | 'revenue_share') =>
  sql`(max(ARRAY[c.valid_from - DATE '1900-01-01', c.source_date - DATE '1900-01-01', ${sql.ref(`c.${column}`)}::float8]))[3]`;
const NEWEST_SHARE = sql`(max(ARRAY[c.valid_from - DATE '1900-01-01', c.source_date - DATE '1900-01-01', c.revenue_share::float8]) FILTER (WHERE c.revenue_share IS NOT NULL))[3]`;

/**
 * All rules against all companies in one statement. A term of a rule is held where the strength reaches the term's
 * minimum. Fit of a side, 0..1: the weighted mean of its required terms and of the best of its `any` terms, lifted by
 * its preferred ones: base + (1 − base) · 0.3 · Σ(weight · strength) / Σ weight. Matching evidence can only raise it.
 */
export async function matchRules(db: Db, moment: MatchMoment): Promise<RuleMatch[]> {
  const day = moment.at.slice(0, 10);
  const { rows } = await sql<RuleMatch>`
WITH held AS (
  SELECT 'trait' AS subject, trait_id AS name, strength::float8 AS strength, first_hand FROM event_trait WHERE event_id = ${moment.eventId}
  UNION ALL
  SELECT 'theme', theme_id, weight::float8, false FROM event_theme WHERE event_id = ${moment.eventId}
),
event_term AS (
  SELECT t.rule_id, t.role, t.weight::float8 AS weight, coalesce(h.strength, 0) AS strength, coalesce(h.first_hand, false) AS first_hand,
         coalesce(h.strength, 0) >= t.minimum::float8 - 1e-6 AND coalesce(h.strength, 0) > 0 AS is_held
  FROM rule r
  JOIN rule_term t ON t.rule_id = r.id AND t.side = 'event'
  LEFT JOIN held h ON h.subject = t.subject AND h.name = t.name
  WHERE r.status = 'published' AND (NOT ${moment.strict} OR r.recorded_at <= ${moment.at}::timestamptz)
),
fired AS MATERIALIZED (
  SELECT rule_id,
    (coalesce(sum(weight * strength) FILTER (WHERE role = 'require'), 0) + coalesce(max(strength) FILTER (WHERE role = 'any' AND is_held), 0))
      / (coalesce(sum(weight) FILTER (WHERE role = 'require'), 0) + CASE WHEN bool_or(role = 'any') THEN 1 ELSE 0 END) AS base,
    coalesce(sum(weight * strength) FILTER (WHERE role = 'prefer') / nullif(sum(weight) FILTER (WHERE role = 'prefer'), 0), 0) AS preferred,
    coalesce(max(weight * strength) FILTER (WHERE role = 'against'), 0) AS against,
    coalesce(bool_or(first_hand) FILTER (WHERE role IN ('require', 'any') AND is_held), false) AS first_hand
  FROM event_term
  GROUP BY rule_id
  HAVING coalesce(bool_and(is_held) FILTER (WHERE role = 'require'), true)
     AND coalesce(bool_or(is_held) FILTER (WHERE role = 'any'), true)
     AND NOT coalesce(bool_or(is_held) FILTER (WHERE role = 'forbid'), false)
     AND bool_or(role IN ('require', 'any'))
),
wanted AS (
  SELECT DISTINCT t.name FROM rule_term t JOIN fired f ON f.rule_id = t.rule_id JOIN rule r ON r.id = t.rule_id AND r.kind <> 'block' WHERE t.side = 'company'
),
fact AS MATERIALIZED (
  SELECT c.ticker, c.trait_id, ${NEWEST('strength')} AS strength, ${NEWEST_SHARE} AS share
  FROM wanted w
  JOIN company_trait c ON c.trait_id = w.name AND ${publicOn(day, moment)}
  JOIN company ON company.ticker = c.ticker AND ${listedOn(day)}
  GROUP BY c.ticker, c.trait_id
),
quartile AS (
  SELECT trait_id, percentile_cont(0.25) WITHIN GROUP (ORDER BY share) AS share FROM fact WHERE share IS NOT NULL GROUP BY trait_id
),
side AS MATERIALIZED (
  SELECT t.rule_id, t.role, t.name, t.weight::float8 AS weight, t.minimum::float8 - 1e-6 AS minimum, (trait.axis = 'model')::int AS is_model,
    row_number() OVER (PARTITION BY t.rule_id ORDER BY t.name COLLATE "C", t.role COLLATE "C") AS place,
    count(*) FILTER (WHERE t.role = 'require') OVER rule AS required, coalesce(sum(t.weight::float8) FILTER (WHERE t.role = 'require') OVER rule, 0) AS required_weight,
    count(*) FILTER (WHERE t.role = 'any') OVER rule AS optional, sum(t.weight::float8) FILTER (WHERE t.role = 'prefer') OVER rule AS preferred_weight
  FROM fired JOIN rule r ON r.id = fired.rule_id AND r.kind <> 'block' JOIN rule_term t ON t.rule_id = fired.rule_id AND t.side = 'company' JOIN trait ON trait.id = t.name
  WINDOW rule AS (PARTITION BY t.rule_id)
),
company_term AS (
  SELECT s.*, f.ticker, f.strength, f.share, f.strength >= s.minimum AS is_held FROM side s JOIN fact f ON f.trait_id = s.name
),
matched AS MATERIALIZED (
  SELECT c.rule_id, c.ticker,
    (coalesce(sum(weight * strength) FILTER (WHERE role = 'require'), 0) + coalesce(max(strength) FILTER (WHERE role = 'any' AND is_held), 0))
      / (max(required_weight) + CASE WHEN max(optional) > 0 THEN 1 ELSE 0 END) AS base,
    coalesce(sum(weight * strength) FILTER (WHERE role = 'prefer') / max(preferred_weight), 0) AS preferred,
    coalesce(max(weight * strength * coalesce(share, 1)) FILTER (WHERE role = 'against'), 0) AS against,
    max(share) FILTER (WHERE role IN ('require', 'any') AND is_held) AS share,
    -- The trait whose share it is: a published share, the largest, a model, a required term, the strongest, the first by name.
    -- As numbers in an array, which compare in that order: sorting texts a company would be most of the work.
    (max(ARRAY[(share IS NOT NULL)::int, coalesce(share, 0), is_model, (role = 'require')::int, strength, -place]) FILTER (WHERE role IN ('require', 'any') AND is_held))[6] AS share_place
  FROM company_term c
  GROUP BY c.rule_id, c.ticker
  HAVING count(*) FILTER (WHERE role = 'require' AND is_held) = max(required)
     AND (max(optional) = 0 OR count(*) FILTER (WHERE role = 'any' AND is_held) > 0)
     AND count(*) FILTER (WHERE role = 'forbid' AND is_held) = 0
     AND max(required) + max(optional) > 0
),
event_model AS MATERIALIZED (
  SELECT e.trait_id, e.strength::float8 AS strength, sum(e.strength::float8) OVER () AS total
  FROM event_trait e JOIN trait ON trait.id = e.trait_id AND trait.axis NOT IN ('product', 'signal')
  WHERE e.event_id = ${moment.eventId}
),
-- Asked for matched companies only: an event has more traits than the rules that fire on it.
kin_fact AS (
  SELECT c.ticker, c.trait_id, ${NEWEST('strength')} AS strength
  FROM event_model e JOIN company_trait c ON c.trait_id = e.trait_id AND ${publicOn(day, moment)}
  WHERE c.ticker IN (SELECT ticker FROM matched)
  GROUP BY c.ticker, c.trait_id
),
kin AS MATERIALIZED (
  -- In order of the trait: a sum of floats is not the same in any order.
  SELECT f.ticker, sum(least(e.strength, f.strength) ORDER BY e.trait_id COLLATE "C") / max(e.total) AS kinship FROM event_model e JOIN kin_fact f ON f.trait_id = e.trait_id GROUP BY f.ticker
)
SELECT r.id AS "ruleId", r.kind AS "ruleKind", r.version AS "ruleVersion", r.weight::float8 AS "ruleWeight", m.ticker,
  f.base + (1 - f.base) * 0.3 * f.preferred AS "eventFit",
  coalesce(m.base + (1 - m.base) * 0.3 * m.preferred, 0) AS "companyFit",
  coalesce(kin.kinship, 0) AS kinship,
  CASE WHEN f.first_hand THEN 1.0::float8 ELSE 0.7::float8 END AS grade,
  m.share, s.name AS "shareTrait", q.share AS "shareQuartile",
  least(f.against, 1) AS "eventAgainst", least(coalesce(m.against, 0), 1) AS "companyAgainst"
FROM fired f
JOIN rule r ON r.id = f.rule_id
LEFT JOIN matched m ON m.rule_id = f.rule_id AND r.kind <> 'block'
LEFT JOIN side s ON s.rule_id = m.rule_id AND s.place = -m.share_place
LEFT JOIN quartile q ON q.trait_id = s.name
LEFT JOIN kin ON kin.ticker = m.ticker
WHERE m.ticker IS NOT NULL OR r.kind = 'block'
ORDER BY r.id COLLATE "C", m.ticker COLLATE "C"`.execute(db);
  return rows;
}

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

/** Product in common, in one statement; the strongest product and the first opposed pair a company. */
export async function matchProducts(db: Db, moment: MatchMoment): Promise<ProductMatch[]> {
  const day = moment.at.slice(0, 10);
  const { rows } = await sql<ProductMatch>`
WITH about AS MATERIALIZED (
  -- A product mentioned in passing (games, in a story of chips) is not what the event is about.
  SELECT e.trait_id, e.strength::float8 AS strength, e.first_hand
  FROM event_trait e JOIN trait ON trait.id = e.trait_id AND trait.axis = 'product'
  WHERE e.event_id = ${moment.eventId} AND e.strength >= 0.45
    AND e.strength >= 0.7 * (SELECT max(o.strength) FROM event_trait o JOIN trait t ON t.id = o.trait_id AND t.axis = 'product' WHERE o.event_id = ${moment.eventId})
),
fact AS MATERIALIZED (
  SELECT c.ticker, c.trait_id, ${NEWEST('strength')} AS strength, ${NEWEST_SHARE} AS share
  FROM about a
  JOIN company_trait c ON c.trait_id = a.trait_id AND ${publicOn(day, moment)}
  JOIN company ON company.ticker = c.ticker AND ${listedOn(day)}
  GROUP BY c.ticker, c.trait_id
),
common AS MATERIALIZED (
  SELECT DISTINCT ON (f.ticker COLLATE "C") f.ticker, f.trait_id AS product, a.strength AS event_strength, f.strength AS company_strength, f.share, a.first_hand
  FROM about a JOIN fact f ON f.trait_id = a.trait_id AND f.strength >= 0.4
  ORDER BY f.ticker COLLATE "C", a.strength * f.strength DESC, f.trait_id COLLATE "C"
),
pair AS MATERIALIZED (
  SELECT o.event_trait, o.company_trait, o.reason_zh, o.reason_en, e.strength::float8 AS strength
  FROM event_trait e JOIN opposed_pair o ON o.event_trait = e.trait_id WHERE e.event_id = ${moment.eventId} AND e.strength >= 0.4
),
model AS MATERIALIZED (
  SELECT c.ticker, c.trait_id, ${NEWEST('strength')} AS strength
  FROM (SELECT event_trait AS trait_id FROM pair UNION SELECT company_trait FROM pair) p
  JOIN company_trait c ON c.trait_id = p.trait_id AND ${publicOn(day, moment)}
  WHERE c.ticker IN (SELECT ticker FROM common)
  GROUP BY c.ticker, c.trait_id
),
opposed AS MATERIALIZED (
  SELECT DISTINCT ON (m.ticker COLLATE "C") m.ticker, p.event_trait, p.company_trait, p.reason_zh, p.reason_en
  FROM pair p
  JOIN model m ON m.trait_id = p.company_trait AND m.strength >= 0.7
  LEFT JOIN model shared ON shared.ticker = m.ticker AND shared.trait_id = p.event_trait AND shared.strength >= 0.4
  WHERE shared.ticker IS NULL
  ORDER BY m.ticker COLLATE "C", p.strength * m.strength DESC, p.event_trait COLLATE "C", p.company_trait COLLATE "C"
)
SELECT c.ticker, c.product, c.event_strength AS "eventStrength", c.company_strength AS "companyStrength", c.share, c.first_hand AS "firstHand",
  o.event_trait AS "opposedEvent", o.company_trait AS "opposedCompany", o.reason_zh AS "reasonZh", o.reason_en AS "reasonEn"
FROM common c LEFT JOIN opposed o ON o.ticker = c.ticker
ORDER BY c.ticker COLLATE "C"`.execute(db);
  return rows;
}
