import { type Origin, originsOf, streamOf } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import { type Comparable, contradicts } from './contradiction.ts';
import type { Kind, Metric } from './figure.ts';

/** Results are retold for weeks; guidance only until the next one, so news of later guidance is not held against the old. */
const DAYS: Readonly<Record<Kind, number>> = { result: 45, guidance: 3 };
const DAY = 86_400_000;

interface Stored extends Comparable {
  releaseId: string;
  position: number;
  publishedAt: string;
  firstHand: boolean;
}

/**
 * Holds retold figures against the issuer's own documents, whichever came first: all retellings around a document that
 * has just been stored, or the one retelling that has. Replaces what was found before.
 */
export async function findContradictions(
  db: Db,
  of: { releaseId: string; issuerEntity: string; publishedAt: string; firstHand: boolean; origin: Origin },
  periods: readonly string[],
): Promise<void> {
  if (periods.length === 0) return;
  const around = (days: number): string => new Date(Date.parse(of.publishedAt) + days * DAY).toISOString();
  const rows = await db
    .selectFrom('release as r')
    .innerJoin('release_figure as f', 'f.release_id', 'r.id')
    .innerJoin('article as a', 'a.id', 'r.article_id')
    .selectAll('f')
    .select(['r.published_at', 'r.first_hand'])
    .where('r.issuer_entity', '=', of.issuerEntity)
    .where('r.published_at', '>=', around(-DAYS.result))
    .where('r.published_at', '<=', around(DAYS.result))
    .where('a.origin', 'in', originsOf(streamOf(of.origin)))
    .where('f.period', 'in', [...periods])
    .execute();
  const all = rows.map(
    (r): Stored => ({
      kind: r.kind as Kind,
      metric: r.metric as Metric,
      name: r.name,
      period: r.period,
      low: r.low,
      high: r.high,
      point: r.point,
      unit: r.unit,
      releaseId: r.release_id,
      position: r.position,
      publishedAt: r.published_at,
      firstHand: r.first_hand,
    }),
  );
  // The newest document first: an amendment is what the issuer says now.
  const filed = all.filter((f) => f.firstHand).sort((a, b) => order(b, a));
  const told = all.filter((f) => !f.firstHand && (of.firstHand || f.releaseId === of.releaseId)).sort(order);
  for (const f of told) {
    const near = filed.filter(
      (x) => Math.abs(Date.parse(x.publishedAt) - Date.parse(f.publishedAt)) <= DAYS[f.kind] * DAY,
    );
    const found = contradicts(f, near);
    await db
      .deleteFrom('figure_contradiction')
      .where('release_id', '=', f.releaseId)
      .where('position', '=', f.position)
      .execute();
    if (found === null) continue;
    const { filing } = found;
    await db
      .insertInto('figure_contradiction')
      .values({
        release_id: f.releaseId,
        position: f.position,
        filing_release_id: filing.releaseId,
        filing_position: filing.position,
        difference: found.difference,
        measure: found.measure,
        known_at: filing.publishedAt > f.publishedAt ? filing.publishedAt : f.publishedAt,
      })
      .execute();
  }
}

function order(a: Stored, b: Stored): number {
  if (a.publishedAt !== b.publishedAt) return a.publishedAt < b.publishedAt ? -1 : 1;
  if (a.releaseId !== b.releaseId) return a.releaseId < b.releaseId ? -1 : 1;
  return a.position - b.position;
}
