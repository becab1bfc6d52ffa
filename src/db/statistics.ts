import { sql } from 'kysely';
import type { Database } from './database.ts';
import type { Db } from './open.ts';

/** Lets the planner count these tables again, after many rows came or went at once. */
export async function refreshStatistics(db: Db, tables: readonly (keyof Database)[]): Promise<void> {
  for (const table of tables) await sql`ANALYZE ${sql.table(table)}`.execute(db);
}
