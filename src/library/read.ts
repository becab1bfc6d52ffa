import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseTerm, ROLES, type Role, RULE_KINDS, type Rule, type RuleTerm } from '../analogues/index.ts';
import { type Company, HOME_EXCHANGES, noteOf, RELATIONS } from '../companies/index.ts';
import { parseYaml, warmYaml } from '../config/index.ts';
import { packageFolder } from '../db/index.ts';
import { loadEntities, loadLexicon } from '../entities/index.ts';
import { DuibiaoError } from '../errors.ts';
import { AXES, type TermPattern } from '../themes/index.ts';
import type { LibraryFiles } from './files.ts';
import { readHype } from './hype.ts';
import { entryProblem, nearestName, yamlProblem } from './problem.ts';

/** 2026-02-31 has the form of a day and is none. */
const isDay = (text: string): boolean => {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
};
const DAY = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'a day as YYYY-MM-DD', abort: true })
  .refine(isDay, 'a day of the calendar, as YYYY-MM-DD');
const BOTH = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
/** A remark in both languages, or in one. */
const NOTE = z
  .union(
    [
      z.string().min(1),
      BOTH,
      z.strictObject({ zh: z.string().min(1) }),
      z.strictObject({ en: z.string().min(1) }),
    ],
    'a text, or { zh: …, en: … } with at least one of them',
  )
  .nullable()
  .default(null)
  .transform(noteOf);
const WORDS = z.array(z.coerce.string().min(1));
const GROUP = z.union([
  WORDS,
  z.strictObject({
    p: WORDS.min(1),
    w: z.number().gt(0).lte(1).default(1),
    near: WORDS.default([]),
    unless: WORDS.default([]),
  }),
]);
export const TRAIT = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/, 'lower-case letters, digits and underscores'),
  axis: z.enum(AXES),
  name: BOTH,
  meaning: z.string().min(1),
  patterns: z.array(GROUP),
});
const THEME = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/, 'lower-case letters, digits and underscores'),
  name: BOTH,
  parent: z.string().nullable().default(null),
  patterns: z.array(GROUP),
});
const SOURCE = z.object({ title: z.string().min(1), url: z.string().min(8), publishedAt: DAY });
const COMPANY = z.strictObject({
  ticker: z.string().regex(/^\d{4,6}\.(HK|SH|SZ|BJ)$/, 'a ticker such as 6608.HK'),
  exchange: z.enum(HOME_EXCHANGES),
  issuer: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  name: z.strictObject({ zhHans: z.string().min(1), zhHant: z.string().min(1), en: z.string().min(1) }),
  aliases: WORDS.default([]),
  lookalikes: WORDS.default([]),
  listedOn: DAY,
  delistedOn: DAY.nullable().default(null),
  summary: BOTH,
  products: WORDS.default([]),
  sources: z.record(z.string(), SOURCE).default({}),
  traits: z.array(
    z.strictObject({
      trait: z.string(),
      strength: z.number().gt(0).lte(1),
      share: z.number().min(0).max(1).nullable().default(null),
      of: z.string().nullable().default(null),
      source: z.string().nullable(),
      validFrom: DAY,
      validTo: DAY.nullable().default(null),
      note: NOTE,
    }),
  ),
  relations: z
    .array(
      z.strictObject({
        kind: z.enum(RELATIONS),
        to: z.coerce.string(),
        source: z.string(),
        validFrom: DAY,
        validTo: DAY.nullable().default(null),
        note: NOTE,
      }),
    )
    .default([]),
});
const TERMS = z.partialRecord(z.enum(ROLES), WORDS).default({});
export const RULE = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens'),
  kind: z.enum(RULE_KINDS),
  status: z.enum(['draft', 'published', 'retired']).default('published'),
  title: BOTH,
  rationale: BOTH,
  author: z.string().min(1),
  written: DAY,
  weight: z.number().gt(0).lte(2).default(1),
  event: TERMS,
  company: TERMS,
  cases: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        asOf: z
          .string()
          .refine(
            (text) => isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text)),
            'a day as YYYY-MM-DD, or a moment as YYYY-MM-DDThh:mm:ssZ',
          ),
        firstHand: z.boolean().default(true),
        title: z.string().min(1),
        body: z.string().min(1),
        ticker: z.string(),
        expect: z.enum(['soft', 'hard', 'trap', 'issuer', 'none']),
      }),
    )
    .default([]),
});
const OPPOSED = z.strictObject({ event: z.string(), company: z.string(), reason: BOTH });
const PARITY = z.strictObject({
  trait: z.string(),
  verdict: z.enum(['behind', 'level', 'ahead']),
  reason: BOTH,
  source: SOURCE,
});

/** What the build parsed of the library's files. */
export function yamlFile(): string {
  return join(packageFolder(), 'dist', 'library.json');
}

/**
 * Reads `library/`.
 * @throws DuibiaoError LIBRARY_INVALID naming the file, the entry, what is wrong and what is allowed.
 */
