import type { Reaction } from '../market/index.ts';
import { burstZ } from '../themes/index.ts';

/**
 * How loud an event is, by numbers anyone can take apart. Each component is 0..1; the score is their weighted mean
 * times 100, over the components that are known (no bars: no price component, never a nought for it).
 *
 *   burst      the theme's articles of 24 hours above its usual, as far as they are the event's: min(1, z / 6)
 *   spread     1 − exp(−voices / 5), a voice an outlet, counted with the probability that its article tells this event
 *   reach      1 − exp(−Σ weight of the outlet's tier / 2), tiers 1 to 4 weighing 1, 0.6, 0.3, 0.1
 *   language   1 − exp(−Σ over outlets of the strongest hype language of each / 2)
 *              these three over outlets that told it in the last `recentHours` in which their newsrooms were at work
 *   novelty    (a sequel 0.5, else 1) / (1 + Σ same issuer's and theme's events + ¼ Σ other loud events of the theme),
 *              each fading with its age, 60 days at most
 *   firstHand  1 where a first-hand document is there
 *   surprise   |figure / expectation − 1|, 20% full
 *   price      |move since the news| in five of the line's own daily standard deviations; 20% where those are unknown
 *
 * Each grows with one more outlet or stays: a story that spreads never gets quieter by it.
 */
export interface HypeSettings {
  readonly version: number;
  readonly weights: Readonly<Record<ComponentName, number>>;
  readonly states: {
    readonly emerging: { readonly enter: number; readonly leave: number };
    readonly hype: { readonly enter: number; readonly leave: number };
    readonly fadeAfterHours: number;
    readonly closeAfterHours: number;
    readonly outletsForEmerging: number;
    /** A story is hype when so many tell it … */
    readonly outletsForHype: number;
    /** … or so many, where one of CARRYING has at least `carriedFrom` of its own. */
    readonly outletsCarried: number;
    readonly carriedFrom: number;
  };
  /** Working hours for which an article keeps its outlet loud. */
  readonly recentHours: number;
  readonly priorPerDay: number;
}
/** The thresholds of the states by the names under which a version's are kept. */
export type ThresholdName =
  | 'emerging.enter'
  | 'emerging.leave'
  | 'hype.enter'
  | 'hype.leave'
  | 'fadeAfterHours'
  | 'closeAfterHours'
  | 'outletsForEmerging'
  | 'outletsForHype'
  | 'outletsCarried'
  | 'carriedFrom';
export type Thresholds = Readonly<Partial<Record<ThresholdName, number>>>;
export function thresholdsOf({ states }: HypeSettings): Readonly<Record<ThresholdName, number>> {
  const { emerging, hype, ...rest } = states;
  return {
    'emerging.enter': emerging.enter,
    'emerging.leave': emerging.leave,
    'hype.enter': hype.enter,
    'hype.leave': hype.leave,
    ...rest,
  };
}
export const COMPONENTS = [
  'burst',
  'spread',
  'reach',
  'language',
  'novelty',
  'firstHand',
  'surprise',
  'price',
] as const;
/** What makes a story hype that few outlets tell: their words, a figure nobody expected, a share that moved. */
export const CARRYING = ['language', 'surprise', 'price'] as const;
export type ComponentName = (typeof COMPONENTS)[number];
export type HypeComponents = Record<Exclude<ComponentName, 'surprise' | 'price'>, number> & {
  surprise: number | null;
  price: number | null;
};

export interface HypeArticle {
  /** ISO instant. */
  readonly publishedAt: string;
  /** Hours since then in which the newsrooms of its language were at work. */
  readonly workingAge: number;
  readonly outlet: string;
  /** 1 first-hand or wire … 4 blog. */
  readonly tier: number;
  readonly firstHand: boolean;
  /** Probability that it tells this event, 0..1: 1 for the first, for reprints and for what a person put there. */
  readonly belongs: number;
  /** How strongly its words are those of hype, 0..1, negation read, and which. */
  readonly loudness: number;
  readonly loudWords: readonly string[];
}
export interface HypeInput {
  readonly articles: readonly HypeArticle[];
  readonly now: string;
  /** The theme whose usual the burst is held against; null for an event without one. */
  readonly theme: string | null;
  /** Articles of the theme in the 24 hours before the current hour began. */
  readonly themeArticles: number;
  /** Articles usual for the theme in the 24 hours up to now. */
  readonly usual: number;
  readonly before: { issuer: number; theme: number; issuerWeight: number; themeWeight: number };
  readonly isDevelopment: boolean;
  /** Largest relative surprise of a figure, with its sign, 0.1 = 10%; null where nothing is compared with an expectation. */
  readonly surprise: number | null;
  /** The line that moved most since the event began; null without bars. */
  readonly price: Reaction | null;
}
/** What the components were computed from: stored beside them. */
export interface HypeInputs {
  readonly theme: string | null;
  readonly articlesDay: number;
  readonly themeDay: number;
  readonly usualDay: number;
  readonly burstZ: number;
  readonly outlets: number;
  /** Outlets, each with the largest probability that an article of it tells this event; null in rows of before version 4. */
  readonly voices: number | null;
  /** Outlets of tier 1 to 4; null as above, like all that may be null below but for surprise and price. */
  readonly tiers: readonly [number, number, number, number] | null;
  readonly reachSum: number;
  readonly loudSum: number;
  /** Strongest and most frequent first, at most eight. */
  readonly loudWords: readonly string[];
  /** Outlets with any word of hype. */
  readonly loudOutlets: number | null;
  /** First-hand documents among all its articles so far, and where the earliest stands. */
  readonly firstHandArticles: number | null;
  readonly firstHandOutlet: string | null;
  readonly issuerBefore: number;
  readonly themeBefore: number;
  /** The same, each fading with its age: what novelty is computed from. */
  readonly issuerWeight: number | null;
  readonly themeWeight: number | null;
  readonly development: boolean;
  readonly surprise: number | null;
  readonly price: Reaction | null;
}
export interface Hype {
  readonly score: number;
  readonly components: HypeComponents;
  readonly inputs: HypeInputs;
}

