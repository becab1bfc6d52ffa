import { sql } from 'kysely';
import type { Db } from '../db/index.ts';

/** A source that no longer does what it used to; told through another channel than itself. */
export interface SourceAlarm {
  id: string;
  name: string;
  /** `failing`: errors in a row; `empty`: answers with nothing in it; `silent`: no new item for too long. */
  kind: 'failing' | 'empty' | 'silent';
  /** ISO 8601 with Z: the last sign of life; null when there was none. */
  since: string | null;
  sentence: string;
}

/** Errors, and empty answers, in a row that make an alarm. */
const FAILURES = 4;
const EMPTY = 3;
/** Silence: four usual gaps, at least three days, so that a weekend is no alarm. Seconds. */
const GAPS = 4;
const SHORTEST = 3 * 86_400;

/** Sources to look after, by id. */
export async function silentSources(db: Db, now: string): Promise<SourceAlarm[]> {
  const { rows } = await sql<{
    id: string;
    name: string;
    failures: number;
    empty: number;
    silent: boolean;
    last_success_at: string | null;
    last_item_at: string | null;
    last_error: string | null;
  }>`
    SELECT id, name, failures, last_success_at, last_item_at, last_error,
      COALESCE((state->>'empty')::integer, 0) AS empty,
      last_item_at IS NOT NULL AND last_item_at < ${now}::timestamptz - make_interval(secs => COALESCE(
        (options->>'silentAfterSeconds')::float8,
        GREATEST(${SHORTEST}, ${GAPS} * cadence_seconds, ${GAPS} * 86400 / NULLIF(items_per_day, 0))::float8
      )) AS silent
    FROM source
    WHERE status = 'active'
    ORDER BY id COLLATE "C"`.execute(db);
  return rows.flatMap((r): SourceAlarm[] => {
    const base = { id: r.id, name: r.name };
    if (r.failures >= FAILURES) {
      const sentence = `${r.name} has failed ${r.failures} times in a row: ${r.last_error ?? 'no reason kept'}`;
      return [{ ...base, kind: 'failing', since: r.last_success_at, sentence }];
    }
    if (r.empty >= EMPTY) {
      const sentence = `${r.name} answers, but its last ${r.empty} answers held nothing; has its address or its page changed?`;
      return [{ ...base, kind: 'empty', since: r.last_item_at, sentence }];
    }
    if (!r.silent) return [];
    const sentence = `${r.name} has brought nothing new since ${r.last_item_at}, longer than its usual pace explains`;
    return [{ ...base, kind: 'silent', since: r.last_item_at, sentence }];
  });
}
