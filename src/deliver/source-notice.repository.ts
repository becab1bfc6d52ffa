/** Word of a source that fell silent, or speaks again, to the endpoints that asked for it by name. */
import { sql, type Transaction } from 'kysely';
import type { Database, Db } from '../db/index.ts';
import { messageId, type SourceNoticeType, type StoredMessage } from './message.ts';
import { insertDeliveries } from './outbox.repository.ts';

export interface SourceNotice {
  readonly type: SourceNoticeType;
  readonly source: {
    readonly id: string;
    readonly name: string;
    readonly kind: string;
    readonly firstHand: boolean;
  };
  readonly alarm: 'failing' | 'empty' | 'silent' | 'gone';
  /** Its last sign of life; null when there was none. */
  readonly since: string | null;
  readonly raisedAt: string;
  readonly clearedAt: string | null;
  readonly sentence: { readonly zh: string; readonly en: string };
}

/** Active endpoints that take word of sources: only those that name the type, since it is for who runs the program. */
export async function alarmEndpoints(db: Db, type: SourceNoticeType = 'source.silent'): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM endpoint WHERE status = 'active' AND ${type} = ANY(types) ORDER BY id COLLATE "C"`.execute(
    db,
  );
  return rows.map((r) => r.id);
}

/** Call in the transaction that raises or clears the alarm. @returns how many messages were written. */
export async function enqueueSourceNotice(
  trx: Transaction<Database>,
  notice: SourceNotice,
  options: { publicUrl: string },
): Promise<number> {
  const endpoints = await alarmEndpoints(trx, notice.type);
  if (endpoints.length === 0) return 0;
  const change = (type: SourceNoticeType): string => messageId(type, notice.source.id, notice.raisedAt);
  const id = change(notice.type);
  const at = notice.clearedAt ?? notice.raisedAt;
  const payload = JSON.stringify({
    schema: 'duibiao/message/1',
    id,
    type: notice.type,
    eventId: null,
    sequence: null,
    supersedes: notice.type === 'source.recovered' ? change('source.silent') : null,
    clocks: { published: notice.since ?? notice.raisedAt, fetched: at, detected: at },
    data: {
      source: notice.source,
      alarm: notice.alarm,
      since: notice.since,
      raisedAt: notice.raisedAt,
      clearedAt: notice.clearedAt,
      sentence: notice.sentence,
      url: options.publicUrl,
    },
  } satisfies StoredMessage);
  return insertDeliveries(
    trx,
    endpoints.map((endpointId) => ({ endpointId, payload })),
    { id, type: notice.type, eventId: null, sequence: null, chain: null, at },
  );
}
