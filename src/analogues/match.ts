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
  SELECT DISTINCT t.name FROM rule_term t JOIN fired f ON f.rule_id = t.rule_id WHERE t.side = 'company'
  UNION SELECT e.trait_id FROM event_trait e JOIN trait ON trait.id = e.trait_id AND trait.axis NOT IN ('product', 'signal') WHERE e.event_id = ${moment.eventId}
),
public_fact AS MATERIALIZED (
  SELECT c.ticker, c.trait_id, c.strength::float8 AS strength, c.revenue_share::float8 AS share, c.valid_from, c.source_date, c.source_url
  FROM company_trait c
  JOIN wanted w ON w.name = c.trait_id
  JOIN company ON company.ticker = c.ticker AND company.listed_on <= ${day}::date AND (company.delisted_on IS NULL OR company.delisted_on > ${day}::date)
  WHERE c.source_date < ${day}::date AND c.valid_from <= ${day}::date AND (c.valid_to IS NULL OR c.valid_to > ${day}::date)
    AND (NOT ${moment.strict} OR c.recorded_at <= ${moment.at}::timestamptz)
),
fact AS MATERIALIZED (
  SELECT s.ticker, s.trait_id, s.strength, h.share FROM
    (SELECT DISTINCT ON (ticker, trait_id) ticker, trait_id, strength FROM public_fact
       ORDER BY ticker, trait_id, valid_from DESC, source_date DESC, strength DESC, source_url COLLATE "C") s
    LEFT JOIN
    (SELECT DISTINCT ON (ticker, trait_id) ticker, trait_id, share FROM public_fact WHERE share IS NOT NULL
       ORDER BY ticker, trait_id, valid_from DESC, source_date DESC, share DESC, source_url COLLATE "C") h USING (ticker, trait_id)
),
quartile AS (
  SELECT trait_id, percentile_cont(0.25) WITHIN GROUP (ORDER BY share) AS share FROM fact WHERE share IS NOT NULL GROUP BY trait_id
),
side AS (
  SELECT t.rule_id,
    count(*) FILTER (WHERE t.role = 'require') AS required, coalesce(sum(t.weight::float8) FILTER (WHERE t.role = 'require'), 0) AS required_weight,
    count(*) FILTER (WHERE t.role = 'any') AS optional, sum(t.weight::float8) FILTER (WHERE t.role = 'prefer') AS preferred_weight
  FROM rule_term t JOIN fired f ON f.rule_id = t.rule_id WHERE t.side = 'company' GROUP BY t.rule_id
),
company_term AS (
  SELECT t.rule_id, f.ticker, t.role, t.weight::float8 AS weight, f.strength, f.share, t.name, trait.axis, f.strength >= t.minimum::float8 - 1e-6 AS is_held
  FROM fired
  JOIN rule_term t ON t.rule_id = fired.rule_id AND t.side = 'company'
  JOIN trait ON trait.id = t.name
  JOIN fact f ON f.trait_id = t.name
),
matched AS (
  SELECT c.rule_id, c.ticker,
    (coalesce(sum(weight * strength) FILTER (WHERE role = 'require'), 0) + coalesce(max(strength) FILTER (WHERE role = 'any' AND is_held), 0))
      / (max(side.required_weight) + CASE WHEN max(side.optional) > 0 THEN 1 ELSE 0 END) AS base,
    coalesce(sum(weight * strength) FILTER (WHERE role = 'prefer') / max(side.preferred_weight), 0) AS preferred,
    coalesce(max(weight * strength * coalesce(share, 1)) FILTER (WHERE role = 'against'), 0) AS against,
    max(share) FILTER (WHERE role IN ('require', 'any') AND is_held) AS share,
    (array_agg(name ORDER BY (share IS NULL), share DESC, (axis <> 'model'), (role <> 'require'), strength DESC, name COLLATE "C")
       FILTER (WHERE role IN ('require', 'any') AND is_held))[1] AS share_trait
  FROM company_term c JOIN side ON side.rule_id = c.rule_id
  GROUP BY c.rule_id, c.ticker
  HAVING count(*) FILTER (WHERE role = 'require' AND is_held) = max(side.required)
     AND (max(side.optional) = 0 OR count(*) FILTER (WHERE role = 'any' AND is_held) > 0)
     AND count(*) FILTER (WHERE role = 'forbid' AND is_held) = 0
     AND max(side.required) + max(side.optional) > 0
),
event_model AS (
  SELECT e.trait_id, e.strength::float8 AS strength, sum(e.strength::float8) OVER () AS total
  FROM event_trait e JOIN trait ON trait.id = e.trait_id AND trait.axis NOT IN ('product', 'signal')
  WHERE e.event_id = ${moment.eventId}
),
kin AS (
  SELECT f.ticker, sum(least(e.strength, f.strength)) / max(e.total) AS kinship FROM event_model e JOIN fact f ON f.trait_id = e.trait_id GROUP BY f.ticker
)
SELECT r.id AS "ruleId", r.kind AS "ruleKind", r.version AS "ruleVersion", r.weight::float8 AS "ruleWeight", m.ticker,
  f.base + (1 - f.base) * 0.3 * f.preferred AS "eventFit",
  coalesce(m.base + (1 - m.base) * 0.3 * m.preferred, 0) AS "companyFit",
  coalesce(kin.kinship, 0) AS kinship,
  CASE WHEN f.first_hand THEN 1.0::float8 ELSE 0.7::float8 END AS grade,
  m.share, m.share_trait AS "shareTrait", q.share AS "shareQuartile",
  least(f.against, 1) AS "eventAgainst", least(coalesce(m.against, 0), 1) AS "companyAgainst"
