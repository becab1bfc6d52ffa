import { z } from 'zod';
import { parseYaml } from '../config/index.ts';
import { DuibiaoError } from '../errors.ts';
import { fold } from '../text/index.ts';

export type EntityKind = 'company' | 'product' | 'person' | 'institution' | 'index';

/** One way an entity is written, and the conditions under which it counts. */
export interface Alias {
  readonly text: string;
  readonly script: 'zh' | 'en' | 'ticker';
  /** Counts only as written here or all in capitals: Arm and ARM, not arm. */
  readonly caseSensitive: boolean;
  /** Counts only where one of the entity's `near` words stands in the article too. */
  readonly ambiguous: boolean;
}

export interface Entity {
  /** For a home company its issuer, as in library/companies. */
  readonly id: string;
  readonly kind: EntityKind;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly aliases: readonly Alias[];
  /** Of a product, a person or a subsidiary: the company whose news it is. */
  readonly maker: string | null;
  /** MM-DD where the fiscal year is not the calendar's. */
  readonly fiscalYearEnd: string | null;
  /** Exchange code (ISO 10383) on which a company abroad is listed and its results come out; null where not given. */
  readonly listed: string | null;
  /** Named so often that the name alone says little about which event an article tells. */
  readonly frequent: boolean;
  readonly near: readonly string[];
  readonly unless: readonly string[];
  /** A home company's tickers (6608.HK), none for anybody else. */
  readonly tickers: readonly string[];
}

/** A library file as it was read: the loader itself reads nothing. */
export interface LibraryText {
  /** Named in errors. */
  readonly file: string;
  readonly text: string;
}

const words = z.array(z.coerce.string().min(1));
const entityShape = z.strictObject({
  id: z.coerce.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  kind: z.enum(['company', 'product', 'person', 'institution', 'index']),
  name: z.strictObject({ zh: z.coerce.string().min(1), en: z.coerce.string().min(1) }),
  aliases: z
    .strictObject({ zh: words.optional(), en: words.optional(), ticker: words.optional() })
    .default({}),
  maker: z.coerce.string().optional(),
  fiscalYearEnd: z
    .string()
    .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'month and day as MM-DD')
    .optional(),
  listed: z
    .string()
    .regex(/^X[A-Z]{3}$/, 'an exchange code such as XNAS')
    .optional(),
  frequent: z.boolean().default(false),
  caseSensitive: z.boolean().default(false),
  near: words.default([]),
  ambiguous: words.optional(),
  unless: words.default([]),
});
const entitiesShape = z.strictObject({ entities: z.array(entityShape) });
/** What of a company file is an entity; the rest of the file is read by src/companies. */
const companyShape = z.looseObject({
  ticker: z.coerce.string(),
  issuer: z.coerce.string(),
  name: z.looseObject({ zhHans: z.coerce.string(), zhHant: z.coerce.string(), en: z.coerce.string() }),
  aliases: words.default([]),
  lookalikes: words.default([]),
});

const HAN = /\p{Script=Han}/u;
/** Capitals and digits of five or fewer (ARM, TRS, H20) are also ordinary letters in a row: they count only as capitals. */
const shortCapitals = (text: string): boolean => /^[A-Z][A-Z0-9.&*-]{0,4}$/.test(text);

function alias(text: string, script: Alias['script'], caseSensitive: boolean, ambiguous: boolean): Alias {
  const latin = !HAN.test(text);
  return {
    text,
    script,
    caseSensitive: latin && (caseSensitive || script === 'ticker' || shortCapitals(text)),
    ambiguous,
  };
}

function read<T>(shape: z.ZodType<T>, source: LibraryText): T {
  let value: unknown;
  try {
    value = parseYaml(source.text);
  } catch (error) {
    throw new DuibiaoError(
      'LIBRARY_INVALID',
      { where: source.file, what: (error as Error).message.split('\n')[0] ?? '', allowed: 'YAML' },
      error,
    );
  }
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new DuibiaoError('LIBRARY_INVALID', {
    where: `${source.file}: ${issue.path.join('.') || 'top level'}`,
    what: issue.message,
    allowed: 'the fields described at the top of library/entities.yaml',
  });
}

/** A code under which it was listed before stands among its aliases: Beijing's 83xxxx became 920xxx. */
const TICKER = /^\d{4,6}\.(?:HK|SH|SZ|BJ)$/;
/** Six digits say who is meant without the exchange; fewer are any number. */
function written(ticker: string): string[] {
  const code = ticker.replace(/\.[A-Z]+$/, '');
  return code.length >= 6 ? [ticker, code] : [ticker];
}

