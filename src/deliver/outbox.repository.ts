/**
 * The outbox. A change and the deliveries that tell of it are written in one transaction, so neither exists without the
 * other; a worker sends them afterwards (`deliver-due.ts`).
 *
 *     (written with its change) → waiting → delivered          2xx
 *                                  │  ▲ └──→ dead              410, three days, an address that does not exist
 *                                  └──┘ locked, tried, put back with a later next_attempt_at
 *
 * Recorded material never enters it: refused here, and again by a trigger in the database (migration 0008).
 */
import { sql, type Transaction } from 'kysely';
import type { Database } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import { isRecorded, loadDigest, loadEvent } from './digest.repository.ts';
import { eventDataOf } from './event-message.ts';
import {
  type DigestData,
  type EventMessageType,
  hash,
  type MessageType,
  messageId,
  type StoredMessage,
} from './message.ts';
import { windowBefore } from './window.ts';

type Trx = Transaction<Database>;

/** A change worth telling, named so that telling it twice tells it once. */
export interface Change {
  readonly type: EventMessageType;
  readonly eventId: string;
  /** What changed, stable for the same change: an analogue's id, a state with its instant, a correction's id. */
  readonly change: string;
  /** When it was written here (ISO instant): the `detected` clock. */
  readonly at: string;
  /** The article that caused it; the newest of the event unless told. */
  readonly articleId?: string;
  readonly supersedes?: { readonly type: MessageType; readonly change: string };
  /** Facts of the type: `ticker`, `intoEvent`, `fromEvent`, `reason`. `ticker` also is what ticker filters look at. */
  readonly other?: Readonly<Record<string, string>>;
}
export interface Enqueued {
  readonly enqueued: number;
  /** The recorded origin for which nothing was written. */
  readonly refused: string | null;
}

/**
 * Writes a delivery for each active endpoint that wants the change. Call inside the transaction that makes the change.
 * An event of a recorded origin (archive, replay) is refused: nothing is written and the answer says so.
 * @throws DuibiaoError UNKNOWN_ID when there is no such event.
 */
export async function enqueueDeliveries(
  trx: Trx,
  change: Change,
  options: { publicUrl: string },
): Promise<Enqueued> {
  const event = await trx
    .selectFrom('event')
    .select(['origin'])
    .where('id', '=', change.eventId)
    .executeTakeFirst();
  if (event === undefined) throw new DuibiaoError('UNKNOWN_ID', { kind: 'event', got: change.eventId });
  if (isRecorded(event.origin)) return { enqueued: 0, refused: event.origin };
  const endpoints = await endpointsFor(trx, change.type);
  if (endpoints.length === 0) return { enqueued: 0, refused: null };
  const zh = await loadEvent(trx, change.eventId, change.at, 'zh');
  const en = await loadEvent(trx, change.eventId, change.at, 'en');
  if (zh === null || en === null)
    throw new DuibiaoError('UNKNOWN_ID', { kind: `event at ${change.at}`, got: change.eventId });
  const analogues = [zh.soft, zh.hard, zh.traps, zh.issuer].flat();
  const ticker = change.other?.ticker;
  const tickers = ticker === undefined ? analogues.map((a) => a.ticker) : [ticker];
  const score =
    change.type.startsWith('analogue.') && ticker !== undefined
      ? (analogues.find((a) => a.ticker === ticker)?.score ?? 0)
      : (zh.hype?.score ?? 0);
  const wanting = endpoints.filter(
    (e) =>
      (e.themes.length === 0 || zh.themes.some((t) => e.themes.includes(t.id))) &&
      (e.tickers.length === 0 || tickers.some((t) => e.tickers.includes(t))) &&
      score >= e.minimum_score,
  );
  if (wanting.length === 0) return { enqueued: 0, refused: null };
  const id = messageId(change.type, change.eventId, change.change);
  const told = await trx
    .selectFrom('delivery')
    .select('id')
    .where(
      'key',
      'in',
      wanting.map((e) => `${id}:${e.id}`),
    )
    .execute();
  if (told.length === wanting.length) return { enqueued: 0, refused: null };
  const sequence = await nextSequence(trx, change.eventId);
  const url = `${options.publicUrl}/events/${encodeURIComponent(change.eventId)}`;
  const message = (thin: boolean): string =>
    JSON.stringify({
      schema: 'duibiao/message/1',
      id,
      type: change.type,
      eventId: change.eventId,
      sequence,
      supersedes:
        change.supersedes === undefined
          ? null
          : messageId(change.supersedes.type, change.eventId, change.supersedes.change),
      clocks: clocks.at,
      data: eventDataOf(zh, en, url, change.other ?? {}, thin),
    } satisfies StoredMessage);
  const clocks = { at: { ...(await causeOf(trx, change)), detected: change.at } };
  const bodies = { full: message(false), thin: message(true) };
  const written = await insertDeliveries(
    trx,
    wanting.map((e) => ({
      endpointId: e.id,
      key: `${id}:${e.id}`,
      payload: e.kind === 'webhook_thin' ? bodies.thin : bodies.full,
    })),
    { type: change.type, eventId: change.eventId, sequence, at: change.at },
  );
  return { enqueued: written, refused: null };
}

