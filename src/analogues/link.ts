import type { Db } from '../db/index.ts';
import {
  type AnalogueLine,
  companyFacts,
  eventHits,
  relationsTo,
  saveAnalogues,
} from './analogue.repository.ts';
import type { SaidOfEvent } from './answer.ts';
import type { HeldBack } from './candidate.ts';
import { type Fact, gather, quotable } from './gather.ts';
import { saveHeldBack } from './held-back.repository.ts';
import { matchRules, type RuleMatch } from './match.ts';
import { eventNames, eventTexts, listedLines, lookalikeNames } from './mention.repository.ts';
import { crowdingOf } from './prices.ts';
import { matchProducts } from './products.repository.ts';
import { heldBy, mayFind, namesNobody } from './quiet.repository.ts';
import { type RankInput, rankAll } from './rank.ts';
import { loadRules, type StoredRule } from './rule.repository.ts';
import { saidOfEvent } from './statement.repository.ts';
import { whyOf } from './why.ts';

export interface LinkMoment {
  /** What was public before this instant counts (sources by day). */
  at: string;
  strict?: boolean;
  /** When this computation is written down. */
  computedAt: string;
}
export interface LinkInputs {
  /** Crowding factor and shape by ticker; from the stored bars unless given. */
  crowding?: ReadonlyMap<string, { factor: number; shape: string }>;
}
export interface Library {
  rules: ReadonlyMap<string, StoredRule>;
  traitNames: ReadonlyMap<string, { zh: string; en: string; axis: string }>;
  companyNames: ReadonlyMap<string, { zh: string; en: string; issuer: string }>;
}

/** What `link` needs of the tables for every event alike; read once, and again when the library changes. */
export async function loadLinkLibrary(db: Db): Promise<Library> {
  const traits = await db.selectFrom('trait').selectAll().execute();
  const themes = await db.selectFrom('theme').select(['id', 'name_zh', 'name_en']).execute();
  const companies = await db
    .selectFrom('company')
    .select(['ticker', 'name_zh_hans', 'name_en', 'issuer'])
    .execute();
  return {
    rules: new Map((await loadRules(db)).map((r) => [r.rule.id, r])),
    traitNames: new Map([
      ...traits.map((t) => [t.id, { zh: t.name_zh, en: t.name_en, axis: t.axis }] as const),
      ...themes.map((t) => [`theme:${t.id}`, { zh: t.name_zh, en: t.name_en, axis: 'theme' }] as const),
    ]),
    companyNames: new Map(
      companies.map((c) => [c.ticker, { zh: c.name_zh_hans, en: c.name_en, issuer: c.issuer }]),
    ),
  };
}

/**
 * Computes the lines of one event and writes what changed. Call it inside the transaction that changed the event.
 * @returns the lines and what changed against the lines before.
 */
export async function linkEvent(
  db: Db,
  library: Library,
  eventId: string,
  moment: LinkMoment,
  inputs: LinkInputs = {},
) {
  const { lines, heldBack } = await computeAll(db, library, eventId, moment, inputs);
  const when = { asOf: moment.at, computedAt: moment.computedAt };
  const changes = await saveAnalogues(db, eventId, lines, when);
  await saveHeldBack(db, eventId, heldBack, when);
  return {
    lines,
    heldBack,
    ...changes,
    ...told(changes, lines, library),
    reasons: reasonsOf(lines, heldBack),
  };
}

/**
 * Where an issuer's other line stands for it now, nobody was taken back and nobody is new: the line is another one.
 */
function told(
  changes: { added: readonly string[]; changed: readonly string[]; withdrawn: readonly string[] },
  lines: readonly AnalogueLine[],
  library: Library,
): { added: string[]; changed: string[]; withdrawn: string[] } {
  const issuerOf = issuersOf(library);
  const standing = new Set(lines.map((l) => issuerOf(l.ticker)));
  const withdrawn = changes.withdrawn.filter((t) => !standing.has(issuerOf(t)));
  const moved = new Set(
    changes.withdrawn.filter((t) => standing.has(issuerOf(t))).map((ticker) => issuerOf(ticker)),
  );
  return {
    added: changes.added.filter((t) => !moved.has(issuerOf(t))),
    changed: [...changes.changed, ...changes.added.filter((t) => moved.has(issuerOf(t)))],
    withdrawn,
  };
}

const issuersOf =
  (library: Library) =>
  (ticker: string): string =>
    library.companyNames.get(ticker)?.issuer ?? ticker;

/** Why a line changed or went, for whoever is told: the company's own words, or the share that is too small. */
function reasonsOf(
  lines: readonly AnalogueLine[],
  heldBack: readonly HeldBack[],
): Map<string, Record<string, string>> {
  const quoted = (s: SaidOfEvent) => ({ document: s.url, said: s.text });
  const reasons = new Map<string, Record<string, string>>();
  for (const l of lines)
    if (l.said.length > 0)
      reasons.set(l.ticker, { reason: `company_${l.said.at(-1)!.stance}`, ...quoted(l.said.at(-1)!) });
  for (const h of heldBack)
    reasons.set(h.ticker, {
      reason: h.said === null ? h.reason : `company_${h.said.stance}`,
      ...(h.share === null ? {} : { share: h.share.toFixed(4) }),
      ...(h.said === null ? {} : quoted(h.said)),
    });
  return reasons;
}

