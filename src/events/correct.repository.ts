import { sql } from 'kysely';
import { type Origin, streamOf } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import { closeEvent, supersedeLines } from './end.repository.ts';
import { eventId } from './event.repository.ts';

/*
 * A person's corrections of the clustering. Each is a row in `event_correction`; the newest one that speaks of an
 * article or an event holds, for what is there and for whatever comes or is replayed later:
 *
 *   merge A into B   A's articles are B's; what would join A joins B (placeArticle)
 *   split X out of A X opens an event of its own, whose id is that of X; a replay puts X there again
 */

export interface Correction {
  readonly author: string;
  /** When it was written down, ISO with Z. */
  readonly at: string;
  readonly why: string;
}

/**
 * Moves every article of one event into another and writes why. The emptied event keeps its row, its history and its
 * superseded lines; it is in no list any more.
 * @returns the event to compute again.
 * @throws DuibiaoError UNKNOWN_ID; BAD_ARGUMENT for an event with itself, or live material with recorded.
 */
export async function mergeEvents(
  db: Db,
  from: string,
  into: string,
  correction: Correction,
): Promise<string> {
  if (from === into)
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: '--into',
      got: into,
      allowed: 'another event than the first',
    });
  const [source, target] = [await livingEvent(db, from), await livingEvent(db, into)];
  if (streamOf(source.origin) !== streamOf(target.origin))
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: `merging ${from} (${source.origin}) into ${into} (${target.origin})`,
      got: 'two streams',
      allowed: 'two live events, or two of one recorded stream: recorded material keeps to itself',
    });
  await db
    .insertInto('event_correction')
    .values({ kind: 'merge', event_id: from, into_event_id: into, article_id: null, ...correction })
    .execute();
  await db
    .updateTable('event_article')
    .set({ event_id: into, why: `merged by ${correction.author}: ${correction.why}` })
    .where('event_id', '=', from)
    .execute();
  // An event without articles says nothing.
  await db.deleteFrom('event_trait').where('event_id', '=', from).execute();
  await db.deleteFrom('event_theme').where('event_id', '=', from).execute();
  await supersedeLines(db, from, correction.at);
  await closeEvent(db, source, correction.at, {
    en: `merged into ${into} by ${correction.author}: ${correction.why}`,
    zh: `由${correction.author}并入${into}：${correction.why}`,
  });
  return into;
}

/**
 * Takes articles out of an event into one of their own, whose first article gives it its id, and writes why.
 * @returns the events to compute again: the one they left and the one they opened.
 * @throws DuibiaoError UNKNOWN_ID; BAD_ARGUMENT for an article of another event, for all of an event's articles, and for
 * the article that gives the event its id.
 */
export async function splitArticles(
  db: Db,
  from: string,
  articleIds: readonly string[],
  correction: Correction,
): Promise<{ from: string; opened: string }> {
  const event = await livingEvent(db, from);
  const members = (
    await db
      .selectFrom('event_article')
      .innerJoin('article', 'article.id', 'event_article.article_id')
      .select(['article.id', 'article.title', 'article.published_at'])
      .where('event_article.event_id', '=', from)
      .execute()
  ).sort((a, b) => Date.parse(a.published_at) - Date.parse(b.published_at) || (a.id < b.id ? -1 : 1));
  for (const id of articleIds)
    if (!members.some((m) => m.id === id))
      throw new DuibiaoError('BAD_ARGUMENT', {
        what: '--article',
        got: id,
        allowed: `an article of ${from}: ${members.map((m) => m.id).join(', ')}`,
      });
  const apart = members.filter((m) => articleIds.includes(m.id));
  if (apart.length === members.length)
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: `splitting ${from}`,
      got: 'all of its articles',
      allowed: 'some of them, so that two events come of it',
    });
  const first = apart[0]!;
  if (eventId(first.id) === from)
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: '--article',
      got: `${first.id}, which opened ${from} and gives it its id`,
      allowed: 'the other articles: split those out instead',
    });
  const opened = eventId(first.id);
  for (const a of apart)
    await db
      .insertInto('event_correction')
      .values({ kind: 'split', event_id: from, into_event_id: opened, article_id: a.id, ...correction })
      .execute();
  await db
    .insertInto('event')
    .values({
      id: opened,
      origin: event.origin,
      headline: first.title,
      state: 'quiet',
      first_seen: first.published_at,
      last_seen: apart.at(-1)!.published_at,
      first_article_id: first.id,
      parent_event_id: from,
      recorded_at: correction.at,
    })
    .onConflict((c) => c.column('id').doUpdateSet({ state: 'quiet', parent_event_id: from }))
    .execute();
  await db
    .updateTable('event_article')
    .set({ event_id: opened, why: `split out by ${correction.author}: ${correction.why}` })
    .where(
      'article_id',
      'in',
      apart.map((a) => a.id),
    )
    .execute();
  return { from, opened };
}

