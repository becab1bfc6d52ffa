import { sql } from 'kysely';
import type { Db } from '../db/index.ts';

export interface OutboxHealth {
  readonly waiting: number;
  /** Waiting and due for more than an hour: nobody is sending. */
  readonly late: number;
  readonly dead: number;
}

/** What waits in the outbox, what is late and what was given up. */
export async function outboxHealth(db: Db, now: string): Promise<OutboxHealth> {
  const { rows } = await sql<OutboxHealth>`
SELECT count(*) FILTER (WHERE status = 'waiting')::int AS waiting,
  count(*) FILTER (WHERE status = 'waiting' AND next_attempt_at < ${now}::timestamptz - interval '1 hour')::int AS late,
  count(*) FILTER (WHERE status = 'dead')::int AS dead FROM delivery`.execute(db);
  return rows[0]!;
}