/** The lines of an event as of a moment, without writing anything. */
export async function computeLines(
  db: Db,
  library: Library,
  eventId: string,
  moment: LinkMoment,
  inputs: LinkInputs = {},
): Promise<AnalogueLine[]> {
  return (await computeAll(db, library, eventId, moment, inputs)).lines;
}

/** As `computeLines`, with who is held back and why, and what was ranked (null where nothing could be). */
export async function computeAll(
  db: Db,
  library: Library,
  eventId: string,
  moment: LinkMoment,
  inputs: LinkInputs = {},
): Promise<{ lines: AnalogueLine[]; heldBack: HeldBack[]; input: RankInput | null }> {
  const held = await heldBy(db, eventId);
  const may = mayFind(library, held);
  // Most of the day's news: nothing of it can link anybody.
  if (!may.rules && !may.products && (await namesNobody(db, eventId)))
    return { lines: [], heldBack: [], input: null };
  const { input, lookalikes } = await rankInputOf(db, library, eventId, moment, inputs, may);
  const { lines: ranked, heldBack } = rankAll(input);
  if (ranked.length === 0 && heldBack.length === 0) return { lines: [], heldBack: [], input };
  const day = moment.at.slice(0, 10);
  const ruleOf = (id: string | null): StoredRule | undefined =>
    id === null ? undefined : library.rules.get(id);
  const hits = await eventHits(db, eventId);
  const texts = await eventTexts(db, eventId);
  const textOf = (articleId: string, field: 'title' | 'body'): string => texts.get(articleId)?.[field] ?? '';
  const facts = await companyFacts(
    db,
    [...ranked, ...heldBack].map((r) => r.ticker),
    [
      ...new Set([
        ...ranked.flatMap((line) => quotable(line, ruleOf(line.ruleId))),
        ...heldBack.flatMap((h) => h.trait ?? []),
      ]),
    ],
    day,
    moment.strict ? moment.at : null,
  );
  const strengths = new Map(
    [...held].filter(([k]) => k.startsWith('trait:')).map(([k, v]) => [k.slice(6), v] as const),
  );
  const listed = await listedLines(
    db,
    ranked.map(({ ticker }) => ({ ticker, day })),
  );
  const lines = ranked.map((line, i) => {
    const rule = ruleOf(line.ruleId);
    const own = facts.get(line.ticker) ?? [];
    const { evidence, against } = gather(
      line,
      rule,
      hits,
      textOf,
      own,
      strengths,
      lookalikes.get(line.ticker),
    );
    const why = whyOf(line, rule?.rule, library, evidence);
    return { ...line, ...why, evidence, against, lines: listed[i]! };
  });
  return {
    lines,
    heldBack: heldBack.map((h) => ({ ...h, source: sourceOf(h, facts.get(h.ticker) ?? []) })),
    input,
  };
}

/** The dated source of the share by which a company is held back; none where it is the company's own word. */
function sourceOf(held: HeldBack, facts: readonly Fact[]): HeldBack['source'] {
  const fact = held.said === null ? facts.find((f) => f.trait === held.trait) : undefined;
  return fact === undefined ? null : { title: fact.source, url: fact.url, date: fact.date };
}

/** Everything that ranks an event's companies, as of a moment: also what is weighed for those that are not named. */
export async function rankInputOf(
  db: Db,
  library: Library,
  eventId: string,
  moment: LinkMoment,
  inputs: LinkInputs = {},
  may: { rules: boolean; products: boolean } = { rules: true, products: true },
) {
  const when = { eventId, at: moment.at, strict: moment.strict ?? false };
  const day = moment.at.slice(0, 10);
  const matches = may.rules ? await matchRules(db, when) : [];
  const products = may.products ? await matchProducts(db, when) : [];
  const { issuer, issuers, named } = await eventNames(db, eventId, day);
  const relations = issuer === null ? [] : await relationsTo(db, issuer, day);
  const lookalikes = await lookalikeNames(db, eventId, day);
  const input: RankInput = {
    matches,
    products,
    issuers,
    relations,
    named,
    lookalikes: new Map([...lookalikes].map(([ticker, l]) => [ticker, l.name])),
    crowding: inputs.crowding ?? (await crowdingOf(db, softTickers(matches), moment.at)),
    said: await saidOfEvent(db, eventId, when),
    grounds: new Map(
      [...new Set(matches.map((m) => m.ruleId))].map((id) => [id, groundsOf(library.rules.get(id))]),
    ),
    issuerOf: issuersOf(library),
  };
  return { input, lookalikes };
}

/** The traits by which a rule matches a company: what a denial must touch to take the link away. */
function groundsOf(rule: StoredRule | undefined): Set<string> {
  return new Set(
    (rule?.rule.terms ?? [])
      .filter((t) => t.side === 'company' && (t.role === 'require' || t.role === 'any'))
      .map((t) => t.name),
  );
}

/** Crowding weighs in analogue rules only. */
const softTickers = (matches: readonly RuleMatch[]): string[] => [
  ...new Set(matches.flatMap((m) => (m.ruleKind === 'analogue' && m.ticker !== null ? [m.ticker] : []))),
];
