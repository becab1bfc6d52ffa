import type { Logger } from 'pino';
import type { Config } from './config/index.ts';
import type { Db } from './db/index.ts';

/** The present, handed in: live work reads the wall, replays follow the file, tests stand still. */
export interface Clock {
  now(): Date;
}
export const systemClock: Clock = { now: () => new Date() };

/** First argument of anything impure. Nothing below `cli/` and `jobs/` makes one of its parts for itself. */
export interface Context {
  readonly db: Db;
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
  /** Uniform in [0, 1): jitter and identifiers of attempts, never results. */
  readonly random: () => number;
}

/** Instants are written in one way everywhere: ISO 8601, UTC, Z, milliseconds only where there are any. */
export function instant(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}
