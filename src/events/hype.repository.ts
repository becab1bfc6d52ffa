import { sql } from 'kysely';
import type { Origin } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import type { EventState } from './event.repository.ts';
import type { ComponentName, Hype, HypeInputs, Thresholds } from './hype.ts';

/** One row an evaluation, with what it was computed from; a second one at the same instant replaces the first. */
export async function saveHype(
  db: Db,
  id: string,
  at: string,
  { score, components, inputs }: Hype,
  weightsVersion: number,
): Promise<void> {
  const { price } = inputs;
  const row = {
    event_id: id,
    at,
    score,
    burst: components.burst,
    spread: components.spread,
    reach: components.reach,
    language: components.language,
    novelty: components.novelty,
    first_hand: components.firstHand,
    surprise: components.surprise,
    price: components.price,
    weights_version: weightsVersion,
    theme_id: inputs.theme,
    articles_day: inputs.articlesDay,
    theme_day: inputs.themeDay,
    usual_day: inputs.usualDay,
    burst_z: inputs.burstZ,
    outlets: inputs.outlets,
    reach_sum: inputs.reachSum,
    loud_sum: inputs.loudSum,
    loud_words: inputs.loudWords.join(', '),
    voices: inputs.voices,
    tier_1: inputs.tiers?.[0] ?? null,
    tier_2: inputs.tiers?.[1] ?? null,
    tier_3: inputs.tiers?.[2] ?? null,
    tier_4: inputs.tiers?.[3] ?? null,
    loud_outlets: inputs.loudOutlets,
    first_hand_articles: inputs.firstHandArticles,
    first_hand_outlet: inputs.firstHandOutlet,
    issuer_weight: inputs.issuerWeight,
    theme_weight: inputs.themeWeight,
    issuer_before: inputs.issuerBefore,
    theme_before: inputs.themeBefore,
    development: inputs.development,
    surprise_ratio: inputs.surprise,
    price_ticker: price?.ticker ?? null,
    price_from: price?.from ?? null,
    price_to: price?.to ?? null,
    price_move: price?.move ?? null,
    price_sigma: price?.sigma ?? null,
    price_generated: price?.generated ?? null,
  };
  await db
    .insertInto('hype_score')
    .values(row)
    .onConflict((c) => c.columns(['event_id', 'at']).doUpdateSet(row))
    .execute();
}

/** The newest score of an event, null before the first. */
export async function lastHype(db: Db, id: string): Promise<number | null> {
  const row = await db
    .selectFrom('hype_score')
    .select('score')
    .where('event_id', '=', id)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.score ?? null;
}

/** Moves an event to a state and writes why, in words and numbers. */
export async function saveState(
  db: Db,
  id: string,
  at: string,
  from: EventState,
  change: {
    to: EventState;
    reason: { zh: string; en: string };
    score: number;
    outlets: number;
    silentHours: number;
    weightsVersion: number;
  },
): Promise<void> {
  const loud = change.to === 'emerging' || change.to === 'hype';
  const since = sql<string>`least(loud_at, ${at}::timestamptz)`;
  await db
    .updateTable('event')
    .set({ state: change.to, ...(loud ? { loud_at: since } : {}) })
    .where('id', '=', id)
    .execute();
  if (loud) await db.updateTable('event_theme').set({ loud_at: since }).where('event_id', '=', id).execute();
  await db
    .insertInto('event_state')
    .values({
      event_id: id,
      at,
      from_state: from,
      to_state: change.to,
      reason: change.reason.en,
      reason_zh: change.reason.zh,
      score: change.score,
      outlets: change.outlets,
      silent_hours: change.silentHours,
      weights_version: change.weightsVersion,
    })
    .onConflict((c) => c.doNothing())
    .execute();
}

/** When the newest analysed article of these origins was published; null before the first. */
export async function lastAnalysed(db: Db, origins: readonly Origin[]): Promise<string | null> {
  const row = await db
    .selectFrom('article')
    .select((eb) => eb.fn.max('published_at').as('last'))
    .where('origin', 'in', [...origins])
    .where('analysed_at', 'is not', null)
    .executeTakeFirst();
  return row?.last ?? null;
}

