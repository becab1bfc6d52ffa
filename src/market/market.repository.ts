/** Sessions and sizing rows in the database. Functions that write more than one row do it in one transaction. */
import { sql, type Transaction } from 'kysely';
import type { Database, Db } from '../db/index.ts';
import { type Calendar, EXCHANGES, FIRST_YEAR, LAST_YEAR } from './session.ts';
import type { SizingRow } from './settings.ts';

/** Writes every session of a calendar, for analysts to join on; replaces what stood there. Returns the number of rows. */
export async function storeSessions(db: Db, calendar: Calendar): Promise<number> {
  return db.transaction().execute((trx) => writeSessions(trx, calendar));
}

function sessionRows(calendar: Calendar) {
  return EXCHANGES.flatMap((exchange) =>
    calendar.sessions(exchange, `${FIRST_YEAR}-01-01`, `${LAST_YEAR}-12-31`).map((s) => ({
      exchange,
      ...s,
      provisional: calendar.isProvisional(exchange, Number(s.date.slice(0, 4))),
    })),
  );
}

/** Are the stored sessions other than the calendar's? Told by their number and the sums of their instants. */
export async function sessionsDiffer(db: Db, calendar: Calendar): Promise<boolean> {
  const rows = sessionRows(calendar);
  const seconds = (of: (row: (typeof rows)[number]) => string): number =>
    rows.reduce((sum, r) => sum + Date.parse(of(r)) / 1000, 0);
  const { rows: stored } = await sql<{ n: number; provisional: number; opens: number; closes: number }>`
    SELECT count(*)::float8 AS n, count(*) FILTER (WHERE provisional)::float8 AS provisional,
      coalesce(sum(extract(epoch FROM open_at)), 0)::float8 AS opens, coalesce(sum(extract(epoch FROM close_at)), 0)::float8 AS closes
    FROM trading_session`.execute(db);
  const { n, provisional, opens, closes } = stored[0]!;
  return (
    n !== rows.length ||
    provisional !== rows.filter((r) => r.provisional).length ||
    opens !== seconds((r) => r.open) ||
    closes !== seconds((r) => r.close)
  );
}

/** The same within a transaction that changes the calendar. */
export async function writeSessions(trx: Transaction<Database>, calendar: Calendar): Promise<number> {
  const rows = sessionRows(calendar);
  const column = <T>(of: (row: (typeof rows)[number]) => T): T[] => rows.map(of);
  await trx.deleteFrom('trading_session').execute();
  await sql`
    INSERT INTO trading_session (exchange, date, open_at, close_at, break_start, break_end, provisional)
    SELECT * FROM unnest(${column((r) => r.exchange)}::text[], ${column((r) => r.date)}::date[],
      ${column((r) => r.open)}::timestamptz[], ${column((r) => r.close)}::timestamptz[],
      ${column((r) => r.breakStart)}::timestamptz[], ${column((r) => r.breakEnd)}::timestamptz[],
      ${column((r) => r.provisional)}::boolean[])`.execute(trx);
  return rows.length;
}

/** The library's sizing rows replace those in the table. Traits and themes must be loaded before. */
export async function storeSizing(db: Db, rows: readonly SizingRow[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('sizing').execute();
    if (rows.length === 0) return;
    await trx
      .insertInto('sizing')
      .values(
        rows.map((r) => ({
          id: r.id,
          trait_id: r.traitId,
          theme_id: r.themeId,
          name_zh: r.nameZh,
          name_en: r.nameEn,
          market_size: r.marketSize,
          unit: r.unit,
          fee_low: r.feeLow,
          fee_high: r.feeHigh,
          share: r.share ?? null,
          source_title: r.source,
          source_title_zh: r.sourceZh,
          source_url: r.sourceUrl,
          source_date: r.date,
        })),
      )
      .execute();
  });
}

/** Sizing rows for traits or themes, whose source was public on the day. */
export async function loadSizing(
  db: Db,
  wanted: {
    readonly traitIds: readonly string[];
    readonly themeIds: readonly string[];
    readonly asOf: string;
  },
): Promise<SizingRow[]> {
  const rows = await db
    .selectFrom('sizing')
    .selectAll()
    .where(
      sql<boolean>`(trait_id = any(${wanted.traitIds}::text[]) OR theme_id = any(${wanted.themeIds}::text[]))`,
    )
    .where('source_date', '<=', wanted.asOf.slice(0, 10))
    .orderBy('id')
    .execute();
  return rows.map((r) => ({
    id: r.id,
    traitId: r.trait_id,
    themeId: r.theme_id,
    nameZh: r.name_zh,
    nameEn: r.name_en,
    marketSize: r.market_size,
    unit: r.unit,
    feeLow: r.fee_low,
    feeHigh: r.fee_high,
    ...(r.share === null ? {} : { share: r.share }),
    source: r.source_title,
    sourceZh: r.source_title_zh,
    sourceUrl: r.source_url,
    date: r.source_date,
  }));
}
