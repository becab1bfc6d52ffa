/**
 * Polite, safe HTTP: what a server asks for is obeyed, and no request reaches an address that is not public.
 *
 *     request -> address (literal?) -> robots.txt, for pages -> socket (looked-up, then connected address checked)
 *             -> answer -> redirect? back to address, at most five times -> body, bounded -> unpacked, bounded -> result
 *
 * What good readers do, and where it is held (test/fetch/behaviour.test.ts, test/sources/poll.test.ts):
 *   validators are sent back byte for byte ............ conditional requests
 *   one unconditional request a feed, none after a restart ... rounds
 *   max-age, Expires and Retry-After are obeyed ........ what servers ask for; rounds
 *   301 and 308 are kept, 302 and 307 are not .......... redirects; rounds
 *   410 retires, 429 and 5xx back off .................. what servers ask for; rounds
 *   a contact in the User-Agent, no cookie, no referrer  what servers ask for
 *   gzip, deflate, br, zstd ........................... packed bodies
 *   robots.txt for pages, not for feeds ................ robots.txt
 */
export {
  type AllowPrivate,
  assertPublicAddress,
  isPublicAddress,
  type ResolveAll,
  safeLookup,
} from './address.ts';
export { createSafeAgent, type SafeAgentOptions } from './agent.ts';
export { createFetcher, type Fetcher, type FetcherOptions, type Turn } from './fetcher.ts';
export { DEFAULT_LIMITS, type FetchLimits, type FetchRequest, type FetchResult } from './result.ts';
export { memoryRobots, ROBOTS_NAME, type RobotsStore } from './robots.ts';
