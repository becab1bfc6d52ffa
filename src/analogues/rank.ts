import { type Answer, answerOf, type SaidOfEvent } from './answer.ts';
import { type ProductMatch, PURITY_UNKNOWN, type RuleMatch } from './match.ts';

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
  /** What the company itself has said of the event's subject: against a link, and for calling it a trap. */
  said: readonly SaidOfEvent[];
}
/** A company that would be a line, and why it is none. */
export interface HeldBack {
  ticker: string;
  kind: 'soft' | 'hard';
  reason: 'too_small' | 'denied';
  ruleId: string | null;
  ruleVersion: number | null;
  /** What it would have had, 0..100, one decimal. */
  score: number;
  /** Of which the share is; null where a product alone matched. */
  trait: string | null;
  share: number | null;
  floor: number;
  /** The dated source of the share; filled in by whoever knows it. */
  source: { title: string; url: string; date: string } | null;
  /** The company's own sentence, where it is the reason. */
  said: SaidOfEvent | null;
}
export interface SupplyRelation {
  ticker: string;
  kind: string;
  entity: string;
  sourceTitle: string;
  sourceUrl: string;
  sourceDate: string;
  /** What it is and with whom, as readers are told. */
  shown: { readonly zh: string | null; readonly en: string | null };
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
  /** What companies have said of what the event is about. */
  said?: ReadonlyMap<string, readonly SaidOfEvent[]>;
  /** Traits by which a rule matches companies. */
  grounds?: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whose share a ticker is; a ticker stands for itself unless given. */
  issuerOf?: (ticker: string) => string;
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
  answer: Answer | null = null,
): { score: number; components: Component[] } {
  const overlap = match.eventFit * match.companyFit * (0.75 + 0.25 * match.kinship);
  const published = match.share ?? match.shareQuartile ?? PURITY_UNKNOWN;
  const share = Math.min(published, answer?.share ?? 1);
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
        share < published
          ? `at most ${(share * 100).toFixed(1)}% of revenue, by its own announcement`
          : match.share === null
            ? `not published (${match.shareTrait ?? 'model'})`
            : `${(match.share * 100).toFixed(1)}% of revenue (${match.shareTrait})`,
    },
    { name: 'crowding', value: crowding?.factor ?? 1, note: crowding?.shape ?? 'no prices' },
    { name: 'against_event', value: 1 - 0.3 * match.eventAgainst, note: null },
    { name: 'against_company', value: 1 - 0.4 * match.companyAgainst, note: null },
    ...saidPart(answer?.said ?? [], answer?.factor ?? 1),
  ];
  const factor = parts.slice(4).reduce((product, p) => product * p.value, 1);
  return { score: Math.min(100, 100 * match.ruleWeight * overlap * factor), components: parts };
}

/** The company's own word as a factor; a line about which it said nothing has no such part. */
function saidPart(said: readonly SaidOfEvent[], factor: number): Component[] {
  const last = said.at(-1);
  return last === undefined
    ? []
    : [{ name: 'company_said', value: factor, note: `${last.stance} (${last.publishedAt.slice(0, 10)})` }];
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
  return rankAll(input).lines;
}

/** As `rank`, with those that are held back: too small a share of revenue, or denied by the company itself. */
export function rankAll(input: RankInput): { lines: Ranked[]; heldBack: HeldBack[] } {
  const held: HeldBack[] = [];
  const blocked = input.matches.some((m) => m.ruleKind === 'block');
  const relations = new Map(input.relations.map((r) => [r.ticker, r]));
  const products = new Map(input.products.map((p) => [p.ticker, p]));
  const best = { analogue: new Map<string, Candidate>(), trap: new Map<string, Candidate>() };
  for (const match of input.matches) {
    if (match.ticker === null || match.ruleKind === 'block') continue;
    const product = products.get(match.ticker);
    const answer = match.ruleKind === 'analogue' ? ruleAnswer(match, input, product) : null;
    if (match.ruleKind === 'analogue') {
      if (blocked) continue;
      const back = ruleHeldBack(match, input, answer);
      if (back !== null) {
        held.push(back);
        continue;
      }
    }
    const candidate = ruleCandidate(match, input, product, answer);
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
    const { candidate, back } = productCandidate(product, input, relations.get(product.ticker));
    if (back !== null) held.push(back);
    else chosen.set(product.ticker, candidate);
  }
  for (const [ticker, name] of input.lookalikes)
    if (!blocked && !chosen.has(ticker)) chosen.set(ticker, { ...bare(ticker, 'trap', 10), lookalike: name });
  for (const ticker of input.issuers) {
    // Its line is no link that could be withdrawn; that the exchange asks, or that it takes its own news back, is shown.
    const said = input.said?.get(ticker) ?? [];
    chosen.set(ticker, { ...bare(ticker, 'issuer', 100), said, components: saidPart(said, 1) });
  }
  const issuerOf = input.issuerOf ?? ((ticker) => ticker);
  const ranked = [...chosen.values()].map((c) => ({ ...c, score: round(c.score, 1) })).sort(compare);
  const all = onceAnIssuer(ranked, issuerOf);
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
  return {
    lines: lines.map(({ share: _share, grade: _grade, ...line }, i) => ({
      ...line,
      rank: i + 1,
      components: line.components.map((c) => ({ ...c, value: round(c.value, 4) })),
    })),
    heldBack: oneEach(
      held,
      new Set([...of('soft'), ...of('issuer')].map((c) => issuerOf(c.ticker))),
      issuerOf,
    ),
  };
}

