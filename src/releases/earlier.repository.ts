import { type Origin, originsOf, streamOf } from '../articles/index.ts';
import { instant } from '../context.ts';
import type { Db } from '../db/index.ts';
import type { Figure, Metric } from './figure.ts';
import { type Surprise, surprise } from './surprise.ts';

export interface Earlier extends Surprise {
  position: number;
  basis: 'guidance' | 'yearBefore';
  low: number | null;
  high: number | null;
  point: number | null;
  releaseId: string;
  againstPosition: number;
}

export interface EarlierOf {
  releaseId: string;
  eventId: string | null;
  issuerEntity: string;
  publishedAt: string;
  origin: Origin;
}

/** Guidance told again within a day is the same guidance, not the one before it. */
const ONE_TELLING = 86_400_000;

/**
 * What stored releases of the issuer, public before this one, say of the same things: its guidance for the period, and
 * the result of the period a year before. The newest guidance and the issuer's own document come first; what a document
 * contradicts never counts. Only the same unit is compared, so currencies are never mixed.
 */
export async function earlierComparisons(
  db: Db,
  of: EarlierOf,
  figures: readonly Figure[],
): Promise<Earlier[]> {
  const before = new Map<string, string | null>();
  for (const f of figures)
    if (f.period !== null) {
      before.set(f.period, yearBefore(f.period));
    }
  const periods = [...new Set([...before].flatMap(([now, then]) => (then === null ? [now] : [now, then])))];
  if (periods.length === 0) return [];
  const rows = await db
    .selectFrom('release as r')
    .innerJoin('release_figure as f', 'f.release_id', 'r.id')
    .innerJoin('article as a', 'a.id', 'r.article_id')
    .leftJoin('figure_contradiction as c', (join) =>
      join.onRef('c.release_id', '=', 'f.release_id').onRef('c.position', '=', 'f.position'),
    )
    .select([
      'r.id',
      'r.event_id',
      'r.published_at',
      'r.first_hand',
      'f.position',
      'f.kind',
      'f.metric',
      'f.name',
      'f.period',
      'f.low',
      'f.high',
      'f.point',
      'f.unit',
    ])
    .where('r.issuer_entity', '=', of.issuerEntity)
    .where('r.id', '<>', of.releaseId)
    .where('r.published_at', '<', of.publishedAt)
    .where('a.origin', 'in', originsOf(streamOf(of.origin)))
    .where('f.period', 'in', periods)
    .where('c.release_id', 'is', null)
    .execute();
  const known = rows.sort(
    (a, b) =>
      Number(b.first_hand) - Number(a.first_hand) ||
      (a.published_at > b.published_at ? -1 : a.published_at < b.published_at ? 1 : a.id < b.id ? -1 : 1) ||
      a.position - b.position,
  );
  const settledBefore = instant(new Date(Date.parse(of.publishedAt) - ONE_TELLING));
  const guided = [...known.filter((k) => k.kind === 'guidance' && k.published_at < settledBefore)]
    .filter((k) => of.eventId === null || k.event_id !== of.eventId)
    .sort((a, b) =>
      day(a.published_at) > day(b.published_at) ? -1 : day(a.published_at) < day(b.published_at) ? 1 : 0,
    );
  const out: Earlier[] = [];
  for (const [position, figure] of figures.entries()) {
    const like = (k: (typeof rows)[number], period: string | null): boolean =>
      period !== null &&
      k.period === period &&
      k.metric === figure.metric &&
      k.unit === figure.unit &&
      (k.name ?? '') === (figure.name ?? '');
    const sought = [
      ['guidance', guided.find((k) => like(k, figure.period))],
      [
        'yearBefore',
        known.find((k) => k.kind === 'result' && like(k, before.get(figure.period ?? '') ?? null)),
      ],
    ] as const;
    for (const [basis, row] of sought) {
      if (row === undefined) continue;
      const { low, high, point } = row;
      const found = surprise(
        { ...figure, yoyPercent: null },
        { low, high, point, unit: row.unit, metric: row.metric as Metric, basis },
      );
      if (found !== null)
        out.push({
          ...found,
          position,
          basis,
          low,
          high,
          point,
          releaseId: row.id,
          againstPosition: row.position,
        });
    }
  }
  return out;
}

const day = (instant: string): string => instant.slice(0, 10);

/** FY2024Q4 → FY2023Q4. */
export function yearBefore(period: string): string | null {
  const m = /^FY(\d{4})(.*)$/.exec(period);
  return m === null ? null : `FY${Number(m[1]) - 1}${m[2]}`;
}