export function readLibrary(folder: string): LibraryFiles {
  const parsedByBuild = yamlFile();
  if (existsSync(parsedByBuild)) warmYaml(readFileSync(parsedByBuild, 'utf8'));
  if (!existsSync(folder)) throw new DuibiaoError('FILE_MISSING', { file: folder });
  const traits = list(folder, 'traits.yaml', TRAIT).map((t) => ({ ...t, patterns: patternsOf(t.patterns) }));
  const themes = list(folder, 'themes.yaml', THEME).map((t) => ({ ...t, patterns: patternsOf(t.patterns) }));
  const unsourced: { ticker: string; trait: string }[] = [];
  const companies = files(folder, 'companies').map((file) =>
    companyOf(file, one(folder, file, COMPANY), unsourced),
  );
  const text = (file: string) => ({
    file,
    text: existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '',
  });
  const entities = loadEntities(text('entities.yaml'), files(folder, 'companies').map(text));
  const fileOfRule = new Map<string, string>();
  const rules = files(folder, 'rules').flatMap((file) =>
    list(folder, file, RULE).map((raw) => {
      const before = fileOfRule.get(raw.id);
      if (before !== undefined)
        throw new DuibiaoError('LIBRARY_INVALID', {
          where: file,
          what: `the rule "${raw.id}" stands twice, first in ${before}`,
          allowed: 'each id once',
        });
      fileOfRule.set(raw.id, file);
      return ruleOf(file, raw);
    }),
  );
  const library = {
    traits,
    themes,
    entities,
    lexicon: loadLexicon(text('lexicon.yaml')),
    hype: readHype(text('hype.yaml').text),
    companies,
    rules,
    opposed: list(folder, 'opposed.yaml', OPPOSED),
    parity: list(folder, 'parity.yaml', PARITY),
    unsourced,
  };
  checkReferences(library);
  return library;
}

function files(folder: string, sub: string): string[] {
  const place = join(folder, sub);
  return existsSync(place)
    ? readdirSync(place)
        .filter((f) => f.endsWith('.yaml'))
        .sort()
        .map((f) => `${sub}/${f}`)
    : [];
}

function read(folder: string, file: string): unknown {
  try {
    return parseYaml(readFileSync(join(folder, file), 'utf8'));
  } catch (error) {
    throw yamlProblem(file, error);
  }
}

function one<T>(folder: string, file: string, schema: z.ZodType<T>): T {
  return checked(file, '', read(folder, file), schema);
}

function list<T>(folder: string, file: string, schema: z.ZodType<T>): T[] {
  if (!existsSync(join(folder, file))) return [];
  const rows = read(folder, file) ?? [];
  if (!Array.isArray(rows))
    throw new DuibiaoError('LIBRARY_INVALID', {
      where: file,
      what: 'is not a list',
      allowed: 'a list of entries, each beginning with "- "',
    });
  return rows.map((row: unknown, i) => checked(file, ` entry ${i + 1}${named(row)}`, row, schema));
}
function named(row: unknown): string {
  const id = typeof row === 'object' && row !== null && 'id' in row ? (row as { id: unknown }).id : undefined;
  return typeof id === 'string' ? ` (${id})` : '';
}

function checked<T>(file: string, entry: string, value: unknown, schema: z.ZodType<T>): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw entryProblem(file, entry, value, schema, result.error.issues[0]!);
}

export function patternsOf(groups: z.infer<typeof GROUP>[]): TermPattern[] {
  return groups.flatMap((g) =>
    Array.isArray(g)
      ? g.map((pattern) => ({ pattern, weight: 1, near: [], unless: [] }))
      : g.p.map((pattern) => ({ pattern, weight: g.w, near: g.near, unless: g.unless })),
  );
}

function companyOf(
  file: string,
  raw: z.infer<typeof COMPANY>,
  unsourced: { ticker: string; trait: string }[],
): Company {
  const source = (key: string, what: string) => {
    const found = raw.sources[key];
    if (found === undefined)
      throw new DuibiaoError('LIBRARY_INVALID', {
        where: `${file}, ${what}`,
        what: `the source "${key}" is not listed`,
        allowed: Object.keys(raw.sources).join(', ') || '(no sources)',
      });
    return { title: found.title, url: found.url, publishedAt: found.publishedAt };
  };
  if (`companies/${raw.ticker}.yaml` !== file)
    throw new DuibiaoError('LIBRARY_INVALID', {
      where: file,
      what: `holds ${raw.ticker}`,
      allowed: `the file companies/${raw.ticker}.yaml`,
    });
  return {
    ...raw,
    traits: raw.traits.flatMap((t) => {
      if (t.source === null) {
        unsourced.push({ ticker: raw.ticker, trait: t.trait });
        return [];
      }
      return [{ ...t, source: source(t.source, `trait ${t.trait}`) }];
    }),
    relations: raw.relations.map((r) => ({ ...r, source: source(r.source, `relation to ${r.to}`) })),
  };
}

