import type { Db } from '../db/index.ts';
import { crowdingFactor, crowdingPhrase, houseCrowding } from '../market/index.ts';

/** How crowded these companies were by the sessions closed at an instant; one without enough bars is absent: "no prices". */
export async function crowdingOf(
  db: Db,
  tickers: readonly string[],
  at: string,
): Promise<Map<string, { factor: number; shape: string }>> {
  const found = await houseCrowding(db, at, tickers);
  return new Map(
    [...found].map(([ticker, c]) => [ticker, { factor: crowdingFactor(c), shape: crowdingPhrase(c, 'en') }]),
  );
}
