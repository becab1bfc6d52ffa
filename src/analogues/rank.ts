import {
  type Candidate,
  type HeldBack,
  type Kind,
  plainCandidate,
  productCandidate,
  round,
  ruleAnswer,
  ruleCandidate,
  ruleHeldBack,
  type Told,
  type Weighed,
} from './candidate.ts';
import type { RuleMatch } from './match.ts';
import type { ProductMatch } from './products.repository.ts';
import { saidPart } from './score.ts';

export interface Ranked extends Told {
  ticker: string;
  kind: Kind;
  /** 0..100, one decimal. */
  score: number;
  /** From 1, over all lines of the event: soft, hard, trap, issuer. */
  rank: number;
  /** The side that lost, where a rule spoke for another kind too. */
  lostTo: { kind: Kind; ruleId: string; score: number } | null;
}

export interface RankInput extends Weighed {
  matches: readonly RuleMatch[];
  products: readonly ProductMatch[];
  /** Tickers whose issuer the event is about. */
  issuers: ReadonlySet<string>;
  /** Companies whose name only resembles one the event is about, with the name. */
  lookalikes: ReadonlyMap<string, string>;
  /** Whose share a ticker is; a ticker stands for itself unless given. */
  issuerOf?: (ticker: string) => string;
}

export const LIMITS = { soft: 8, hard: 6, trap: 8 } as const;
/** Below this a link is noise: not shown. */
export const FLOOR = { soft: 10, hard: 12, trap: 6 } as const;
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
  const chosen = new Map<string, Chosen>();
  for (const ticker of new Set([...best.analogue.keys(), ...best.trap.keys()])) {
    const soft = best.analogue.get(ticker);
    const trap = best.trap.get(ticker);
    const relation = relations.get(ticker);
    if (soft !== undefined && (trap === undefined || soft.score >= trap.score))
      chosen.set(ticker, chosenOf(soft, trap));
    else if (trap !== undefined && relation === undefined) chosen.set(ticker, chosenOf(trap, soft));
  }
  for (const product of input.products) {
    if (chosen.has(product.ticker)) continue;
    // An event without an analogue by its nature (an investor's gain, a product given up) has no lookalikes either;
    // who supplies its issuer is still worth a line.
    if (blocked && !relations.has(product.ticker)) continue;
    const { candidate, back } = productCandidate(product, input, relations.get(product.ticker));
    if (back !== null) held.push(back);
    else chosen.set(product.ticker, chosenOf(candidate));
  }
  for (const [ticker, name] of input.lookalikes)
    if (!blocked && !chosen.has(ticker))
      chosen.set(ticker, chosenOf(plainCandidate(ticker, 'trap', 10, { lookalike: name })));
  for (const ticker of input.issuers) {
    // Its line is no link that could be withdrawn; that the exchange asks, or that it takes its own news back, is shown.
    const said = input.said?.get(ticker) ?? [];
    const told = { said, components: saidPart(said, 1) };
    chosen.set(ticker, chosenOf(plainCandidate(ticker, 'issuer', 100, told)));
  }
  const issuerOf = input.issuerOf ?? ((ticker) => ticker);
  const all = onceAnIssuer([...chosen.values()].sort(inOrder), issuerOf);
  const of = (kind: Kind): Chosen[] => all.filter((c) => c.candidate.kind === kind);
  const first = (kind: keyof typeof LIMITS): Chosen[] =>
    of(kind)
      .filter((c) => c.score >= FLOOR[kind])
      .slice(0, LIMITS[kind]);
  return {
    lines: [...first('soft'), ...first('hard'), ...first('trap'), ...of('issuer')].map(lineOf),
    heldBack: oneEach(
      held,
      new Set([...of('soft'), ...of('issuer')].map((c) => issuerOf(c.ticker))),
      issuerOf,
    ),
  };
}

/** The kind that a company has, with its score to one decimal: what lines are ordered by. */
interface Chosen {
  readonly ticker: string;
  readonly score: number;
  readonly candidate: Candidate;
  readonly lost: Candidate | undefined;
}
const chosenOf = (candidate: Candidate, lost?: Candidate): Chosen => ({
  ticker: candidate.ticker,
  score: round(candidate.score, 1),
  candidate,
  lost,
});

function lineOf({ ticker, score, candidate, lost }: Chosen, i: number): Ranked {
  const told = candidate.told();
  return {
    ...told,
    ticker,
    kind: candidate.kind,
    score,
    rank: i + 1,
    lostTo: lost === undefined ? null : { kind: lost.kind, ruleId: lost.ruleId!, score: lost.score },
    components: told.components.map((c) => ({ ...c, value: round(c.value, 4) })),
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

const inOrder = (a: Chosen, b: Chosen): number => b.score - a.score || afterScore(a.candidate, b.candidate);
const compare = (a: Candidate, b: Candidate): number =>
  round(b.score, 1) - round(a.score, 1) || afterScore(a, b);
/** Ties by purity, grade of evidence, ticker. */
const afterScore = (a: Candidate, b: Candidate): number =>
  b.share - a.share || b.grade - a.grade || (a.ticker < b.ticker ? -1 : a.ticker > b.ticker ? 1 : 0);
