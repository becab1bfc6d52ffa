import { sql } from 'kysely';
import { type Article, type Stream, streamOf } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import { BASELINE_DAYS, DAY, type DayCount, type TellingLanguage, tellingLanguage } from './baseline.ts';
import { ancestors, type Theme } from './theme.ts';

/** The row that counts all articles of a stream. */
export const WHOLE_STREAM = '';

/** The themes an article counts for: those found and their parents, each once, sorted. */
export function themesCounted(found: readonly string[], themes: ReadonlyMap<string, Theme>): string[] {
  return [...new Set(found.flatMap((id) => [id, ...ancestors(themes, id)]))].sort();
}

/** Adds (or with -1 takes back) an article in its hour for each of these themes and for its stream. */
export async function countArticle(
  db: Db,
  article: Pick<Article, 'origin' | 'publishedAt' | 'language'>,
  themes: readonly string[],
  by: 1 | -1,
): Promise<void> {
  const hour = new Date(article.publishedAt).getUTCHours();
  const hours = Array.from({ length: 24 }, (_, h) => (h === hour ? by : 0));
  await sql`
INSERT INTO theme_day (stream, theme_id, day, language, hours, articles)
SELECT ${streamOf(article.origin)}, t, ${article.publishedAt.slice(0, 10)}::date, ${tellingLanguage(article.language)}, ${hours}::integer[], ${by}::integer
FROM unnest(${[WHOLE_STREAM, ...themes]}::text[]) AS t
ON CONFLICT (stream, theme_id, day, language) DO UPDATE
SET hours[${sql.lit(hour + 1)}] = theme_day.hours[${sql.lit(hour + 1)}] + ${by}::integer, articles = theme_day.articles + ${by}::integer`.execute(
    db,
  );
}

/** Days of these themes and of the whole stream that a baseline at `until` reads, and those from there to `to`. */
export async function themeDays(
  db: Db,
  stream: Stream,
  themes: readonly string[],
  until: string,
  to: string,
): Promise<Map<string, DayCount[]>> {
  const from = new Date(Date.parse(until.slice(0, 10)) - BASELINE_DAYS * DAY).toISOString().slice(0, 10);
  const { rows } = await sql<{ theme: string; day: string; language: string; hours: number[] }>`
SELECT theme_id AS theme, day, language, hours FROM theme_day
WHERE stream = ${stream} AND theme_id = any(${[WHOLE_STREAM, ...themes]}::text[]) AND day >= ${from}::date AND day <= ${to.slice(0, 10)}::date
ORDER BY theme_id COLLATE "C", day, language COLLATE "C"`.execute(db);
  const byTheme = new Map<string, DayCount[]>();
  for (const { theme, ...row } of rows) {
    const list = byTheme.get(theme);
    const day = { ...row, language: row.language as TellingLanguage };
    if (list === undefined) byTheme.set(theme, [day]);
    else list.push(day);
  }
  return byTheme;
}

/** The themes stored with an article, as they were found. */
export async function storedThemes(db: Db, articleId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('article_theme')
    .select('theme_id')
    .distinct()
    .where('article_id', '=', articleId)
    .execute();
  return rows.map((r) => r.theme_id);
}
