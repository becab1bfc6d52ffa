import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import type { SaidOfEvent } from './answer.ts';
import type { Form, Statement } from './statement.ts';

/** Days after an event's first article in which a company's word about it counts. */
export const STATEMENT_DAYS = 30;

/** Makes the tables hold exactly these statements of an article; the same again writes the same. */
export async function saveStatements(
  db: Db,
  article: { readonly id: string; readonly title: string; readonly body: string },
  from: { readonly issuer: string; readonly form: Form; readonly statements: readonly Statement[] } | null,
): Promise<void> {
  await db.deleteFrom('company_statement').where('article_id', '=', article.id).execute();
  const rows = (from?.statements ?? []).map((s) => ({
    id: `st-${createHash('sha256').update(`${article.id}\n${s.field}\n${s.start}\n${s.stance}`).digest('hex').slice(0, 20)}`,
    s,
  }));
  if (from === null || rows.length === 0) return;
  await db
    .insertInto('company_statement')
    .values(
      rows.map(({ id, s }) => ({
        id,
        article_id: article.id,
        issuer: from.issuer,
        form: from.form,
        stance: s.stance,
        share: s.share,
        field: s.field,
        start_at: s.start,
        end_at: s.end,
        text: article[s.field].slice(s.start, s.end),
      })),
    )
    .execute();
  await db
    .insertInto('company_statement_subject')
    .values(rows.flatMap(({ id, s }) => s.subjects.map((subject) => ({ statement_id: id, subject }))))
    .execute();
}

/** The live stream takes what was handed in; recorded streams keep to themselves. */
const STREAM = sql`CASE WHEN a.origin = 'ingest' THEN 'live' ELSE a.origin END = CASE WHEN e.origin = 'ingest' THEN 'live' ELSE e.origin END`;

/**
 * The companies' own words about what an event is about: of the days after it began, public at the moment asked of, by
 * ticker and oldest first. An event is about the traits and themes it has at 0.3 or more, and about the names that stand
 * in a title or in a third of its articles.
 */
export async function saidOfEvent(
  db: Db,
  eventId: string,
  moment: { at: string; strict: boolean },
): Promise<Map<string, SaidOfEvent[]>> {
  const { rows } = await sql<SaidOfEvent>`
WITH subject AS (
  SELECT 'trait:' || t.trait_id AS subject FROM event_trait t JOIN trait ON trait.id = t.trait_id AND trait.axis IN ('model', 'product')
    WHERE t.event_id = ${eventId} AND t.strength >= 0.3
  UNION SELECT 'theme:' || theme_id FROM event_theme WHERE event_id = ${eventId} AND weight >= 0.3
  UNION SELECT 'entity:' || m.entity_id FROM event_article ea JOIN article_entity m ON m.article_id = ea.article_id WHERE ea.event_id = ${eventId}
    GROUP BY m.entity_id HAVING bool_or(m.field = 'title') OR count(DISTINCT m.article_id) * 3 >= (SELECT count(*) FROM event_article WHERE event_id = ${eventId})
)
SELECT s.id, c.ticker, s.form, s.stance, s.share::float8 AS share, array_agg(x.subject ORDER BY x.subject COLLATE "C") AS subjects,
  s.article_id AS "articleId", a.url, s.field, s.start_at AS start, s.end_at AS "end", s.text, a.published_at AS "publishedAt"
FROM event e
JOIN company_statement s ON true
JOIN article a ON a.id = s.article_id AND ${STREAM}
  AND a.published_at > e.first_seen AND a.published_at <= e.first_seen + make_interval(days => ${STATEMENT_DAYS}) AND a.published_at <= ${moment.at}::timestamptz
  AND (NOT ${moment.strict} OR a.origin IN ('archive', 'replay') OR a.detected_at <= ${moment.at}::timestamptz)
JOIN company c ON c.issuer = s.issuer
JOIN company_statement_subject x ON x.statement_id = s.id
JOIN subject ON subject.subject = x.subject
WHERE e.id = ${eventId}
GROUP BY s.id, c.ticker, a.id
ORDER BY c.ticker COLLATE "C", a.published_at, s.start_at, s.id COLLATE "C"`.execute(db);
  const out = new Map<string, SaidOfEvent[]>();
  for (const row of rows) out.set(row.ticker, [...(out.get(row.ticker) ?? []), row]);
  return out;
}

/** The events that an article's statements may change: begun before it and within its days, that name or hold back the company. */
export async function eventsSpokenOf(db: Db, articleId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
SELECT DISTINCT e.id COLLATE "C" AS id
FROM article a
JOIN company_statement s ON s.article_id = a.id
JOIN company c ON c.issuer = s.issuer
JOIN event e ON ${STREAM} AND e.first_seen < a.published_at AND a.published_at <= e.first_seen + make_interval(days => ${STATEMENT_DAYS})
WHERE a.id = ${articleId} AND (
  EXISTS (SELECT 1 FROM analogue l WHERE l.event_id = e.id AND l.ticker = c.ticker AND l.superseded_at IS NULL)
  OR EXISTS (SELECT 1 FROM analogue_held_back h WHERE h.event_id = e.id AND h.ticker = c.ticker AND h.superseded_at IS NULL))
ORDER BY 1`.execute(db);
  return rows.map((r) => r.id);
}