export function ruleOf(file: string, raw: z.infer<typeof RULE>): Rule {
  const where = `${file}, rule ${raw.id}`;
  const terms: RuleTerm[] = [];
  for (const side of ['event', 'company'] as const)
    for (const role of ROLES)
      for (const text of raw[side][role as Role] ?? []) {
        if (/\d{4,6}\.(HK|SH|SZ|BJ)/i.test(text))
          throw new DuibiaoError('LIBRARY_INVALID', {
            where,
            what: `names the company ${text}`,
            allowed: 'traits and themes; tickers only in its cases',
          });
        const term = parseTerm(text, side, role);
        if (term === undefined)
          throw new DuibiaoError('LIBRARY_INVALID', {
            where,
            what: `cannot read the ${side} term "${text}"`,
            allowed: `a trait${side === 'event' ? ' or theme:NAME' : ' (themes stand under event only)'}, then >= a strength of 0 to 1 and * a weight, such as take_rate>=0.3*2`,
          });
        terms.push(term);
      }
  if (!terms.some((t) => t.side === 'event' && (t.role === 'require' || t.role === 'any')))
    throw new DuibiaoError('LIBRARY_INVALID', {
      where,
      what: 'has no event terms',
      allowed: 'at least one term under event: require or any',
    });
  if (
    raw.kind !== 'block' &&
    !terms.some((t) => t.side === 'company' && (t.role === 'require' || t.role === 'any'))
  )
    throw new DuibiaoError('LIBRARY_INVALID', {
      where,
      what: 'has no company terms',
      allowed: 'at least one term under company: require or any',
    });
  const { event: _event, company: _company, ...rest } = raw;
  return {
    ...rest,
    terms,
    cases: raw.cases.map((c) => ({ ...c, asOf: c.asOf.length === 10 ? `${c.asOf}T12:00:00Z` : c.asOf })),
  };
}

const meant = (wrong: string, known: Iterable<string>): string => {
  const name = nearestName(wrong, known);
  return name === undefined ? '' : ` (did you mean ${name}?)`;
};

/** Names that nothing declares would never match and never be missed: refuse them here. */
function checkReferences(library: LibraryFiles): void {
  const traits = new Map(library.traits.map((t) => [t.id, t]));
  const themes = new Set(library.themes.map((t) => t.id));
  const tickers = new Set(library.companies.map((c) => c.ticker));
  const unique = (what: string, ids: readonly string[]): void => {
    const seen = new Set<string>();
    for (const id of ids) {
      if (seen.has(id))
        throw new DuibiaoError('LIBRARY_INVALID', {
          where: what,
          what: `"${id}" stands twice`,
          allowed: 'each id once',
        });
      seen.add(id);
    }
  };
  unique(
    'traits.yaml',
    library.traits.map((t) => t.id),
  );
  unique(
    'themes.yaml',
    library.themes.map((t) => t.id),
  );
  const trait = (where: string, id: string): void => {
    if (!traits.has(id))
      throw new DuibiaoError('LIBRARY_INVALID', {
        where,
        what: `the trait "${id}" is not known${meant(id, traits.keys())}`,
        allowed: themes.has(id)
          ? `a trait of library/traits.yaml, or the theme of that name as theme:${id}`
          : 'a trait of library/traits.yaml',
      });
  };
  for (const t of library.themes)
    if (t.parent !== null && !themes.has(t.parent))
      throw new DuibiaoError('LIBRARY_INVALID', {
        where: `themes.yaml, ${t.id}`,
        what: `the parent "${t.parent}" is not known`,
        allowed: 'a theme of the same file',
      });
  for (const c of library.companies)
    for (const t of c.traits) {
      trait(`companies/${c.ticker}.yaml`, t.trait);
      if (traits.get(t.trait)!.axis === 'signal')
        throw new DuibiaoError('LIBRARY_INVALID', {
          where: `companies/${c.ticker}.yaml`,
          what: `"${t.trait}" is a signal`,
          allowed: 'signals belong to events',
        });
    }
  for (const o of library.opposed) {
    trait('opposed.yaml', o.event);
    trait('opposed.yaml', o.company);
  }
  for (const p of library.parity) trait('parity.yaml', p.trait);
  for (const r of library.rules) {
    for (const t of r.terms) {
      if (t.subject === 'trait') {
        trait(`rule ${r.id}`, t.name);
        if (t.side === 'company' && traits.get(t.name)!.axis === 'signal')
          throw new DuibiaoError('LIBRARY_INVALID', {
            where: `rule ${r.id}`,
            what: `"${t.name}" stands under company and is a signal`,
            allowed: 'signals under event; under company, traits of the other axes',
          });
      } else if (!themes.has(t.name))
        throw new DuibiaoError('LIBRARY_INVALID', {
          where: `rule ${r.id}`,
          what: `the theme "${t.name}" is not known${meant(t.name, themes)}`,
          allowed: 'a theme of library/themes.yaml',
        });
    }
    unique(
      `rule ${r.id}, terms`,
      r.terms.map((t) => [t.side, t.subject, t.name, t.role].join(' ')),
    );
    unique(
      `rule ${r.id}, cases`,
      r.cases.map((c) => c.name),
    );
    for (const c of r.cases)
      if (!tickers.has(c.ticker))
        throw new DuibiaoError('LIBRARY_INVALID', {
          where: `rule ${r.id}, case "${c.name}"`,
          what: `the ticker ${c.ticker} is not known`,
          allowed: 'a company of library/companies',
        });
  }
}
