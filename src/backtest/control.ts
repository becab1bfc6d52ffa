/** The random control: for each event, names drawn from the universe of that day, leaving out those the event named. */
import { type Random, seededRandom } from '../market/index.ts';
import type { Call, Listed } from './study.ts';
import type { Order } from './trade.ts';

/** The draw depends on the event's id and the seed alone: adding or reordering events changes no other event's control. */
export function controlsFor(
  eventId: string,
  calls: readonly Call[],
  universe: readonly Listed[],
  count: number,
  seed: number,
): Order[] {
  const publishedAt = new Date(Math.min(...calls.map((c) => Date.parse(c.publishedAt)))).toISOString();
  const date = publishedAt.slice(0, 10);
  const named = new Set(calls.map((c) => c.ticker));
  const pool = universe
    .filter(
      (m) => !named.has(m.ticker) && m.listedOn <= date && (m.delistedOn === null || m.delistedOn >= date),
    )
    .map((m) => m.ticker)
    .sort();
  const random: Random = seededRandom(hash(eventId) ^ seed);
  const drawn: Order[] = [];
  while (drawn.length < count && pool.length > 0) {
    const [ticker] = pool.splice(Math.floor(random() * pool.length), 1);
    drawn.push({ eventId, ticker: ticker!, kind: 'random', ruleId: null, publishedAt, hindsight: false });
  }
  return drawn;
}

/** FNV-1a, 32 bits, over UTF-16 units. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
