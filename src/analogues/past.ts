import { type Db, undone } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import { eventArticles, headlineOf, refreshEvent } from '../events/index.ts';
import type { Theme } from '../themes/index.ts';

export interface PastParts {
  readonly themes: ReadonlyMap<string, Theme>;
  readonly companyOf: (entityId: string) => string | null;
}

/**
 * Asks something of an event as it was at a moment: without the articles published since (under `strict` those seen here
 * since), its traits, themes, issuer and headline made of the rest. Everything is undone afterwards; nothing is written.
 * @throws DuibiaoError UNKNOWN_ID; BAD_ARGUMENT where the event did not exist yet.
 */
export async function inThePast<T>(
  db: Db,
  eventId: string,
  moment: { at: string; strict: boolean; option?: '--as-of' | '--at' },
  parts: PastParts,
  ask: (db: Db) => Promise<T>,
): Promise<T> {
  const all = await eventArticles(db, eventId);
  if (all.length === 0) throw new DuibiaoError('UNKNOWN_ID', { kind: 'event', got: eventId });
  const end = Date.parse(moment.at);
  const later = all.filter(
    (a) =>
      Date.parse(a.publishedAt) > end ||
      (moment.strict && a.origin !== 'archive' && a.origin !== 'replay' && Date.parse(a.detectedAt) > end),
  );
  if (later.length === all.length)
    throw new DuibiaoError('BAD_ARGUMENT', {
      what: moment.option ?? '--as-of',
      got: moment.at,
      allowed: `a moment from ${all[0]!.publishedAt} on, when the first article of ${eventId} was published`,
    });
  if (later.length === 0) return ask(db);
  return undone(db, async (trx) => {
    await trx
      .deleteFrom('event_article')
      .where(
        'article_id',
        'in',
        later.map((a) => a.id),
      )
      .execute();
    const articles = await eventArticles(trx, eventId);
    await refreshEvent(trx, eventId, { articles, headline: headlineOf(articles), ...parts });
    return ask(trx);
  });
}