/** `digest.ready` for endpoints, once a day; live material only. */
export async function enqueueDigestReady(
  trx: Trx,
  digest: { date: string; from: string; to: string; at: string },
  options: { publicUrl: string },
): Promise<Enqueued> {
  const endpoints = await endpointsFor(trx, 'digest.ready');
  if (endpoints.length === 0) return { enqueued: 0, refused: null };
  const zh = await loadDigest(trx, { ...digest, origin: 'live', language: 'zh' });
  const en = await loadDigest(trx, { ...digest, origin: 'live', language: 'en' });
  const english = new Map(en.events.map((e) => [e.id, e.headline]));
  const data: DigestData = {
    date: digest.date,
    events: zh.events.slice(0, 20).map((e) => ({
      id: e.id,
      headline: { zh: e.headline, en: english.get(e.id) ?? e.headline },
      score: e.hype?.score ?? null,
      soft: e.soft.slice(0, 5).map((a) => a.ticker),
      traps: e.traps.slice(0, 5).map((a) => a.ticker),
    })),
    url: `${options.publicUrl}/?date=${digest.date}`,
  };
  const id = messageId('digest.ready', 'digest', digest.date);
  const payload = JSON.stringify({
    schema: 'duibiao/message/1',
    id,
    type: 'digest.ready',
    eventId: null,
    sequence: null,
    supersedes: null,
    clocks: { published: digest.to, fetched: digest.to, detected: digest.at },
    data,
  } satisfies StoredMessage);
  const written = await insertDeliveries(
    trx,
    endpoints.map((e) => ({ endpointId: e.id, key: `${id}:${e.id}`, payload })),
    { type: 'digest.ready', eventId: null, sequence: null, at: digest.at },
  );
  return { enqueued: written, refused: null };
}

/**
 * A mail for each active subscriber whose local hour has come and who has none of that local day yet: call it every few
 * minutes. It covers what `windowBefore` says; what it says is read when it is sent.
 * @returns how many were written.
 */
export async function enqueueDigest(trx: Trx, now: string): Promise<number> {
  const result = await sql`
    INSERT INTO delivery (id, target, subscriber_id, type, key, payload, next_attempt_at, created_at)
    SELECT 'dlv_' || md5(key), 'subscriber', s.id, 'digest', key,
      json_build_object('date', day, 'from', ${windowBefore(now).from}::text, 'to', ${now}::text)::text, ${now}::timestamptz, ${now}::timestamptz
    FROM subscriber s
    CROSS JOIN LATERAL (SELECT to_char(${now}::timestamptz AT TIME ZONE s.time_zone, 'YYYY-MM-DD') AS day,
      extract(hour FROM ${now}::timestamptz AT TIME ZONE s.time_zone) AS hour) l
    CROSS JOIN LATERAL (SELECT 'digest:' || l.day || ':' || s.id AS key) k
    WHERE s.status = 'active' AND l.hour >= s.hour
    ORDER BY s.id COLLATE "C" ON CONFLICT (key) DO NOTHING`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}

interface EndpointWish {
  id: string;
  kind: string;
  themes: string[];
  tickers: string[];
  minimum_score: number;
}
async function endpointsFor(trx: Trx, type: MessageType): Promise<EndpointWish[]> {
  const { rows } = await sql<EndpointWish>`
    SELECT id, kind, themes, tickers, minimum_score FROM endpoint
    WHERE status = 'active' AND (types = '{}' OR ${type} = ANY(types)) ORDER BY id COLLATE "C"`.execute(trx);
  return rows;
}

async function nextSequence(trx: Trx, eventId: string): Promise<number> {
  const row = await trx
    .updateTable('event')
    .set((eb) => ({ sequence: eb('sequence', '+', 1) }))
    .where('id', '=', eventId)
    .returning('sequence')
    .executeTakeFirstOrThrow();
  return row.sequence;
}

async function causeOf(trx: Trx, change: Change): Promise<{ published: string; fetched: string }> {
  const { rows } = await sql<{ published_at: string; fetched_at: string }>`
    SELECT a.published_at, a.fetched_at FROM event_article ea JOIN article a ON a.id = ea.article_id
    WHERE ea.event_id = ${change.eventId} AND ea.joined_at <= ${change.at} AND (${change.articleId ?? null}::text IS NULL OR a.id = ${change.articleId ?? null}::text)
    ORDER BY ea.joined_at DESC, a.id COLLATE "C" LIMIT 1`.execute(trx);
  return {
    published: rows[0]?.published_at ?? change.at,
    fetched: rows[0]?.fetched_at ?? change.at,
  };
}

export async function insertDeliveries(
  trx: Trx,
  rows: readonly { endpointId: string; key: string; payload: string }[],
  of: { type: string; eventId: string | null; sequence: number | null; at: string },
): Promise<number> {
  const result = await trx
    .insertInto('delivery')
    .values(
      rows.map((r) => ({
        id: `dlv_${hash(r.key)}`,
        target: 'endpoint',
        endpoint_id: r.endpointId,
        subscriber_id: null,
        type: of.type,
        event_id: of.eventId,
        sequence: of.sequence,
        key: r.key,
        payload: r.payload,
        next_attempt_at: of.at,
        locked_until: null,
        created_at: of.at,
        delivered_at: null,
        last_error: null,
      })),
    )
    .onConflict((c) => c.column('key').doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0);
}
