import { sql } from 'kysely';
import { type Db, doublesIn, wordsIn } from '../db/index.ts';
import { among, type MatchMoment, newest, unlisted } from './public-facts.repository.ts';

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

/**
 * A strength times its weight, to 2⁻⁴⁴: sums of such numbers are exact, so they are the same in whatever order the rows
 * come. (Strengths alone are real, of 24 bits, and need no rounding.)
 */
const weighed = (weight: string, strength: string) =>
  sql`(${sql.raw(weight)} * ${sql.raw(strength)} + 256 - 256)`;

/** What fired, once a rule; and of every company matched by it one number a column, in the order of its tickers. */
interface PackedRule
  extends Pick<
    RuleMatch,
    'ruleId' | 'ruleKind' | 'ruleVersion' | 'ruleWeight' | 'eventFit' | 'grade' | 'eventAgainst'
  > {
  /** Terms of the company's side by the number that `places` speak of. */
  terms: { place: number; name: string; quartile: number | null }[] | null;
  tickers: string | null;
  fits: Uint8Array | null;
  kinships: Uint8Array | null;
  shares: Uint8Array | null;
  places: Uint8Array | null;
  againsts: Uint8Array | null;
}

/**
 * All rules against all companies in one statement. A term of a rule is held where the strength reaches the term's
 * minimum. Fit of a side, 0..1: the weighted mean of its required terms and of the best of its `any` terms, lifted by
 * its preferred ones: base + (1 − base) · 0.3 · Σ(weight · strength) / Σ weight. Matching evidence can only raise it.
 * The matches come over packed, a rule a row: a busy event has thousands, and reading each number as a text of its own took
 * as long as matching. By rule, then by ticker.
 */
