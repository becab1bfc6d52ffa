/** What we watch: sources as rows, kinds as small modules, one round at a time, and each source's health. */
export {
  type DiscoveredFeed,
  discoverFeeds,
  type ListingRules,
  readListing,
  readOpml,
  writeOpml,
} from '../extract/feed/index.ts';
export { type DueOptions, eachDue } from './each-due.ts';
export {
  type AlarmChange,
  alarmTold,
  followAlarms,
  openAlarms,
  type SourceAlarm,
  silentSources,
} from './health.repository.ts';
export { databaseRobots, hostTurns, reserveHost, restHost } from './host.repository.ts';
export type { SourceKind } from './kind.ts';
export { KINDS } from './kinds.ts';
export { readSources, type SourceEntry, sourceId, zoneExists } from './library.ts';
export { entriesFromOpml, handAdded, type ImportedList, sourcesToOpml } from './opml.ts';
export { claimPages, pageDone, pageLater, type WantedPage, wantPages } from './page.repository.ts';
export { type Polled, type PollLimits, type PollOutcome, pollSource } from './poll.ts';
export { recordSkipped, type SkippedPage, skippedCounts } from './skipped.repository.ts';
export { allSources, claimDue, loadSources, recordOutcome, sourceById } from './source.repository.ts';
export {
  type DraftDocument,
  type PollState,
  publicAddress,
  type Source,
  withLogin,
} from './source.ts';
