import type { Db } from '../db/index.ts';
import { DuibiaoError } from '../errors.ts';
import type { SaidOfEvent } from './answer.ts';
import { type HeldBack, type Kind, ruleAnswer, ruleHeldBack } from './candidate.ts';
import { latestAsOf, storedLines, withPages } from './current.repository.ts';
import type { Evidence } from './evidence.ts';
import {
  companyStrengths,
  eventStrengths,
  findCompany,
  type ListedCompany,
  type UnseenFact,
} from './explain.repository.ts';
import { computeAll, type Library, type LinkInputs, rankInputOf } from './link.ts';
import type { RuleMatch } from './match.ts';
import type { ProductMatch } from './products.repository.ts';
import { FLOOR, type RankInput } from './rank.ts';
import { type Lack, readSide } from './reading.ts';
import type { StoredRule } from './rule.repository.ts';
import { type Component, namedPart, scoreOf } from './score.ts';

/** A line as it stands or as it is computed for a past moment; the sum can be taken apart by its components. */
export interface ExplainedLine {
  readonly ticker: string;
  readonly lines: readonly string[];
  readonly kind: Kind;
  readonly score: number;
  readonly rank: number;
  readonly ruleId: string | null;
  readonly ruleVersion: number | null;
  readonly sameProduct: boolean;
  readonly whyZh: string;
  readonly whyEn: string;
  readonly components: readonly Component[];
  readonly evidence: readonly Evidence[];
  readonly against: readonly Evidence[];
}

/** A rule whose two sides hold for the event and this company, and what became of it. */
export interface RuleOutcome {
  readonly ruleId: string;
  readonly kind: 'analogue' | 'trap';
  readonly version: number;
  /** 0..100, one decimal, as it would have ranked. */
  readonly score: number;
  readonly components: readonly Component[];
  /**
   * `wins`: it is the line. `loses`: another rule, the issuer's own line or a supply relation decided. `blocked`: a block
   * rule speaks against analogues. `denied`: the company itself denies it. `too_small`: the published share of revenue is
   * below the floor. `below_floor`: the score is noise. `same_issuer`: another line of its issuer (A, H) stands for both.
   * `cut`: better lines filled the list.
   */
  readonly outcome:
    | 'wins'
    | 'loses'
    | 'blocked'
    | 'denied'
    | 'too_small'
    | 'below_floor'
    | 'same_issuer'
    | 'cut';
  readonly share: number | null;
}

/** A rule that does not hold for this event and company, with what it lacks. */
export interface NearRule {
  readonly ruleId: string;
  readonly kind: 'analogue' | 'trap';
  readonly version: number;
  readonly lacks: readonly (Lack & { readonly unseen: UnseenFact | null })[];
  /** The event's side holds: the rule fires on the event, and the company is what is missing. */
  readonly fires: boolean;
  readonly gap: number;
}

export interface Explanation {
  readonly eventId: string;
  readonly headline: { readonly zh: string; readonly en: string };
  readonly company: ListedCompany;
  readonly asOf: string;
  readonly strict: boolean;
  /** Listed (and not yet delisted) on that day. */
  readonly listed: boolean;
  /** True where the line is the one that stands, false where it was computed for this question. */
  readonly stands: boolean;
  readonly line: ExplainedLine | null;
  /** The line of the same issuer that stands for this one; null where none does. */
  readonly namedAs: string | null;
  /** Rules whose both sides hold, best score first. */
  readonly rules: readonly RuleOutcome[];
  /** Block rules that fired on the event: no analogue is named while one does. */
  readonly blockedBy: readonly string[];
  /** The product it shares with the event, where it does. */
  readonly product: ProductMatch | null;
  /** Why it would be named and is not: too small, or denied by the company itself. */
  readonly heldBack: HeldBack | null;
  /** What the company itself has said of the event's subject, oldest first. */
  readonly said: readonly SaidOfEvent[];
  /** The rules nearest to holding, nearest first. */
  readonly nearest: readonly NearRule[];
}

export interface ExplainOptions {
  /**
   * What was public then; the latest moment the event was linked at where it is not given. A past moment is asked inside
   * `inThePast`, so that later articles do not count either.
   */
  readonly at?: string;
  readonly strict?: boolean;
  /** How many rules that do not hold are told of. */
  readonly nearest?: number;
  readonly inputs?: LinkInputs;
}

/**
 * The whole sum for one company and one event; for a company that is not named, why not.
 * @throws DuibiaoError UNKNOWN_ID for an event or a company that the tables do not hold.
 */
