import { sql } from 'kysely';
import type { Stream } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import { burstZ, countBetween, type DayCount, themeDays, usualOf, WHOLE_STREAM } from '../themes/index.ts';
import { kindOfDay } from './newsroom.ts';

export interface ThemeStat {
  readonly theme: string;
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  readonly mentions: number;
  readonly zh: number;
  readonly en: number;
  /** Articles of the whole stream that day. */
  readonly total: number;
  /** Articles usual on such a day, learned from the days before it. */
  readonly usual: number;
  /** (mentions − usual) / √(usual + 1). */
  readonly z: number;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;

/**
 * Themes by day, both days included, as of an instant: what was published in or after its hour is not seen, and the day
 * it lies in is held against the hours up to it.
 */
export async function themeStats(
  db: Db,
  wanted: {
    stream: Stream;
    themes: readonly string[];
    from: string;
    to: string;
    asOf: string;
    priorPerDay: number;
  },
): Promise<ThemeStat[]> {
  const hour = Math.floor(Date.parse(wanted.asOf) / HOUR) * HOUR;
  const days = await themeDays(db, wanted.stream, wanted.themes, `${wanted.from}T00:00:00Z`, wanted.to);
  const whole = days.get(WHOLE_STREAM) ?? [];
  const of = (rows: readonly DayCount[], language?: 'zh' | 'en'): DayCount[] =>
    language === undefined ? [...rows] : rows.filter((r) => r.language === language);
  const out: ThemeStat[] = [];
  for (const theme of [...wanted.themes].sort()) {
    const own = days.get(theme) ?? [];
    for (let at = Date.parse(wanted.from); at <= Date.parse(wanted.to) && at < hour; at += DAY) {
      const end = Math.min(at + DAY, hour);
      const total = countBetween(whole, at, end);
      if (total === 0) continue;
      const day = new Date(at).toISOString().slice(0, 10);
      const mentions = countBetween(own, at, end);
      const usual = usualOf({
        stream: whole,
        theme: own,
        until: day,
        kindOfDay,
        priorPerDay: wanted.priorPerDay,
      }).between(at, end);
      out.push({
        theme,
        day,
        mentions,
        zh: countBetween(of(own, 'zh'), at, end),
        en: countBetween(of(own, 'en'), at, end),
        total,
        usual,
        z: burstZ(mentions - usual, usual),
      });
    }
  }
  return out;
}

/** Days of a stream whose statistics are not stored yet, or (late articles) lie less than two days back; null where none. */
export async function daysToCount(
  db: Db,
  stream: Stream,
  now: string,
): Promise<{ from: string; to: string } | null> {
  const { rows } = await sql<{ from: string | null; to: string | null }>`
SELECT min(d.day)::text AS from, max(d.day)::text AS to FROM (SELECT DISTINCT day FROM theme_day WHERE stream = ${stream} AND theme_id = '') d
WHERE d.day >= ${new Date(Date.parse(now) - 2 * DAY).toISOString().slice(0, 10)}::date
  OR NOT EXISTS (SELECT 1 FROM theme_stat s WHERE s.stream = ${stream} AND s.day = d.day)`.execute(db);
  const [row] = rows;
  return row?.from == null || row.to == null ? null : { from: row.from, to: row.to };
}

/** Writes statistics for analysts; a second time for the same days replaces the first. */
export async function storeThemeStats(
  db: Db,
  stream: Stream,
  stats: readonly ThemeStat[],
  at: string,
): Promise<void> {
  if (stats.length === 0) return;
  const column = <T>(f: (s: ThemeStat) => T): T[] => stats.map(f);
  await sql`
INSERT INTO theme_stat (stream, theme_id, day, mentions, zh, en, total, usual, z, computed_at)
SELECT ${stream}, x.*, ${at}::timestamptz FROM unnest(${column((s) => s.theme)}::text[], ${column((s) => s.day)}::date[],
  ${column((s) => s.mentions)}::integer[], ${column((s) => s.zh)}::integer[], ${column((s) => s.en)}::integer[], ${column((s) => s.total)}::integer[],
  ${column((s) => s.usual)}::real[], ${column((s) => s.z)}::real[]) AS x
ON CONFLICT (stream, theme_id, day) DO UPDATE SET mentions = excluded.mentions, zh = excluded.zh, en = excluded.en, total = excluded.total,
  usual = excluded.usual, z = excluded.z, computed_at = excluded.computed_at`.execute(db);
}

/** Titles of a stream by day, for bursts. */
export async function datedTitles(
  db: Db,
  origins: readonly string[],
  from: string,
  asOf: string,
): Promise<{ id: string; title: string; day: string; language: string }[]> {
  const { rows } = await sql<{ id: string; title: string; day: string; language: string }>`
SELECT id, title, ((published_at AT TIME ZONE 'UTC')::date)::text AS day, language FROM article
WHERE origin = any(${[...origins]}::text[]) AND published_at >= ${from}::timestamptz AND published_at < ${asOf}::timestamptz AND duplicate_of IS NULL
ORDER BY published_at, id COLLATE "C"`.execute(db);
  return rows;
}
