import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import { BREAKER_FAILURES } from './backoff.ts';

/** A delivery this worker holds until `locked_until`. */
export interface Claimed {
  id: string;
  target: 'endpoint' | 'subscriber';
  endpoint_id: string | null;
  subscriber_id: string | null;
  type: string;
  payload: string;
  attempts: number;
  created_at: string;
  url: string | null;
  kind: string | null;
  secret: string | null;
  previous_secret: string | null;
  /** What a chat group reads; null where nobody said. */
  endpoint_language: 'zh' | 'en' | 'both' | null;
  email: string | null;
  token: string | null;
  reader_status: string | null;
  language: string | null;
  minimum_hype: number | null;
  themes: string[] | null;
  markets: string[] | null;
}

/** Longer than any attempt lasts: who holds a row longer was killed, and another may take it. */
export const LOCK_SECONDS = 90;
/** A mail waits for one of a few connections, and its server may take its time: sent a second time, it would be read twice. */
export const MAIL_LOCK_SECONDS = 600;

/**
 * Takes what is due, up to so many `messages` and `mails`, and counts the attempt, so that even one cut off by a crash is
 * counted. Each endpoint gives at most its allowance (`unknown` where it has none), and one message while it fails: a dead desk
 * cannot fill the worker, and its breaker (`open_until`) leaves it out altogether. Everybody's first message comes before
 * anybody's second: a desk with a long queue does not stand before one with a short one. Of an ordered endpoint the next message
 * of an event is not due while one before it waits, in whoever's hands.
 *
 * A paced endpoint (a chat group) has one message under way, whichever worker holds it: its row is locked, so that of two
 * workers the second passes it by, and is kept shut until the outcome says when the next may go.
 *
 * Ids are compared by their bytes: by a language's rules, sorting what falls due at one instant took most of the statement.
 */
