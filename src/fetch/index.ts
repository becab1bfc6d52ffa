/** Polite, safe HTTP: what a server asks for is obeyed, and no request reaches an address that is not public. */
export {
  type AllowPrivate,
  assertPublicAddress,
  isPublicAddress,
  type ResolveAll,
  safeLookup,
} from './address.ts';
export { createSafeAgent, type SafeAgentOptions } from './agent.ts';
export { createFetcher, type Fetcher, type FetcherOptions } from './fetcher.ts';
export { DEFAULT_LIMITS, type FetchLimits, type FetchRequest, type FetchResult } from './result.ts';
export { memoryRobots, ROBOTS_NAME, type RobotsStore } from './robots.ts';
