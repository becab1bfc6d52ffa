import type { Origin } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import type { EventState } from './event.repository.ts';
import type { Hype } from './hype.ts';

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
  await db.updateTable('event').set({ state: change.to }).where('id', '=', id).execute();
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
