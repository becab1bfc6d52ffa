import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import { isCorrection } from './chain.ts';
import type { DigestEvent } from './digest.ts';
import type { MessageType } from './message.ts';

export interface Wish {
  readonly id: string;
  readonly kind: string;
  readonly themes: readonly string[];
  readonly tickers: readonly string[];
  readonly restricted: readonly string[];
  readonly minimum_score: number;
}
/** An endpoint that is to be told, with the id of the message of the same chain that it was told last. */
export interface Wanting extends Wish {
  readonly supersedes: string | null;
}

/** Endpoints that asked for a type. Of a paused one the messages wait. */
export async function endpointsFor(db: Db, type: MessageType): Promise<Wish[]> {
  const { rows } = await sql<Wish>`
    SELECT id, kind, themes, tickers, restricted, minimum_score FROM endpoint
    WHERE status IN ('active', 'paused') AND (types = '{}' OR ${type} = ANY(types)) ORDER BY id COLLATE "C"`.execute(
    db,
  );
  return rows;
}

/**
 * Who is to be told. A filter decides about what is new; who was told something of a chain is told what replaces it too,
 * though its score has fallen: else a desk would keep a statement that has been taken back. A company on an endpoint's
 * restricted list is never named to it, and neither is an event that is its own.
 * @param events the event and, after a merge, the one that went into it; the first that was told of counts.
 */
export async function wantingOf(
  db: Db,
  endpoints: readonly Wish[],
  change: { type: MessageType; chain: string; ticker: string | undefined; events: readonly string[] },
  event: DigestEvent,
): Promise<Wanting[]> {
  const told = await toldBefore(db, endpoints, change);
  const analogues = [event.soft, event.hard, event.traps, event.issuer].flat();
  const tickers = change.ticker === undefined ? analogues.map((a) => a.ticker) : [change.ticker];
  const score =
    change.ticker === undefined
      ? (event.hype?.score ?? 0)
      : (analogues.find((a) => a.ticker === change.ticker)?.score ?? 0);
  const shut = change.ticker === undefined ? event.issuer.map((a) => a.ticker) : [change.ticker];
  return endpoints.flatMap((e) => {
    if (e.restricted.some((t) => shut.includes(t))) return [];
    const supersedes = told.get(e.id) ?? null;
    const asked =
      !isCorrection(change.type) &&
      (e.themes.length === 0 || event.themes.some((t) => e.themes.includes(t.id))) &&
      (e.tickers.length === 0 || tickers.some((t) => e.tickers.includes(t))) &&
      score >= e.minimum_score;
    return asked || supersedes !== null ? [{ ...e, supersedes }] : [];
  });
}

async function toldBefore(
  db: Db,
  endpoints: readonly Wish[],
  change: { chain: string; events: readonly string[] },
): Promise<Map<string, string>> {
  const { rows } = await sql<{ endpoint_id: string; message_id: string }>`
    SELECT DISTINCT ON (d.endpoint_id) d.endpoint_id, d.message_id
    FROM unnest(${[...change.events]}::text[]) WITH ORDINALITY AS e(id, place)
    JOIN delivery d ON d.event_id = e.id AND d.chain = ${change.chain}
      AND d.endpoint_id IN (SELECT unnest(${endpoints.map((e) => e.id)}::text[]))
    ORDER BY d.endpoint_id, e.place, d.sequence DESC`.execute(db);
  return new Map(rows.map((r) => [r.endpoint_id, r.message_id]));
}
