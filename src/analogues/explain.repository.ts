import type { Db } from '../db/index.ts';

/** A dated fact that did not count at the moment asked for, and why. */
export interface UnseenFact {
  readonly trait: string;
  readonly strength: number;
  readonly source: string;
  readonly url: string;
  readonly date: string;
  readonly reason: 'not_public_yet' | 'not_held_yet' | 'no_longer_held' | 'not_recorded_yet';
}

/** How strongly an event has each trait and theme (`theme:ID`), 0..1. */
export async function eventStrengths(
  db: Db,
  eventIds: readonly string[],
): Promise<Map<string, Map<string, number>>> {
  const out = new Map<string, Map<string, number>>(eventIds.map((id) => [id, new Map()]));
  if (eventIds.length === 0) return out;
  const traits = await db
    .selectFrom('event_trait')
    .select(['event_id', 'trait_id', 'strength'])
    .where('event_id', 'in', [...eventIds])
    .execute();
  const themes = await db
    .selectFrom('event_theme')
    .select(['event_id', 'theme_id', 'weight'])
    .where('event_id', 'in', [...eventIds])
    .execute();
  for (const t of traits) out.get(t.event_id)!.set(t.trait_id, t.strength);
  for (const t of themes) out.get(t.event_id)!.set(`theme:${t.theme_id}`, t.weight);
  return out;
}

/** What a company was known to have at a moment, as match.ts reads it, and what of it did not count yet. */
export async function companyStrengths(
  db: Db,
  ticker: string,
  at: string,
  strict: boolean,
): Promise<{ held: Map<string, number>; unseen: UnseenFact[] }> {
  const day = at.slice(0, 10);
  const rows = await db.selectFrom('company_trait').selectAll().where('ticker', '=', ticker).execute();
  rows.sort(
    (a, b) =>
      desc(a.valid_from, b.valid_from) ||
      desc(a.source_date, b.source_date) ||
      b.strength - a.strength ||
      (a.source_url < b.source_url ? -1 : 1),
  );
  const held = new Map<string, number>();
  const unseen: UnseenFact[] = [];
  for (const r of rows) {
    const reason =
      r.source_date >= day
        ? 'not_public_yet'
        : r.valid_from > day
          ? 'not_held_yet'
          : r.valid_to !== null && r.valid_to <= day
            ? 'no_longer_held'
            : strict && Date.parse(r.recorded_at) > Date.parse(at)
              ? 'not_recorded_yet'
              : null;
    if (reason === null) {
      if (!held.has(r.trait_id)) held.set(r.trait_id, r.strength);
    } else
      unseen.push({
        trait: r.trait_id,
        strength: r.strength,
        source: r.source_title,
        url: r.source_url,
        date: r.source_date,
        reason,
      });
  }
  return { held, unseen };
}
const desc = (a: string, b: string): number => (a > b ? -1 : a < b ? 1 : 0);

export interface ListedCompany {
  readonly ticker: string;
  readonly zh: string;
  readonly en: string;
  readonly listedOn: string;
  readonly delistedOn: string | null;
}
export async function findCompany(db: Db, ticker: string): Promise<ListedCompany | undefined> {
  const row = await db.selectFrom('company').selectAll().where('ticker', '=', ticker).executeTakeFirst();
  return row === undefined
    ? undefined
    : {
        ticker: row.ticker,
        zh: row.name_zh_hans,
        en: row.name_en,
        listedOn: row.listed_on,
        delistedOn: row.delisted_on,
      };
}
