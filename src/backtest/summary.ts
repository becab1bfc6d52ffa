/** Trades to rows: a row a group, scope and horizon, and the contrasts on which the product's claim stands or falls. */
import { type Cluster, differenceInterval, meanInterval, quantile } from './bootstrap.ts';
import { type Claim, HORIZONS, KINDS, type ResultRow, type Scope, type Trade } from './study.ts';

export interface Sampling {
  readonly resamples: number;
  readonly confidence: number;
  readonly seed: number;
}

/** Horizon at which the claim is judged and the misses are listed. */
export const CLAIM_HORIZON = 20;

export function rowsOf(trades: readonly Trade[], events: readonly string[], sampling: Sampling): ResultRow[] {
  const rules = [...new Set(trades.flatMap((t) => (t.ruleId === null ? [] : [t.ruleId])))].sort();
  const groups = [
    ...KINDS.map((kind) => ({ group: kind as string, is: (t: Trade) => t.kind === kind })),
    ...rules.map((id) => ({ group: `rule:${id}`, is: (t: Trade) => t.ruleId === id })),
  ];
  return groups.flatMap(({ group, is }) => {
    const of = trades.filter(is);
    return scopes(
      of.some((t) => t.hindsight),
      group === 'random',
      (scope) => {
        const within = scope === 'all' ? of : of.filter((t) => !t.hindsight);
        return HORIZONS.map((horizon) => row(group, scope, horizon, within, events, sampling));
      },
    );
  });
}

export function contrastsOf(
  trades: readonly Trade[],
  events: readonly string[],
  sampling: Sampling,
): ResultRow[] {
  const contrasts = [
    { group: 'soft-lookalike', other: (t: Trade) => t.kind === 'hard' || t.kind === 'trap' },
    { group: 'soft-random', other: (t: Trade) => t.kind === 'random' },
  ];
  const hindsight = trades.some((t) => t.hindsight);
  return contrasts.flatMap(({ group, other }) =>
    scopes(hindsight, false, (scope) => {
      // The random control needs no foresight.
      const within = trades.filter((t) => scope === 'all' || !t.hindsight);
      const soft = within.filter((t) => t.kind === 'soft');
      const others = within.filter(other);
      return HORIZONS.map((horizon) => contrast(group, scope, horizon, soft, others, events, sampling));
    }),
  );
}

/** Rows of both scopes. Where nothing was written afterwards they are of the same trades, and resampled once. */
function scopes(hindsight: boolean, control: boolean, of: (scope: Scope) => ResultRow[]): ResultRow[] {
  const all = of('all');
  if (control) return all;
  return [...all, ...(hindsight ? of('foresight') : all.map((r) => ({ ...r, scope: 'foresight' as const })))];
}

/** Judged on calls written before their events where there are any: with hindsight alone nothing is held. */
export function claimOf(contrasts: readonly ResultRow[]): Claim {
  const at = (scope: Scope): ResultRow | undefined =>
    contrasts.find((r) => r.group === 'soft-lookalike' && r.scope === scope && r.horizon === CLAIM_HORIZON);
  const foresight = at('foresight');
  if (foresight !== undefined && foresight.mean !== null) {
    const { low, high } = foresight;
    const verdict = low !== null && low > 0 ? 'held' : high !== null && high < 0 ? 'lost' : 'undecided';
    return { verdict, scope: 'foresight', row: foresight };
  }
  const all = at('all');
  if (all === undefined || all.mean === null) return { verdict: 'no_trades', scope: 'all', row: null };
  return { verdict: all.high !== null && all.high < 0 ? 'lost' : 'undecided', scope: 'all', row: all };
}

export function missesOf(trades: readonly Trade[], count: number): Trade[] {
  const at = (t: Trade): number | undefined => t.legs.find((l) => l.horizon === CLAIM_HORIZON)?.abnormal;
  const missed = trades.flatMap((trade) => {
    const abnormal = at(trade);
    if (abnormal === undefined) return [];
    if (trade.kind === 'soft' && abnormal < 0) return [{ trade, size: -abnormal }];
    return trade.kind === 'trap' && abnormal > 0 ? [{ trade, size: abnormal }] : [];
  });
  missed.sort((a, b) => b.size - a.size || (key(a.trade) < key(b.trade) ? -1 : 1));
  return missed.slice(0, count).map((m) => m.trade);
}

export function key(trade: Trade): string {
  return `${trade.eventId}\u0000${trade.ticker}\u0000${trade.kind}`;
}

function row(
  group: string,
  scope: Scope,
  horizon: number,
  trades: readonly Trade[],
  events: readonly string[],
  sampling: Sampling,
): ResultRow {
  const values = valuesAt(trades, horizon);
  const sorted = values.map((v) => v.abnormal).sort((a, b) => a - b);
  const named = new Set(values.map((v) => v.eventId));
  const drawn = events.filter((id) => named.has(id));
  const { resamples, confidence, seed } = sampling;
  const interval = meanInterval(clusters(values, drawn), resamples, confidence, seed);
  return {
    group,
    scope,
    horizon,
    trades: sorted.length,
    events: named.size,
    mean: mean(sorted),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    median: sorted.length === 0 ? null : quantile(sorted, 0.5),
    hitRate: sorted.length === 0 ? null : sorted.filter((x) => x > 0).length / sorted.length,
  };
}

function contrast(
  group: string,
  scope: Scope,
  horizon: number,
  soft: readonly Trade[],
  other: readonly Trade[],
  events: readonly string[],
  sampling: Sampling,
): ResultRow {
  const [a, b] = [valuesAt(soft, horizon), valuesAt(other, horizon)];
  const [meanA, meanB] = [mean(a.map((v) => v.abnormal)), mean(b.map((v) => v.abnormal))];
  const named = new Set([...a, ...b].map((v) => v.eventId));
  const drawn = events.filter((id) => named.has(id));
  const interval = differenceInterval(
    clusters(a, drawn),
    clusters(b, drawn),
    sampling.resamples,
    sampling.confidence,
    sampling.seed,
  );
  return {
    group,
    scope,
    horizon,
    trades: a.length + b.length,
    events: named.size,
    mean: meanA === null || meanB === null ? null : meanA - meanB,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    median: null,
    hitRate: null,
  };
}

interface Value {
  readonly eventId: string;
  readonly abnormal: number;
}

function valuesAt(trades: readonly Trade[], horizon: number): Value[] {
  return trades.flatMap((t) => {
    const leg = t.legs.find((l) => l.horizon === horizon);
    return leg === undefined ? [] : [{ eventId: t.eventId, abnormal: leg.abnormal }];
  });
}

/** One cluster an event, in the given order. */
function clusters(values: readonly Value[], events: readonly string[]): Cluster[] {
  const sums = new Map(events.map((id) => [id, { sum: 0, count: 0 }]));
  for (const v of values) {
    const at = sums.get(v.eventId)!;
    at.sum += v.abnormal;
    at.count += 1;
  }
  return [...sums.values()];
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
}
