/** The weekly scoreboard on its way to the readers who asked for it. */
import { sql, type Transaction } from 'kysely';
import { isMailable, type Scoreboard } from '../backtest/index.ts';
import type { Database } from '../db/index.ts';
import type { Language } from './digest.ts';
import { type Sheet, sheetOf, traditionalModel } from './render/index.ts';

/**
 * A mail for each active subscriber who asked for it, once an ISO week. Call it in the transaction that keeps the board.
 * A board of invented prices, of recorded material or without a trade is refused: nothing is written.
 * @returns how many were written.
 */
export async function enqueueScoreboard(
  trx: Transaction<Database>,
  board: Pick<Scoreboard, 'week' | 'generated' | 'trades' | 'origin'>,
  now: string,
): Promise<number> {
  if (!isMailable(board)) return 0;
  const result = await sql`
    INSERT INTO delivery (id, target, subscriber_id, type, key, payload, next_attempt_at, created_at)
    SELECT 'dlv_' || md5(key), 'subscriber', s.id, 'scoreboard', key, json_build_object('week', ${board.week}::text)::text, ${now}::timestamptz, ${now}::timestamptz
    FROM subscriber s CROSS JOIN LATERAL (SELECT 'scoreboard:' || ${board.week}::text || ':' || s.id AS key) k
    WHERE s.status = 'active' AND s.scoreboard
    ORDER BY s.id COLLATE "C" ON CONFLICT (key) DO NOTHING`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}

/** A board's sheet in a reader's language and script. */
export async function inReadersScript(board: Scoreboard, language: Language): Promise<Sheet> {
  const sheet = sheetOf(board, language === 'en' ? 'en' : 'zh');
  return language === 'zh-Hant' ? traditionalModel(sheet) : sheet;
}
