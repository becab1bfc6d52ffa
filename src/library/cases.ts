import {
  computeAll,
  type Library,
  loadLinkLibrary,
  type Rule,
  rank,
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
      const traits = await trx
        .selectFrom('event_trait')
        .select(['trait_id', 'strength'])
        .where('event_id', '=', id)
        .execute();
      result = {
        rule: rule.id,
        name: c.name,
        ticker: c.ticker,
        expect: c.expect,
        got,
        passed: got === c.expect,
        note: `${line?.ruleId ?? 'no rule'}; event read as ${traits
          .sort((a, b) => b.strength - a.strength || (a.trait_id < b.trait_id ? -1 : 1))
          .map((t) => `${t.trait_id} ${t.strength.toFixed(2)}`)
          .join(', ')}`,
        turns,
      };
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  return result!;
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
