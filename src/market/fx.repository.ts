import type { Db } from '../db/index.ts';
import { type Converted, convert, type FxRate } from './fx.ts';

/** Stores rates; a day and pair that is known takes the new rate. @returns how many were new, changed and the same. */
export async function saveRates(
  db: Db,
  rates: readonly FxRate[],
  now: string,
): Promise<{ new: number; changed: number; same: number }> {
  const counts = { new: 0, changed: 0, same: 0 };
  await db.transaction().execute(async (trx) => {
    for (const r of rates) {
      const known = await trx
        .selectFrom('fx_rate')
        .select(['rate', 'source'])
        .where('base', '=', r.base)
        .where('quote', '=', r.quote)
        .where('date', '=', r.date)
        .executeTakeFirst();
      if (known?.rate === r.rate && known.source === r.source) {
        counts.same++;
        continue;
      }
      counts[known === undefined ? 'new' : 'changed']++;
      const rest = { rate: r.rate, source: r.source, recorded_at: now };
      await trx
        .insertInto('fx_rate')
        .values({ base: r.base, quote: r.quote, date: r.date, ...rest })
        .onConflict((c) => c.columns(['base', 'quote', 'date']).doUpdateSet(rest))
        .execute();
    }
  });
  return counts;
}

/** An amount converted with a stored rate of that day or the week before; null without one. */
export async function convertStored(
  db: Db,
  amount: number,
  from: string,
  to: string,
  day: string,
): Promise<Converted | null> {
  const rows = await db
    .selectFrom('fx_rate')
    .select(['base', 'quote', 'date', 'rate', 'source'])
    .where('base', 'in', [from, to])
    .where('quote', 'in', [from, to])
    .where('date', '<=', day)
    .orderBy('date', 'desc')
    .limit(4)
    .execute();
  return convert(amount, from, to, day, rows);
}

/** Hong Kong dollars for one yuan on a day, for the premium of one line over the other; null where no rate is stored. */
export async function hkdPerCny(db: Db, day: string): Promise<number | null> {
  return (await convertStored(db, 1, 'CNY', 'HKD', day))?.amount ?? null;
}