export async function claimDue(
  db: Db,
  of: {
    now: string;
    messages: number;
    mails: number;
    allowances: ReadonlyMap<string, number>;
    unknown: number;
    /** Kinds that take one message at a time. */
    paced: readonly string[];
  },
): Promise<Claimed[]> {
  const until = (seconds: number): string => new Date(Date.parse(of.now) + seconds * 1000).toISOString();
  const ids = [...of.allowances.keys()];
  const paced = sql`(SELECT unnest(${[...of.paced]}::text[]))`;
  const { rows } = await sql<Claimed>`
    WITH turns AS MATERIALIZED (
      SELECT e.id FROM endpoint e
      WHERE e.kind IN ${paced} AND e.status = 'active' AND (e.open_until IS NULL OR e.open_until <= ${of.now})
        AND EXISTS (SELECT 1 FROM delivery d WHERE d.endpoint_id = e.id AND d.status = 'waiting' AND d.next_attempt_at <= ${of.now} AND (d.locked_until IS NULL OR d.locked_until <= ${of.now}))
      FOR UPDATE SKIP LOCKED),
    desk AS (
      SELECT e.id, e.ordered, greatest(0, least(coalesce(w.n, ${of.unknown}::int), CASE WHEN e.failures > 0 OR e.kind IN ${paced} THEN 1 END, ${of.messages}::int)) AS n
      FROM endpoint e LEFT JOIN unnest(${ids}::text[], ${[...of.allowances.values()]}::int[]) AS w(id, n) ON w.id COLLATE "C" = e.id COLLATE "C"
      WHERE CASE WHEN e.kind IN ${paced} THEN e.id IN (SELECT id FROM turns) ELSE e.status = 'active' AND (e.open_until IS NULL OR e.open_until <= ${of.now}) END),
    due AS (
      SELECT y.id FROM (
        SELECT x.id, x.next_attempt_at, row_number() OVER (PARTITION BY e.id COLLATE "C" ORDER BY x.next_attempt_at, x.sequence, x.id COLLATE "C") AS place FROM desk e
        CROSS JOIN LATERAL (
          SELECT d.id, d.next_attempt_at, d.sequence FROM delivery d
          WHERE d.endpoint_id = e.id AND d.status = 'waiting' AND d.next_attempt_at <= ${of.now} AND (d.locked_until IS NULL OR d.locked_until <= ${of.now})
            AND NOT (e.ordered AND EXISTS (SELECT 1 FROM delivery p WHERE p.event_id = d.event_id AND p.endpoint_id = d.endpoint_id AND p.sequence < d.sequence AND p.status = 'waiting'))
          ORDER BY d.next_attempt_at, d.sequence, d.id COLLATE "C" LIMIT e.n FOR UPDATE SKIP LOCKED) x) y
      ORDER BY y.place, y.next_attempt_at, y.id COLLATE "C" LIMIT ${of.messages}),
    letters AS (
      SELECT d.id FROM delivery d
      WHERE d.target = 'subscriber' AND d.status = 'waiting' AND d.next_attempt_at <= ${of.now} AND (d.locked_until IS NULL OR d.locked_until <= ${of.now})
      ORDER BY d.next_attempt_at, d.id COLLATE "C" LIMIT ${of.mails} FOR UPDATE SKIP LOCKED),
    taken AS (
      UPDATE delivery SET locked_until = CASE target WHEN 'endpoint' THEN ${until(LOCK_SECONDS)}::timestamptz ELSE ${until(MAIL_LOCK_SECONDS)}::timestamptz END, attempts = attempts + 1
      WHERE id IN (SELECT id FROM due UNION ALL SELECT id FROM letters)
      RETURNING id, target, endpoint_id, subscriber_id, type, payload, attempts, created_at, next_attempt_at, sequence),
    shut AS (
      UPDATE endpoint SET open_until = ${until(LOCK_SECONDS)} WHERE id IN (SELECT id FROM turns) AND id IN (SELECT endpoint_id FROM taken))
    SELECT t.id, t.target, t.endpoint_id, t.subscriber_id, t.type, t.payload, t.attempts, t.created_at, e.url, e.kind, e.secret,
      CASE WHEN e.previous_until > ${of.now} THEN e.previous_secret END AS previous_secret, nullif(e.language, '') AS endpoint_language,
      s.email, s.token, s.status AS reader_status, s.language, s.minimum_hype, s.markets,
      CASE WHEN s.id IS NOT NULL THEN ARRAY(SELECT x.theme_id FROM subscriber_theme x WHERE x.subscriber_id = s.id ORDER BY x.theme_id COLLATE "C") END AS themes
    FROM taken t LEFT JOIN endpoint e ON e.id = t.endpoint_id LEFT JOIN subscriber s ON s.id = t.subscriber_id ORDER BY t.next_attempt_at, t.sequence, t.id COLLATE "C"`.execute(
    db,
  );
  return rows;
}

/** What came of an attempt. */
export interface Outcome {
  readonly claimed: Claimed;
  readonly at: string;
  readonly verdict: 'delivered' | 'retry' | 'dead' | 'gone';
  readonly status: number | null;
  readonly milliseconds: number;
  readonly excerpt: string | null;
  readonly error: string | null;
  /** Only with `retry`. */
  readonly nextAttemptAt: string | null;
  /** What the receiver asked for (Retry-After, a platform's silence), seconds: it holds for all its messages. Only with `retry`. */
  readonly pauseSeconds: number | null;
}