/**
 * What is settled about an article before anything is decided: the event it is in already, and the one that a person put it
 * into by splitting it out, if that is the newest word on it.
 */
export async function settledEvent(
  db: Db,
  articleId: string,
): Promise<{ placed: string | null; apart: string | null }> {
  const { rows } = await sql<{ placed: string | null; apart: string | null }>`
SELECT (SELECT event_id FROM event_article WHERE article_id = ${articleId}) AS placed,
  (SELECT into_event_id FROM event_correction WHERE kind = 'split' AND article_id = ${articleId} ORDER BY id DESC LIMIT 1) AS apart`.execute(
    db,
  );
  return rows[0]!;
}

/** Event -> the event a person merged it into, through chains; what was split out again since is not in it. */
export async function mergedEvents(db: Db): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('event_correction')
    .select(['kind', 'event_id', 'into_event_id'])
    .where('into_event_id', 'is not', null)
    .orderBy('id')
    .execute();
  const step = new Map<string, string>();
  for (const { kind, event_id, into_event_id } of rows)
    if (kind === 'merge') step.set(event_id, into_event_id!);
    else if (kind === 'split') step.delete(into_event_id!);
  const out = new Map<string, string>();
  for (const from of step.keys()) {
    let at = from;
    for (let i = 0; i < 8 && step.has(at); i++) at = step.get(at)!;
    if (at !== from) out.set(from, at);
  }
  return out;
}

/** The number of the newest correction, 0 where there is none: whoever remembers events asks whether it grew. */
export async function latestCorrection(db: Db): Promise<number> {
  const row = await db
    .selectFrom('event_correction')
    .select((eb) => eb.fn.max('id').as('id'))
    .executeTakeFirst();
  return Number(row?.id ?? 0);
}

async function livingEvent(db: Db, id: string): Promise<{ id: string; origin: Origin; state: string }> {
  const event = await db
    .selectFrom('event')
    .select(['id', 'origin', 'state'])
    .where('id', '=', id)
    .executeTakeFirst();
  const some =
    event === undefined
      ? undefined
      : await db
          .selectFrom('event_article')
          .select('article_id')
          .where('event_id', '=', id)
          .limit(1)
          .executeTakeFirst();
  if (event === undefined || some === undefined)
    throw new DuibiaoError('UNKNOWN_ID', { kind: 'event (with articles)', got: id });
  return { ...event, origin: event.origin as Origin };
}

export interface Corrected {
  readonly id: number;
  readonly kind: string;
  readonly from: string;
  readonly into: string;
  readonly why: string;
}
/** The corrections after a number, oldest first; a split of many articles is one. */
export async function correctionsAfter(db: Db, id: number): Promise<Corrected[]> {
  const rows = await db
    .selectFrom('event_correction')
    .select(['id', 'kind', 'event_id', 'into_event_id', 'why'])
    .where('id', '>', id)
    .orderBy('id')
    .execute();
  const seen = new Set<string>();
  return rows.flatMap((r) => {
    const key = `${r.kind} ${r.event_id} ${r.into_event_id}`;
    if (r.into_event_id === null || seen.has(key)) return [];
    seen.add(key);
    return [{ id: Number(r.id), kind: r.kind, from: r.event_id, into: r.into_event_id, why: r.why }];
  });
}
