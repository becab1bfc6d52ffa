import { createHash } from 'node:crypto';
import type { Origin } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import { type StatedComparison, statedComparisons } from './compare.ts';
import { findContradictions } from './contradiction.repository.ts';
import { type Earlier, earlierComparisons } from './earlier.repository.ts';
import type { Expectation, Figure } from './figure.ts';
import type { MixShift } from './mix.ts';
import { midpoint } from './surprise.ts';

export interface ReleaseOf {
  articleId: string;
  eventId: string;
  issuerEntity: string | null;
  issuer: string;
  publishedAt: string;
  firstHand: boolean;
  /** Of the article: a recorded stream is compared with nothing but itself. */
  origin: Origin;
}

/** What was read from the title and the body of one article, the title first and a line break between them. */
export interface ReleaseRead {
  figures: readonly Figure[];
  expectations: readonly Expectation[];
  mixes?: readonly MixShift[];
  /** UTF-16 units of the title and its line break; 0 where only the body was read. */
  lead: number;
}

export const releaseId = (articleId: string): string =>
  `rel-${createHash('sha256').update(articleId).digest('hex').slice(0, 16)}`;

/**
 * Stores the figures an article states, what each is held against, the mixes, and where a retelling and the issuer's
 * own document differ. A second time replaces the first.
 * @returns true where it states guidance that was not stored before.
 */
export async function saveRelease(db: Db, release: ReleaseOf, read: ReleaseRead): Promise<boolean> {
  const { figures, mixes = [] } = read;
  const id = releaseId(release.articleId);
  const known = await db
    .selectFrom('release_figure')
    .select('position')
    .where('release_id', '=', id)
    .where('kind', '=', 'guidance')
    .executeTakeFirst();
  if (figures.length === 0 && mixes.length === 0) {
    await db.deleteFrom('release').where('id', '=', id).execute();
    return false;
  }
  const row = {
    event_id: release.eventId,
    issuer_entity: release.issuerEntity,
    issuer: release.issuer,
    published_at: release.publishedAt,
    first_hand: release.firstHand,
  };
  // The row stays where it stood: later releases are held against it.
  await db
    .insertInto('release')
    .values({ id, article_id: release.articleId, ...row })
    .onConflict((c) => c.column('id').doUpdateSet(row))
    .execute();
  await db.deleteFrom('release_figure').where('release_id', '=', id).execute();
  await db.deleteFrom('release_mix').where('release_id', '=', id).execute();
  const stated = statedComparisons(figures, read.expectations);
  await saveFigures(db, id, figures, stated, read.lead);
  await saveMixes(db, id, mixes, read.lead);
  if (release.issuerEntity !== null) {
    const { issuerEntity, eventId, publishedAt, firstHand, origin } = release;
    const of = { releaseId: id, issuerEntity, eventId, publishedAt, firstHand, origin };
    const told = new Set(stated.map((c) => `${c.position} ${c.basis}`));
    const stored = (await earlierComparisons(db, of, figures)).filter(
      // What the text itself states is nearer than what we remember.
      (c) => !told.has(`${c.position} ${c.basis}`),
    );
    await saveComparisons(db, id, figures, stated, stored, read.lead);
    const periods = [...new Set(figures.map((f) => f.period).filter((p) => p !== null))].sort();
    await findContradictions(db, of, periods);
  } else await saveComparisons(db, id, figures, stated, [], read.lead);
  return known === undefined && figures.some((f) => f.kind === 'guidance');
}

async function saveFigures(
  db: Db,
  id: string,
  figures: readonly Figure[],
  stated: readonly StatedComparison[],
  lead: number,
): Promise<void> {
  const expected = new Map(
    [...stated].reverse().flatMap((c) => (c.basis === 'expectation' ? [[c.position, c] as const] : [])),
  );
  const rows = figures.map((f, position) => {
    const against = expected.get(position);
    return {
      release_id: id,
      position,
      kind: f.kind,
      metric: f.metric,
      // Where the issuer gave words the numbers are only the convention for them: the row says so, and is set against no other.
      name:
        f.inWords === undefined
          ? (f.name ?? null)
          : [f.name, `said in words: ${f.inWords}`].filter(Boolean).join(', '),
      period: f.period,
      low: f.low,
      high: f.high,
      point: f.point,
      unit: f.unit,
      direction: f.direction,
      yoy_low: f.yoyPercent?.[0] ?? null,
      yoy_high: f.yoyPercent?.[1] ?? null,
      expected: against === undefined ? null : midpoint(against),
      surprise: against === undefined ? null : asFraction(against.value),
      ...placeOf(f, lead),
    };
  });
  for (const part of parts(rows)) await db.insertInto('release_figure').values(part).execute();
}

