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
import { chainOf } from './chain.ts';
import { isRecorded, loadDigest, loadEvent } from './digest.repository.ts';
import { type DigestEvent, wanted } from './digest.ts';
import { eventDataOf } from './event-message.ts';
import { type DigestData, type EventMessageType, hash, messageId, type StoredMessage } from './message.ts';
import { endpointsFor, type Wanting, type Wish, wantingOf } from './wanting.repository.ts';
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
  /** Facts of the type: `ticker`, `intoEvent`, `fromEvent`, `reason`. `ticker` also is what ticker filters look at. */
  readonly other?: Readonly<Record<string, string>>;
}
export interface Enqueued {
  readonly enqueued: number;
  /** The recorded origin for which nothing was written. */
  readonly refused: string | null;
}

/**
 * Writes a delivery for each endpoint that wants the change (`wantingOf`). Call inside the transaction that makes the change.
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
  const other = change.other ?? {};
  const id = messageId(change.type, change.eventId, change.change);
  const endpoints = await untold(trx, id, await endpointsFor(trx, change.type));
  if (endpoints.length === 0) return { enqueued: 0, refused: null };
  const zh = await loadEvent(trx, change.eventId, change.at, 'zh');
  const en = await loadEvent(trx, change.eventId, change.at, 'en');
  if (zh === null || en === null)
    throw new DuibiaoError('UNKNOWN_ID', { kind: `event at ${change.at}`, got: change.eventId });
  const chain = chainOf(change.type, other);
  const events = [...(other.fromEvent === undefined ? [] : [other.fromEvent]), change.eventId];
  const wanting = await wantingOf(
    trx,
    endpoints,
    { type: change.type, chain, ticker: other.ticker, events },
    zh,
  );
  if (wanting.length === 0) return { enqueued: 0, refused: null };
  const sequence = await nextSequence(trx, change.eventId);
  const url = `${options.publicUrl}/events/${encodeURIComponent(change.eventId)}`;
  const clocks = { ...(await causeOf(trx, change)), detected: change.at };
  // Desks that asked alike get the same bytes, made once.
  const bodies = new Map<string, string>();
  const bodyFor = (e: Wanting): string => {
    const thin = e.kind === 'webhook_thin';
    const shut = e.restricted.filter((t) => namesOf(zh).includes(t));
    const key = JSON.stringify([thin, shut, e.supersedes]);
    const made =
      bodies.get(key) ??
      JSON.stringify({
        schema: 'duibiao/message/1',
        id,
        type: change.type,
        eventId: change.eventId,
        sequence,
        supersedes: e.supersedes,
        clocks,
        data: eventDataOf(without(zh, shut), without(en, shut), url, other, thin),
      } satisfies StoredMessage);
    bodies.set(key, made);
    return made;
  };
  const written = await insertDeliveries(
    trx,
    wanting.map((e) => ({ endpointId: e.id, payload: bodyFor(e) })),
    { id, type: change.type, eventId: change.eventId, sequence, chain, at: change.at },
  );
  return { enqueued: written, refused: null };
}

const namesOf = (e: DigestEvent): string[] => [e.soft, e.hard, e.traps, e.issuer].flat().map((a) => a.ticker);

/** The event as an endpoint may see it: the companies on its restricted list are not there. */
function without(e: DigestEvent, shut: readonly string[]): DigestEvent {
  if (shut.length === 0) return e;
  const seen = (list: DigestEvent['soft']) => list.filter((a) => !shut.includes(a.ticker));
  return { ...e, soft: seen(e.soft), hard: seen(e.hard), traps: seen(e.traps), issuer: seen(e.issuer) };
}

/** Those of them that do not have the message yet. */
async function untold(trx: Trx, id: string, endpoints: readonly Wish[]): Promise<Wish[]> {
  if (endpoints.length === 0) return [];
  const told = await trx
    .selectFrom('delivery')
    .select('endpoint_id')
    .where(
      'key',
      'in',
      endpoints.map((e) => `${id}:${e.id}`),
    )
    .execute();
  const have = new Set(told.map((t) => t.endpoint_id));
  return endpoints.filter((e) => !have.has(e.id));
}

