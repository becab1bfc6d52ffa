import type { Db } from '../db/index.ts';
import {
  type AnalogueLine,
  companyFacts,
  eventHits,
  relationsTo,
  saveAnalogues,
} from './analogue.repository.ts';
import type { SaidOfEvent } from './answer.ts';
import { type CompanyQuote, type EventHit, type Evidence, quoteFor, quoteSpan } from './evidence.ts';
import { saveHeldBack } from './held-back.repository.ts';
import { matchProducts, matchRules, type RuleMatch } from './match.ts';
import { eventTexts, lookalikeNames, mentionedCompanies } from './mention.repository.ts';
import { crowdingOf } from './prices.ts';
import { heldBy, saysNothing } from './quiet.repository.ts';
import { type HeldBack, type Ranked, type RankInput, rankAll } from './rank.ts';
import { loadRules, type StoredRule } from './rule.repository.ts';
import type { RuleTerm } from './rule.ts';
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
  return { lines, heldBack, ...changes, reasons: reasonsOf(lines, heldBack) };
}

/** Why a line changed or went, for whoever is told: the company's own words, or the share that is too small. */
function reasonsOf(
  lines: readonly AnalogueLine[],
  heldBack: readonly HeldBack[],
): Map<string, Record<string, string>> {
  const quoted = (s: SaidOfEvent) => ({ document: s.url, said: s.text.slice(0, 200) });
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

/** As `computeLines`, with who is held back and why. */
export async function computeAll(
  db: Db,
  library: Library,
  eventId: string,
  moment: LinkMoment,
  inputs: LinkInputs = {},
): Promise<{ lines: AnalogueLine[]; heldBack: HeldBack[] }> {
  const held = await heldBy(db, eventId);
  if (await saysNothing(db, library, eventId, held)) return { lines: [], heldBack: [] };
  const { input, lookalikes } = await rankInputOf(db, library, eventId, moment, inputs);
  const { lines: ranked, heldBack } = rankAll(input);
  if (ranked.length === 0 && heldBack.length === 0) return { lines: [], heldBack: [] };
  const day = moment.at.slice(0, 10);
  const hits = await eventHits(db, eventId);
  const texts = await eventTexts(db, eventId);
  const textOf = (articleId: string, field: 'title' | 'body'): string => texts.get(articleId)?.[field] ?? '';
  const facts = await companyFacts(
    db,
    [...ranked, ...heldBack].map((r) => r.ticker),
    day,
    moment.strict ? moment.at : null,
  );
  const strengths = new Map(
    [...held].filter(([k]) => k.startsWith('trait:')).map(([k, v]) => [k.slice(6), v] as const),
  );
  const lines = ranked.map((line) => {
    const rule = line.ruleId === null ? undefined : library.rules.get(line.ruleId);
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
    return { ...line, ...whyOf(line, rule?.rule, library, evidence), evidence, against };
  });
  return { lines, heldBack: heldBack.map((h) => ({ ...h, source: sourceOf(h, facts.get(h.ticker) ?? []) })) };
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
) {
  const when = { eventId, at: moment.at, strict: moment.strict ?? false };
  const day = moment.at.slice(0, 10);
  const event = await db
    .selectFrom('event')
    .select(['issuer_entity'])
    .where('id', '=', eventId)
    .executeTakeFirstOrThrow();
  const matches = await matchRules(db, when);
  const products = await matchProducts(db, when);
  const mentions = await mentionedCompanies(db, eventId, day);
  const relations = event.issuer_entity === null ? [] : await relationsTo(db, event.issuer_entity, day);
  const lookalikes = await lookalikeNames(db, eventId, day);
  const issuers = new Set(
    [...library.companyNames]
      .filter(([ticker, c]) => c.issuer === event.issuer_entity && mentions.listed.has(ticker))
      .map(([ticker]) => ticker),
  );
  const input: RankInput = {
    matches,
    products,
    issuers,
    relations,
    named: mentions.share,
    lookalikes: new Map([...lookalikes].map(([ticker, l]) => [ticker, l.name])),
    crowding: inputs.crowding ?? (await crowdingOf(db, softTickers(matches), moment.at)),
    said: await saidOfEvent(db, eventId, when),
    grounds: new Map(
      [...new Set(matches.map((m) => m.ruleId))].map((id) => [id, groundsOf(library.rules.get(id))]),
    ),
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

type Fact = CompanyQuote & { share: number | null; strength: number };
const plain = ({ share: _share, strength: _strength, ...quote }: Fact): CompanyQuote => quote;
const subjectOf = (term: RuleTerm): string => (term.subject === 'theme' ? `theme:${term.name}` : term.name);

/** Both sides of a line, for and against: spans of the event's articles, dated sources of the company. */
function gather(
  line: Ranked,
  rule: StoredRule | undefined,
  hits: readonly EventHit[],
  textOf: (articleId: string, field: 'title' | 'body') => string,
  facts: readonly Fact[],
  strengths: ReadonlyMap<string, number>,
  lookalike: { articleId: string; field: 'title' | 'body'; start: number; end: number } | undefined,
): { evidence: Evidence[]; against: Evidence[] } {
  const evidence: Evidence[] = [];
  const against: Evidence[] = [];
  const add = (list: Evidence[], item: Evidence | undefined): void => {
    if (item === undefined) return;
    const same = (o: Evidence): boolean =>
      o.side === 'event' && item.side === 'event'
        ? o.articleId === item.articleId && o.start === item.start && o.field === item.field
        : o.side === 'company' && item.side === 'company' && o.trait === item.trait;
    if (!list.some(same)) list.push(item);
  };
  const eventQuote = (subject: string): Evidence | undefined => quoteFor(hits, subject, textOf);
  const companyFact = (trait: string): Evidence | undefined => {
    const fact = facts.find((f) => f.trait === trait);
    return fact === undefined ? undefined : plain(fact);
  };
  if (rule !== undefined) {
    for (const role of ['require', 'any', 'prefer'] as const)
      for (const term of rule.rule.terms.filter((t) => t.role === role)) {
        const limit = role === 'require' ? 6 : 4;
        if (term.side === 'event') {
          if (evidence.filter((e) => e.side === 'event').length < limit)
            add(evidence, eventQuote(subjectOf(term)));
        } else if (
          evidence.filter((e) => e.side === 'company').length < limit &&
          (facts.find((f) => f.trait === term.name)?.strength ?? 0) >= term.minimum - 1e-6
        )
          add(evidence, companyFact(term.name));
      }
    for (const term of rule.rule.terms.filter((t) => t.role === 'against'))
      if (term.side === 'event') {
        if ((strengths.get(term.name) ?? 0) > 0 || term.subject === 'theme')
          add(against, eventQuote(subjectOf(term)));
      } else add(against, companyFact(term.name));
  }
  if (line.product !== null) {
    add(evidence, eventQuote(line.product));
    add(evidence, companyFact(line.product));
  }
  if (line.opposed !== null) {
    add(evidence, eventQuote(line.opposed.event));
    add(evidence, companyFact(line.opposed.company));
  }
  if (line.relation !== null)
    add(evidence, {
      side: 'company',
      trait: line.relation.kind,
      source: line.relation.sourceTitle,
      url: line.relation.sourceUrl,
      date: line.relation.sourceDate,
      note: `${line.relation.kind} ${line.relation.entity}`,
    });
  if (lookalike !== undefined && line.lookalike !== null) {
    const text = textOf(lookalike.articleId, lookalike.field);
    const span = quoteSpan(text, lookalike);
    add(evidence, {
      side: 'event',
      trait: 'name',
      articleId: lookalike.articleId,
      field: lookalike.field,
      ...span,
      text: text.slice(span.start, span.end),
    });
  }
  // The company's own word: against a link, and a reason more to call the name a trap.
  for (const s of line.kind === 'issuer' ? [] : line.said)
    add(line.kind === 'trap' && s.stance !== 'questioned' ? evidence : against, saidQuote(s));
  if (!evidence.some((e) => e.side === 'company') && facts[0] !== undefined) add(evidence, plain(facts[0]));
  // A rule may fire from the theme alone, and an issuer's line from its name: quote what the event is about then.
  if (!evidence.some((e) => e.side === 'event')) {
    const strongest = [...strengths].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    for (const [trait] of strongest) {
      add(evidence, eventQuote(trait));
      if (evidence.some((e) => e.side === 'event')) break;
    }
  }
  return { evidence, against };
}

function saidQuote(s: SaidOfEvent): Evidence {
  const subject = s.subjects.find((x) => !x.startsWith('entity:')) ?? 'name';
  return {
    side: 'event',
    trait: subject.replace(/^trait:/, ''),
    articleId: s.articleId,
    field: s.field,
    start: s.start,
    end: s.end,
    text: s.text,
  };
}