FROM fired f
JOIN rule r ON r.id = f.rule_id
LEFT JOIN matched m ON m.rule_id = f.rule_id AND r.kind <> 'block'
LEFT JOIN quartile q ON q.trait_id = m.share_trait
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
WITH fact AS (
  SELECT DISTINCT ON (c.ticker, c.trait_id) c.ticker, c.trait_id, c.strength::float8 AS strength
  FROM company_trait c
  JOIN company ON company.ticker = c.ticker AND company.listed_on <= ${day}::date AND (company.delisted_on IS NULL OR company.delisted_on > ${day}::date)
  JOIN trait ON trait.id = c.trait_id AND trait.axis IN ('product', 'model')
  WHERE c.source_date < ${day}::date AND c.valid_from <= ${day}::date AND (c.valid_to IS NULL OR c.valid_to > ${day}::date)
    AND (NOT ${moment.strict} OR c.recorded_at <= ${moment.at}::timestamptz)
  ORDER BY c.ticker, c.trait_id, c.valid_from DESC, c.source_date DESC, c.strength DESC, c.source_url COLLATE "C"
),
common AS (
  SELECT DISTINCT ON (f.ticker) f.ticker, f.trait_id AS product, e.strength::float8 AS event_strength, f.strength AS company_strength, e.first_hand
  FROM event_trait e
  JOIN trait ON trait.id = e.trait_id AND trait.axis = 'product'
  JOIN fact f ON f.trait_id = e.trait_id
  -- A product mentioned in passing (games, in a story of chips) is not what the event is about.
  WHERE e.event_id = ${moment.eventId} AND e.strength >= 0.45 AND f.strength >= 0.4
    AND e.strength >= 0.7 * (SELECT max(o.strength) FROM event_trait o JOIN trait t ON t.id = o.trait_id AND t.axis = 'product' WHERE o.event_id = ${moment.eventId})
  ORDER BY f.ticker, e.strength * f.strength DESC, f.trait_id COLLATE "C"
),
opposed AS (
  SELECT DISTINCT ON (f.ticker) f.ticker, o.event_trait, o.company_trait, o.reason_zh, o.reason_en
  FROM event_trait e
  JOIN opposed_pair o ON o.event_trait = e.trait_id
  JOIN fact f ON f.trait_id = o.company_trait AND f.strength >= 0.7
  LEFT JOIN fact shared ON shared.ticker = f.ticker AND shared.trait_id = o.event_trait AND shared.strength >= 0.4
  WHERE e.event_id = ${moment.eventId} AND e.strength >= 0.4 AND shared.ticker IS NULL
  ORDER BY f.ticker, e.strength * f.strength DESC, o.event_trait COLLATE "C", o.company_trait COLLATE "C"
)
SELECT c.ticker, c.product, c.event_strength AS "eventStrength", c.company_strength AS "companyStrength", c.first_hand AS "firstHand",
  o.event_trait AS "opposedEvent", o.company_trait AS "opposedCompany", o.reason_zh AS "reasonZh", o.reason_en AS "reasonEn"
FROM common c LEFT JOIN opposed o ON o.ticker = c.ticker
ORDER BY c.ticker COLLATE "C"`.execute(db);
  return rows;
}
