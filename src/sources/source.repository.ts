import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { Db } from '../db/index.ts';
import { restHost } from './host.repository.ts';
import { RATE_KEYS } from './host-rate.ts';
import type { SourceEntry } from './library.ts';
import type { Polled } from './poll.ts';
import { after, backOff, usualWait } from './schedule.ts';
import type { FetchLogTable, SourceTable } from './source.table.ts';
import { type PollState, type Source, withLogin } from './source.ts';

const toSource = (row: Selectable<SourceTable>): Source => ({
  id: row.id,
  name: row.name,
  url: row.url,
  kind: row.kind,
  language: row.language,
  tier: row.tier,
  timeZone: row.time_zone,
  firstHand: row.first_hand,
  entityId: row.entity_id,
  options: (row.options ?? {}) as Record<string, unknown>,
  cadenceSeconds: row.cadence_seconds,
  etag: row.etag,
  lastModified: row.last_modified,
  state: (row.state ?? {}) as PollState,
  failures: row.failures,
  itemsPerDay: row.items_per_day,
  lastItemAt: row.last_item_at,
});

/** All of them, by id. */
export async function allSources(db: Db): Promise<Source[]> {
  return (await db.selectFrom('source').selectAll().orderBy('id').execute()).map(toSource);
}
export async function sourceById(db: Db, id: string): Promise<Source | null> {
  const row = await db.selectFrom('source').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? toSource(row) : null;
}

/**
 * Brings the table up to the library. State stays; so does what a person paused and what a server declared gone,
 * unless the library gives another address: then the source begins anew.
 */
export async function loadSources(db: Db, entries: readonly SourceEntry[]): Promise<void> {
  for (const e of entries) {
    const state = JSON.stringify({ declaredUrl: e.url });
    await sql`
      INSERT INTO source AS s (id, name, url, kind, language, tier, time_zone, first_hand, entity_id, provenance, status, options, cadence_seconds, state)
      VALUES (${e.id}, ${e.name}, ${e.url}, ${e.kind}, ${e.language}, ${e.tier}, ${e.timeZone}, ${e.firstHand}, ${e.entity},
        ${e.provenance}, ${e.status}, ${JSON.stringify(e.options)}::jsonb, ${e.cadenceSeconds}, ${state}::jsonb)
      ON CONFLICT (id) DO UPDATE SET
        name = excluded.name, kind = excluded.kind, language = excluded.language, tier = excluded.tier,
        time_zone = excluded.time_zone, first_hand = excluded.first_hand, entity_id = excluded.entity_id,
        provenance = excluded.provenance, options = excluded.options, cadence_seconds = excluded.cadence_seconds,
        url = CASE WHEN s.state->>'declaredUrl' = excluded.url THEN s.url ELSE excluded.url END,
        status = CASE
          WHEN s.state->>'declaredUrl' IS DISTINCT FROM excluded.url THEN excluded.status
          WHEN s.status IN ('paused', 'gone') THEN s.status ELSE excluded.status END,
        etag = CASE WHEN s.state->>'declaredUrl' = excluded.url THEN s.etag END,
        last_modified = CASE WHEN s.state->>'declaredUrl' = excluded.url THEN s.last_modified END,
        next_poll_at = CASE WHEN s.state->>'declaredUrl' = excluded.url THEN s.next_poll_at END,
        failures = CASE WHEN s.state->>'declaredUrl' = excluded.url THEN s.failures ELSE 0 END,
        state = CASE WHEN s.state->>'declaredUrl' = excluded.url THEN s.state ELSE excluded.state END`.execute(
      db,
    );
  }
}

/** Seconds that a claimed source is nobody else's: longer than a round may take. */
const LEASE = 600;

/**
 * Takes up to `limit` sources whose time has come, the longest overdue first. Of one host at most `perHost` are held at
 * once, by all workers together, and none of a host that asked for rest. A worker that dies gives its sources back when
 * the lease ends.
 */
