/**
 * Pages that a round had no time for. Nothing is forgotten and nobody is hurried: later rounds read them, one of a host
 * at a time, and what cannot be read after a few tries keeps what its source said of it.
 *
 *     poll: the first pages of a round are read at once, the rest is written here with the round's own transaction
 *     pages: claimPages -> fetch -> [transaction: save the article, pageDone] or pageLater
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import { rateOf } from './host-rate.ts';
import { after } from './schedule.ts';
import type { PageWantedTable } from './source.table.ts';

/** A page to read, with what its source said of it. */
export interface WantedPage {
  id: string;
  sourceId: string;
  url: string;
  title: string;
  body: string;
  author: string | null;
  publishedAt: string | null;
  /** No article was stored: its title stands only on the page. */
  held: boolean;
  /** ISO 8601 with Z: when the source first named it. */
  wantedAt: string;
  attempts: number;
}

/** Pages waiting for one source; what a source names beyond that keeps its summary. */
const WAITING = 500;
/** Seconds: longer than one page may take. */
const LEASE = 300;
/** Tries of one page, an hour after the first, then two, … */
const ATTEMPTS = 5;
const FIRST_PAUSE = 3600;

/** Call in the transaction that stores the round. @returns how many are written down; one that waits already is no second. */
export async function wantPages(
  db: Db,
  sourceId: string,
  pages: readonly Omit<WantedPage, 'id' | 'sourceId' | 'wantedAt' | 'attempts'>[],
  now: string,
): Promise<number> {
  if (pages.length === 0) return 0;
  const { waiting } = await db
    .selectFrom('page_wanted')
    .select((eb) => eb.fn.countAll<string>().as('waiting'))
    .where('source_id', '=', sourceId)
    .executeTakeFirstOrThrow();
  const rows = pages.slice(0, Math.max(0, WAITING - Number(waiting))).map((p) => ({
    id: `p-${createHash('sha256').update(`${sourceId}\n${p.url}`).digest('hex').slice(0, 24)}`,
    source_id: sourceId,
    url: p.url,
    host: rateOf(new URL(p.url).host).key,
    title: p.title,
    body: p.body,
    author: p.author,
    published_at: p.publishedAt,
    held: p.held,
    wanted_at: now,
    next_attempt_at: now,
  }));
  if (rows.length === 0) return 0;
  const result = await db
    .insertInto('page_wanted')
    .values(rows)
    .onConflict((oc) =>
      // Shown again with another title or summary: the later words stand
      oc
        .column('id')
        .doUpdateSet((eb) => ({ title: eb.ref('excluded.title'), body: eb.ref('excluded.body') })),
    )
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0);
}

/** Takes up to `limit` pages that are due, the oldest first, one of a host by all workers together. */
export async function claimPages(db: Db, now: string, limit: number): Promise<WantedPage[]> {
  const rows = await db.transaction().execute(async (trx) => {
    await sql`SELECT pg_advisory_xact_lock(hashtext('duibiao:claim'))`.execute(trx);
    return (
      await sql<PageWantedTable>`
      UPDATE page_wanted SET leased_until = ${now}::timestamptz + make_interval(secs => ${LEASE}::float8)
      WHERE id IN (
        SELECT id FROM (
          SELECT p.id, p.next_attempt_at, row_number() OVER (PARTITION BY p.host ORDER BY p.next_attempt_at, p.wanted_at, p.id COLLATE "C") AS turn
          FROM page_wanted p LEFT JOIN fetch_host f ON f.host = p.host
          WHERE p.next_attempt_at <= ${now}::timestamptz AND (f.next_request_at IS NULL OR f.next_request_at <= ${now}::timestamptz + interval '15 seconds')
            AND NOT EXISTS (SELECT 1 FROM page_wanted o WHERE o.host = p.host AND o.leased_until > ${now}::timestamptz)
        ) due WHERE turn = 1 ORDER BY next_attempt_at, id COLLATE "C" LIMIT ${limit})
      RETURNING *`.execute(trx)
    ).rows;
  });
  return rows
    .map((r) => ({
      id: r.id,
      sourceId: r.source_id,
      url: r.url,
      title: r.title,
      body: r.body,
      author: r.author,
      publishedAt: r.published_at,
      held: r.held,
      wantedAt: r.wanted_at,
      attempts: r.attempts as unknown as number,
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The page was read, or will never be. */
export async function pageDone(db: Db, id: string): Promise<void> {
  await db.deleteFrom('page_wanted').where('id', '=', id).execute();
}

/**
 * Not now: `until` when the host is busy (no try of the page's own), else after a pause that doubles.
 * @returns false when it was the last try: the page is then forgotten, and what its source said of it stands.
 */
export async function pageLater(
  db: Db,
  page: Pick<WantedPage, 'id' | 'attempts'>,
  now: string,
  until?: string,
): Promise<boolean> {
  if (until === undefined && page.attempts + 1 >= ATTEMPTS) {
    await pageDone(db, page.id);
    return false;
  }
  await db
    .updateTable('page_wanted')
    .set({
      leased_until: null,
      next_attempt_at: until ?? after(now, FIRST_PAUSE * 2 ** page.attempts),
      attempts: until === undefined ? page.attempts + 1 : page.attempts,
    })
    .where('id', '=', page.id)
    .execute();
  return true;
}
