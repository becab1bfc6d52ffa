import { sql } from 'kysely';
import type { Database } from './database.ts';
import type { Db } from './open.ts';

/**
 * After many rows came or went at once: lets the planner count these tables again, and marks their pages as visible to
 * all, without which a scan of an index alone would open the table for each row. Not inside a transaction.
 */
export async function refreshStatistics(db: Db, tables: readonly (keyof Database)[]): Promise<void> {
  for (const table of tables) await sql`VACUUM (ANALYZE) ${sql.table(table)}`.execute(db);
}
