import { createHash } from 'node:crypto';
import type { Db } from '../db/index.ts';
import type { HeldBack } from './candidate.ts';

/** A company that is not named, and why, as it was written. */
export interface StoredHeldBack {
  readonly ticker: string;
  readonly kind: 'soft' | 'hard';
  readonly reason: 'too_small' | 'denied';
  readonly ruleId: string | null;
  /** What it would have had, 0..100. */
  readonly score: number;
  readonly trait: string | null;
  readonly share: number | null;
  /** The least share that is named. */
  readonly floor: number;
  readonly source: { readonly title: string; readonly url: string; readonly date: string } | null;
  /** The company's own words, where they are the reason. */
  readonly said: {
    readonly articleId: string;
    readonly field: 'title' | 'body';
    readonly start: number;
    readonly end: number;
    readonly text: string;
  } | null;
  readonly asOf: string;
  readonly computedAt: string;
  readonly supersededAt: string | null;
}

/** Replaces who is held back on an event, as `saveAnalogues` replaces its lines: what is unchanged stays. */
export async function saveHeldBack(
  db: Db,
  eventId: string,
  rows: readonly HeldBack[],
  moment: { asOf: string; computedAt: string },
): Promise<void> {
  const current = await db
    .selectFrom('analogue_held_back')
    .select(['id', 'ticker'])
    .where('event_id', '=', eventId)
    .where('superseded_at', 'is', null)
    .execute();
  if (rows.length === 0 && current.length === 0) return;
  const wanted = rows.map((r) => ({ id: idOf(eventId, r), r }));
  const stands = (id: string, key: string): boolean => id === key || id.startsWith(`${key}-`);
  const fresh = wanted.filter((w) => !current.some((c) => stands(c.id, w.id)));
  const stale = current.filter((c) => !wanted.some((w) => stands(c.id, w.id))).map((c) => c.id);
  if (stale.length > 0)
    await db
      .updateTable('analogue_held_back')
      .set({ superseded_at: moment.computedAt })
      .where('id', 'in', stale)
      .execute();
  if (fresh.length === 0) return;
  const old = (
    await db.selectFrom('analogue_held_back').select('id').where('event_id', '=', eventId).execute()
  ).map((o) => o.id);
  await db
    .insertInto('analogue_held_back')
    .values(
      fresh.map(({ id, r }) => {
        // Held back again for the same reason: the former row stays superseded, this one gets the next number.
        const again = old.filter((o) => stands(o, id)).length;
        return {
          id: again === 0 ? id : `${id}-${again}`,
          event_id: eventId,
          ticker: r.ticker,
          kind: r.kind,
          reason: r.reason,
          rule_id: r.ruleId,
          rule_version: r.ruleVersion,
          score: r.score,
          trait_id: r.trait,
          share: r.share,
          floor: r.floor,
          source_title: r.source?.title ?? null,
          source_url: r.source?.url ?? null,
          source_date: r.source?.date ?? null,
          article_id: r.said?.articleId ?? null,
          field: r.said?.field ?? null,
          start_at: r.said?.start ?? null,
          end_at: r.said?.end ?? null,
          text: r.said?.text ?? null,
          as_of: moment.asOf,
          computed_at: moment.computedAt,
        };
      }),
    )
    .execute();
}

function idOf(eventId: string, r: HeldBack): string {
  const content = JSON.stringify([
    r.kind,
    r.reason,
    r.ruleId,
    r.ruleVersion,
    r.score,
    r.trait,
    r.share,
    r.source,
    r.said?.id ?? null,
  ]);
  return `hb-${createHash('sha256').update(`${eventId}\n${r.ticker}\n${content}`).digest('hex').slice(0, 20)}`;
}

/** Who is held back on an event now, the largest share and score first; with `history` those of before too. */
export async function storedHeldBack(
  db: Db,
  eventId: string,
  wanted: { history?: boolean; ticker?: string } = {},
): Promise<StoredHeldBack[]> {
  let query = db.selectFrom('analogue_held_back').selectAll().where('event_id', '=', eventId);
  if (wanted.history !== true) query = query.where('superseded_at', 'is', null);
  if (wanted.ticker !== undefined) query = query.where('ticker', '=', wanted.ticker);
  const rows = await query.execute();
  return rows
    .sort(
      (a, b) =>
        Number(a.superseded_at !== null) - Number(b.superseded_at !== null) ||
        b.score - a.score ||
        (a.ticker < b.ticker ? -1 : a.ticker > b.ticker ? 1 : a.id < b.id ? -1 : 1),
    )
    .map((r) => ({
      ticker: r.ticker,
      kind: r.kind as StoredHeldBack['kind'],
      reason: r.reason as StoredHeldBack['reason'],
      ruleId: r.rule_id,
      score: r.score,
      trait: r.trait_id,
      share: r.share,
      floor: r.floor,
      source:
        r.source_title === null
          ? null
          : { title: r.source_title, url: r.source_url ?? '', date: r.source_date! },
      said:
        r.article_id === null
          ? null
          : {
              articleId: r.article_id,
              field: r.field as 'title' | 'body',
              start: r.start_at!,
              end: r.end_at!,
              text: r.text!,
            },
      asOf: r.as_of,
      computedAt: r.computed_at,
      supersededAt: r.superseded_at,
    }));
}
