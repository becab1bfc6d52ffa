/** What is known of listings beside their prices: status by date, valuation, revenue. All or nothing a file. */
import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import { underPresentTickers } from './former-ticker.repository.ts';
import type { RevenueRow } from './settings.ts';
import type { Span, Status, StatusRow } from './status.ts';
import { VALUATION_DAYS, type ValuationRow } from './valuation.ts';

/** A row of the same ticker, status and first day is replaced. */
export async function storeStatuses(
  db: Db,
  given: readonly StatusRow[],
  recordedAt: string,
): Promise<number> {
  const rows = await underPresentTickers(db, given, (r) => `${r.status} ${r.since}`);
  const column = <T>(of: (row: StatusRow) => T): T[] => rows.map(of);
  await sql`
    INSERT INTO company_status (ticker, status, since, until, verified, source_title, source_url, source_date, recorded_at)
    SELECT r.*, ${recordedAt}::timestamptz FROM unnest(${column((r) => r.ticker)}::text[], ${column((r) => r.status)}::text[],
      ${column((r) => r.since)}::date[], ${column((r) => r.until)}::date[], ${column((r) => r.verified)}::boolean[],
      ${column((r) => r.source.title)}::text[], ${column((r) => r.source.url)}::text[], ${column((r) => r.source.date)}::date[]) AS r
    ON CONFLICT (ticker, status, since) DO UPDATE SET until = excluded.until, verified = excluded.verified,
      source_title = excluded.source_title, source_url = excluded.source_url, source_date = excluded.source_date, recorded_at = excluded.recorded_at`.execute(
    db,
  );
  return rows.length;
}

/** Spans of one status by ticker, ascending; the whole market, for a study. */
export async function statusSpans(db: Db, status: Status): Promise<Map<string, Span[]>> {
  const rows = await db
    .selectFrom('company_status')
    .select(['ticker', 'since', 'until'])
    .where('status', '=', status)
    .orderBy(sql`ticker COLLATE "C"`)
    .orderBy('since')
    .execute();
  const out = new Map<string, Span[]>();
  for (const { ticker, since, until } of rows)
    out.set(ticker, [...(out.get(ticker) ?? []), { since, until }]);
  return out;
}

export interface StatusKnown extends Span {
  readonly verified: boolean;
}
/** Spans of these companies whose source was public on the day, by ticker and status. */
export async function statusesOf(
  db: Db,
  tickers: readonly string[],
  day: string,
): Promise<Map<string, StatusKnown[]>> {
  const rows = await db
    .selectFrom('company_status')
    .select(['ticker', 'status', 'since', 'until', 'verified'])
    .where('ticker', '=', sql<string>`any(${tickers}::text[])`)
    .where('source_date', '<=', day)
    .orderBy(sql`ticker COLLATE "C"`)
    .orderBy('since')
    .execute();
  const out = new Map<string, StatusKnown[]>();
  for (const r of rows) {
    const key = `${r.ticker} ${r.status}`;
    out.set(key, [...(out.get(key) ?? []), { since: r.since, until: r.until, verified: r.verified }]);
  }
  return out;
}

/** Was a list of this status loaded whose source was public on the day? Then who is not in it had it not. */
export async function statusListed(db: Db, status: Status, day: string): Promise<boolean> {
  const row = await db
    .selectFrom('company_status')
    .select('ticker')
    .where('status', '=', status)
    .where('source_date', '<=', day)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** A value of the same ticker, metric and day is replaced. */
export async function storeValuations(db: Db, given: readonly ValuationRow[]): Promise<number> {
  const rows = await underPresentTickers(db, given, (r) => `${r.metric} ${r.date}`);
  const column = <T>(of: (row: ValuationRow) => T): T[] => rows.map(of);
  await sql`
    INSERT INTO valuation (ticker, date, metric, value)
    SELECT * FROM unnest(${column((r) => r.ticker)}::text[], ${column((r) => r.date)}::date[], ${column((r) => r.metric)}::text[], ${column((r) => r.value)}::float8[])
    ON CONFLICT (ticker, metric, date) DO UPDATE SET value = excluded.value`.execute(db);
  return rows.length;
}

/** The last values before a day, ascending, by `ticker metric`; days before, because a day's own value comes with its close. */
export async function valuationsOf(
  db: Db,
  tickers: readonly string[],
  before: string,
): Promise<Map<string, number[]>> {
  const { rows } = await sql<{ ticker: string; metric: string; value: number }>`
    SELECT w.ticker, m.metric, v.value FROM unnest(${tickers}::text[]) AS w(ticker) CROSS JOIN (VALUES ('pe'), ('pb'), ('ps')) AS m(metric)
    CROSS JOIN LATERAL (SELECT date, value FROM valuation x WHERE x.ticker = w.ticker AND x.metric = m.metric AND x.date < ${before}::date
      ORDER BY date DESC LIMIT ${VALUATION_DAYS}) v
    ORDER BY w.ticker COLLATE "C", m.metric COLLATE "C", v.date`.execute(db);
  const out = new Map<string, number[]>();
  for (const r of rows) {
    const key = `${r.ticker} ${r.metric}`;
    const list = out.get(key);
    if (list === undefined) out.set(key, [r.value]);
    else list.push(r.value);
  }
  return out;
}

/** The library's revenue rows replace those in the table. */
export async function storeRevenues(db: Db, rows: readonly RevenueRow[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('company_revenue').execute();
    if (rows.length > 0)
      await trx
        .insertInto('company_revenue')
        .values(
          rows.map((r) => ({
            issuer: r.issuer,
            period: r.period,
            months: r.months,
            amount: r.amount,
            currency: r.currency,
            source_title: r.source.title,
            source_url: r.source.url,
            source_date: r.source.date,
          })),
        )
        .execute();
  });
}

/** The newest revenue of these companies that was public on the day, by ticker. */
export async function revenuesOf(
  db: Db,
  tickers: readonly string[],
  day: string,
): Promise<Map<string, { amount: number; currency: string; period: string; months: number }>> {
  const { rows } = await sql<{
    ticker: string;
    amount: number;
    currency: string;
    period: string;
    months: number;
  }>`
    SELECT c.ticker, r.amount, r.currency, r.period, r.months FROM company c CROSS JOIN LATERAL (
      SELECT * FROM company_revenue x WHERE x.issuer = c.issuer AND x.source_date <= ${day}::date
      ORDER BY x.source_date DESC, x.months DESC, x.period COLLATE "C" LIMIT 1) r
    WHERE c.ticker IN (SELECT unnest(${tickers}::text[])) ORDER BY c.ticker COLLATE "C"`.execute(db);
  return new Map(rows.map(({ ticker, ...r }) => [ticker, r]));
}