/** `digest.ready` for endpoints, once a day; live material only. Each desk's list holds what its filters let through. */
export async function enqueueDigestReady(
  trx: Trx,
  digest: { date: string; from: string; to: string; at: string },
  options: { publicUrl: string },
): Promise<Enqueued> {
  const id = messageId('digest.ready', 'digest', digest.date);
  const endpoints = await untold(trx, id, await endpointsFor(trx, 'digest.ready'));
  if (endpoints.length === 0) return { enqueued: 0, refused: null };
  const zh = await loadDigest(trx, { ...digest, origin: 'live', language: 'zh' });
  const en = await loadDigest(trx, { ...digest, origin: 'live', language: 'en' });
  const english = new Map(en.events.map((e) => [e.id, e.headline]));
  const payloadFor = (e: Wish): string => {
    const wish = { minimumHype: e.minimum_score, themes: e.themes, tickers: e.tickers };
    const tickers = (list: DigestEvent['soft']) =>
      list
        .map((a) => a.ticker)
        .filter((t) => !e.restricted.includes(t))
        .slice(0, 5);
    const data: DigestData = {
      date: digest.date,
      events: zh.events
        .filter((event) => wanted(event, wish) && !event.issuer.some((a) => e.restricted.includes(a.ticker)))
        .slice(0, 20)
        .map((event) => ({
          id: event.id,
          headline: { zh: event.headline, en: english.get(event.id) ?? event.headline },
          score: event.hype?.score ?? null,
          soft: tickers(event.soft),
          traps: tickers(event.traps),
        })),
      url: `${options.publicUrl}/?date=${digest.date}`,
    };
    return JSON.stringify({
      schema: 'duibiao/message/1',
      id,
      type: 'digest.ready',
      eventId: null,
      sequence: null,
      supersedes: null,
      clocks: { published: digest.to, fetched: digest.to, detected: digest.at },
      data,
    } satisfies StoredMessage);
  };
  const written = await insertDeliveries(
    trx,
    endpoints.map((e) => ({ endpointId: e.id, payload: payloadFor(e) })),
    { id, type: 'digest.ready', eventId: null, sequence: null, chain: null, at: digest.at },
  );
  return { enqueued: written, refused: null };
}

/**
 * A mail for each active subscriber whose local hour has come and who has none of that local day yet: call it every few
 * minutes. It begins where the last digest that the reader got ended, so that nothing is told twice and nothing lost, and
 * covers `windowBefore` where there is none of the last two weeks; what it says is read when it is sent. One of an earlier day
 * that still waits is given up, since this one says what it would have said; one that is being sent is waited for.
 * @returns how many were written.
 */
export async function enqueueDigest(trx: Trx, now: string): Promise<number> {
  const oldest = new Date(Date.parse(now) - 14 * 86_400_000).toISOString();
  const result = await sql`
    WITH due AS (
      SELECT s.id, l.day, 'digest:' || l.day || ':' || s.id AS key FROM subscriber s
      CROSS JOIN LATERAL (SELECT to_char(${now}::timestamptz AT TIME ZONE s.time_zone, 'YYYY-MM-DD') AS day,
        extract(hour FROM ${now}::timestamptz AT TIME ZONE s.time_zone) AS hour) l
      WHERE s.status = 'active' AND l.hour >= s.hour
        AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.key = 'digest:' || l.day || ':' || s.id)
        AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.subscriber_id = s.id AND d.type = 'digest' AND d.status = 'waiting' AND d.locked_until > ${now})),
    replaced AS (
      UPDATE delivery d SET status = 'dead', locked_until = NULL, last_error = 'the next day''s digest says it too'
      FROM due WHERE d.subscriber_id = due.id AND d.status = 'waiting' AND d.type = 'digest')
    INSERT INTO delivery (id, target, subscriber_id, type, key, payload, next_attempt_at, created_at)
    SELECT 'dlv_' || md5(key), 'subscriber', due.id, 'digest', key,
      json_build_object('date', day, 'from', coalesce(
        (SELECT d.payload::json ->> 'to' FROM delivery d WHERE d.subscriber_id = due.id AND d.type = 'digest' AND d.status = 'delivered' AND d.created_at > ${oldest}
          ORDER BY d.created_at DESC LIMIT 1),
        ${windowBefore(now).from}::text), 'to', ${now}::text)::text, ${now}::timestamptz, ${now}::timestamptz
    FROM due ORDER BY due.id COLLATE "C" ON CONFLICT (key) DO NOTHING`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
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

/** In one statement, whatever their number: a thousand desks must not slow the change they are told of. */
export async function insertDeliveries(
  trx: Trx,
  rows: readonly { endpointId: string; payload: string }[],
  of: {
    id: string;
    type: string;
    eventId: string | null;
    sequence: number | null;
    chain: string | null;
    at: string;
  },
): Promise<number> {
  const keys = rows.map((r) => `${of.id}:${r.endpointId}`);
  const bodies = [...new Set(rows.map((r) => r.payload))];
  const result = await sql`
    INSERT INTO delivery (id, target, endpoint_id, type, event_id, sequence, chain, message_id, key, payload, next_attempt_at, created_at)
    SELECT r.id, 'endpoint', r.endpoint_id, ${of.type}, ${of.eventId}::text, ${of.sequence}::integer, ${of.chain}::text, ${of.id}, r.key,
      (${bodies}::text[])[r.body], ${of.at}::timestamptz, ${of.at}::timestamptz
    FROM unnest(${keys.map((k) => `dlv_${hash(k)}`)}::text[], ${rows.map((r) => r.endpointId)}::text[], ${keys}::text[],
      ${rows.map((r) => bodies.indexOf(r.payload) + 1)}::integer[]) AS r(id, endpoint_id, key, body)
    ON CONFLICT (key) DO NOTHING`.execute(trx);
  return Number(result.numAffectedRows ?? 0);
}
