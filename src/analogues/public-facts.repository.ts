/** What companies were publicly known to be on a day, as parts of the matching statements. */
import { sql } from 'kysely';

export interface MatchMoment {
  eventId: string;
  /** What was public before this instant counts. */
  at: string;
  /** Only what had been written down here by then. */
  strict: boolean;
}

/** What was public on a day and held then (`c` is company_trait); under strict also written down here by the instant. */
const publicOn = (moment: MatchMoment) => {
  const day = moment.at.slice(0, 10);
  return sql`c.valid_from <= ${day}::date AND c.source_date < ${day}::date AND (c.valid_to IS NULL OR c.valid_to > ${day}::date)${moment.strict ? sql` AND c.recorded_at <= ${moment.at}::timestamptz` : sql``}`;
};

/**
 * Of each company's facts about a trait the newest by validity, then by source, then the largest, for every row of a
 * relation with a column `trait_id`, whose own columns go along. A scan a trait of its own, so that the rows come in the order
 * of an index that holds all that is asked (company_trait_newest, company_trait_share) and nothing is sorted; joined at once,
 * the planner reads every fact there is.
 */
export const newest = (
  column: 'strength' | 'revenue_share',
  traits: string,
  moment: MatchMoment,
  only = sql``,
) => {
  const value = sql.ref(`c.${column}`);
  return sql`SELECT w.*, f.ticker, f.value FROM ${sql.table(traits)} w CROSS JOIN LATERAL (
    SELECT DISTINCT ON (c.ticker) c.ticker, ${value}::float8 AS value FROM company_trait c
    WHERE c.trait_id = w.trait_id AND ${value} IS NOT NULL AND ${publicOn(moment)}${only}
    ORDER BY c.ticker, c.valid_from DESC, c.source_date DESC, ${value} DESC
  ) f`;
};

/** For companies of a relation only: as a filter of the scan, which a join would put out of order. */
export const among = (companies: string) =>
  sql` AND coalesce(c.ticker IN (SELECT ticker FROM ${sql.table(companies)}), false)`;

/**
 * The companies that were not listed on the day: nearly none, so that leaving them out by `NOT IN (SELECT ticker FROM unlisted)`
 * costs a look into a small table, where a join with those that were hashes all there are.
 */
export const unlisted = (moment: MatchMoment) => {
  const day = moment.at.slice(0, 10);
  return sql`unlisted AS MATERIALIZED (
  SELECT ticker FROM company WHERE listed_on > ${day}::date OR delisted_on <= ${day}::date
)`;
};
