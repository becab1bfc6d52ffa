import robotsParser from 'robots-parser';
import type { FetchResult } from './result.ts';

/** robots.txt (RFC 9309): absent means all is allowed, unreachable means nothing is for now. */
export interface RobotsStore {
  read(origin: string): Promise<{ text: string; fetchedAt: number } | null>;
  write(origin: string, text: string, fetchedAt: number): Promise<void>;
}
/** Milliseconds: RFC 9309 2.4 asks for no more than a day. */
export const ROBOTS_KEPT = 24 * 3_600_000;
/** Bytes: RFC 9309 2.5. */
export const ROBOTS_BYTES = 512 * 1024;
/** How the first word of our User-Agent appears in robots.txt. */
export const ROBOTS_NAME = 'duibiao';
const ORIGINS_KEPT = 5000;

/** The rules that an answer for /robots.txt means: none for a 4xx, null where it says nothing for now. */
export function rulesIn(answer: FetchResult): string | null {
  if (answer.kind === 'ok') return Buffer.from(answer.bytes).toString('utf8');
  const absent = answer.status !== null && answer.status >= 400 && answer.status < 500;
  return answer.kind === 'gone' || (answer.kind === 'failed' && absent) ? '' : null;
}

export function memoryRobots(): RobotsStore {
  const kept = new Map<string, { text: string; fetchedAt: number }>();
  return {
    read: async (origin) => kept.get(origin) ?? null,
    write: async (origin, text, fetchedAt) => {
      if (kept.size >= ORIGINS_KEPT) kept.delete(kept.keys().next().value!);
      kept.set(origin, { text, fetchedAt });
    },
  };
}

// The package is CommonJS: its types know only the default export
const parse = robotsParser as unknown as typeof robotsParser.default;
export const allowedBy = (text: string, robotsUrl: string, url: string): boolean =>
  parse(robotsUrl, text).isAllowed(url, ROBOTS_NAME) !== false;