export async function matchRules(db: Db, moment: MatchMoment): Promise<RuleMatch[]> {
  const { rows } = await sql<PackedRule>`
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
  SELECT rule_id, row_number() OVER (ORDER BY rule_id COLLATE "C")::int AS n,
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
-- The company's side of what fired, its words turned into numbers once a term instead of once a company and term. The codes of
-- a company's terms add up to what its rule needs where each required term and one of the others is there and none forbidden.
side AS MATERIALIZED (
  SELECT fired.n, t.role, t.name AS trait_id, t.minimum::float8 - 1e-6 AS minimum, (trait.axis = 'model')::int AS is_model, (t.role = 'require')::int AS is_required, t.role IN ('require', 'any') AS is_ground,
    CASE WHEN t.role = 'require' THEN t.weight::float8 ELSE 0 END AS require_weight, CASE WHEN t.role = 'prefer' THEN t.weight::float8 ELSE 0 END AS prefer_weight, CASE WHEN t.role = 'against' THEN t.weight::float8 ELSE 0 END AS against_weight,
    CASE t.role WHEN 'require' THEN 1048576::float8 WHEN 'any' THEN 1 WHEN 'forbid' THEN -1e15 END AS code,
    1048576::float8 * count(*) FILTER (WHERE t.role = 'require') OVER rule + coalesce(bool_or(t.role = 'any') OVER rule, false)::int AS need,
    row_number() OVER (PARTITION BY fired.n ORDER BY t.name COLLATE "C", t.role COLLATE "C") AS place, dense_rank() OVER (ORDER BY t.name COLLATE "C")::int AS k,
    coalesce(sum(t.weight::float8) FILTER (WHERE t.role = 'require') OVER rule, 0) + coalesce(bool_or(t.role = 'any') OVER rule, false)::int AS base_weight,
    sum(t.weight::float8) FILTER (WHERE t.role = 'prefer') OVER rule AS preferred_weight
  FROM fired JOIN rule r ON r.id = fired.rule_id AND r.kind <> 'block' JOIN rule_term t ON t.rule_id = fired.rule_id AND t.side = 'company' JOIN trait ON trait.id = t.name
  WINDOW rule AS (PARTITION BY fired.n)
),
event_model AS MATERIALIZED (
  SELECT e.trait_id, e.strength::float8 AS strength
  FROM event_trait e JOIN trait ON trait.id = e.trait_id AND trait.axis NOT IN ('product', 'signal')
  WHERE e.event_id = ${moment.eventId}
),
${unlisted(moment)},
asked AS (SELECT DISTINCT k, trait_id FROM side),
shared AS (SELECT DISTINCT k, trait_id FROM side WHERE role IN ('require', 'any', 'against')),
fact AS MATERIALIZED (SELECT k, ticker, value FROM (${newest('strength', 'asked', moment)}) newest),
share AS MATERIALIZED (SELECT k, ticker, value FROM (${newest('revenue_share', 'shared', moment)}) newest),
quartile AS MATERIALIZED (
  SELECT k, percentile_cont(0.25) WITHIN GROUP (ORDER BY value) AS share FROM share WHERE ticker NOT IN (SELECT ticker FROM unlisted) GROUP BY k
),
-- Whose side of a rule holds. Most companies' does not: their terms are not weighed.
candidate AS MATERIALIZED (
  SELECT s.n, f.ticker
  FROM side s JOIN fact f ON f.k = s.k AND f.value >= s.minimum
  WHERE s.code IS NOT NULL AND s.need > 0
  GROUP BY s.n, f.ticker
  -- As a CASE: the planner takes half of the groups to remain, not one in a million, and hashes what follows.
  HAVING CASE WHEN sum(s.code) >= max(s.need) THEN true ELSE false END
),
company_term AS (
  SELECT s.*, f.ticker, f.value AS strength, h.value AS share, coalesce(h.value, q.share, ${PURITY_UNKNOWN}::float8) AS purity, s.is_ground AND f.value >= s.minimum AS is_held
  FROM candidate c JOIN side s ON s.n = c.n AND s.role <> 'forbid' LEFT JOIN quartile q ON q.k = s.k
  JOIN fact f ON f.ticker = c.ticker AND f.k = s.k
  LEFT JOIN share h ON h.ticker = c.ticker AND h.k = s.k
  WHERE c.ticker NOT IN (SELECT ticker FROM unlisted)
),
matched AS MATERIALIZED (
  SELECT n, ticker,
    (sum(${weighed('require_weight', 'strength')}) + coalesce(max(strength) FILTER (WHERE is_held AND is_required = 0), 0)) / max(base_weight) AS base,
    coalesce(sum(${weighed('prefer_weight', 'strength')}) / max(preferred_weight), 0) AS preferred,
    max(${weighed('against_weight', 'strength')} * coalesce(share, 1)) AS against,
    max(share) FILTER (WHERE is_held) AS share,
    -- The trait whose share it is: a published share, the largest (or the largest quartile: so that a trait more never
    -- makes a company less pure), a model, a required term, the strongest, the first by name.
    -- As numbers in an array, which compare in that order: sorting texts a company would be most of the work.
    -(max(ARRAY[(share IS NOT NULL)::int, purity, is_model, is_required, strength, -place]) FILTER (WHERE is_held))[6] AS place
  FROM company_term
  GROUP BY n, ticker
),
-- Kinship: once a company over all the event's traits, less what a rule counts against or forbids, which is no kinship though
-- event and company have it in common. Strengths are of 24 bits, so sums and differences are exact, whatever their order. The
-- parts travel as arrays beside the sum: joined by rule and company, a planner that expects one row loops over millions.
kin AS MATERIALIZED (
  SELECT ticker COLLATE "C" AS ticker, sum(least(strength, value)) AS common, array_agg(trait_id) AS traits, array_agg(least(strength, value)) AS parts
  FROM (${newest('strength', 'event_model', moment, among('matched'))}) newest GROUP BY 1
),
akin AS MATERIALIZED (
  SELECT f.n, nullif((SELECT sum(strength) FROM event_model) - coalesce(sum(e.strength), 0), 0) AS total, array_agg(e.trait_id) FILTER (WHERE e.trait_id IS NOT NULL) AS apart
  FROM fired f
  LEFT JOIN LATERAL (SELECT DISTINCT name FROM rule_term WHERE rule_id = f.rule_id AND role IN ('against', 'forbid') AND subject = 'trait') t ON true
  LEFT JOIN event_model e ON e.trait_id = t.name
  GROUP BY f.n
),
scored AS (
  SELECT m.n, m.ticker, m.base + (1 - m.base) * 0.3 * m.preferred AS fit, m.share, m.place, least(m.against, 1) AS against,
    coalesce((kin.common - CASE WHEN akin.apart IS NULL THEN 0 ELSE coalesce((SELECT sum(p.part) FROM unnest(kin.traits, kin.parts) p(trait_id, part) WHERE p.trait_id = ANY (akin.apart)), 0) END) / akin.total, 0) AS kinship
  FROM matched m LEFT JOIN akin ON akin.n = m.n LEFT JOIN kin ON kin.ticker = m.ticker
  ORDER BY m.n, m.ticker COLLATE "C"
),
packed AS (
  SELECT n, string_agg(ticker, ' ') AS tickers, string_agg(float8send(fit), '') AS fits, string_agg(float8send(kinship), '') AS kinships,
    string_agg(float8send(coalesce(share, 'NaN')), '') AS shares, string_agg(float8send(coalesce(place, 'NaN')), '') AS places, string_agg(float8send(against), '') AS againsts
  FROM scored GROUP BY n
)
SELECT r.id AS "ruleId", r.kind AS "ruleKind", r.version AS "ruleVersion", r.weight::float8 AS "ruleWeight",
  f.base + (1 - f.base) * 0.3 * f.preferred AS "eventFit", CASE WHEN f.first_hand THEN 1.0::float8 ELSE 0.7::float8 END AS grade, least(f.against, 1) AS "eventAgainst",
  (SELECT json_agg(json_build_object('place', s.place, 'name', s.trait_id, 'quartile', q.share)) FROM side s LEFT JOIN quartile q ON q.k = s.k WHERE s.n = f.n AND s.is_ground) AS terms,
  p.tickers, p.fits, p.kinships, p.shares, p.places, p.againsts
FROM fired f
JOIN rule r ON r.id = f.rule_id
LEFT JOIN packed p ON p.n = f.n
WHERE p.n IS NOT NULL OR r.kind = 'block'
ORDER BY f.n`.execute(db);
  return rows.flatMap(unpacked);
}