/** Open events that time may move: not yet closed, last told of more than an hour ago. */
export async function agingEvents(
  db: Db,
  origins: readonly Origin[],
  now: string,
): Promise<{ id: string; lastSeen: string }[]> {
  const rows = await db
    .selectFrom('event')
    .select(['id', 'last_seen'])
    .where('origin', 'in', [...origins])
    .where('state', 'in', ['emerging', 'hype', 'fading'])
    .where('last_seen', '<', new Date(Date.parse(now) - 3_600_000).toISOString())
    .execute();
  return rows.map((r) => ({ id: r.id, lastSeen: r.last_seen })).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** One evaluation as it was stored, with the weights of its own version. */
export interface Evaluation {
  readonly at: string;
  readonly score: number;
  readonly weightsVersion: number;
  readonly components: Readonly<Record<ComponentName, number | null>>;
  /** Weights of that version; a component that the version did not have is absent. */
  readonly weights: Partial<Record<ComponentName, number>>;
  /** Thresholds of that version; what the version did not have, or was not written down, is absent. */
  readonly thresholds: Thresholds;
  /** Null for rows of before inputs were kept. */
  readonly inputs: HypeInputs | null;
}

/** Evaluations of an event up to an instant, oldest first. */
export async function evaluationsOf(
  db: Db,
  id: string,
  until = '9999-01-01T00:00:00Z',
): Promise<Evaluation[]> {
  const rows = await db
    .selectFrom('hype_score')
    .selectAll()
    .where('event_id', '=', id)
    .where('at', '<=', until)
    .execute();
  const weights = new Map<number, Partial<Record<ComponentName, number>>>();
  for (const w of await db.selectFrom('hype_weight').selectAll().execute()) {
    const known = weights.get(w.version) ?? {};
    weights.set(w.version, { ...known, [w.component]: w.weight });
  }
  const thresholds = new Map<number, Thresholds>();
  for (const t of await db.selectFrom('hype_threshold').selectAll().execute())
    thresholds.set(t.version, { ...thresholds.get(t.version), [t.name]: t.value });
  return rows
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map((r) => ({
      at: r.at,
      score: r.score,
      weightsVersion: r.weights_version,
      components: {
        burst: r.burst,
        spread: r.spread,
        reach: r.reach,
        language: r.language,
        novelty: r.novelty,
        firstHand: r.first_hand,
        surprise: r.surprise,
        price: r.price,
      },
      weights: weights.get(r.weights_version) ?? {},
      thresholds: thresholds.get(r.weights_version) ?? {},
      inputs:
        r.articles_day === null
          ? null
          : {
              theme: r.theme_id,
              articlesDay: r.articles_day,
              themeDay: r.theme_day!,
              usualDay: r.usual_day!,
              burstZ: r.burst_z!,
              outlets: r.outlets!,
              voices: r.voices,
              tiers: r.tier_1 === null ? null : [r.tier_1, r.tier_2!, r.tier_3!, r.tier_4!],
              reachSum: r.reach_sum!,
              loudSum: r.loud_sum!,
              loudWords: r.loud_words === '' ? [] : r.loud_words!.split(', '),
              loudOutlets: r.loud_outlets,
              firstHandArticles: r.first_hand_articles,
              firstHandOutlet: r.first_hand_outlet,
              issuerBefore: r.issuer_before!,
              themeBefore: r.theme_before!,
              issuerWeight: r.issuer_weight,
              themeWeight: r.theme_weight,
              development: r.development!,
              surprise: r.surprise_ratio,
              price:
                r.price_ticker === null
                  ? null
                  : {
                      ticker: r.price_ticker,
                      from: r.price_from!,
                      to: r.price_to!,
                      move: r.price_move!,
                      sigma: r.price_sigma,
                      generated: r.price_generated!,
                    },
            },
    }));
}
