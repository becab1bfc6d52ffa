/**
 * How loud an event is, by numbers anyone can take apart. Each component is 0..1; the score is their weighted mean
 * times 100, over the components that are known (no bars: no price component, never a nought for it).
 *
 *   quiet ──> emerging ──> hype ──> fading ──> closed        entered at `enter`, left only below `leave`;
 *     ^           │          │         │                     fading and closing count hours on which some
 *     └───────────┘          └─────────┘ (comes back)        market was open: a holiday is not silence
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
    readonly outletsForHype: number;
  };
  readonly priorPerDay: number;
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
export type ComponentName = (typeof COMPONENTS)[number];
export type HypeComponents = Record<Exclude<ComponentName, 'surprise' | 'price'>, number> & {
  surprise: number | null;
  price: number | null;
};

export interface HypeArticle {
  /** ISO instant. */
  readonly publishedAt: string;
  readonly outlet: string;
  /** 1 first-hand or wire … 4 blog. */
  readonly tier: number;
  readonly firstHand: boolean;
  /** Whether its words are those of hype, negation read. */
  readonly loud: boolean;
}
export interface HypeInput {
  readonly articles: readonly HypeArticle[];
  readonly now: string;
  /** Articles a day usual for the event's theme: an EWMA of the days before. */
  readonly baselinePerDay: number;
  /** Events of the same issuer and theme in the 60 days before. */
  readonly similarBefore: number;
  readonly isDevelopment: boolean;
  /** Largest relative surprise of a figure, with its sign; null where nothing is compared with an expectation. */
  readonly surprise: number | null;
  /** Largest absolute daily move of a named company since the event began, 0.1 = 10%; null without bars. */
  readonly priceMove: number | null;
}

const HOUR = 3_600_000;
const TIER_REACH = [0, 1, 0.6, 0.3, 0.1] as const;
const saturating = (x: number, at: number): number => 1 - Math.exp(-Math.max(0, x) / at);
const round = (x: number): number => Math.round(x * 1e4) / 1e4;

/** burst: arrivals of the last 24 hours above the theme's usual, in standard deviations of a Poisson count, six of them full. */
export function scoreHype(
  input: HypeInput,
  settings: HypeSettings,
): { score: number; components: HypeComponents } {
  const now = Date.parse(input.now);
  const seen = input.articles.filter((a) => Date.parse(a.publishedAt) <= now);
  const lastDay = seen.filter((a) => now - Date.parse(a.publishedAt) <= 24 * HOUR).length;
  const usual = Math.max(input.baselinePerDay, 0.5);
  const outlets = new Map<string, number>();
  for (const a of seen) outlets.set(a.outlet, Math.min(outlets.get(a.outlet) ?? 4, a.tier));
  const reach = [...outlets.values()].reduce((sum, tier) => sum + (TIER_REACH[tier] ?? 0.1), 0);
  const components: HypeComponents = {
    burst: round(Math.min(1, Math.max(0, (lastDay - usual) / Math.sqrt(usual + 1) / 6))),
    spread: round(saturating(outlets.size, 5)),
    reach: round(saturating(reach, 2)),
    language:
      seen.length === 0 ? 0 : round(Math.min(1, (2 * seen.filter((a) => a.loud).length) / seen.length)),
    novelty: round((input.isDevelopment ? 0.5 : 1) / (1 + input.similarBefore)),
    firstHand: seen.some((a) => a.firstHand) ? 1 : 0,
    surprise: input.surprise === null ? null : round(Math.min(1, Math.abs(input.surprise) / 0.2)),
    price: input.priceMove === null ? null : round(Math.min(1, Math.abs(input.priceMove) / 0.2)),
  };
  let sum = 0;
  let weight = 0;
  for (const name of COMPONENTS) {
    const value = components[name];
    if (value === null) continue;
    sum += settings.weights[name] * value;
    weight += settings.weights[name];
  }
  return { score: weight === 0 ? 0 : Math.round((1000 * sum) / weight) / 10, components };
}

export type HypeState = 'quiet' | 'emerging' | 'hype' | 'fading' | 'closed';

export interface StateInput {
  readonly state: HypeState;
  readonly score: number;
  readonly outlets: number;
  /** Hours since the last article on which some market was open. */
  readonly silentHours: number;
}

/** The state that follows and why, in one sentence; the same state where nothing moves it. */
export function nextState(input: StateInput, settings: HypeSettings): { state: HypeState; reason: string } {
  const { states } = settings;
  const { state, score, outlets } = input;
  const silent = Math.round(input.silentHours);
  if (silent >= states.closeAfterHours && state !== 'closed')
    return { state: 'closed', reason: `no article for ${silent} market hours` };
  if (silent >= states.fadeAfterHours && (state === 'emerging' || state === 'hype'))
    return { state: 'fading', reason: `no article for ${silent} market hours` };
  if (silent >= states.fadeAfterHours) return { state, reason: 'silent' };
  const says = `score ${score.toFixed(1)}, ${outlets} outlets`;
  const isHype =
    score >= (state === 'hype' ? states.hype.leave : states.hype.enter) && outlets >= states.outletsForHype;
  if (isHype) return { state: 'hype', reason: `${says}: hype begins at ${states.hype.enter}` };
  if (state === 'hype') return { state: 'fading', reason: `${says}: hype ends below ${states.hype.leave}` };
  const isEmerging =
    score >= (state === 'emerging' ? states.emerging.leave : states.emerging.enter) &&
    outlets >= states.outletsForEmerging;
  if (state === 'fading') return { state: 'fading', reason: says };
  if (isEmerging)
    return { state: 'emerging', reason: `${says}: emerging begins at ${states.emerging.enter}` };
  return { state: state === 'emerging' ? 'fading' : state === 'closed' ? 'closed' : 'quiet', reason: says };
}
