/** Stored events, analogues and bars as the material of a study. */
import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import { type Bar, type Calendar, type Exchange, loadBars, statusSpans } from '../market/index.ts';
import type { Call, Listed, StudyInput } from './study.ts';

export interface StudyWanted {
  /** Days on which the calls were published, both included. */
  readonly from: string;
  readonly to: string;
  /** The study's present: no bar after it is read. */
  readonly asOf: string;
  readonly calendar: Calendar;
  /** Origins of events; recorded material only where it is asked for. `['live']` unless given. */
  readonly origins?: readonly string[];
  /** Index bars stored under a ticker of their own, by exchange; INDEXES unless given, each where its bars are stored. */
  readonly benchmarks?: Readonly<Partial<Record<Exchange, string>>>;
}

/** The index an exchange is measured by once somebody has imported its bars; without them, the equal-weighted universe. */
export const INDEXES: Readonly<Partial<Record<Exchange, string>>> = {
  XHKG: 'HSI.IDX',
  XSHG: '000300.IDX',
  XSHE: '000300.IDX',
  BJSE: '899050.IDX',
};

/** Sessions of bars kept before the first call: the day before an entry tells a limit from a jump. */
const LEAD_DAYS = 30;

/** Everything a study over a stretch of days needs; the rest is pure (`runStudy`). */
export async function loadStudy(db: Db, wanted: StudyWanted): Promise<StudyInput> {
  const [calls, universe] = [await loadCalls(db, wanted), await loadUniverse(db)];
  const from = new Date(Date.parse(wanted.from) - LEAD_DAYS * 86_400_000).toISOString().slice(0, 10);
  const indexes = wanted.benchmarks ?? INDEXES;
  // A desk may hold bars of the whole market; a study reads those of its own companies and indexes.
  const tickers = [...new Set([...universe, ...calls].map((c) => c.ticker).concat(Object.values(indexes)))];
  const bars = await loadBars(db, { tickers, from, to: wanted.asOf });
  const benchmarks = new Map<Exchange, readonly Bar[]>();
  for (const [exchange, ticker] of Object.entries(indexes)) {
    const index = bars.get(ticker);
    if (index !== undefined) benchmarks.set(exchange as Exchange, index);
  }
  const special = await statusSpans(db, 'special_treatment');
  return { calls, universe, bars, special, ...(benchmarks.size === 0 ? {} : { benchmarks }) };
}

/**
 * An issuer's first analogue for an event, whichever of its listed lines it was named by, superseded or not: what a reader saw first. `publicAt` is the newest document or
 * source among its evidence, for and against; `writtenAt` the newest of its rule's date and its company traits' records.
 */
async function loadCalls(db: Db, wanted: StudyWanted): Promise<Call[]> {
  const { rows } = await sql<{
    event_id: string;
    ticker: string;
    kind: Call['kind'];
    rule_id: string | null;
    as_of: string;
    public_at: string | null;
    written_at: string | null;
  }>`
    WITH first AS (
      SELECT DISTINCT ON (a.event_id, c.issuer) a.id, a.event_id, a.ticker, a.kind, a.rule_id, a.as_of
      FROM analogue a JOIN event e ON e.id = a.event_id JOIN company c ON c.ticker = a.ticker
      WHERE e.origin = any(${wanted.origins ?? ['live']}::text[])
      ORDER BY a.event_id, c.issuer, a.as_of, a.computed_at, a.rank, a.id
    )
    SELECT f.event_id, f.ticker, f.kind, f.rule_id, f.as_of, known.public_at,
           greatest(written.written_at, r.written_on::timestamptz) AS written_at
    FROM first f
    LEFT JOIN rule r ON r.id = f.rule_id
    CROSS JOIN LATERAL (
      SELECT max(CASE v.side WHEN 'event' THEN d.published_at ELSE v.source_date::timestamptz END) AS public_at
      FROM analogue_evidence v LEFT JOIN article d ON d.id = v.article_id
      WHERE v.analogue_id = f.id
    ) AS known
    CROSS JOIN LATERAL (
      SELECT max(t.recorded_at) AS written_at
      FROM analogue_evidence v JOIN company_trait t ON t.ticker = f.ticker AND t.trait_id = v.trait_id
      WHERE v.analogue_id = f.id AND v.side = 'company' AND t.valid_from <= f.as_of::date
    ) AS written
    WHERE f.kind <> 'issuer'
      AND f.as_of >= ${wanted.from}::date AND f.as_of < (${wanted.to}::date + 1)
    ORDER BY f.event_id, f.ticker`.execute(db);
  return rows.map((row) => ({
    eventId: row.event_id,
    ticker: row.ticker,
    kind: row.kind,
    ruleId: row.rule_id,
    publishedAt: row.as_of,
    publicAt: row.public_at ?? row.as_of,
    writtenAt: row.written_at ?? row.as_of,
  }));
}

async function loadUniverse(db: Db): Promise<Listed[]> {
  const rows = await db
    .selectFrom('company')
    .select(['ticker', 'listed_on', 'delisted_on'])
    .orderBy('ticker')
    .execute();
  return rows.map((r) => ({ ticker: r.ticker, listedOn: r.listed_on, delistedOn: r.delisted_on }));
}

/** First and last day on which a company was named; null where none was. */
export async function callSpan(
  db: Db,
  origins: readonly string[],
): Promise<{ from: string; to: string } | null> {
  const row = await db
    .selectFrom('analogue')
    .innerJoin('event', 'event.id', 'analogue.event_id')
    .select((eb) => [eb.fn.min('analogue.as_of').as('from'), eb.fn.max('analogue.as_of').as('to')])
    .where('event.origin', 'in', [...origins])
    .executeTakeFirst();
  if (row === undefined || row.from === null || row.to === null) return null;
  return { from: row.from.slice(0, 10), to: row.to.slice(0, 10) };
}
