import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Db, packageFolder } from '../db/index.ts';
import {
  type Calendar,
  type CrowdingThresholds,
  calendarOf,
  crowdingAt,
  crowdingFactor,
  crowdingPhrase,
  readAnnouncements,
  readThresholds,
} from '../market/index.ts';

let settings: { thresholds: CrowdingThresholds; calendar: Calendar } | undefined;

/** Thresholds and later-announced days from library/market/, read once a process. */
function marketSettings(): { thresholds: CrowdingThresholds; calendar: Calendar } {
  if (settings === undefined) {
    const folder = join(packageFolder(), 'library', 'market');
    const text = (file: string): string =>
      existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '';
    const announced = text('calendar.yaml');
    settings = {
      thresholds: readThresholds(text('crowding.yaml'), 'market/crowding.yaml'),
      calendar: calendarOf(announced === '' ? [] : readAnnouncements(announced, 'market/calendar.yaml')),
    };
  }
  return settings;
}

/** How crowded these companies were by the sessions closed at an instant; one without enough bars is absent: "no prices". */
export async function crowdingOf(
  db: Db,
  tickers: readonly string[],
  at: string,
): Promise<Map<string, { factor: number; shape: string }>> {
  // Most installations begin without bars: one look instead of a query an exchange for every event.
  const any = await db.selectFrom('daily_bar').select('ticker').limit(1).executeTakeFirst();
  if (any === undefined || tickers.length === 0) return new Map();
  const { thresholds, calendar } = marketSettings();
  const found = await crowdingAt(db, at, thresholds, calendar, tickers);
  return new Map(
    [...found].map(([ticker, c]) => [ticker, { factor: crowdingFactor(c), shape: crowdingPhrase(c, 'en') }]),
  );
}
