/** Hong Kong dollars for one yuan, by the rates that are kept with their dates. */
import { sql } from 'kysely';
import type { Db } from '../db/index.ts';

/** A rate older than this is not the day's any more. */
const DAYS = 8;

/** The newest rate of the week up to the day, either way round; null where none is known. @param day YYYY-MM-DD */
export async function hkdPerCny(db: Db, day: string): Promise<number | null> {
  const { rows } = await sql<{ rate: number }>`
    SELECT q.rate FROM (
      SELECT rate, date, 0 AS inverse FROM fx_rate WHERE base = 'CNY' AND quote = 'HKD'
      UNION ALL SELECT 1 / rate, date, 1 FROM fx_rate WHERE base = 'HKD' AND quote = 'CNY') q
    WHERE q.date <= ${day}::date AND q.date > ${day}::date - ${DAYS}::int ORDER BY q.date DESC, q.inverse LIMIT 1`.execute(
    db,
  );
  return rows[0]?.rate ?? null;
}
