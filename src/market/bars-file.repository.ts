/** Nightly files: what was read, by its bytes. The bars and the word that they were loaded commit together. */
import { createHash } from 'node:crypto';
import type { Db } from '../db/index.ts';
import { writeBars } from './bars.repository.ts';
import { parseBarsCsv } from './bars-csv.ts';

export interface Taken {
  /** `known`: a file of the same bytes was taken before, whatever its name; nothing was done. */
  readonly outcome: 'loaded' | 'refused' | 'known';
  readonly bars: number;
  /** Why it was refused, a line a bad row. */
  readonly problems: readonly string[];
}

const PROBLEMS_KEPT = 50;

/** Loads one file whole, or refuses it whole and keeps the reasons. `name` gives the ticker where no column does. */
export async function takeBarsFile(db: Db, bytes: Uint8Array, name: string, now: string): Promise<Taken> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const before = await db
    .selectFrom('bars_file')
    .select(['status', 'bars', 'problems'])
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  // A refused file under another name may have a ticker now: only what was loaded is never read again.
  if (before?.status === 'loaded') return { outcome: 'known', bars: before.bars, problems: [] };
  const file = parseBarsCsv(bytes, name);
  const problems = file.problems.map((p) => `line ${p.line}: ${p.what}`);
  return db.transaction().execute(async (trx) => {
    const refused = problems.length > 0;
    const counts = refused ? { bars: 0, tickers: 0, from: null, to: null } : await writeBars(trx, file.bars);
    const row = {
      name,
      status: refused ? 'refused' : 'loaded',
      bars: counts.bars,
      tickers: counts.tickers,
      first_day: counts.from,
      last_day: counts.to,
      charset: file.charset,
      problems: problems.slice(0, PROBLEMS_KEPT),
      recorded_at: now,
    };
    await trx
      .insertInto('bars_file')
      .values({ sha256, ...row })
      .onConflict((c) => c.column('sha256').doUpdateSet(row))
      .execute();
    return {
      outcome: refused ? ('refused' as const) : ('loaded' as const),
      bars: counts.bars,
      problems: row.problems,
    };
  });
}
