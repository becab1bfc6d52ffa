import type { ProductMatch, RuleMatch } from './match.ts';

export type Kind = 'soft' | 'hard' | 'trap' | 'issuer';

/** A part of a score by its name, so that the number can be taken apart; `note` where a number needs a word. */
export interface Component {
  name: string;
  value: number;
  note: string | null;
}
export interface Ranked {
  ticker: string;
  kind: Kind;
  /** 0..100, one decimal. */
  score: number;
  /** From 1, over all lines of the event: soft, hard, trap, issuer. */
  rank: number;
  ruleId: string | null;
  ruleVersion: number | null;
  sameProduct: boolean;
  product: string | null;
  opposed: { event: string; company: string; zh: string; en: string } | null;
  relation: SupplyRelation | null;
  lookalike: string | null;
  components: Component[];
  /** The side that lost, where a rule spoke for another kind too. */
  lostTo: { kind: Kind; ruleId: string; score: number } | null;
}
export interface SupplyRelation {
  ticker: string;
  kind: string;
  entity: string;
  sourceTitle: string;
  sourceUrl: string;
  sourceDate: string;
}
export interface RankInput {
  matches: readonly RuleMatch[];
  products: readonly ProductMatch[];
  /** Tickers whose issuer the event is about. */
  issuers: ReadonlySet<string>;
  /** Dated supply relations between a company and the event's issuer. */
  relations: readonly SupplyRelation[];
  /** Share of the event's articles that name the company. */
  named: ReadonlyMap<string, number>;
  /** Companies whose name only resembles one the event is about, with the name. */
  lookalikes: ReadonlyMap<string, string>;
  /** Crowding factor and phrase from daily bars; a company without bars is absent and counts 1. */
  crowding: ReadonlyMap<string, { factor: number; shape: string }>;
}

export const LIMITS = { soft: 8, hard: 6, trap: 8 } as const;
/** Below this a link is noise: not shown. */
export const FLOOR = { soft: 10, hard: 12, trap: 6 } as const;
/** A company that publishes a smaller share of revenue in the matched model is too small a way into the event. */
export const MATERIALITY = 0.02;

/** Revenue share as a factor: a pure company counts in full, one with a sliver of its revenue there 0.4. */
export function purityFactor(share: number): number {
  return 0.4 + 0.6 * share;
}

/** The parts of a rule's score for a company, and their product. */
export function scoreOf(
  match: RuleMatch,
  crowding: { factor: number; shape: string } | undefined,
): { score: number; components: Component[] } {
  const overlap = match.eventFit * match.companyFit * (0.75 + 0.25 * match.kinship);
  const share = match.share ?? match.shareQuartile ?? 0.3;
  const parts: Component[] = [
    { name: 'rule_weight', value: match.ruleWeight, note: null },
    { name: 'event_fit', value: match.eventFit, note: null },
    { name: 'company_fit', value: match.companyFit, note: null },
    { name: 'kinship', value: 0.75 + 0.25 * match.kinship, note: null },
    { name: 'evidence_grade', value: match.grade, note: match.grade === 1 ? 'first-hand' : 'hearsay' },
    {
      name: 'purity',
      value: purityFactor(share),
      note:
        match.share === null
          ? `not published (${match.shareTrait ?? 'model'})`
          : `${(match.share * 100).toFixed(1)}% of revenue (${match.shareTrait})`,
    },
    { name: 'crowding', value: crowding?.factor ?? 1, note: crowding?.shape ?? 'no prices' },
    { name: 'against_event', value: 1 - 0.3 * match.eventAgainst, note: null },
    { name: 'against_company', value: 1 - 0.4 * match.companyAgainst, note: null },
  ];
  const factor = parts.slice(4).reduce((product, p) => product * p.value, 1);
  return { score: Math.min(100, 100 * match.ruleWeight * overlap * factor), components: parts };
}

const round = (n: number, digits: number): number => Math.round(n * 10 ** digits) / 10 ** digits;

interface Candidate extends Omit<Ranked, 'rank'> {
  share: number;
  grade: number;
}

/**
 * Gives every company one kind: the issuer is the issuer; a supplier of the issuer is hard, never a trap; else the
 * stronger of its best analogue rule and its best trap rule wins and the explanation names the other; product in
 * common with an opposed model is a trap, without one hard. Ties by purity, grade of evidence, ticker.
 */
