import {
  computeAll,
  type Library,
  lackWords,
  loadLinkLibrary,
  type Rule,
  rank,
  readSide,
  type Verdict,
} from '../analogues/index.ts';
import { saveArticle } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import { saveArticleEntities } from '../entities/index.ts';
import { eventArticles, eventId, placeArticle, refreshEvent } from '../events/index.ts';
import { saveArticleTerms } from '../themes/index.ts';
import type { LibraryFiles } from './files.ts';
import { type Readers, readersOf } from './readers.ts';

export interface CaseResult {
  rule: string;
  name: string;
  ticker: string;
  expect: Verdict;
  got: Verdict;
  passed: boolean;
  /** The rule that decided, and what the event was read as, for whoever mends the case. */
  note: string;
  /** Rules without which it would come out otherwise, with what it would then be. */
  turns: { rule: string; without: Verdict }[];
}

class Undo extends Error {}

/**
 * Runs every case of every rule: an event of one invented article, read and linked as live news is, then undone.
 * The database is left as it was.
 */
export async function runCases(
  db: Db,
  library: LibraryFiles,
  rules: readonly Rule[],
  progress: (done: number, of: number) => void = () => {},
): Promise<CaseResult[]> {
  const readers = readersOf(library);
  const linkLibrary = await loadLinkLibrary(db);
  const all = rules.flatMap((rule) => rule.cases.map((c) => ({ rule, c })));
  const results: CaseResult[] = [];
  for (const [i, { rule, c }] of all.entries()) {
    results.push(await runCase(db, readers, linkLibrary, rule, c));
    progress(i + 1, all.length);
  }
  return results;
}

async function runCase(
  db: Db,
  readers: Readers,
  library: Library,
  rule: Rule,
  c: Rule['cases'][number],
): Promise<CaseResult> {
  let result: CaseResult | undefined;
  await db
    .transaction()
    .execute(async (trx) => {
      const publishedAt = new Date(c.asOf).toISOString();
      const draft = {
        id: 'rule-case',
        url: 'https://case.invalid/',
        title: c.title,
        body: c.body,
        firstHand: c.firstHand,
        outlet: 'case',
        publishedAt,
      };
      await saveArticle(trx, draft, { origin: 'replay', now: publishedAt });
      await saveArticleTerms(
        trx,
        { id: draft.id, firstHand: c.firstHand },
        { themes: readers.themes.find(c.title, c.body), traits: readers.traits.find(c.title, c.body) },
      );
      await saveArticleEntities(trx, draft.id, readers.dictionary.find(c.title, c.body));
      const article = {
        ...draft,
        origin: 'replay' as const,
        language: 'en',
        tier: 3,
        detectedAt: publishedAt,
        duplicateOf: null,
        supersedes: null,
      };
      const { id } = await placeArticle(
        trx,
        article,
        { eventId: eventId(draft.id), score: 1, why: 'case', parentEventId: null },
        publishedAt,
      );
      await refreshEvent(trx, id, {
        articles: await eventArticles(trx, id),
        headline: { headline: c.title, zh: null, en: null },
        themes: readers.themeTree,
        companyOf: readers.companyOf,
      });
      const { lines, input } = await computeAll(trx, library, id, {
        at: publishedAt,
        computedAt: publishedAt,
      });
      // An issuer stands once, under one of its shares: a case may name either.
      const line = lines.find((l) => l.lines.includes(c.ticker));
      const got = line?.kind ?? 'none';
      // A rule speaks through its matches alone: leaving them out is the library without it.
      const without = (ruleId: string): Verdict =>
        rank({ ...input!, matches: input!.matches.filter((m) => m.ruleId !== ruleId) }).find((l) =>
          (line?.lines ?? [c.ticker]).includes(l.ticker),
        )?.kind ?? 'none';
      const turns = [...new Set(input?.matches.map((m) => m.ruleId))]
        .map((id) => ({ rule: id, without: without(id) }))
        .filter((t) => t.without !== got);
      const read = await readingOf(trx, id);
      result = {
        rule: rule.id,
        name: c.name,
        ticker: c.ticker,
        expect: c.expect,
        got,
        passed: got === c.expect,
        note: `${line?.ruleId ?? 'no rule'}; event read as ${read.length === 0 ? 'nothing: no pattern finds a trait or theme in it' : read.map(([term, strength]) => `${term} ${strength.toFixed(2)}`).join(', ')}${lacking(rule, new Map(read), library)}`,
        turns,
      };
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  return result!;
}

/** Traits and themes of an event as a rule's terms write them, the strongest first. */
async function readingOf(trx: Db, event: string): Promise<[string, number][]> {
  const traits = await trx
    .selectFrom('event_trait')
    .select(['trait_id as term', 'strength'])
    .where('event_id', '=', event)
    .execute();
  const themes = await trx
    .selectFrom('event_theme')
    .select(['theme_id as term', 'weight as strength'])
    .where('event_id', '=', event)
    .execute();
  return [...traits, ...themes.map((t) => ({ ...t, term: `theme:${t.term}` }))]
    .filter((t) => t.strength > 0)
    .sort((a, b) => b.strength - a.strength || (a.term < b.term ? -1 : 1))
    .map((t) => [t.term, t.strength]);
}

/** Why the rule itself did not fire on the event; empty where it did. */
function lacking(rule: Rule, event: ReadonlyMap<string, number>, library: Library): string {
  const isSignal = (term: string): boolean => library.traitNames.get(term)?.axis === 'signal';
  const { lacks } = readSide(rule, 'event', event, isSignal);
  return lacks.length === 0
    ? ''
    : `; for ${rule.id} ${lacks.map((l) => lackWords(l, library, 'en')).join(' and ')}`;
}

/** A rule and the cases of other rules that would come out otherwise without it. */
export interface Distinct {
  readonly rule: string;
  readonly turns: readonly {
    readonly of: string;
    readonly name: string;
    readonly ticker: string;
    readonly got: Verdict;
    readonly without: Verdict;
  }[];
}

/** For every published rule what of the results of all cases hangs on it, its own cases aside. Pure. */
export function distinctness(rules: readonly Rule[], results: readonly CaseResult[]): Distinct[] {
  return rules
    .filter((r) => r.status === 'published')
    .map((r) => ({
      rule: r.id,
      turns: results.flatMap(({ rule, name, ticker, got, turns }) =>
        rule === r.id
          ? []
          : turns
              .filter((t) => t.rule === r.id)
              .map((t) => ({ of: rule, name, ticker, got, without: t.without })),
      ),
    }));
}
