import { lastSessionBefore } from '../market/index.ts';

/** A day's digest is closed at 08:00 in Hong Kong and Shanghai, before both open. */
const CLOSED_AT = 'T00:00:00Z';

/**
 * What a digest that ends at `to` (ISO instant) is about: everything since the last close of whichever market, Hong Kong or
 * the mainland, has been shut longer, and at least a day. After a long closure it so says what gathered meanwhile.
 */
export function windowBefore(to: string): { from: string; to: string } {
  const closes = (['XHKG', 'XSHG'] as const)
    .map((exchange) => lastSessionBefore(exchange, to)?.close)
    .filter((c) => c !== undefined);
  const day = new Date(Date.parse(to) - 86_400_000).toISOString().replace('.000Z', 'Z');
  return { from: [day, ...closes].sort()[0]!, to };
}

/** The span of a day's digest. @param date YYYY-MM-DD, the day in Hong Kong */
export function digestWindow(date: string): { from: string; to: string } {
  return windowBefore(`${date}${CLOSED_AT}`);
}

/** The day in Hong Kong and Shanghai (UTC+8) at an instant. */
export function dayInHongKong(instant: string): string {
  return new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** The day whose digest first holds what came at an instant: what comes after 08:00 local time is for the next morning. */
export function digestDayOf(instant: string): string {
  return new Date(Date.parse(instant) + 86_399_999).toISOString().slice(0, 10);
}
