/** When to try again: exponential with jitter, as long as the receiver asks for, never past three days. All in seconds. */

export const PATIENCE = 3 * 86_400;
/** A day's digest is stale the next day. */
export const MAIL_PATIENCE = 86_400;
const FIRST = 5;
const LONGEST = 12 * 3600;

/** 5 s, 20 s, 80 s, 5 min, 21 min, 85 min, 6 h, 12 h, 12 h …, each within ±20% so that many do not return as one. */
export function pause(attempt: number, random: number): number {
  const base = Math.min(LONGEST, FIRST * 4 ** Math.min(attempt - 1, 10));
  return base * (0.8 + 0.4 * random);
}

/**
 * The next attempt, or null when patience has run out. One last attempt is made at the very end: a pause is cut to what is
 * left, and so is a Retry-After that asks for more.
 */
export function nextAttempt(
  of: { attempt: number; createdAt: Date; now: Date; retryAfter: number | null; patience: number },
  random: number,
): Date | null {
  const end = of.createdAt.getTime() + of.patience * 1000;
  const left = (end - of.now.getTime()) / 1000;
  if (left <= 1) return null;
  const wait = Math.max(pause(of.attempt, random), of.retryAfter ?? 0);
  return new Date(of.now.getTime() + Math.min(wait, left) * 1000);
}

/** Failures in a row after which an endpoint is left alone for a while. */
export const BREAKER_FAILURES = 5;
/** One minute, doubling to an hour; then a single message tries whether the desk is back. */
export function breakerOpen(failures: number): number | null {
  if (failures < BREAKER_FAILURES) return null;
  return Math.min(3600, 60 * 2 ** Math.min(failures - BREAKER_FAILURES, 10));
}
