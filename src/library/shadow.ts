import type { Rule, RuleTerm } from '../analogues/index.ts';
import type { Company } from '../companies/index.ts';

/*
 * Rules that can do nothing, found without an event: what the terms themselves say. A finding here is certain; that a
 * rule is not shadowed is not (`library test --distinct` tries that on cases).
 */

type Side = RuleTerm['side'];
const of = (rule: Rule, side: Side, role: RuleTerm['role']): readonly RuleTerm[] =>
  rule.terms.filter((t) => t.side === side && t.role === role);
const same = (a: RuleTerm, b: RuleTerm): boolean => a.subject === b.subject && a.name === b.name;
/** Whoever holds `a` holds `b`. */
const implies = (a: RuleTerm, b: RuleTerm): boolean => same(a, b) && a.minimum >= b.minimum;

/** Whatever holds `rule`'s side holds that of `wide`. */
function within(rule: Rule, wide: Rule, side: Side): boolean {
  const certain = of(rule, side, 'require');
  const any = of(rule, side, 'any');
  const wideAny = of(wide, side, 'any');
  return (
    of(wide, side, 'require').every((w) => certain.some((t) => implies(t, w))) &&
    (wideAny.length === 0 ||
      wideAny.some((w) => certain.some((t) => implies(t, w))) ||
      (any.length > 0 && any.every((t) => wideAny.some((w) => implies(t, w))))) &&
    // Forbidden more widely than here: it may be silent where this rule speaks.
    of(wide, side, 'forbid').every((w) =>
      of(rule, side, 'forbid').some((t) => same(t, w) && t.minimum <= w.minimum),
    )
  );
}

/** A rule of the same kind and no less weight that fires wherever this one does, for every company that this one names. */
export function shadowOf(rule: Rule, rules: readonly Rule[]): Rule | undefined {
  return rules.find(
    (wide) =>
      wide.id !== rule.id &&
      wide.kind === rule.kind &&
      wide.weight >= rule.weight &&
      within(rule, wide, 'event') &&
      (rule.kind === 'block' || within(rule, wide, 'company')) &&
      // Of two that say the same the first by name stays.
      !(within(wide, rule, 'event') && within(wide, rule, 'company') && rule.id < wide.id),
  );
}

/** A block rule that fires wherever this analogue rule does: it never names anybody. */
export function blockOver(rule: Rule, rules: readonly Rule[]): Rule | undefined {
  return rule.kind === 'analogue'
    ? rules.find((b) => b.kind === 'block' && within(rule, b, 'event'))
    : undefined;
}

/** Whether any company of the library holds the rule's side, by the strongest of its facts about each trait. */
export function namesSomebody(rule: Rule, companies: readonly Company[]): boolean {
  if (rule.kind === 'block') return true;
  return companies.some((c) => {
    const holds = (t: RuleTerm): boolean =>
      c.traits.some((f) => f.trait === t.name && f.strength >= t.minimum - 1e-6);
    const any = of(rule, 'company', 'any');
    return of(rule, 'company', 'require').every(holds) && (any.length === 0 || any.some(holds));
  });
}

/**
 * The most that patterns can make of a term in an event (src/themes/strength.ts): its heaviest pattern in a first-hand
 * document with a stated shift, and all of hearsay beside it. 0 where no pattern finds it.
 */
export function strongestReading(weights: readonly number[]): number {
  const w = Math.max(0, ...weights);
  const shifted = 1 - (1 - w) * 0.5;
  return w === 0 ? 0 : 1 - (1 - shifted) * (1 - 0.75 * (1 - Math.exp(-3 * shifted)));
}
