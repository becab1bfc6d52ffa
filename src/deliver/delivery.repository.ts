import { sql } from 'kysely';
import type { Context } from '../context.ts';
import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import { hash } from './message.ts';

export interface DeliveryFilter {
  readonly endpoint?: string;
  readonly subscriber?: string;
  readonly status?: 'waiting' | 'delivered' | 'dead';
  /** Created at or after this instant. */
  readonly since?: string;
  readonly limit?: number;
}
export interface DeliveryLine {
  readonly id: string;
  readonly target: string;
  readonly to: string;
  readonly type: string;
  readonly eventId: string | null;
  readonly sequence: number | null;
  readonly status: string;
  readonly attempts: number;
  readonly createdAt: string;
  readonly nextAttemptAt: string;
  readonly deliveredAt: string | null;
  readonly lastError: string | null;
}
export interface AttemptLine {
  readonly attempt: number;
  readonly at: string;
  readonly status: number | null;
  readonly milliseconds: number;
  readonly excerpt: string | null;
  readonly error: string | null;
}

/** Newest first. @throws DuibiaoError UNKNOWN_ID for an endpoint that is not there. */
export async function listDeliveries(db: Db, filter: DeliveryFilter = {}): Promise<DeliveryLine[]> {
  await assertEndpoint(db, filter.endpoint);
  const { rows } = await sql<DeliveryLine>`
    SELECT d.id, d.target, coalesce(e.url, s.email) AS "to", d.type, d.event_id AS "eventId", d.sequence, d.status, d.attempts,
      d.created_at AS "createdAt", d.next_attempt_at AS "nextAttemptAt", d.delivered_at AS "deliveredAt", d.last_error AS "lastError"
    FROM delivery d LEFT JOIN endpoint e ON e.id = d.endpoint_id LEFT JOIN subscriber s ON s.id = d.subscriber_id
    WHERE ${where(filter)} ORDER BY d.created_at DESC, d.id COLLATE "C" LIMIT ${filter.limit ?? 100}`.execute(
    db,
  );
  return rows;
}

/** @throws DuibiaoError UNKNOWN_ID when there is no such delivery: "never tried" and "no such thing" are not the same. */
export async function listAttempts(db: Db, deliveryId: string): Promise<AttemptLine[]> {
  const known = await db.selectFrom('delivery').select('id').where('id', '=', deliveryId).executeTakeFirst();
  if (known === undefined) throw new DuibiaoError('UNKNOWN_ID', { kind: 'delivery', got: deliveryId });
  return db
    .selectFrom('delivery_attempt')
    .select(['attempt', 'at', 'status', 'milliseconds', 'excerpt', 'error'])
    .where('delivery_id', '=', deliveryId)
    .orderBy('attempt')
    .execute();
}

/**
 * Puts deliveries back to be sent again, with the ids they had: a receiver that has one already can tell. Their three days
 * begin anew. Of a disabled or paused endpoint they wait until it is active.
 * @returns how many.
 * @throws DuibiaoError UNKNOWN_ID for an endpoint that is not there.
 */
export async function replayDeliveries(
  db: Db,
  filter: Omit<DeliveryFilter, 'limit'> & { ids?: readonly string[] },
  now: string,
): Promise<number> {
  await assertEndpoint(db, filter.endpoint);
  const ids = filter.ids ?? null;
  const result = await sql`
    UPDATE delivery d SET status = 'waiting', next_attempt_at = ${now}, created_at = ${now}, delivered_at = NULL, locked_until = NULL, last_error = NULL
    WHERE (d.locked_until IS NULL OR d.locked_until <= ${now}) AND (${ids === null}::boolean OR d.id IN (SELECT unnest(${ids ?? []}::text[])))
      AND ${where(filter)}`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}

async function assertEndpoint(db: Db, id: string | undefined): Promise<void> {
  if (id === undefined) return;
  const known = await db.selectFrom('endpoint').select('id').where('id', '=', id).executeTakeFirst();
  if (known === undefined) throw new DuibiaoError('UNKNOWN_ID', { kind: 'endpoint', got: id });
}

function where(f: DeliveryFilter) {
  return sql`(${f.endpoint ?? null}::text IS NULL OR d.endpoint_id = ${f.endpoint ?? null}::text)
    AND (${f.subscriber ?? null}::text IS NULL OR d.subscriber_id = ${f.subscriber ?? null}::text)
    AND (${f.status ?? null}::text IS NULL OR d.status = ${f.status ?? null}::text)
    AND (${f.since ?? null}::timestamptz IS NULL OR d.created_at >= ${f.since ?? null}::timestamptz)`;
}

/** Writes a `test.ping` for one endpoint and returns its delivery's id; `deliverDue` sends it like any other. */
export async function enqueueTest(ctx: Pick<Context, 'db' | 'clock'>, endpointId: string): Promise<string> {
  const now = ctx.clock.now().toISOString();
  const endpoint = await ctx.db
    .selectFrom('endpoint')
    .select('id')
    .where('id', '=', endpointId)
    .executeTakeFirst();
  if (endpoint === undefined) throw new DuibiaoError('UNKNOWN_ID', { kind: 'endpoint', got: endpointId });
  const id = `msg_${hash('test', endpointId, now)}`;
  await ctx.db
    .insertInto('delivery')
    .values({
      id: `dlv_${id}`,
      target: 'endpoint',
      endpoint_id: endpointId,
      subscriber_id: null,
      type: 'test.ping',
      event_id: null,
      sequence: null,
      key: id,
      chain: null,
      message_id: id,
      payload: JSON.stringify({
        schema: 'duibiao/message/1',
        id,
        type: 'test.ping',
        eventId: null,
        sequence: null,
        supersedes: null,
        clocks: { published: now, fetched: now, detected: now },
        data: { text: '对标测试 / duibiao test message' },
      }),
      next_attempt_at: now,
      locked_until: null,
      created_at: now,
      delivered_at: null,
      last_error: null,
    })
    .onConflict((c) => c.column('id').doNothing())
    .execute();
  return `dlv_${id}`;
}
