import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Db, packageFolder } from '../db/index.ts';
import {
  type CrowdingThresholds,
  crowdingAt,
  crowdingFactor,
  crowdingPhrase,
  houseCalendar,
  readThresholds,
} from '../market/index.ts';

let thresholds: CrowdingThresholds | undefined;

/** How crowded these companies were by the sessions closed at an instant; one without enough bars is absent: "no prices". */
export async function crowdingOf(
  db: Db,
  tickers: readonly string[],
  at: string,
): Promise<Map<string, { factor: number; shape: string }>> {
  // Most installations begin without bars: one look instead of a query an exchange for every event.
  const any = await db.selectFrom('daily_bar').select('ticker').limit(1).executeTakeFirst();
  if (any === undefined || tickers.length === 0) return new Map();
  thresholds ??= readThresholds(
    readFileSync(join(packageFolder(), 'library', 'market', 'crowding.yaml'), 'utf8'),
    'market/crowding.yaml',
  );
  const found = await crowdingAt(db, at, thresholds, await houseCalendar(db, at), tickers);
  return new Map(
    [...found].map(([ticker, c]) => [ticker, { factor: crowdingFactor(c), shape: crowdingPhrase(c, 'en') }]),
  );
}
