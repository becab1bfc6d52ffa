/**
 * Market sense: when exchanges trade, how a share has run, what a market is worth in fees, how far a price may move.
 * Everything here but the repository is pure; docs/MARKET.md states each definition with its formula.
 */
export {
  type AnnouncedRow,
  calendarFrom,
  checkAnnounced,
  readAnnouncements,
} from './announcement.ts';
export { adjustedClose, type Bar, exchangeOf, GENERATED, gapsIn, isSuspendedBar } from './bar.ts';
export {
  type BarsWanted,
  firstBarDay,
  type ImportCounts,
  importBars,
  importBarsFile,
  loadBars,
} from './bars.repository.ts';
export { type BarsFile, type Problem, parseBarsCsv } from './bars-csv.ts';
export { type Taken, takeBarsFile } from './bars-file.repository.ts';
export {
  type CalendarChange,
  houseCalendar,
  storedAnnouncements,
  updateCalendar,
} from './calendar.repository.ts';
export {
  revenuesOf,
  statusesOf,
  statusSpans,
  storeRevenues,
  storeStatuses,
  storeValuations,
  valuationsOf,
} from './company.repository.ts';
export { type Direction, isConnectDay } from './connect.ts';
export { crowdingAt, houseCrowding } from './crowding.repository.ts';
export {
  type Crowding,
  type CrowdingThresholds,
  crowding,
  crowdingFactor,
  SHAPES,
  type Shape,
} from './crowding.ts';
export { convertStored, saveRates } from './fx.repository.ts';
export { type Converted, convert, type FxRate, parseFxCsv } from './fx.ts';
export { type GeneratePlan, generateBars } from './generate.ts';
export { loadSizing, sessionsDiffer, storeSessions, storeSizing } from './market.repository.ts';
export { crowdingPhrase } from './phrase.ts';
export { boardOf, type ListingFacts, limitPrices, type PriceLimit, priceLimit } from './price-limit.ts';
export { QUOTE_ADAPTERS, type QuoteAdapter } from './quotes.ts';
export { type Random, seededRandom } from './random.ts';
export { type Close, type Reaction, reactionOf } from './reaction.ts';
export {
  type AnnouncedYear,
  type Announcement,
  type Calendar,
  calendarOf,
  EXCHANGES,
  type Exchange,
  FIRST_YEAR,
  isOpenAt,
  isProvisional,
  LAST_YEAR,
  lastSessionBefore,
  type MarketState,
  minutesTo,
  nextSession,
  type Session,
  SHIPPED_CALENDAR,
  sessionAfter,
  sessions,
  stateAt,
} from './session.ts';
export { type RevenueRow, readRevenues, readSizing, readThresholds, type SizingRow } from './settings.ts';
export { againstRevenue, type Sizing, type SizingInput, sizingOf } from './sizing.ts';
export {
  holdsOn,
  parseStatusCsv,
  type Span,
  STATUSES,
  type Status,
  type StatusFile,
  type StatusRow,
} from './status.ts';
export { tickerOf } from './ticker.ts';
export {
  minutesSince,
  type Tradable,
  tradabilityOfEvent,
  writeTradability,
} from './tradability.repository.ts';
export {
  type Candidate,
  closedAtLimit,
  type Lines,
  linesOf,
  sessionOfListing,
  type Tradability,
  tradabilityOf,
} from './tradability.ts';
export { byIssuer, tradabilityWords } from './tradability-words.ts';
export {
  METRICS,
  parseValuationCsv,
  percentileOf,
  type ValuationFile,
  type ValuationRow,
} from './valuation.ts';
