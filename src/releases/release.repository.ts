import { createHash } from 'node:crypto';
import type { Db } from '../db/index.ts';
import type { Expectation, Figure } from './figure.ts';

export interface ReleaseOf {
  articleId: string;
  eventId: string;
  issuerEntity: string | null;
  issuer: string;
  publishedAt: string;
  firstHand: boolean;
}

/**
 * Stores the figures an article states; a second time replaces the first.
 * @returns true where it states guidance that was not stored before.
 */
export async function saveRelease(
  db: Db,
  release: ReleaseOf,
  figures: readonly Figure[],
  expectations: readonly Expectation[],
): Promise<boolean> {
  const id = `rel-${createHash('sha256').update(release.articleId).digest('hex').slice(0, 16)}`;
  const known = await db
    .selectFrom('release_figure')
    .select('position')
    .where('release_id', '=', id)
    .where('kind', '=', 'guidance')
    .executeTakeFirst();
  await db.deleteFrom('release').where('id', '=', id).execute();
  if (figures.length === 0) return false;
  await db
    .insertInto('release')
    .values({
      id,
      article_id: release.articleId,
      event_id: release.eventId,
      issuer_entity: release.issuerEntity,
      issuer: release.issuer,
      published_at: release.publishedAt,
      first_hand: release.firstHand,
    })
    .execute();
  await db
    .insertInto('release_figure')
    .values(
      figures.map((f, position) => {
        const against = expectationOf(f, expectations);
        return {
          release_id: id,
          position,
          kind: f.kind,
          metric: f.metric,
          name: f.name ?? null,
          period: f.period,
          low: f.low,
          high: f.high,
          point: f.point,
          unit: f.unit,
          direction: f.direction,
          yoy_low: f.yoyPercent?.[0] ?? null,
          yoy_high: f.yoyPercent?.[1] ?? null,
          expected: against,
          surprise: surpriseOf(f, against),
          start_at: f.start,
          end_at: f.end,
        };
      }),
    )
    .execute();
  return known === undefined && figures.some((f) => f.kind === 'guidance');
}

function middle(x: { low: number | null; high: number | null; point: number | null }): number | null {
  if (x.point !== null) return x.point;
  if (x.low !== null && x.high !== null) return (x.low + x.high) / 2;
  return x.low ?? x.high;
}

/** What others expected of the same metric in the same unit, where the text says so. */
function expectationOf(figure: Figure, expectations: readonly Expectation[]): number | null {
  const match = expectations.find(
    (e) =>
      e.basis === 'expectation' &&
      e.metric === figure.metric &&
      e.unit === figure.unit &&
      (e.period === null || figure.period === null || e.period === figure.period),
  );
  return match === undefined ? null : middle(match);
}

/** (value − expected) / |expected|; null where nothing was expected or the expectation is nought. */
function surpriseOf(figure: Figure, expected: number | null): number | null {
  const value = middle(figure);
  if (value === null || expected === null || expected === 0) return null;
  return Math.round(((value - expected) / Math.abs(expected)) * 1e4) / 1e4;
}

/** The event's largest surprise by size, with its sign; null where no article compares with an expectation. */
export async function eventSurprise(db: Db, eventId: string): Promise<number | null> {
  const rows = await db
    .selectFrom('release')
    .innerJoin('release_figure', 'release_figure.release_id', 'release.id')
    .select('surprise')
    .where('event_id', '=', eventId)
    .where('surprise', 'is not', null)
    .execute();
  return rows.reduce<number | null>(
    (best, r) => (best === null || Math.abs(r.surprise!) > Math.abs(best) ? r.surprise : best),
    null,
  );
}