/** The A and the H share of one issuer are one idea: the line that scores more stands for both. `ranked`: best first. */
function onceAnIssuer<T extends { ticker: string }>(
  ranked: readonly T[],
  issuerOf: (ticker: string) => string,
): T[] {
  const seen = new Set<string>();
  return ranked.filter(({ ticker }) => {
    const issuer = issuerOf(ticker);
    const first = !seen.has(issuer);
    seen.add(issuer);
    return first;
  });
}

/** A row an issuer, the denied before the too small, the higher score first; none for who is named softly after all. */
function oneEach(
  held: readonly HeldBack[],
  named: ReadonlySet<string>,
  issuerOf: (ticker: string) => string,
): HeldBack[] {
  const order = (a: HeldBack, b: HeldBack): number =>
    Number(b.reason === 'denied') - Number(a.reason === 'denied') ||
    b.score - a.score ||
    ((a.ruleId ?? '~') < (b.ruleId ?? '~') ? -1 : 1);
  const rows = new Map<string, HeldBack>();
  for (const h of [...held].sort(order)) {
    const issuer = issuerOf(h.ticker);
    if (!named.has(issuer) && !rows.has(issuer)) rows.set(issuer, h);
  }
  return [...rows.values()].sort((a, b) => b.score - a.score || (a.ticker < b.ticker ? -1 : 1));
}

/** What is left of a rule's link after the company has spoken; null where it has not. */
export function ruleAnswer(
  match: RuleMatch,
  input: RankInput,
  product: ProductMatch | undefined,
): Answer | null {
  const said = input.said?.get(match.ticker!) ?? [];
  if (said.length === 0) return null;
  const grounds = new Set(input.grounds?.get(match.ruleId) ?? []);
  if (product !== undefined) grounds.add(product.product);
  return answerOf(said, grounds, product !== undefined);
}

/** Why a match of an analogue rule is no line; null where it is one. */
export function ruleHeldBack(match: RuleMatch, input: RankInput, answer: Answer | null): HeldBack | null {
  const shares = [match.share, answer?.share ?? null].filter((s) => s !== null);
  const share = shares.length === 0 ? null : Math.min(...shares);
  const denied = answer !== null && answer.withdrawnBy !== null;
  if (!denied && (share === null || share >= MATERIALITY)) return null;
  const ownWord = denied || (answer !== null && answer.share !== null && answer.share < MATERIALITY);
  return {
    ticker: match.ticker!,
    kind: 'soft',
    reason: denied ? 'denied' : 'too_small',
    ruleId: match.ruleId,
    ruleVersion: match.ruleVersion,
    score: round(scoreOf(match, input.crowding.get(match.ticker!)).score, 1),
    trait: match.shareTrait,
    share,
    floor: MATERIALITY,
    source: null,
    said: ownWord ? (answer.withdrawnBy ?? answer.shareBy) : null,
  };
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

function ruleCandidate(
  match: RuleMatch,
  input: RankInput,
  product: ProductMatch | undefined,
  answer: Answer | null,
): Candidate {
  const ticker = match.ticker!;
  const { score, components } = scoreOf(
    match,
    match.ruleKind === 'trap' ? undefined : input.crowding.get(ticker),
    answer,
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
          ...saidPart(input.said?.get(ticker) ?? [], 1),
        ]
      : components,
    share: match.share ?? -1,
    grade: match.grade,
    said: input.said?.get(ticker) ?? [],
  };
}

function productCandidate(
  product: ProductMatch,
  input: RankInput,
  relation: SupplyRelation | undefined,
): { candidate: Candidate; back: HeldBack | null } {
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
  const kind = opposed === null ? 'hard' : 'trap';
  const full = relation === undefined ? score : Math.max(score, 40);
  const said = input.said?.get(product.ticker) ?? [];
  // A trap is not weakened by a company that says itself that it has no part in the product.
  const answer = kind === 'trap' ? null : answerOf(said, new Set([product.product]), true);
  const shares = [product.share, answer?.share ?? null].filter((s) => s !== null);
  const share = shares.length === 0 ? null : Math.min(...shares);
  const denied = answer !== null && answer.withdrawnBy !== null;
  const ownWord = denied || (answer !== null && answer.share !== null && answer.share < MATERIALITY);
  // A supplier of the issuer is in the event by its contract, however small the product is in its revenue.
  const tiny = share !== null && share < MATERIALITY && (relation === undefined || ownWord);
  const back: HeldBack | null =
    kind === 'trap' || (!denied && !tiny)
      ? null
      : {
          ticker: product.ticker,
          kind: 'hard',
          reason: denied ? 'denied' : 'too_small',
          ruleId: null,
          ruleVersion: null,
          score: round(full, 1),
          trait: product.product,
          share,
          floor: MATERIALITY,
          source: null,
          said: ownWord ? (answer.withdrawnBy ?? answer.shareBy) : null,
        };
  const candidate: Candidate = {
    ...bare(product.ticker, kind, full * (answer?.factor ?? 1)),
    said,
    sameProduct: true,
    product: product.product,
    opposed,
    relation: relation ?? null,
    components: [
      { name: 'event_product', value: product.eventStrength, note: product.product },
      { name: 'company_product', value: product.companyStrength, note: product.product },
      { name: 'evidence_grade', value: grade, note: grade === 1 ? 'first-hand' : 'hearsay' },
      { name: 'named', value: named, note: input.named.has(product.ticker) ? 'named in the event' : null },
      ...saidPart(said, answer?.factor ?? 1),
    ],
    grade,
  };
  return { candidate, back };
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
    said: [],
    share: -1,
    grade: 0,
  };
}
