/** When to ask again. Pure: the clock and the dice are handed in. Everything in seconds unless it says otherwise. */
const DAY = 86_400;

/** A source is asked about twelve times in its usual gap, never faster than its cadence and never four times slower. */
const ASKED_PER_GAP = 12;
const SLOWEST = 4;
/** A server may ask for more rest than this; a failing source is still tried once a day. */
const LONGEST_BACK_OFF = DAY;
const LONGEST_REST = 7 * DAY;
/** Share of the wait that is added at random, so that sources loaded together do not stay together. */
const JITTER = 0.1;
const BACK_OFF_JITTER = 0.25;

export function usualWait(
  cadence: number,
  itemsPerDay: number | null,
  maxAge: number | null,
  random: number,
): number {
  const gap = itemsPerDay === null || itemsPerDay <= 0 ? null : DAY / itemsPerDay;
  const wait = gap === null ? cadence : Math.min(Math.max(gap / ASKED_PER_GAP, cadence), cadence * SLOWEST);
  return Math.max(wait, Math.min(maxAge ?? 0, DAY)) * (1 + JITTER * random);
}

/** `failures` counts this one. Doubles each time, up to a day; `Retry-After` is a floor. */
export function backOff(
  cadence: number,
  failures: number,
  retryAfter: number | null,
  random: number,
): number {
  const doubled = Math.min(cadence * 2 ** Math.min(failures - 1, 20), LONGEST_BACK_OFF);
  const wait = Math.max(doubled, Math.min(cadence, LONGEST_BACK_OFF)) * (1 + BACK_OFF_JITTER * random);
  return Math.max(wait, Math.min(retryAfter ?? 0, LONGEST_REST));
}

/** Items a day, from the dates that the source itself shows; null with fewer than three. */
export function pace(dates: readonly (string | null)[], now: string): number | null {
  const times = dates
    .flatMap((d) => (d === null ? [] : [Date.parse(d)]))
    .filter((t) => t <= Date.parse(now))
    .sort((a, b) => b - a)
    .slice(0, 50);
  if (times.length < 3) return null;
  const days = (Date.parse(now) - times.at(-1)!) / (DAY * 1000);
  return times.length / Math.max(days, 1 / 24);
}

export const after = (now: string, seconds: number): string =>
  new Date(Date.parse(now) + Math.round(seconds) * 1000).toISOString().replace('.000Z', 'Z');