export function rank(input: RankInput): Ranked[] {
  const blocked = input.matches.some((m) => m.ruleKind === 'block');
  const relations = new Map(input.relations.map((r) => [r.ticker, r]));
  const products = new Map(input.products.map((p) => [p.ticker, p]));
  const best = { analogue: new Map<string, Candidate>(), trap: new Map<string, Candidate>() };
  for (const match of input.matches) {
    if (match.ticker === null || match.ruleKind === 'block') continue;
    if (match.ruleKind === 'analogue' && (blocked || (match.share !== null && match.share < MATERIALITY)))
      continue;
    const candidate = ruleCandidate(match, input, products.get(match.ticker));
    const side = best[match.ruleKind];
    const other = side.get(match.ticker);
    if (other === undefined || compare(candidate, other) < 0) side.set(match.ticker, candidate);
  }
  const chosen = new Map<string, Candidate>();
  for (const ticker of new Set([...best.analogue.keys(), ...best.trap.keys()])) {
    const soft = best.analogue.get(ticker);
    const trap = best.trap.get(ticker);
    const relation = relations.get(ticker);
    if (soft !== undefined && (trap === undefined || soft.score >= trap.score))
      chosen.set(ticker, {
        ...soft,
        lostTo: trap === undefined ? null : { kind: 'trap', ruleId: trap.ruleId!, score: trap.score },
      });
    else if (trap !== undefined && relation === undefined)
      chosen.set(ticker, {
        ...trap,
        lostTo: soft === undefined ? null : { kind: 'soft', ruleId: soft.ruleId!, score: soft.score },
      });
  }
  for (const product of input.products) {
    if (chosen.has(product.ticker)) continue;
    // An event without an analogue by its nature (an investor's gain, a product given up) has no lookalikes either;
    // who supplies its issuer is still worth a line.
    if (blocked && !relations.has(product.ticker)) continue;
    const candidate = productCandidate(product, input, relations.get(product.ticker));
    if (candidate !== undefined) chosen.set(product.ticker, candidate);
  }
  for (const [ticker, name] of input.lookalikes)
    if (!blocked && !chosen.has(ticker)) chosen.set(ticker, { ...bare(ticker, 'trap', 10), lookalike: name });
  for (const ticker of input.issuers) chosen.set(ticker, bare(ticker, 'issuer', 100));
  const all = [...chosen.values()].map((c) => ({ ...c, score: round(c.score, 1) })).sort(compare);
  const of = (kind: Kind): Candidate[] => all.filter((c) => c.kind === kind);
  const lines = [
    ...of('soft')
      .filter((c) => c.score >= FLOOR.soft)
      .slice(0, LIMITS.soft),
    ...of('hard')
      .filter((c) => c.score >= FLOOR.hard)
      .slice(0, LIMITS.hard),
    ...of('trap')
      .filter((c) => c.score >= FLOOR.trap)
      .slice(0, LIMITS.trap),
    ...of('issuer'),
  ];
  return lines.map(({ share: _share, grade: _grade, ...line }, i) => ({
    ...line,
    rank: i + 1,
    components: line.components.map((c) => ({ ...c, value: round(c.value, 4) })),
  }));
}

function compare(a: Candidate, b: Candidate): number {
  return (
    round(b.score, 1) - round(a.score, 1) ||
    b.share - a.share ||
    b.grade - a.grade ||
    (a.ticker < b.ticker ? -1 : a.ticker > b.ticker ? 1 : 0)
  );
}

/** The crowd's own choice first among traps: a name that the event's articles mention counts in full. */
export function namedFactor(share: number | undefined): number {
  return share === undefined ? 0.6 : 0.8 + 0.2 * Math.min(1, share * 4);
}

function ruleCandidate(match: RuleMatch, input: RankInput, product: ProductMatch | undefined): Candidate {
  const ticker = match.ticker!;
  const { score, components } = scoreOf(
    match,
    match.ruleKind === 'trap' ? undefined : input.crowding.get(ticker),
  );
  const trap = match.ruleKind === 'trap';
  const named = namedFactor(input.named.get(ticker));
  return {
    ...bare(ticker, trap ? 'trap' : 'soft', trap ? score * named : score),
    ruleId: match.ruleId,
    ruleVersion: match.ruleVersion,
    sameProduct: product !== undefined,
    product: product?.product ?? null,
    components: trap
      ? [
          ...components,
          { name: 'named', value: named, note: input.named.has(ticker) ? 'named in the event' : null },
        ]
      : components,
    share: match.share ?? -1,
    grade: match.grade,
  };
}

function productCandidate(
  product: ProductMatch,
  input: RankInput,
  relation: SupplyRelation | undefined,
): Candidate | undefined {
  const named = namedFactor(input.named.get(product.ticker));
  const grade = product.firstHand ? 1 : 0.7;
  const score = 50 * product.eventStrength * product.companyStrength * grade * named;
  const opposed =
    product.opposedEvent === null || relation !== undefined
      ? null
      : {
          event: product.opposedEvent,
          company: product.opposedCompany!,
          zh: product.reasonZh!,
          en: product.reasonEn!,
        };
  return {
    ...bare(
      product.ticker,
      opposed === null ? 'hard' : 'trap',
      relation === undefined ? score : Math.max(score, 40),
    ),
    sameProduct: true,
    product: product.product,
    opposed,
    relation: relation ?? null,
    components: [
      { name: 'event_product', value: product.eventStrength, note: product.product },
      { name: 'company_product', value: product.companyStrength, note: product.product },
      { name: 'evidence_grade', value: grade, note: grade === 1 ? 'first-hand' : 'hearsay' },
      { name: 'named', value: named, note: input.named.has(product.ticker) ? 'named in the event' : null },
    ],
    grade,
  };
}

function bare(ticker: string, kind: Kind, score: number): Candidate {
  return {
    ticker,
    kind,
    score,
    ruleId: null,
    ruleVersion: null,
    sameProduct: false,
    product: null,
    opposed: null,
    relation: null,
    lookalike: null,
    components: [],
    lostTo: null,
    share: -1,
    grade: 0,
  };
}