/** 百融云-W is written 百融云 in the news; "BeOne (BeiGene)" is two names. */
function spellings(name: string): string[] {
  const bare = name.replace(/-(?:W|S|SW|WR|B|P|R)$/, '');
  const parts = /^(.+?)\s*\((.+)\)$/.exec(bare);
  // "中微公司 (上海)": a place in brackets is no name.
  const inside = parts && /^[A-Za-z]{4,}$/.test(parts[2]!) ? [parts[2]!] : [];
  return [...new Set([name, bare, ...(parts ? [parts[1]!, ...inside] : [])])];
}

/**
 * Entities from library/entities.yaml and the company files. An entity that stands in both is one: the company's
 * names and tickers, with the aliases and conditions of both. Deterministic: the result is sorted by id.
 * @throws LIBRARY_INVALID with the file and the field.
 */
export function loadEntities(entities: LibraryText, companies: readonly LibraryText[]): Entity[] {
  const byId = new Map<string, Entity>();
  for (const e of read(entitiesShape, entities).entities) {
    if (byId.has(e.id))
      throw new DuibiaoError('LIBRARY_INVALID', {
        where: `${entities.file}: ${e.id}`,
        what: 'the id stands twice',
        allowed: 'one entry an id',
      });
    const unclear = (text: string): boolean =>
      e.near.length > 0 && (e.ambiguous === undefined || e.ambiguous.includes(text));
    const of = (texts: readonly string[] | undefined, script: Alias['script']): Alias[] =>
      (texts ?? []).map((text) => alias(text, script, e.caseSensitive, unclear(text)));
    byId.set(e.id, {
      id: e.id,
      kind: e.kind,
      nameZh: e.name.zh,
      nameEn: e.name.en,
      aliases: distinct([
        ...of([e.name.zh], 'zh'),
        ...of([e.name.en], 'en'),
        ...of(e.aliases.zh, 'zh'),
        ...of(e.aliases.en, 'en'),
        ...of(e.aliases.ticker, 'ticker'),
      ]),
      maker: e.maker ?? null,
      fiscalYearEnd: e.fiscalYearEnd ?? null,
      listed: e.listed ?? null,
      frequent: e.frequent,
      near: e.near,
      unless: e.unless,
      tickers: [],
    });
  }
  for (const source of companies) {
    const c = read(companyShape, source);
    const known = byId.get(c.issuer);
    const former = c.aliases.filter((a) => TICKER.test(a));
    const names = [
      ...[c.name.zhHans, c.name.zhHant, c.name.en],
      ...c.aliases.filter((a) => !TICKER.test(a)),
    ].flatMap(spellings);
    byId.set(c.issuer, {
      id: c.issuer,
      kind: 'company',
      nameZh: known && known.tickers.length > 0 ? known.nameZh : c.name.zhHans,
      nameEn: known && known.tickers.length > 0 ? known.nameEn : c.name.en,
      aliases: distinct([
        ...(known?.aliases ?? []),
        ...names.map((text) => alias(text, HAN.test(text) ? 'zh' : 'en', false, false)),
        ...[c.ticker, ...former].flatMap(written).map((t) => alias(t, 'ticker', true, false)),
      ]),
      maker: known?.maker ?? null,
      fiscalYearEnd: known?.fiscalYearEnd ?? null,
      listed: known?.listed ?? null,
      frequent: known?.frequent ?? false,
      near: known?.near ?? [],
      // A lookalike (博通集成 for 博通) is somebody else: its name must not count as this company.
      unless: [...new Set([...(known?.unless ?? []), ...c.lookalikes])],
      tickers: [...(known?.tickers ?? []), c.ticker].sort(),
    });
  }
  for (const e of byId.values())
    if (e.maker !== null && companies.length > 0 && !byId.has(e.maker))
      throw new DuibiaoError('LIBRARY_INVALID', {
        where: `${entities.file}: ${e.id}`,
        what: `maker ${e.maker} is not an entity`,
        allowed: 'the id of another entity or an issuer of library/companies',
      });
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The first spelling wins; folding makes 輝達 and 辉达, Nvidia and NVIDIA the same unless case counts. */
function distinct(aliases: readonly Alias[]): Alias[] {
  const seen = new Map<string, Alias>();
  for (const a of aliases) {
    const key = a.caseSensitive ? a.text : fold(a.text);
    if (!seen.has(key)) seen.set(key, a);
  }
  return [...seen.values()];
}
