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
  /** Weighted share of the event's traits (products, signals and what the rule counts against aside) that the company has. */
  kinship: number;
  /** 1 where a required term of the event stands in a first-hand document, else 0.7. */
  grade: number;
  /** Revenue share of the matched model, 0..1; null where none is published. */
  share: number | null;
  shareTrait: string | null;
  /** Lower quartile of the known shares of that trait, for companies that publish none; null where nobody does: then PURITY_UNKNOWN. */
  shareQuartile: number | null;
  eventAgainst: number;
  companyAgainst: number;
}

/** The share of revenue taken where nobody publishes one. */
export const PURITY_UNKNOWN = 0.3;

export interface MatchMoment {
  eventId: string;
  /** What was public before this instant counts. */
  at: string;
  /** Only what had been written down here by then. */
  strict: boolean;
}

/** What was public on a day and held then (`c` is company_trait); under strict also written down here by the instant. */
const publicOn = (day: string, moment: MatchMoment) =>
  sql`c.valid_from <= ${day}::date AND c.source_date < ${day}::date AND (c.valid_to IS NULL OR c.valid_to > ${day}::date)${moment.strict ? sql` AND c.recorded_at <= ${moment.at}::timestamptz` : sql``}`;
const listedOn = (day: string) =>
  sql`company.listed_on <= ${day}::date AND (company.delisted_on IS NULL OR company.delisted_on > ${day}::date)`;

/**
 * Of each company's facts about a trait the newest by validity, then by source, then the largest, for every row of a
 * relation with a column `trait_id`. A scan a trait of its own, so that the rows come in the order of an index that holds
 * all that is asked (company_trait_newest, company_trait_share) and nothing is sorted; joined at once, the planner reads every fact there is.
 */
const newest = (
  column: 'strength' | 'revenue_share',
  traits: string,
  day: string,
  moment: MatchMoment,
  only = sql``,
) => {
  const value = sql.ref(`c.${column}`);
  return sql`SELECT w.trait_id, f.ticker, f.value FROM ${sql.table(traits)} w CROSS JOIN LATERAL (
    SELECT DISTINCT ON (c.ticker) c.ticker, ${value}::float8 AS value FROM company_trait c
    WHERE c.trait_id = w.trait_id AND ${value} IS NOT NULL AND ${publicOn(day, moment)}${only}
    ORDER BY c.ticker, c.valid_from DESC, c.source_date DESC, ${value} DESC
  ) f`;
};
/**
 * A strength times its weight, to 2⁻⁴⁴: sums of such numbers are exact, so they are the same in whatever order the rows
 * come. (Strengths alone are real, of 24 bits, and need no rounding.)
 */
const weighed = (weight: string, strength: string) =>
  sql`(${sql.raw(weight)} * ${sql.raw(strength)} + 256 - 256)`;