/** A statement takes 65,535 parameters; a table without end states more figures than fit into one. */
const ROWS = 1000;
const parts = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, i) => rows.slice(i * ROWS, (i + 1) * ROWS));

async function saveMixes(db: Db, id: string, mixes: readonly MixShift[], lead: number): Promise<void> {
  if (mixes.length === 0) return;
  await db
    .insertInto('release_mix')
    .values(
      mixes.map((m, position) => ({
        release_id: id,
        position,
        part: m.part,
        whole: m.whole,
        share: m.share,
        before: m.before,
        points: m.points,
        basis: m.basis,
        ...placeOf(m, lead),
      })),
    )
    .execute();
}

async function saveComparisons(
  db: Db,
  id: string,
  figures: readonly Figure[],
  stated: readonly StatedComparison[],
  stored: readonly Earlier[],
  lead: number,
): Promise<void> {
  const rows = [...stated, ...stored].map((c) => ({
    release_id: id,
    position: c.position,
    basis: c.basis,
    told: 'start' in c ? 'stated' : 'stored',
    low: c.low,
    high: c.high,
    point: c.point,
    unit: figures[c.position]!.unit,
    value: c.value,
    measure: c.measure,
    grade: c.grade,
    against_release_id: 'releaseId' in c ? c.releaseId : null,
    against_position: 'releaseId' in c ? c.againstPosition : null,
    ...('start' in c ? placeOf(c, lead) : { field: null, start_at: null, end_at: null }),
  }));
  for (const part of parts(rows)) await db.insertInto('release_comparison').values(part).execute();
}

/** Where words stand: in the title, or in the body behind it. */
export function placeOf(
  span: { start: number; end: number },
  lead: number,
): { field: 'title' | 'body'; start_at: number; end_at: number } {
  return span.end < lead
    ? { field: 'title', start_at: span.start, end_at: span.end }
    : { field: 'body', start_at: Math.max(0, span.start - lead), end_at: span.end - lead };
}

const asFraction = (value: number): number => Math.round(value * 100) / 1e4;

/** Growth is mostly expected: 40% more than a year before is news as 4% above what was expected is. */
const YEAR_DISCOUNT = 0.1;

/**
 * The event's largest surprise by size, with its sign, as a fraction (0.16 is 16% above): against what was expected or
 * guided before; where nobody says either, the change on the year at a tenth. Null where nothing is compared at all.
 * Retold figures that a document contradicts do not count.
 */
export async function eventSurprise(db: Db, eventId: string): Promise<number | null> {
  const rows = await db
    .selectFrom('release as r')
    .innerJoin('release_comparison as c', 'c.release_id', 'r.id')
    .leftJoin('figure_contradiction as x', (join) =>
      join.onRef('x.release_id', '=', 'c.release_id').onRef('x.position', '=', 'c.position'),
    )
    .select(['c.basis', 'c.value'])
    .where('r.event_id', '=', eventId)
    .where('x.release_id', 'is', null)
    .execute();
  const largest = (values: number[]): number | null =>
    values.reduce<number | null>(
      (best, v) =>
        best === null || Math.abs(v) > Math.abs(best) || (Math.abs(v) === Math.abs(best) && v > best)
          ? v
          : best,
      null,
    );
  const of = (year: boolean): number[] =>
    rows.filter((r) => (r.basis === 'yearBefore') === year).map((r) => asFraction(r.value));
  const year = largest(of(true));
  return largest(of(false)) ?? (year === null ? null : Math.round(year * YEAR_DISCOUNT * 1e4) / 1e4);
}
