import { computeLines, type Library, loadLinkLibrary, type Rule, type Verdict } from '../analogues/index.ts';
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
      const lines = await computeLines(trx, library, id, { at: publishedAt, computedAt: publishedAt });
      const line = lines.find((l) => l.ticker === c.ticker);
      const got = line?.kind ?? 'none';
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
      };
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  return result!;
}
