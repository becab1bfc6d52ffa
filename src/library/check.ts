import type { RuleTerm } from '../analogues/index.ts';
import { knownShareOf } from '../companies/index.ts';
import type { LibraryFiles } from './files.ts';
import { blockOver, namesSomebody, shadowOf, strongestReading } from './shadow.ts';

export interface Finding {
  level: 'error' | 'warning';
  where: string;
  what: string;
  /** `age`: a company whose sources are old; there are many, and a rule's author can do nothing about them. */
  about?: 'age';
}

/** Years after which a company's newest source is called stale. */
const STALE_YEARS = 3;

/** What reading the files cannot refuse but a reviewer should see; errors make `library check` fail. */
export function checkLibrary(library: LibraryFiles, today: string): Finding[] {
  const findings: Finding[] = [];
  const add = (level: Finding['level'], where: string, what: string, about?: 'age'): void =>
    void findings.push({ level, where, what, ...(about === undefined ? {} : { about }) });
  const carried = new Map<string, number>();
  for (const c of library.companies)
    for (const t of c.traits) carried.set(t.trait, Math.max(carried.get(t.trait) ?? 0, t.strength));
  const readable = strongestReadings(library);
  const published = library.rules.filter((r) => r.status === 'published');
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
      if (t.side === 'event' && (t.role === 'require' || t.role === 'any')) {
        const most = readable(t);
        if (most === 0)
          add('error', where, `needs the ${t.subject} ${t.name}, which no pattern finds in text`);
        else if (t.role === 'require' && most < t.minimum)
          add(
            'error',
            where,
            `never fires: it needs ${t.name} at ${t.minimum}, and its patterns reach ${most.toFixed(2)} at most`,
          );
      }
      if (t.side === 'company' && t.role === 'require' && (carried.get(t.name) ?? 0) < t.minimum)
        add('error', where, `needs a company with ${t.name} of at least ${t.minimum}; none has it`);
    }
    if (rule.cases.length < 2)
      add(
        'error',
        where,
        `has ${rule.cases.length === 0 ? 'no case' : 'one case'}; at least two: one to catch, one to leave alone`,
      );
    else if (
      !rule.cases.some(
        (c) =>
          c.expect === 'none' ||
          (rule.kind === 'analogue' && c.expect !== 'soft') ||
          (rule.kind === 'trap' && c.expect !== 'trap'),
      )
    )
      add('warning', where, 'has no case that it must leave alone');
    if (rule.status === 'published') {
      const shadow = shadowOf(rule, published);
      if (shadow !== undefined)
        add(
          'warning',
          where,
          `shadowed: wherever it fires, ${shadow.id} fires for the same companies with no less weight`,
        );
      const block = blockOver(rule, published);
      if (block !== undefined)
        add('warning', where, `never names anybody: wherever it fires, the block rule ${block.id} does too`);
      if (!namesSomebody(rule, library.companies))
        add('warning', where, 'never names anybody: no company of the library holds its company side');
    }
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
    else if (newest < yearsBefore(today, STALE_YEARS))
      add(
        'warning',
        `companies/${c.ticker}.yaml`,
        `stale: its newest source is of ${newest}, more than ${STALE_YEARS} years ago`,
        'age',
      );
    if (!c.traits.some((t) => library.traits.find((x) => x.id === t.trait)?.axis === 'model'))
      add('warning', `companies/${c.ticker}.yaml`, 'has no model trait: no analogue rule can name it');
  }
  for (const c of library.companies) {
    const where = `companies/${c.ticker}.yaml`;
    for (const [fact, note] of [
      ...c.traits.map((t) => [t.trait, t.note] as const),
      ...c.relations.map((r) => [`${r.kind} ${r.to}`, r.note] as const),
    ])
      if (note !== null && (note.zh === null || note.en === null))
        add(
          'warning',
          where,
          `the note of ${fact} is ${note.zh === null ? 'English' : 'Chinese'} only: who reads ${note.zh === null ? 'Chinese' : 'English'} does not see “${note.zh ?? note.en}”`,
        );
    for (const t of c.traits)
      if (t.share !== null && t.of !== null && knownShareOf(t.of) === null)
        add('warning', where, `the share of ${t.trait} is of "${t.of}", which cannot be said in Chinese`);
  }
  for (const u of library.unsourced)
    add('warning', `companies/${u.ticker}.yaml`, `the trait ${u.trait} has no source and is not loaded`);
  return findings;
}

const yearsBefore = (day: string, years: number): string =>
  `${String(Number(day.slice(0, 4)) - years).padStart(4, '0')}${day.slice(4)}`;

/** The most that the patterns can make of a term in an event, by term; a theme has what its child themes have. */
function strongestReadings(library: LibraryFiles): (term: RuleTerm) => number {
  const weights = (patterns: readonly { weight: number }[]): number[] => patterns.map((p) => p.weight);
  const traits = new Map(library.traits.map((t) => [t.id, weights(t.patterns)]));
  const themes = new Map<string, number[]>();
  const parents = new Map(library.themes.map((t) => [t.id, t.parent]));
  for (const theme of library.themes)
    for (let id: string | null | undefined = theme.id; id != null; id = parents.get(id))
      themes.set(id, [...(themes.get(id) ?? []), ...weights(theme.patterns)]);
  return (term) => strongestReading((term.subject === 'theme' ? themes : traits).get(term.name) ?? []);
}