export async function claimDue(
  db: Db,
  now: string,
  limit: number,
  options: { perHost?: number; leaseSeconds?: number } = {},
): Promise<Source[]> {
  const rows = await db.transaction().execute(async (trx) => {
    // One claims at a time: two that count a busy host's sources at once would both find room
    await sql`SELECT pg_advisory_xact_lock(hashtext('duibiao:claim'))`.execute(trx);
    return (
      await sql<Selectable<SourceTable>>`
    WITH site AS (
      SELECT s.id, s.next_poll_at, COALESCE(k.key, h.host) AS host, COALESCE(s.leased_until > ${now}::timestamptz, false) AS held,
        (s.next_poll_at IS NULL OR s.next_poll_at <= ${now}::timestamptz) AND (s.leased_until IS NULL OR s.leased_until <= ${now}::timestamptz) AS due
      FROM source s
      CROSS JOIN LATERAL (SELECT COALESCE(NULLIF(lower(split_part(split_part(split_part(split_part(split_part(s.url, '://', 2), '/', 1), '?', 1), '#', 1), '@', -1)), ''), s.id) AS host) h
      LEFT JOIN LATERAL (SELECT key FROM unnest(${[...RATE_KEYS]}::text[]) AS key WHERE h.host = key OR h.host LIKE '%.' || key LIMIT 1) k ON true
      WHERE s.status = 'active'
        AND (s.next_poll_at IS NULL OR s.next_poll_at <= ${now}::timestamptz OR s.leased_until > ${now}::timestamptz)
    ), due AS (
      SELECT id, due, host, row_number() OVER (PARTITION BY host, due ORDER BY next_poll_at NULLS FIRST, id COLLATE "C")
        + count(*) FILTER (WHERE held) OVER (PARTITION BY host) AS turn FROM site
    ), taken AS (
      SELECT s.id FROM source s JOIN due ON due.id = s.id LEFT JOIN fetch_host f ON f.host = due.host
      WHERE due.due AND due.turn <= ${options.perHost ?? 3}
        AND (f.next_request_at IS NULL OR f.next_request_at <= ${now}::timestamptz + interval '15 seconds')
      ORDER BY s.next_poll_at NULLS FIRST, s.id COLLATE "C"
      LIMIT ${limit}
      FOR UPDATE OF s SKIP LOCKED
    )
    UPDATE source SET
      leased_until = ${now}::timestamptz + make_interval(secs => ${options.leaseSeconds ?? LEASE}::float8),
      next_poll_at = ${now}::timestamptz + make_interval(secs => ${options.leaseSeconds ?? LEASE}::float8),
      last_attempt_at = ${now}::timestamptz
    FROM taken WHERE source.id = taken.id
    RETURNING source.*`.execute(trx)
    ).rows;
  });
  return rows.map(toSource).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Writes what a round came to: schedule, validators, health, and a line a request. One statement, since a round with
 * nothing new costs little else.
 */
export async function recordOutcome(
  db: Db,
  polled: Polled,
  moment: { now: string; random: () => number },
): Promise<void> {
  const { source } = polled;
  const { now } = moment;
  const done = db
    .updateTable('source')
    .set({ leased_until: null, ...changesOf(polled, now, moment.random()) })
    .where('id', '=', source.id);
  const requests = logOf(polled, now);
  if (requests.length === 0) await done.execute();
  else
    await db
      .with('done', () => done.returning('id'))
      .insertInto('fetch_log')
      .values(requests)
      .execute();
  for (const rest of polled.rests)
    await restHost(db, rest.host, after(now, Math.min(rest.seconds, LONGEST_HOST_REST)));
}

function changesOf(polled: Polled, now: string, dice: number): Updateable<SourceTable> {
  const { source, outcome } = polled;
  const cadence = source.cadenceSeconds;
  if (outcome.kind === 'later') return { next_poll_at: outcome.at };
  if (outcome.kind === 'gone')
    return { status: 'gone', next_poll_at: null, last_error: outcome.reason, last_attempt_at: now };
  if (outcome.kind === 'failed') {
    const failures = source.failures + 1;
    return {
      failures,
      last_error: outcome.reason,
      last_attempt_at: now,
      next_poll_at: after(now, backOff(cadence, failures, outcome.retryAfter, dice)),
    };
  }
  const fresh = polled.documents.length > 0;
  return {
    failures: 0,
    last_error: polled.problem,
    last_attempt_at: now,
    last_success_at: now,
    next_poll_at: after(now, usualWait(cadence, polled.itemsPerDay, polled.maxAge, dice)),
    etag: polled.etag,
    last_modified: polled.lastModified,
    items_per_day: polled.itemsPerDay,
    // What was seen is the long part, and stays as it is where nothing was parsed
    ...(polled.state === source.state ? {} : { state: JSON.stringify(polled.state) }),
    ...(fresh || source.lastItemAt === null
      ? { last_item_at: polled.newestAt ?? (fresh ? now : source.lastItemAt) }
      : {}),
    ...(polled.permanentRedirect === null ? {} : { url: withLogin(source.url, polled.permanentRedirect) }),
  };
}

/** Seconds: a server that asks one source to rest for a day does not mean all of a site. */
const LONGEST_HOST_REST = 3600;

const logOf = (polled: Polled, now: string): Insertable<FetchLogTable>[] =>
  polled.requests.map((r, i) => ({
    source_id: polled.source.id,
    url: r.url,
    at: now,
    status: r.status,
    conditional: r.conditional,
    bytes: r.bytes,
    milliseconds: r.milliseconds,
    items: i === 0 ? polled.items : 0,
    error: r.error ?? (i === 0 && polled.outcome.kind === 'failed' ? polled.outcome.reason : null),
  }));