const HOUR = 3_600_000;
/** What an outlet of a tier weighs, tier 1 at place 1. */
export const TIER_REACH = [0, 1, 0.6, 0.3, 0.1] as const;
const FULL_Z = 6;
const FULL_SIGMAS = 5;
const FULL_SHARE = 0.2;
const saturating = (x: number, at: number): number => 1 - Math.exp(-Math.max(0, x) / at);
const round = (x: number): number => Math.round(x * 1e4) / 1e4;

export function scoreHype(input: HypeInput, settings: HypeSettings): Hype {
  const now = Date.parse(input.now);
  const seen = input.articles.filter((a) => Date.parse(a.publishedAt) <= now);
  const lastDay = seen.filter((a) => now - Date.parse(a.publishedAt) <= 24 * HOUR);
  // Of the current hour only the event's own articles count, so that the order within it changes nothing.
  const thisHour = lastDay.filter((a) => Date.parse(a.publishedAt) >= Math.floor(now / HOUR) * HOUR).length;
  const themeDay = Math.max(input.themeArticles + thisHour, lastDay.length);
  const excess = Math.max(0, Math.min(lastDay.length, themeDay - input.usual));
  const z = burstZ(excess, input.usual);
  const outlets = new Map<string, { tier: number; loudness: number; belongs: number }>();
  const recent = seen.filter((a) => a.workingAge <= settings.recentHours);
  for (const a of recent) {
    const known = outlets.get(a.outlet);
    outlets.set(a.outlet, {
      tier: Math.min(known?.tier ?? 4, a.tier),
      loudness: Math.max(known?.loudness ?? 0, a.loudness),
      belongs: Math.max(known?.belongs ?? 0, a.belongs),
    });
  }
  // Sums are taken in the order of the outlets' names: the order of arrival must not show in the last digit.
  const told = [...outlets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, o]) => o);
  const reachSum = round(told.reduce((sum, o) => sum + (TIER_REACH[o.tier] ?? 0.1), 0));
  const loudSum = round(told.reduce((sum, o) => sum + o.loudness, 0));
  const voices = round(told.reduce((sum, o) => sum + o.belongs, 0));
  const firstHand = seen
    .filter((a) => a.firstHand)
    .sort((a, b) =>
      a.publishedAt !== b.publishedAt
        ? a.publishedAt < b.publishedAt
          ? -1
          : 1
        : a.outlet < b.outlet
          ? -1
          : 1,
    );
  const ofTier = (tier: number): number => told.filter((o) => o.tier === tier).length;
  const { before, surprise, price } = input;
  const components: HypeComponents = {
    burst: round(Math.min(1, z / FULL_Z)),
    spread: round(saturating(voices, 5)),
    reach: round(saturating(reachSum, 2)),
    language: round(saturating(loudSum, 2)),
    novelty: round((input.isDevelopment ? 0.5 : 1) / (1 + before.issuerWeight + before.themeWeight / 4)),
    firstHand: firstHand.length > 0 ? 1 : 0,
    surprise: surprise === null ? null : round(Math.min(1, Math.abs(surprise) / FULL_SHARE)),
    price:
      price === null
        ? null
        : round(
            Math.min(
              1,
              Math.abs(price.move) /
                (price.sigma === null ? FULL_SHARE : FULL_SIGMAS * Math.max(price.sigma, 0.01)),
            ),
          ),
  };
  return {
    score: scoreOf(components, settings.weights),
    components,
    inputs: {
      theme: input.theme,
      articlesDay: lastDay.length,
      themeDay,
      usualDay: input.usual,
      burstZ: z,
      outlets: outlets.size,
      voices,
      tiers: [ofTier(1), ofTier(2), ofTier(3), ofTier(4)],
      reachSum,
      loudSum,
      loudWords: frequent(recent.flatMap((a) => a.loudWords)).slice(0, 8),
      loudOutlets: told.filter((o) => o.loudness > 0).length,
      firstHandArticles: firstHand.length,
      firstHandOutlet: firstHand[0]?.outlet ?? null,
      issuerBefore: before.issuer,
      themeBefore: before.theme,
      issuerWeight: before.issuerWeight,
      themeWeight: before.themeWeight,
      development: input.isDevelopment,
      surprise,
      price,
    },
  };
}

/** Weighted mean of the known components, times 100, to a tenth. */
export function scoreOf(
  components: Readonly<Record<ComponentName, number | null>>,
  weights: Readonly<Record<ComponentName, number>>,
): number {
  let sum = 0;
  let weight = 0;
  for (const name of COMPONENTS) {
    const value = components[name];
    if (value === null) continue;
    sum += weights[name] * value;
    weight += weights[name];
  }
  return weight === 0 ? 0 : Math.round((1000 * sum) / weight) / 10;
}

function frequent(words: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const w of words) counts.set(w, (counts.get(w) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([w]) => w);
}