/** For companies of a relation only: as a filter of the scan, which a join would put out of order. */
const among = (companies: string) =>
  sql` AND coalesce(c.ticker IN (SELECT ticker FROM ${sql.table(companies)}), false)`;

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
  SELECT t.rule_id, t.role, t.weight::float8 AS weight, coalesce(h.strength, 0) AS strength, ${weighed('t.weight::float8', 'coalesce(h.strength, 0)')} AS weighed, coalesce(h.first_hand, false) AS first_hand,
         coalesce(h.strength, 0) >= t.minimum::float8 - 1e-6 AND coalesce(h.strength, 0) > 0 AS is_held
  FROM rule r
  JOIN rule_term t ON t.rule_id = r.id AND t.side = 'event'
  LEFT JOIN held h ON h.subject = t.subject AND h.name = t.name
  WHERE r.status = 'published' AND (NOT ${moment.strict} OR r.recorded_at <= ${moment.at}::timestamptz)
),
fired AS MATERIALIZED (
  SELECT rule_id,
    (coalesce(sum(weighed) FILTER (WHERE role = 'require'), 0) + coalesce(max(strength) FILTER (WHERE role = 'any' AND is_held), 0))
      / (coalesce(sum(weight) FILTER (WHERE role = 'require'), 0) + CASE WHEN bool_or(role = 'any') THEN 1 ELSE 0 END) AS base,
    coalesce(sum(weighed) FILTER (WHERE role = 'prefer') / nullif(sum(weight) FILTER (WHERE role = 'prefer'), 0), 0) AS preferred,
    coalesce(max(weighed) FILTER (WHERE role = 'against'), 0) AS against,
    coalesce(bool_or(first_hand) FILTER (WHERE role IN ('require', 'any') AND is_held), false) AS first_hand
  FROM event_term
  GROUP BY rule_id
  HAVING coalesce(bool_and(is_held) FILTER (WHERE role = 'require'), true)
     AND coalesce(bool_or(is_held) FILTER (WHERE role = 'any'), true)
     AND NOT coalesce(bool_or(is_held) FILTER (WHERE role = 'forbid'), false)
     AND bool_or(role IN ('require', 'any'))
),
side AS MATERIALIZED (
  SELECT t.rule_id, t.role, t.name, t.weight::float8 AS weight, t.minimum::float8 - 1e-6 AS minimum, (trait.axis = 'model')::int AS is_model,
    row_number() OVER (PARTITION BY t.rule_id ORDER BY t.name COLLATE "C", t.role COLLATE "C") AS place,
    count(*) FILTER (WHERE t.role = 'require') OVER rule AS required, coalesce(sum(t.weight::float8) FILTER (WHERE t.role = 'require') OVER rule, 0) AS required_weight,
    count(*) FILTER (WHERE t.role = 'any') OVER rule AS optional, sum(t.weight::float8) FILTER (WHERE t.role = 'prefer') OVER rule AS preferred_weight
  FROM fired JOIN rule r ON r.id = fired.rule_id AND r.kind <> 'block' JOIN rule_term t ON t.rule_id = fired.rule_id AND t.side = 'company' JOIN trait ON trait.id = t.name
  WINDOW rule AS (PARTITION BY t.rule_id)
),
event_model AS MATERIALIZED (
  SELECT e.trait_id, e.strength::float8 AS strength
  FROM event_trait e JOIN trait ON trait.id = e.trait_id AND trait.axis NOT IN ('product', 'signal')
  WHERE e.event_id = ${moment.eventId}
),
asked AS (SELECT DISTINCT name AS trait_id FROM side),
fact AS MATERIALIZED (${newest('strength', 'asked', day, moment)}),
share AS MATERIALIZED (${newest('revenue_share', 'asked', day, moment)}),
quartile AS MATERIALIZED (
  SELECT s.trait_id, percentile_cont(0.25) WITHIN GROUP (ORDER BY s.value) AS share FROM share s JOIN company USING (ticker) WHERE ${listedOn(day)} GROUP BY s.trait_id
),
-- Whose side of a rule holds. Most companies' does not: their terms are not weighed.
candidate AS MATERIALIZED (
  SELECT s.rule_id, f.ticker
  FROM side s JOIN fact f ON f.trait_id = s.name AND f.value >= s.minimum
  WHERE s.role IN ('require', 'any', 'forbid')
  GROUP BY s.rule_id, f.ticker
  -- As a CASE: the planner takes half of the groups to remain, not one in a million, and hashes what follows.
  HAVING CASE WHEN count(*) FILTER (WHERE s.role = 'require') = max(s.required)
     AND (max(s.optional) = 0 OR count(*) FILTER (WHERE s.role = 'any') > 0)
     AND count(*) FILTER (WHERE s.role = 'forbid') = 0
     AND max(s.required) + max(s.optional) > 0 THEN true ELSE false END
),
company_term AS (
  SELECT s.*, f.ticker, f.value AS strength, ${weighed('s.weight', 'f.value')} AS weighed, h.value AS share, coalesce(h.value, q.share, ${PURITY_UNKNOWN}::float8) AS purity, f.value >= s.minimum AS is_held
  FROM candidate c JOIN side s ON s.rule_id = c.rule_id LEFT JOIN quartile q ON q.trait_id = s.name
  JOIN fact f ON f.ticker = c.ticker AND f.trait_id = s.name
  LEFT JOIN share h ON h.ticker = c.ticker AND h.trait_id = s.name
),
matched AS MATERIALIZED (
  SELECT c.rule_id, c.ticker,
    (coalesce(sum(weighed) FILTER (WHERE role = 'require'), 0) + coalesce(max(strength) FILTER (WHERE role = 'any' AND is_held), 0))
      / (max(required_weight) + CASE WHEN max(optional) > 0 THEN 1 ELSE 0 END) AS base,
    coalesce(sum(weighed) FILTER (WHERE role = 'prefer') / max(preferred_weight), 0) AS preferred,
    coalesce(max(weighed * coalesce(share, 1)) FILTER (WHERE role = 'against'), 0) AS against,
    max(share) FILTER (WHERE role IN ('require', 'any') AND is_held) AS share,
    -- The trait whose share it is: a published share, the largest (or the largest quartile: so that a trait more never
    -- makes a company less pure), a model, a required term, the strongest, the first by name.
    -- As numbers in an array, which compare in that order: sorting texts a company would be most of the work.
    (max(ARRAY[(share IS NOT NULL)::int, purity, is_model, (role = 'require')::int, strength, -place]) FILTER (WHERE role IN ('require', 'any') AND is_held))[6] AS share_place
  FROM company_term c
  JOIN company ON company.ticker = c.ticker AND ${listedOn(day)}
  GROUP BY c.rule_id, c.ticker
),
-- Kinship: once a company over all the event's traits, less what a rule counts against or forbids, which is no kinship though
-- event and company have it in common. Strengths are of 24 bits, so sums and differences are exact, whatever their order. The
-- parts travel as arrays beside the sum: joined by rule and company, a planner that expects one row loops over millions.
kin AS MATERIALIZED (
  SELECT k.ticker, sum(least(e.strength, k.value)) AS common, array_agg(k.trait_id) AS traits, array_agg(least(e.strength, k.value)) AS parts
  FROM (${newest('strength', 'event_model', day, moment, among('matched'))}) k JOIN event_model e ON e.trait_id = k.trait_id GROUP BY k.ticker
),
akin AS MATERIALIZED (
  SELECT f.rule_id, nullif((SELECT sum(strength) FROM event_model) - coalesce(sum(e.strength), 0), 0) AS total, array_agg(e.trait_id) FILTER (WHERE e.trait_id IS NOT NULL) AS apart
  FROM fired f
  LEFT JOIN (SELECT DISTINCT rule_id, name FROM rule_term WHERE role IN ('against', 'forbid') AND subject = 'trait') t ON t.rule_id = f.rule_id
  LEFT JOIN event_model e ON e.trait_id = t.name
  GROUP BY f.rule_id
)
SELECT r.id AS "ruleId", r.kind AS "ruleKind", r.version AS "ruleVersion", r.weight::float8 AS "ruleWeight", m.ticker,
  f.base + (1 - f.base) * 0.3 * f.preferred AS "eventFit",
  coalesce(m.base + (1 - m.base) * 0.3 * m.preferred, 0) AS "companyFit",
  coalesce((kin.common - CASE WHEN akin.apart IS NULL THEN 0 ELSE coalesce((SELECT sum(p.part) FROM unnest(kin.traits, kin.parts) p(trait_id, part) WHERE p.trait_id = ANY (akin.apart)), 0) END) / akin.total, 0) AS kinship,
  CASE WHEN f.first_hand THEN 1.0::float8 ELSE 0.7::float8 END AS grade,
  m.share, s.name AS "shareTrait", q.share AS "shareQuartile",
  least(f.against, 1) AS "eventAgainst", least(coalesce(m.against, 0), 1) AS "companyAgainst"