/** Writes outcomes in a few statements, however many there are; a row another worker took over meanwhile is left to it. */
export async function recordOutcomes(
  db: Db,
  outcomes: readonly Outcome[],
  endpoints: readonly EndpointTurn[],
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const column = <T>(pick: (o: Outcome) => T): T[] => outcomes.map(pick);
    await sql`
      UPDATE delivery d SET status = o.status, locked_until = NULL, last_error = o.error,
        next_attempt_at = coalesce(o.next_at, d.next_attempt_at), delivered_at = CASE WHEN o.status = 'delivered' THEN o.at END
      FROM unnest(${column((o) => o.claimed.id)}::text[], ${column((o) => o.claimed.attempts)}::int[], ${column((o) => STATUS[o.verdict])}::text[],
        ${column((o) => o.error)}::text[], ${column((o) => o.nextAttemptAt)}::timestamptz[], ${column((o) => o.at)}::timestamptz[]) AS o(id, attempt, status, error, next_at, at)
      WHERE d.id = o.id AND d.attempts = o.attempt AND d.status = 'waiting'`.execute(trx);
    await sql`
      INSERT INTO delivery_attempt (delivery_id, attempt, at, status, milliseconds, excerpt, error)
      SELECT o.* FROM unnest(${column((o) => o.claimed.id)}::text[], ${column((o) => o.claimed.attempts)}::int[], ${column((o) => o.at)}::timestamptz[], ${column((o) => o.status)}::int[],
        ${column((o) => Math.round(o.milliseconds))}::int[], ${column((o) => o.excerpt)}::text[], ${column((o) => o.error)}::text[]) AS o(id, attempt, at, status, ms, excerpt, error)
      WHERE EXISTS (SELECT 1 FROM delivery d WHERE d.id = o.id) ON CONFLICT DO NOTHING`.execute(trx);
    if (endpoints.length > 0) await recordTurns(trx, endpoints);
    const gone = outcomes.filter((o) => o.verdict === 'gone').map((o) => o.claimed.endpoint_id!);
    if (gone.length > 0) {
      await sql`UPDATE endpoint SET status = 'disabled' WHERE id IN (SELECT unnest(${gone}::text[]))`.execute(
        trx,
      );
      await sql`UPDATE delivery SET status = 'dead', locked_until = NULL, last_error = 'the endpoint is disabled: it answered 410 Gone'
        WHERE endpoint_id IN (SELECT unnest(${gone}::text[])) AND status = 'waiting'`.execute(trx);
    }
  });
}
const STATUS = { delivered: 'delivered', retry: 'waiting', dead: 'dead', gone: 'dead' } as const;

/** How an endpoint fared in a batch: a success anywhere in it closes the breaker. */
export interface EndpointTurn {
  readonly id: string;
  readonly delivered: boolean;
  readonly failed: number;
  /** Not before this instant: a chat group's pace, or the pause the receiver asked for. */
  readonly notBefore: string | null;
  readonly at: string;
}
async function recordTurns(db: Db, turns: readonly EndpointTurn[]): Promise<void> {
  const column = <T>(pick: (t: EndpointTurn) => T): T[] => turns.map(pick);
  const back = turns.filter((t) => t.delivered);
  // It is back: what was put off for half a day because it was away goes now.
  if (back.length > 0)
    await sql`
    UPDATE delivery d SET next_attempt_at = t.at
    FROM unnest(${back.map((t) => t.id)}::text[], ${back.map((t) => t.at)}::timestamptz[]) AS t(id, at) JOIN endpoint e ON e.id = t.id
    WHERE e.failures >= ${BREAKER_FAILURES}::int AND d.endpoint_id = e.id AND d.status = 'waiting' AND d.next_attempt_at > t.at
      AND (d.locked_until IS NULL OR d.locked_until <= t.at)`.execute(db);
  await sql`
    UPDATE endpoint e SET failures = CASE WHEN t.delivered THEN 0 ELSE e.failures + t.failed END,
      open_until = CASE WHEN t.delivered THEN t.not_before
        WHEN e.failures + t.failed >= ${BREAKER_FAILURES}::int THEN greatest(t.not_before, t.at + make_interval(secs => least(3600, 60 * power(2, least(e.failures + t.failed - ${BREAKER_FAILURES}::int, 10)))))
        ELSE coalesce(t.not_before, e.open_until) END
    FROM unnest(${column((t) => t.id)}::text[], ${column((t) => t.delivered)}::boolean[], ${column((t) => t.failed)}::int[], ${column((t) => t.notBefore)}::timestamptz[], ${column((t) => t.at)}::timestamptz[])
      AS t(id, delivered, failed, not_before, at)
    WHERE e.id = t.id AND (t.failed > 0 OR e.failures > 0 OR e.open_until IS NOT NULL OR t.not_before IS NOT NULL)`.execute(
    db,
  );
}

/** What has been tried for longer than patience allows, and waits for a breaker that may never close, is dead. */
export async function buryExpired(db: Db, now: string, patienceSeconds: number): Promise<number> {
  const before = new Date(Date.parse(now) - patienceSeconds * 1000).toISOString();
  const result = await sql`
    UPDATE delivery SET status = 'dead', locked_until = NULL, last_error = coalesce(last_error, '') || ' (given up after three days)'
    WHERE status = 'waiting' AND attempts > 0 AND created_at < ${before} AND (locked_until IS NULL OR locked_until <= ${now})`.execute(
    db,
  );
  return Number(result.numAffectedRows ?? 0);
}
