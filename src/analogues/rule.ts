export const RULE_KINDS = ['analogue', 'trap', 'block'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];
export const ROLES = ['require', 'any', 'prefer', 'forbid', 'against'] as const;
export type Role = (typeof ROLES)[number];
export type Verdict = 'soft' | 'hard' | 'trap' | 'issuer' | 'none';

/** One condition of a rule: on the event (a trait or a theme) or on the company (a trait). Never a ticker. */
export interface RuleTerm {
  readonly side: 'event' | 'company';
  readonly subject: 'trait' | 'theme';
  readonly name: string;
  readonly role: Role;
  readonly weight: number;
  /** The least strength that counts as having it. */
  readonly minimum: number;
}
/** The rule's own test: a short invented text, a company, and what must come of it. */
export interface RuleCase {
  readonly name: string;
  readonly title: string;
  readonly body: string;
  readonly asOf: string;
  readonly firstHand: boolean;
  readonly ticker: string;
  readonly expect: Verdict;
}
export interface Rule {
  readonly id: string;
  readonly kind: RuleKind;
  readonly status: 'draft' | 'published' | 'retired';
  readonly title: { readonly zh: string; readonly en: string };
  readonly rationale: { readonly zh: string; readonly en: string };
  readonly author: string;
  readonly written: string;
  readonly weight: number;
  readonly terms: readonly RuleTerm[];
  readonly cases: readonly RuleCase[];
}
/** A model that speaks against another: an event of the first does not carry over to a company of the second. */
export interface OpposedPair {
  readonly event: string;
  readonly company: string;
  readonly reason: { readonly zh: string; readonly en: string };
}

const TERM = /^(theme:)?([a-z][a-z0-9_]*)(?:\s*>=\s*(0?\.\d+|0|1|1\.0))?(?:\s*\*\s*(\d+(?:\.\d+)?))?$/;

/**
 * Reads "ip_licensing>=0.3*2" or "theme:ai_video": a name, the least strength that counts, a weight.
 * @returns undefined where the text is not of that form.
 */
export function parseTerm(text: string, side: 'event' | 'company', role: Role): RuleTerm | undefined {
  const match = TERM.exec(text.trim());
  if (match === null || (side === 'company' && match[1] !== undefined)) return undefined;
  const least = side === 'event' ? 0.2 : 0.35;
  return {
    side,
    subject: match[1] === undefined ? 'trait' : 'theme',
    name: match[2]!,
    role,
    weight: match[4] === undefined ? 1 : Number(match[4]),
    minimum: match[3] === undefined ? least : Number(match[3]),
  };
}

/** The inverse of `parseTerm`, in its shortest form. */
export function writeTerm(term: RuleTerm): string {
  const least = term.side === 'event' ? 0.2 : 0.35;
  const minimum = Math.round(term.minimum * 1000) / 1000;
  const weight = Math.round(term.weight * 1000) / 1000;
  return `${term.subject === 'theme' ? 'theme:' : ''}${term.name}${minimum === least ? '' : `>=${minimum}`}${weight === 1 ? '' : `*${weight}`}`;
}