export async function explain(
  db: Db,
  library: Library,
  eventId: string,
  ticker: string,
  options: ExplainOptions = {},
): Promise<Explanation> {
  const event = await db
    .selectFrom('event')
    .select(['id', 'headline', 'headline_zh', 'headline_en', 'last_seen'])
    .where('id', '=', eventId)
    .executeTakeFirst();
  if (event === undefined) throw new DuibiaoError('UNKNOWN_ID', { kind: 'event', got: eventId });
  const company = await findCompany(db, ticker);
  if (company === undefined) throw new DuibiaoError('UNKNOWN_ID', { kind: 'company', got: ticker });
  const strict = options.strict ?? false;
  const stored =
    options.at === undefined && !strict ? (await storedLines(db, eventId, { ticker }))[0] : undefined;
  const at = options.at ?? later((await latestAsOf(db, eventId)) ?? event.last_seen, event.last_seen);
  const moment = { at, strict, computedAt: at };
  const { input } = await rankInputOf(db, library, eventId, moment, options.inputs);
  const computed = await computeAll(db, library, eventId, moment, options.inputs);
  const line: ExplainedLine | undefined = stored ?? computed.lines.find((l) => l.ticker === ticker);
  const namedAs =
    line === undefined ? (computed.lines.find((l) => l.lines.includes(ticker))?.ticker ?? null) : null;
  const blockedBy = [
    ...new Set(input.matches.filter((m) => m.ruleKind === 'block').map((m) => m.ruleId)),
  ].sort();
  const rules = input.matches
    .filter((m) => m.ticker === ticker)
    .map((m) => outcomeOf(m, input, line, namedAs, blockedBy.length > 0))
    .sort((a, b) => b.score - a.score || (a.ruleId < b.ruleId ? -1 : 1));
  const day = at.slice(0, 10);
  return {
    eventId,
    headline: { zh: event.headline_zh ?? event.headline, en: event.headline_en ?? event.headline },
    company,
    asOf: at,
    strict,
    listed: company.listedOn <= day && (company.delistedOn === null || company.delistedOn > day),
    stands: stored !== undefined,
    line:
      line === undefined
        ? null
        : {
            ...line,
            evidence: await withPages(db, line.evidence),
            against: await withPages(db, line.against),
          },
    namedAs,
    rules,
    blockedBy,
    product: input.products.find((p) => p.ticker === ticker) ?? null,
    heldBack: computed.heldBack.find((h) => h.ticker === ticker) ?? null,
    said: input.said?.get(ticker) ?? [],
    nearest: await nearRules(db, library, eventId, ticker, { at, strict }, rules, options.nearest ?? 5),
  };
}

const later = (a: string, b: string): string => (Date.parse(a) > Date.parse(b) ? a : b);

function outcomeOf(
  match: RuleMatch,
  input: RankInput,
  line: ExplainedLine | undefined,
  namedAs: string | null,
  blocked: boolean,
): RuleOutcome {
  const trap = match.ruleKind === 'trap';
  const ticker = match.ticker!;
  const answer = trap
    ? null
    : ruleAnswer(
        match,
        input,
        input.products.find((p) => p.ticker === ticker),
      );
  const held = trap ? null : ruleHeldBack(match, input, answer);
  const { score: bare, components } = scoreOf(match, trap ? undefined : input.crowding.get(ticker), answer);
  const named = namedPart(input.named, ticker);
  const score = Math.round((trap ? bare * named.value : bare) * 10) / 10;
  const outcome =
    line?.ruleId === match.ruleId
      ? 'wins'
      : !trap && blocked
        ? 'blocked'
        : held !== null
          ? held.reason
          : score < (trap ? FLOOR.trap : FLOOR.soft)
            ? 'below_floor'
            : line !== undefined || (trap && input.relations.some((r) => r.ticker === ticker))
              ? 'loses'
              : namedAs !== null
                ? 'same_issuer'
                : 'cut';
  return {
    ruleId: match.ruleId,
    kind: trap ? 'trap' : 'analogue',
    version: match.ruleVersion,
    score,
    components: trap ? [...components, named] : components,
    outcome,
    share: held?.share ?? match.share,
  };
}

