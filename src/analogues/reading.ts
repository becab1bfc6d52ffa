import type { Rule, RuleTerm } from './rule.ts';

/** A condition of a rule that does not hold, with how much there was of it. */
export interface Lack {
  readonly side: 'event' | 'company';
  /** `require`: it must have it; `any`: one of these; `forbid`: it must not have it, and has. */
  readonly role: 'require' | 'any' | 'forbid';
  /** Trait ids, themes as `theme:ID`; more than one only for `any`. */
  readonly terms: readonly string[];
  /** The least strength that counts (of the nearest one for `any`). */
  readonly minimum: number;
  /** 0..1; the strongest for `any`. */
  readonly strength: number;
}
export interface SideReading {
  readonly holds: boolean;
  readonly lacks: readonly Lack[];
  /** 0 where the side holds; each lacking condition adds 0.5 to 1, by how far it is from its minimum. */
  readonly gap: number;
  /** Required and `any` terms of which there is something at all, signals aside: a rule with none has nothing in common. */
  readonly touched: number;
}

/** The key of a term's subject: themes are told from traits of the same name. */
export const subjectKey = (term: RuleTerm): string =>
  term.subject === 'theme' ? `theme:${term.name}` : term.name;

/** The tolerance of four-byte columns, as in match.ts. */
const holds = (strength: number, minimum: number): boolean => strength > 0 && strength >= minimum - 1e-6;

/**
 * Which conditions of one side hold for these strengths: the same question that match.ts asks in SQL, taken apart.
 * @param isSignal whether a trait only says what kind of news it is: half the news has "results", which brings no rule near.
 */
export function readSide(
  rule: Rule,
  side: 'event' | 'company',
  strengths: ReadonlyMap<string, number>,
  isSignal: (subject: string) => boolean,
): SideReading {
  const terms = rule.terms.filter((t) => t.side === side);
  const of = (t: RuleTerm): number => strengths.get(subjectKey(t)) ?? 0;
  const lacks: Lack[] = [];
  for (const t of terms) {
    const held = holds(of(t), t.minimum);
    if ((t.role === 'require' && !held) || (t.role === 'forbid' && held))
      lacks.push({ side, role: t.role, terms: [subjectKey(t)], minimum: t.minimum, strength: of(t) });
  }
  const any = terms.filter((t) => t.role === 'any');
  if (any.length > 0 && !any.some((t) => holds(of(t), t.minimum))) {
    const best = [...any].sort((a, b) => near(b, of(b)) - near(a, of(a)) || (a.name < b.name ? -1 : 1))[0]!;
    lacks.push({ side, role: 'any', terms: any.map(subjectKey), minimum: best.minimum, strength: of(best) });
  }
  const gap = lacks.reduce(
    (sum, l) =>
      sum + (l.role === 'forbid' ? 1 : 1 - 0.5 * Math.min(1, l.strength / Math.max(l.minimum, 0.05))),
    0,
  );
  const touched = terms.filter(
    (t) => (t.role === 'require' || t.role === 'any') && of(t) > 0 && !isSignal(subjectKey(t)),
  ).length;
  return { holds: lacks.length === 0, lacks, gap, touched };
}
const near = (t: RuleTerm, strength: number): number => strength / Math.max(t.minimum, 0.05);