FROM fired f
JOIN rule r ON r.id = f.rule_id
LEFT JOIN matched m ON m.rule_id = f.rule_id AND r.kind <> 'block'
LEFT JOIN side s ON s.rule_id = m.rule_id AND s.place = -m.share_place
LEFT JOIN quartile q ON q.trait_id = s.name
LEFT JOIN kin ON kin.ticker = m.ticker
LEFT JOIN akin ON akin.rule_id = m.rule_id
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

/** From this strength on an event is about a product. */
export const ABOUT = 0.45;

/** Product in common, in one statement; the strongest product and the first opposed pair a company. */
export async function matchProducts(db: Db, moment: MatchMoment): Promise<ProductMatch[]> {
  const day = moment.at.slice(0, 10);
  const { rows } = await sql<ProductMatch>`
WITH about AS MATERIALIZED (
  -- A product mentioned in passing (games, in a story of chips) is not what the event is about.
  SELECT e.trait_id, e.strength::float8 AS strength, e.first_hand, row_number() OVER (ORDER BY e.trait_id COLLATE "C") AS place
  FROM event_trait e JOIN trait ON trait.id = e.trait_id AND trait.axis = 'product'
  WHERE e.event_id = ${moment.eventId} AND e.strength >= ${ABOUT}::float8
    AND e.strength >= 0.7 * (SELECT max(o.strength) FROM event_trait o JOIN trait t ON t.id = o.trait_id AND t.axis = 'product' WHERE o.event_id = ${moment.eventId})
),
fact AS MATERIALIZED (${newest('strength', 'about', day, moment)}),
share AS MATERIALIZED (${newest('revenue_share', 'about', day, moment)}),
-- Its strongest product in common, the first by name on a tie: as numbers in an array, which compare in that order.
best AS MATERIALIZED (
  SELECT f.ticker, max(ARRAY[a.strength * f.value, -a.place, f.value]) AS best
  FROM about a JOIN fact f ON f.trait_id = a.trait_id AND f.value >= 0.4
  GROUP BY f.ticker
),
common AS MATERIALIZED (
  SELECT b.ticker, a.trait_id AS product, a.strength AS event_strength, b.best[3] AS company_strength, a.first_hand
  FROM best b JOIN about a ON a.place = -b.best[2]
  -- A filter that hashes the listed companies once: as a join it is a look-up a row.
  WHERE coalesce(b.ticker IN (SELECT company.ticker FROM company WHERE ${listedOn(day)}), false)
),
pair AS MATERIALIZED (
  SELECT o.event_trait, o.company_trait, o.reason_zh, o.reason_en, e.strength::float8 AS strength
  FROM event_trait e JOIN opposed_pair o ON o.event_trait = e.trait_id WHERE e.event_id = ${moment.eventId} AND e.strength >= 0.4
),
modelled AS (SELECT event_trait AS trait_id FROM pair UNION SELECT company_trait FROM pair),
model AS MATERIALIZED (SELECT m.ticker, m.trait_id, m.value AS strength FROM (${newest('strength', 'modelled', day, moment, among('common'))}) m),
opposed AS MATERIALIZED (
  SELECT DISTINCT ON (m.ticker COLLATE "C") m.ticker, p.event_trait, p.company_trait, p.reason_zh, p.reason_en
  FROM pair p
  JOIN model m ON m.trait_id = p.company_trait AND m.strength >= 0.7
  LEFT JOIN model shared ON shared.ticker = m.ticker AND shared.trait_id = p.event_trait AND shared.strength >= 0.4
  WHERE shared.ticker IS NULL
  ORDER BY m.ticker COLLATE "C", p.strength * m.strength DESC, p.event_trait COLLATE "C", p.company_trait COLLATE "C"
)
SELECT c.ticker, c.product, c.event_strength AS "eventStrength", c.company_strength AS "companyStrength", h.value AS share, c.first_hand AS "firstHand",
  o.event_trait AS "opposedEvent", o.company_trait AS "opposedCompany", o.reason_zh AS "reasonZh", o.reason_en AS "reasonEn"
FROM common c LEFT JOIN share h ON h.ticker = c.ticker AND h.trait_id = c.product LEFT JOIN opposed o ON o.ticker = c.ticker
ORDER BY c.ticker COLLATE "C"`.execute(db);
  return rows;
}
