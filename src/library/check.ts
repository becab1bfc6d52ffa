import type { LibraryFiles } from './files.ts';

export interface Finding {
  level: 'error' | 'warning';
  where: string;
  what: string;
}

/** Years after which a company's newest source is called stale. */
const STALE_YEARS = 3;

/** What reading the files cannot refuse but a reviewer should see; errors make `library check` fail. */
export function checkLibrary(library: LibraryFiles, today: string): Finding[] {
  const findings: Finding[] = [];
  const add = (level: Finding['level'], where: string, what: string): void =>
    void findings.push({ level, where, what });
  const carried = new Map<string, number>();
  for (const c of library.companies)
    for (const t of c.traits) carried.set(t.trait, Math.max(carried.get(t.trait) ?? 0, t.strength));
  const found = new Set(library.traits.filter((t) => t.patterns.length > 0).map((t) => t.id));
  const bodies = new Map<string, string>();
  for (const rule of library.rules) {
    const where = `rule ${rule.id}`;
    for (const side of ['event', 'company'] as const) {
      const of = (role: string): string[] =>
        rule.terms.filter((t) => t.side === side && t.role === role).map((t) => `${t.subject}:${t.name}`);
      const forbidden = rule.terms.filter((t) => t.side === side && t.role === 'forbid');
      for (const f of forbidden)
        if (
          of('require').includes(`${f.subject}:${f.name}`) &&
          !rule.terms.some(
            (t) => t.role === 'require' && t.side === side && t.name === f.name && t.minimum < f.minimum,
          )
        )
          add('error', where, `requires and forbids ${f.name} on the ${side} side, so it never fires`);
    }
    for (const t of rule.terms) {
      if (
        t.side === 'event' &&
        t.subject === 'trait' &&
        (t.role === 'require' || t.role === 'any') &&
        !found.has(t.name)
      )
        add('error', where, `needs the trait ${t.name}, which no pattern finds in text`);
      if (t.side === 'company' && t.role === 'require' && (carried.get(t.name) ?? 0) < t.minimum)
        add('error', where, `needs a company with ${t.name} of at least ${t.minimum}; none has it`);
    }
    if (rule.cases.length < 2)
      add('error', where, `has ${rule.cases.length} case(s); at least two: one to catch, one to leave alone`);
    else if (
      !rule.cases.some(
        (c) =>
          c.expect === 'none' ||
          (rule.kind === 'analogue' && c.expect !== 'soft') ||
          (rule.kind === 'trap' && c.expect !== 'trap'),
      )
    )
      add('warning', where, 'has no case that it must leave alone');
    const body = JSON.stringify([
      rule.kind,
      [...rule.terms].map((t) => [t.side, t.subject, t.name, t.role, t.minimum]).sort(),
    ]);
    const twin = bodies.get(body);
    if (twin !== undefined) add('error', where, `says the same as rule ${twin}`);
    bodies.set(body, rule.id);
  }
  for (const c of library.companies) {
    const newest = c.traits
      .map((t) => t.source.publishedAt)
      .sort()
      .at(-1);
    if (newest === undefined)
      add('warning', `companies/${c.ticker}.yaml`, 'has no sourced trait: it is never named');
    else if (Number(today.slice(0, 4)) - Number(newest.slice(0, 4)) > STALE_YEARS)
      add('warning', `companies/${c.ticker}.yaml`, `its newest source is of ${newest}`);
    if (!c.traits.some((t) => library.traits.find((x) => x.id === t.trait)?.axis === 'model'))
      add('warning', `companies/${c.ticker}.yaml`, 'has no model trait: no analogue rule can name it');
  }
  for (const u of library.unsourced)
    add('warning', `companies/${u.ticker}.yaml`, `the trait ${u.trait} has no source and is not loaded`);
  return findings;
}
