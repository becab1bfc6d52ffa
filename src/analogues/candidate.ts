import { type Answer, answerOf, type SaidOfEvent } from './answer.ts';
import type { RuleMatch } from './match.ts';
import type { ProductMatch } from './products.repository.ts';
import {
  bareScore,
  type Component,
  type Crowded,
  namedFactor,
  namedPart,
  saidPart,
  scoreOf,
} from './score.ts';

export type Kind = 'soft' | 'hard' | 'trap' | 'issuer';

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
/** What is known of an event's companies beside what matched them. */
export interface Weighed {
  /** Dated supply relations between a company and the event's issuer. */
  relations: readonly SupplyRelation[];
  /** Share of the event's articles that name the company. */
  named: ReadonlyMap<string, number>;
  /** Crowding factor and phrase from daily bars; a company without bars is absent and counts 1. */
  crowding: ReadonlyMap<string, Crowded>;
  /** What companies have said of what the event is about. */
  said?: ReadonlyMap<string, readonly SaidOfEvent[]>;
  /** Traits by which a rule matches companies. */
  grounds?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What a line says beside its number. */
export interface Told {
  ruleId: string | null;
  ruleVersion: number | null;
  sameProduct: boolean;
  product: string | null;
  opposed: { event: string; company: string; zh: string; en: string } | null;
  relation: SupplyRelation | null;
  lookalike: string | null;
  components: Component[];
  /** What the company itself has said of the event's subject: against a link, and for calling it a trap. */
  said: readonly SaidOfEvent[];
}

/** A company and what speaks for one kind of it: what it is ranked by, and its words for when it is among the first. */
export interface Candidate {
  readonly ticker: string;
  readonly kind: Kind;
  /** 0..100. */
  readonly score: number;
  /** Published share of revenue, 0..1; below zero where none is. */
  readonly share: number;
  readonly grade: number;
  readonly ruleId: string | null;
  readonly told: () => Told;
}

/** A company that publishes a smaller share of revenue in the matched model is too small a way into the event. */
export const MATERIALITY = 0.02;

/** To a number of decimals. */
export const round = (n: number, digits: number): number => Math.round(n * 10 ** digits) / 10 ** digits;

/** What is left of a rule's link after the company has spoken; null where it has not. */
export function ruleAnswer(
  match: RuleMatch,
  input: Weighed,
  product: ProductMatch | undefined,
): Answer | null {
  const said = input.said?.get(match.ticker!) ?? [];
  if (said.length === 0) return null;
  const grounds = new Set(input.grounds?.get(match.ruleId) ?? []);
  if (product !== undefined) grounds.add(product.product);
  return answerOf(said, grounds, product !== undefined);
}

/** Why a match of an analogue rule is no line; null where it is one. */
export function ruleHeldBack(match: RuleMatch, input: Weighed, answer: Answer | null): HeldBack | null {
  const share = leastShare(match.share, answer);
  const denied = answer !== null && answer.withdrawnBy !== null;
  if (!denied && (share === null || share >= MATERIALITY)) return null;
  const ownWord = denied || (answer !== null && answer.share !== null && answer.share < MATERIALITY);
  return {
    ticker: match.ticker!,
    kind: 'soft',
    reason: denied ? 'denied' : 'too_small',
    ruleId: match.ruleId,
    ruleVersion: match.ruleVersion,
    score: round(bareScore(match, input.crowding.get(match.ticker!)), 1),
    trait: match.shareTrait,
    share,
    floor: MATERIALITY,
    source: null,
    said: ownWord ? (answer.withdrawnBy ?? answer.shareBy) : null,
  };
}

/** A company by a rule: softly by an analogue rule, a trap by a trap rule. */
export function ruleCandidate(
  match: RuleMatch,
  input: Weighed,
  product: ProductMatch | undefined,
  answer: Answer | null,
): Candidate {
  const ticker = match.ticker!;
  const trap = match.ruleKind === 'trap';
  const crowding = trap ? undefined : input.crowding.get(ticker);
  const score = bareScore(match, crowding, answer);
  const said = input.said?.get(ticker) ?? [];
  return {
    ticker,
    kind: trap ? 'trap' : 'soft',
    score: trap ? score * namedFactor(input.named.get(ticker)) : score,
    share: match.share ?? -1,
    grade: match.grade,
    ruleId: match.ruleId,
    told: () => {
      const { components } = scoreOf(match, crowding, answer);
      return {
        ...NOTHING_TOLD,
        ruleId: match.ruleId,
        ruleVersion: match.ruleVersion,
        sameProduct: product !== undefined,
        product: product?.product ?? null,
        components: trap ? [...components, namedPart(input.named, ticker), ...saidPart(said, 1)] : components,
        said,
      };
    },
  };
}

/** A company by its product: a trap where its model is opposed to the event's, else hard, or held back. */
export function productCandidate(
  product: ProductMatch,
  input: Weighed,
  relation: SupplyRelation | undefined,
): { candidate: Candidate; back: HeldBack | null } {
  const { ticker } = product;
  const grade = product.firstHand ? 1 : 0.7;
  const score =
    50 * product.eventStrength * product.companyStrength * grade * namedFactor(input.named.get(ticker));
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
  const said = input.said?.get(ticker) ?? [];
  // A trap is not weakened by a company that says itself that it has no part in the product.
  const answer = kind === 'trap' ? null : answerOf(said, new Set([product.product]), true);
  const candidate: Candidate = {
    ticker,
    kind,
    score: full * (answer?.factor ?? 1),
    share: -1,
    grade,
    ruleId: null,
    told: () => ({
      ...NOTHING_TOLD,
      sameProduct: true,
      product: product.product,
      opposed,
      relation: relation ?? null,
      components: [
        { name: 'event_product', value: product.eventStrength, note: product.product },
        { name: 'company_product', value: product.companyStrength, note: product.product },
        { name: 'evidence_grade', value: grade, note: grade === 1 ? 'first-hand' : 'hearsay' },
        namedPart(input.named, ticker),
        ...saidPart(said, answer?.factor ?? 1),
      ],
      said,
    }),
  };
  return {
    candidate,
    back: kind === 'trap' ? null : productHeldBack(product, answer, round(full, 1), relation !== undefined),
  };
}

/** Why a product in common is no line; null where it is one. */
function productHeldBack(
  product: ProductMatch,
  answer: Answer | null,
  score: number,
  related: boolean,
): HeldBack | null {
  const share = leastShare(product.share, answer);
  const denied = answer !== null && answer.withdrawnBy !== null;
  const ownWord = denied || (answer !== null && answer.share !== null && answer.share < MATERIALITY);
  // A supplier of the issuer is in the event by its contract, however small the product is in its revenue.
  const tiny = share !== null && share < MATERIALITY && (!related || ownWord);
  if (!denied && !tiny) return null;
  return {
    ticker: product.ticker,
    kind: 'hard',
    reason: denied ? 'denied' : 'too_small',
    ruleId: null,
    ruleVersion: null,
    score,
    trait: product.product,
    share,
    floor: MATERIALITY,
    source: null,
    said: ownWord ? (answer.withdrawnBy ?? answer.shareBy) : null,
  };
}

/** The smaller of what is published and what the company grants; null where neither names a number. */
function leastShare(published: number | null, answer: Answer | null): number | null {
  const granted = answer?.share ?? null;
  if (published === null || granted === null) return published ?? granted;
  return Math.min(published, granted);
}

/** A company for a reason that needs no number: its name, or that the event is its own. */
export function plainCandidate(
  ticker: string,
  kind: Kind,
  score: number,
  told: Partial<Told> = {},
): Candidate {
  return {
    ticker,
    kind,
    score,
    share: -1,
    grade: 0,
    ruleId: null,
    told: () => ({ ...NOTHING_TOLD, ...told }),
  };
}

const NOTHING_TOLD: Told = {
  ruleId: null,
  ruleVersion: null,
  sameProduct: false,
  product: null,
  opposed: null,
  relation: null,
  lookalike: null,
  components: [],
  said: [],
};
