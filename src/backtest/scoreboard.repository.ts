/** The kept scoreboards. Storing one of the same origin and day again replaces it: a duty that runs twice adds nothing. */
import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { Database, Db } from '../db/index.ts';
import { isoWeek, type Miss, type Scoreboard, type ScoreOrigin } from './scoreboard.ts';
import type { ResultRow, Scope, StudyResult, Untraded } from './study.ts';
import { CLAIM_HORIZON, claimOf } from './summary.ts';

export interface Kept {
  readonly origin: ScoreOrigin;
  /** Days of the calls, both included. */
  readonly from: string;
  readonly to: string;
  readonly computedAt: string;
}

/** Writes a study as the scoreboard of its day; @returns its id. */
export async function storeScoreboard(
  trx: Transaction<Database>,
  result: StudyResult,
  kept: Kept,
): Promise<string> {
  const { origin } = kept;
  const key = JSON.stringify([origin, result.asOf, result.generated]);
  const id = `sb_${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
  await trx.deleteFrom('scoreboard_run').where('id', '=', id).execute();
  await trx
    .insertInto('scoreboard_run')
    .values({
      id,
      week: isoWeek(result.asOf),
      origin,
      as_of: result.asOf,
      from_day: kept.from,
      to_day: kept.to,
      calls: result.calls,
      events: result.events,
      trades: result.trades.length,
      hindsight: result.hindsight,
      ...result.untraded,
      trials: result.trials,
      false_alarms: result.falseAlarms,
      confidence: result.confidence,
      resamples: result.resamples,
      seed: result.seed,
      benchmark: JSON.stringify(result.benchmark),
      generated: result.generated,
      verdict: result.claim.verdict,
      verdict_scope: result.claim.scope,
      computed_at: kept.computedAt,
    })
    .execute();
  const rows = [
    ...result.rows.map((r) => ({ r, contrast: false })),
    ...result.contrasts.map((r) => ({ r, contrast: true })),
  ];
  if (rows.length > 0)
    await trx
      .insertInto('scoreboard_row')
      .values(
        rows.map(({ r, contrast }, position) => ({
          run_id: id,
          position,
          grp: r.group,
          contrast,
          scope: r.scope,
          horizon: r.horizon,
          trades: r.trades,
          events: r.events,
          mean: r.mean,
          low: r.low,
          high: r.high,
          median: r.median,
          hit_rate: r.hitRate,
        })),
      )
      .execute();
  const misses = result.misses.flatMap((trade) => {
    const leg = trade.legs.find((l) => l.horizon === CLAIM_HORIZON);
    return leg === undefined || (trade.kind !== 'soft' && trade.kind !== 'trap') ? [] : [{ trade, leg }];
  });
  if (misses.length > 0)
    await trx
      .insertInto('scoreboard_miss')
      .values(
        misses.map(({ trade, leg }, i) => ({
          run_id: id,
          position: i + 1,
          event_id: trade.eventId,
          ticker: trade.ticker,
          kind: trade.kind,
          rule_id: trade.ruleId,
          entered_on: trade.enteredOn,
          exit_on: leg.exitOn,
          abnormal: leg.abnormal,
          hindsight: trade.hindsight,
        })),
      )
      .execute();
  return id;
}

export interface Wanted {
  readonly origin: ScoreOrigin;
  /** `2026-W47`; the newest week unless told. */
  readonly week?: string;
  /** Boards of invented prices: left out unless asked for. */
  readonly generated?: boolean;
}

/** The newest board that is wanted, by its own day; null where there is none. */
export async function loadScoreboard(db: Db, wanted: Wanted): Promise<Scoreboard | null> {
  let query = db.selectFrom('scoreboard_run').selectAll().where('origin', '=', wanted.origin);
  if (wanted.week !== undefined) query = query.where('week', '=', wanted.week);
  if (wanted.generated !== true) query = query.where('generated', '=', false);
  const run = await query.orderBy('as_of', 'desc').orderBy('generated').limit(1).executeTakeFirst();
  if (run === undefined) return null;
  const stored = await db
    .selectFrom('scoreboard_row')
    .selectAll()
    .where('run_id', '=', run.id)
    .orderBy('position')
    .execute();
  const side = (contrast: boolean): ResultRow[] =>
    stored
      .filter((r) => r.contrast === contrast)
      .map((r) => ({
        group: r.grp,
        scope: r.scope as Scope,
        horizon: r.horizon,
        trades: r.trades,
        events: r.events,
        mean: r.mean,
        low: r.low,
        high: r.high,
        median: r.median,
        hitRate: r.hit_rate,
      }));
  const contrasts = side(true);
  const untraded: Record<Untraded, number> = {
    not_public: run.not_public,
    not_listed: run.not_listed,
    no_prices: run.no_prices,
    suspended: run.suspended,
    limit_up: run.limit_up,
    pending: run.pending,
  };
  return {
    id: run.id,
    week: run.week,
    origin: wanted.origin,
    asOf: run.as_of,
    from: run.from_day,
    to: run.to_day,
    calls: run.calls,
    events: run.events,
    trades: run.trades,
    hindsight: run.hindsight,
    untraded,
    trials: run.trials,
    falseAlarms: run.false_alarms,
    confidence: run.confidence,
    resamples: run.resamples,
    seed: run.seed,
    benchmark: JSON.parse(run.benchmark) as Record<string, string>,
    generated: run.generated,
    claim: claimOf(contrasts),
    rows: side(false),
    contrasts,
    misses: await missesOf(db, run.id),
    computedAt: run.computed_at,
  };
}

async function missesOf(db: Db, runId: string): Promise<Miss[]> {
  const { rows } = await sql<{
    event_id: string;
    headline: string | null;
    headline_zh: string | null;
    headline_en: string | null;
    ticker: string;
    name_zh: string | null;
    name_en: string | null;
    kind: Miss['kind'];
    rule_id: string | null;
    entered_on: string;
    exit_on: string;
    abnormal: number;
    hindsight: boolean;
  }>`SELECT m.event_id, e.headline, e.headline_zh, e.headline_en, m.ticker, c.name_zh_hans AS name_zh, c.name_en, m.kind, m.rule_id,
       m.entered_on, m.exit_on, m.abnormal, m.hindsight
     FROM scoreboard_miss m LEFT JOIN event e ON e.id = m.event_id LEFT JOIN company c ON c.ticker = m.ticker
     WHERE m.run_id = ${runId} ORDER BY m.position`.execute(db);
  return rows.map((r) => {
    // An event may have been merged away since; its id still says which it was.
    const told = r.headline ?? r.event_id;
    return {
      eventId: r.event_id,
      headline: { zh: r.headline_zh ?? told, en: r.headline_en ?? told },
      ticker: r.ticker,
      name: { zh: r.name_zh ?? r.ticker, en: r.name_en ?? r.ticker },
      kind: r.kind,
      ruleId: r.rule_id,
      enteredOn: r.entered_on,
      exitOn: r.exit_on,
      abnormal: r.abnormal,
      hindsight: r.hindsight,
    };
  });
}

/** The weeks that are kept, newest first, a line each. */
export async function scoreboardWeeks(
  db: Db,
  origin: ScoreOrigin,
): Promise<{ week: string; asOf: string; verdict: string; trades: number; generated: boolean }[]> {
  const rows = await db
    .selectFrom('scoreboard_run')
    .select(['week', 'as_of', 'verdict', 'trades', 'generated'])
    .where('origin', '=', origin)
    .orderBy('as_of', 'desc')
    .orderBy('generated')
    .execute();
  return rows.map((r) => ({
    week: r.week,
    asOf: r.as_of,
    verdict: r.verdict,
    trades: r.trades,
    generated: r.generated,
  }));
}
