import { sql, type Transaction } from 'kysely';
import type { Database, Db } from '../db/index.ts';

/** A source that no longer does what it used to; told through another channel than itself. */
export interface SourceAlarm {
  id: string;
  name: string;
  /** `failing`: errors in a row; `empty`: answers with nothing in it; `silent`: no new item for too long; `gone`: 410. */
  kind: 'failing' | 'empty' | 'silent' | 'gone';
  /** ISO 8601 with Z: the last sign of life; null when there was none. */
  since: string | null;
  sentence: string;
  sentenceZh: string;
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
    status: string;
    failures: number;
    empty: number;
    silent: boolean;
    last_success_at: string | null;
    last_item_at: string | null;
    last_error: string | null;
  }>`
    SELECT id, name, status, failures, last_success_at, last_item_at, last_error,
      COALESCE((state->>'empty')::integer, 0) AS empty,
      last_item_at IS NOT NULL AND last_item_at < ${now}::timestamptz - make_interval(secs => COALESCE(
        (options->>'silentAfterSeconds')::float8,
        GREATEST(${SHORTEST}, ${GAPS} * cadence_seconds, ${GAPS} * 86400 / NULLIF(items_per_day, 0))::float8
      )) AS silent
    FROM source
    WHERE status IN ('active', 'gone')
    ORDER BY id COLLATE "C"`.execute(db);
  return rows.flatMap((r): SourceAlarm[] => {
    const alarm = (
      kind: SourceAlarm['kind'],
      since: string | null,
      en: string,
      zh: string,
    ): SourceAlarm[] => [
      { id: r.id, name: r.name, kind, since, sentence: `${r.name} ${en}`, sentenceZh: `${r.name} ${zh}` },
    ];
    const reason = r.last_error ?? '';
    if (r.status === 'gone')
      return alarm(
        'gone',
        r.last_success_at,
        `was retired by its server: ${reason}`,
        `已被其服务器停用：${reason}`,
      );
    if (r.failures >= FAILURES)
      return alarm(
        'failing',
        r.last_success_at,
        `has failed ${r.failures} times in a row: ${reason || 'no reason kept'}`,
        `已连续失败 ${r.failures} 次：${reason || '未记原因'}`,
      );
    if (r.empty >= EMPTY)
      return alarm(
        'empty',
        r.last_item_at,
        `answers, but its last ${r.empty} answers held nothing; has its address or its page changed?`,
        `有应答，但最近 ${r.empty} 次都是空的；地址或页面变了？`,
      );
    if (!r.silent) return [];
    return alarm(
      'silent',
      r.last_item_at,
      `has brought nothing new since ${r.last_item_at}, longer than its usual pace explains`,
      `自 ${r.last_item_at} 起没有新内容，久于其平常节奏`,
    );
  });
}

/** An alarm that was raised, or cleared. */
export interface AlarmChange {
  source: { id: string; name: string; kind: string; firstHand: boolean };
  alarm: SourceAlarm['kind'];
  since: string | null;
  raisedAt: string;
  clearedAt: string | null;
  sentence: { zh: string; en: string };
}

/**
 * Raises an alarm for each source that has fallen silent and clears those of sources that speak again: one a silence,
 * whatever its kind becomes meanwhile. Call in the transaction that tells of them.
 * @returns what changed; the alarm of a source that a person paused is put away without a word.
 */
export async function followAlarms(
  trx: Transaction<Database>,
  now: string,
): Promise<{ raised: AlarmChange[]; cleared: AlarmChange[] }> {
  const standing = new Map((await silentSources(trx, now)).map((a) => [a.id, a]));
  const open = await trx
    .selectFrom('source_alarm as a')
    .innerJoin('source as s', 's.id', 'a.source_id')
    .select([
      'a.source_id',
      'a.raised_at',
      'a.kind',
      'a.since',
      's.name',
      's.kind as source_kind',
      's.first_hand',
      's.status',
      's.last_item_at',
    ])
    .where('a.cleared_at', 'is', null)
    .orderBy(sql`a.source_id COLLATE "C"`)
    .execute();
  const cleared: AlarmChange[] = [];
  for (const o of open) {
    if (standing.delete(o.source_id)) continue;
    await trx
      .updateTable('source_alarm')
      .set({ cleared_at: now })
      .where('source_id', '=', o.source_id)
      .where('cleared_at', 'is', null)
      .execute();
    if (o.status !== 'active') continue;
    cleared.push({
      source: { id: o.source_id, name: o.name, kind: o.source_kind, firstHand: o.first_hand },
      alarm: o.kind as SourceAlarm['kind'],
      since: o.since,
      raisedAt: o.raised_at,
      clearedAt: now,
      sentence: { en: `${o.name} speaks again`, zh: `${o.name} 已恢复` },
    });
  }
  const raised: AlarmChange[] = [];
  for (const a of standing.values()) {
    await trx
      .insertInto('source_alarm')
      .values({
        source_id: a.id,
        raised_at: now,
        kind: a.kind,
        since: a.since,
        sentence: a.sentence,
        sentence_zh: a.sentenceZh,
        cleared_at: null,
      })
      .execute();
    const s = await trx
      .selectFrom('source')
      .select(['kind', 'first_hand'])
      .where('id', '=', a.id)
      .executeTakeFirstOrThrow();
    raised.push({
      source: { id: a.id, name: a.name, kind: s.kind, firstHand: s.first_hand },
      alarm: a.kind,
      since: a.since,
      raisedAt: now,
      clearedAt: null,
      sentence: { en: a.sentence, zh: a.sentenceZh },
    });
  }
  return { raised, cleared };
}

/** Notes how many were told of an alarm, for `source health`. */
export async function alarmTold(trx: Transaction<Database>, alarm: AlarmChange, told: number): Promise<void> {
  await trx
    .updateTable('source_alarm')
    .set({ told })
    .where('source_id', '=', alarm.source.id)
    .where('raised_at', '=', alarm.raisedAt)
    .execute();
}

/** Open alarms, by source: when each was raised and how many endpoints were told. */
export async function openAlarms(db: Db): Promise<Map<string, { raisedAt: string; told: number }>> {
  const rows = await db
    .selectFrom('source_alarm')
    .select(['source_id', 'raised_at', 'told'])
    .where('cleared_at', 'is', null)
    .execute();
  return new Map(rows.map((r) => [r.source_id, { raisedAt: r.raised_at, told: r.told }]));
}