function unpacked(row: PackedRule): RuleMatch[] {
  const { ruleId, ruleKind, ruleVersion, ruleWeight, eventFit, grade, eventAgainst } = row;
  if (ruleKind === 'block')
    return [
      {
        ruleId,
        ruleKind,
        ruleVersion,
        ruleWeight,
        eventFit,
        grade,
        eventAgainst,
        ticker: null,
        companyFit: 0,
        kinship: 0,
        share: null,
        shareTrait: null,
        shareQuartile: null,
        companyAgainst: 0,
      },
    ];
  const terms = new Map((row.terms ?? []).map((t) => [t.place, t]));
  const fits = doublesIn(row.fits);
  const kinships = doublesIn(row.kinships);
  const shares = doublesIn(row.shares);
  const places = doublesIn(row.places);
  const againsts = doublesIn(row.againsts);
  return wordsIn(row.tickers).map((ticker, i) => {
    const term = terms.get(places[i]!);
    // Field by field: spreading the rule into each costs more than reading it did.
    return {
      ruleId,
      ruleKind,
      ruleVersion,
      ruleWeight,
      ticker,
      eventFit,
      companyFit: fits[i]!,
      kinship: kinships[i]!,
      grade,
      share: Number.isNaN(shares[i]!) ? null : shares[i]!,
      shareTrait: term?.name ?? null,
      shareQuartile: term?.quartile ?? null,
      eventAgainst,
      companyAgainst: againsts[i]!,
    };
  });
}
