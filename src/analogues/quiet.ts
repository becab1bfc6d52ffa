import type { Rule } from './rule.ts';

/** What an event has, by `trait:NAME` and `theme:NAME`. */
export type Held = ReadonlyMap<string, number>;

/**
 * Whether a rule could fire on what an event has, forbidden terms aside. Most news fires nothing: asking here, in memory,
 * spares it the statement that matches every rule with every company. That statement alone decides.
 */
export function mayFire(rule: Pick<Rule, 'status' | 'terms'>, held: Held): boolean {
  if (rule.status !== 'published') return false;
  const holds = (t: Rule['terms'][number]): boolean => {
    const strength = held.get(`${t.subject}:${t.name}`) ?? 0;
    return strength > 0 && strength >= t.minimum - 1e-6;
  };
  const event = rule.terms.filter((t) => t.side === 'event');
  const any = event.filter((t) => t.role === 'any');
  return event.every((t) => t.role !== 'require' || holds(t)) && (any.length === 0 || any.some(holds));
}
