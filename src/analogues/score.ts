import type { Answer, SaidOfEvent } from './answer.ts';
import { PURITY_UNKNOWN, type RuleMatch } from './match.ts';

/** A part of a score by its name, so that the number can be taken apart; `note` where a number needs a word. */
export interface Component {
  name: string;
  value: number;
  note: string | null;
}

/** Revenue share as a factor: a pure company counts in full, one with a sliver of its revenue there 0.4. */
export function purityFactor(share: number): number {
  return 0.4 + 0.6 * share;
}

/** The crowd's own choice first among traps: a name that the event's articles mention counts in full. */
export function namedFactor(share: number | undefined): number {
  return share === undefined ? 0.6 : 0.8 + 0.2 * Math.min(1, share * 4);
}

export interface Crowded {
  factor: number;
  /** The shape it stands for, in words. */
  shape: string;
}

/** What a rule's score for a company is the product of. */
function factorsOf(match: RuleMatch, crowding: Crowded | undefined, answer: Answer | null) {
  const published = match.share ?? match.shareQuartile ?? PURITY_UNKNOWN;
  const share = Math.min(published, answer?.share ?? 1);
  return {
    published,
    share,
    kinship: 0.75 + 0.25 * match.kinship,
    purity: purityFactor(share),
    crowding: crowding?.factor ?? 1,
    againstEvent: 1 - 0.3 * match.eventAgainst,
    againstCompany: 1 - 0.4 * match.companyAgainst,
    said: answer === null || answer.said.length === 0 ? 1 : answer.factor,
  };
}
function productOf(match: RuleMatch, by: ReturnType<typeof factorsOf>): number {
  const overlap = match.eventFit * match.companyFit * by.kinship;
  const factor = match.grade * by.purity * by.crowding * by.againstEvent * by.againstCompany * by.said;
  return Math.min(100, 100 * match.ruleWeight * overlap * factor);
}

/** The score alone, 0..100: a busy event has thousands of matches, of which a dozen are told in parts. */
export function bareScore(
  match: RuleMatch,
  crowding: Crowded | undefined,
  answer: Answer | null = null,
): number {
  return productOf(match, factorsOf(match, crowding, answer));
}

/** The parts of a rule's score for a company, and their product. */
export function scoreOf(
  match: RuleMatch,
  crowding: Crowded | undefined,
  answer: Answer | null = null,
): { score: number; components: Component[] } {
  const by = factorsOf(match, crowding, answer);
  return {
    score: productOf(match, by),
    components: [
      { name: 'rule_weight', value: match.ruleWeight, note: null },
      { name: 'event_fit', value: match.eventFit, note: null },
      { name: 'company_fit', value: match.companyFit, note: null },
      { name: 'kinship', value: by.kinship, note: null },
      { name: 'evidence_grade', value: match.grade, note: match.grade === 1 ? 'first-hand' : 'hearsay' },
      {
        name: 'purity',
        value: by.purity,
        note:
          by.share < by.published
            ? `at most ${(by.share * 100).toFixed(1)}% of revenue, by its own announcement`
            : match.share === null
              ? `not published (${match.shareTrait ?? 'model'})`
              : `${(match.share * 100).toFixed(1)}% of revenue (${match.shareTrait})`,
      },
      { name: 'crowding', value: by.crowding, note: crowding?.shape ?? 'no prices' },
      { name: 'against_event', value: by.againstEvent, note: null },
      { name: 'against_company', value: by.againstCompany, note: null },
      ...saidPart(answer?.said ?? [], by.said),
    ],
  };
}

/** How much the articles name a company, as a part of its score. */
export function namedPart(named: ReadonlyMap<string, number>, ticker: string): Component {
  return {
    name: 'named',
    value: namedFactor(named.get(ticker)),
    note: named.has(ticker) ? 'named in the event' : null,
  };
}

/** The company's own word as a factor; a line about which it said nothing has no such part. */
export function saidPart(said: readonly SaidOfEvent[], factor: number): Component[] {
  const last = said.at(-1);
  return last === undefined
    ? []
    : [{ name: 'company_said', value: factor, note: `${last.stance} (${last.publishedAt.slice(0, 10)})` }];
}