async function nearRules(
  db: Db,
  library: Library,
  eventId: string,
  ticker: string,
  moment: { at: string; strict: boolean },
  matched: readonly RuleOutcome[],
  limit: number,
): Promise<NearRule[]> {
  const event = (await eventStrengths(db, [eventId])).get(eventId)!;
  const { held, unseen } = await companyStrengths(db, ticker, moment.at, moment.strict);
  const near: (NearRule & { touched: number })[] = [];
  const isSignal = signalsOf(library);
  for (const stored of published(library, moment)) {
    const { rule, version } = stored;
    if (rule.kind === 'block' || matched.some((m) => m.ruleId === rule.id)) continue;
    const sides = [
      readSide(rule, 'event', event, isSignal),
      readSide(rule, 'company', held, isSignal),
    ] as const;
    near.push({
      ruleId: rule.id,
      kind: rule.kind,
      version,
      lacks: sides.flatMap((s) =>
        s.lacks.map((lack) => ({
          ...lack,
          unseen:
            lack.side === 'company' && lack.role !== 'forbid'
              ? (unseen
                  .filter((u) => lack.terms.includes(u.trait) && u.strength >= lack.minimum - 1e-6)
                  .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))[0] ?? null)
              : null,
        })),
      ),
      fires: sides[0].holds,
      gap: Math.round((sides[0].gap + sides[1].gap) * 1e4) / 1e4,
      touched: sides[0].touched + sides[1].touched,
    });
  }
  return near
    .sort((a, b) => a.gap - b.gap || b.touched - a.touched || (a.ruleId < b.ruleId ? -1 : 1))
    .slice(0, limit)
    .map(({ touched: _touched, ...rule }) => rule);
}

/** Rules that speak at a moment: published, and under `strict` written down by then. */
function published(library: Library, moment: { at: string; strict: boolean }): StoredRule[] {
  return [...library.rules.values()].filter(
    (r) =>
      r.rule.status === 'published' && (!moment.strict || Date.parse(r.recordedAt) <= Date.parse(moment.at)),
  );
}

/** Whether a subject only says what kind of news it is. */
const signalsOf =
  (library: Library) =>
  (subject: string): boolean =>
    library.traitNames.get(subject)?.axis === 'signal';

/** An event that no rule explains: the analyst's work queue. */
export interface Unexplained {
  readonly eventId: string;
  /** Rules that fire on the event though no company has their other side. */
  readonly fires: readonly string[];
  /** The rule nearest to firing and what the event lacks for it; null where none has anything in common. */
  readonly nearest: { readonly ruleId: string; readonly lacks: readonly Lack[]; readonly gap: number } | null;
}

/**
 * Of these events those on which no analogue and no trap rule has put a line, each with the nearest rule.
 * @param past what stood at `at` (ISO instant), with the traits and themes (`theme:ID`) of events that have grown since.
 */
export async function unexplained(
  db: Db,
  library: Library,
  eventIds: readonly string[],
  past?: { at: string; held: ReadonlyMap<string, ReadonlyMap<string, number>> },
): Promise<Unexplained[]> {
  if (eventIds.length === 0) return [];
  const explained = new Set(
    (
      await db
        .selectFrom('analogue')
        .select('event_id')
        .distinct()
        .where('event_id', 'in', [...eventIds])
        .where((eb) =>
          past === undefined
            ? eb('superseded_at', 'is', null)
            : eb.and([
                eb('computed_at', '<=', past.at),
                eb.or([eb('superseded_at', 'is', null), eb('superseded_at', '>', past.at)]),
              ]),
        )
        .where('rule_id', 'is not', null)
        .execute()
    ).map((r) => r.event_id),
  );
  const open = eventIds.filter((id) => !explained.has(id));
  const strengths = await eventStrengths(db, open);
  const rules = published(library, { at: '', strict: false }).filter((r) => r.rule.kind !== 'block');
  const isSignal = signalsOf(library);
  return open.map((eventId) => {
    const readings = rules
      .map((r) => ({
        ruleId: r.rule.id,
        ...readSide(r.rule, 'event', past?.held.get(eventId) ?? strengths.get(eventId)!, isSignal),
      }))
      .sort((a, b) => a.gap - b.gap || b.touched - a.touched || (a.ruleId < b.ruleId ? -1 : 1));
    const nearest = readings.find((r) => !r.holds && r.touched > 0);
    return {
      eventId,
      fires: readings.filter((r) => r.holds).map((r) => r.ruleId),
      nearest:
        nearest === undefined
          ? null
          : { ruleId: nearest.ruleId, lacks: nearest.lacks, gap: Math.round(nearest.gap * 1e4) / 1e4 },
    };
  });
}
