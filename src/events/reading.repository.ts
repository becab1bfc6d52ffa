/** What an event is read as: which traits and themes its articles say, and how strongly; now, or as it was at a moment. */
import { sql } from 'kysely';
import { type Article, toArticle } from '../articles/index.ts';
import type { Db } from '../db/index.ts';
import {
  type ArticleTerm,
  ancestors,
  loadThemes,
  type Theme,
  termStrength,
  withMix,
} from '../themes/index.ts';
import { type HeadlineChoice, headlineOf } from './headline.ts';

export interface ReadTerm {
  readonly term: string;
  /** 0..1: see `termStrength`. */
  readonly strength: number;
  readonly firstHand: boolean;
  readonly articles: number;
}
export interface Reading {
  readonly counts: { readonly firstHand: number; readonly hearsay: number };
  readonly traits: readonly ReadTerm[];
  readonly themes: readonly ReadTerm[];
}

/**
 * The traits and themes of an event in these of its articles. Reprints say nothing new, and a version that was corrected
 * no longer stands: both are left out of the counts.
 */
export async function readTerms(
  db: Db,
  id: string,
  articles: readonly Article[],
  tree: ReadonlyMap<string, Theme>,
): Promise<Reading> {
  const distinct = tellings(articles);
  const counts = {
    firstHand: distinct.filter((a) => a.firstHand).length,
    hearsay: distinct.filter((a) => !a.firstHand).length,
  };
  const ids = new Set(distinct.map((a) => a.id));
  // A share that grew ("v9 was 15% of royalties, up from 10%") counts for the traits that its words are a hit of.
  const traits = await sql<{
    term: string;
    articleId: string;
    firstHand: boolean;
    weight: number;
    points: number;
  }>`
SELECT t.trait_id AS term, t.article_id AS "articleId", t.first_hand AS "firstHand", max(t.strength)::float8 AS weight, coalesce(max(m.points), 0)::float8 AS points
FROM event_article e JOIN article_trait t ON t.article_id = e.article_id
LEFT JOIN release r ON r.article_id = t.article_id
LEFT JOIN release_mix m ON m.release_id = r.id AND m.points > 0 AND m.field = t.field AND m.start_at < t.end_at AND t.start_at < m.end_at
WHERE e.event_id = ${id} GROUP BY 1, 2, 3`.execute(db);
  const themes = await sql<{ term: string; articleId: string; firstHand: boolean; weight: number }>`
SELECT t.theme_id AS term, t.article_id AS "articleId", a.first_hand AS "firstHand", max(t.weight)::float8 AS weight
FROM event_article e JOIN article a ON a.id = e.article_id JOIN article_theme t ON t.article_id = e.article_id WHERE e.event_id = ${id} GROUP BY 1, 2, 3`.execute(
    db,
  );
  const traitRows = strengths(
    traits.rows
      .filter((r) => ids.has(r.articleId))
      .map((r) => ({ ...r, weight: withMix(r.weight, r.points) })),
    counts,
  );
  const themeRows = strengths(
    withParents(
      themes.rows.filter((r) => ids.has(r.articleId)),
      tree,
    ),
    counts,
  );
  return { counts, traits: traitRows, themes: themeRows };
}

/**
 * One article of each text: the issuer's own where it is among them, however late it came in, else the first. A wire often
 * prints a release word for word before the newsroom's page is read; the newsroom's is then no reprint but the source.
 */
function tellings(articles: readonly Article[]): Article[] {
  const superseded = new Set(articles.map((a) => a.supersedes));
  const chosen = new Map<string, Article>();
  for (const a of articles) {
    if (superseded.has(a.id)) continue;
    const text = a.duplicateOf ?? a.id;
    const other = chosen.get(text);
    if (other === undefined || (a.firstHand && !other.firstHand)) chosen.set(text, a);
    else if (a.firstHand === other.firstHand && a.id === text) chosen.set(text, a);
  }
  const ids = new Set([...chosen.values()].map((a) => a.id));
  return articles.filter((a) => ids.has(a.id));
}

function strengths(
  rows: readonly (ArticleTerm & { term: string })[],
  counts: { firstHand: number; hearsay: number },
): ReadTerm[] {
  const byTerm = new Map<string, (ArticleTerm & { term: string })[]>();
  for (const row of rows) byTerm.set(row.term, [...(byTerm.get(row.term) ?? []), row]);
  return [...byTerm]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([term, list]) => ({ term, ...termStrength(list, counts), articles: list.length }))
    .filter((t) => t.strength > 0);
}

/** A hit on a child theme is one on each of its parents; an article counts once a theme. */
function withParents<T extends ArticleTerm & { term: string }>(
  rows: readonly T[],
  themes: ReadonlyMap<string, Theme>,
): T[] {
  const best = new Map<string, T>();
  for (const row of rows)
    for (const term of [row.term, ...ancestors(themes, row.term)]) {
      const key = `${term}\n${row.articleId}`;
      const old = best.get(key);
      if (old === undefined || old.weight < row.weight) best.set(key, { ...row, term });
    }
  return [...best.values()];
}

export interface Known {
  readonly headline: HeadlineChoice;
  readonly traits: readonly ReadTerm[];
  readonly themes: readonly ReadTerm[];
}

/**
 * What these events were at `to` (ISO instant), where an article has joined them since: the headline, traits and themes of
 * those that had joined by then. An event that nothing joined since is not in the answer: its row still says what it was.
 */
export async function knownAt(db: Db, ids: readonly string[], to: string): Promise<Map<string, Known>> {
  if (ids.length === 0) return new Map();
  const grown = await db
    .selectFrom('event_article')
    .select('event_id')
    .distinct()
    .where('event_id', 'in', [...ids])
    .where('joined_at', '>', to)
    .orderBy('event_id')
    .execute();
  const out = new Map<string, Known>();
  if (grown.length === 0) return out;
  const tree = new Map((await loadThemes(db)).map((t) => [t.id, t]));
  for (const { event_id: id } of grown) {
    const articles = await articlesBy(db, id, to);
    if (articles.length === 0) continue;
    const { traits, themes } = await readTerms(db, id, articles, tree);
    out.set(id, { headline: headlineOf(articles), traits, themes });
  }
  return out;
}

async function articlesBy(db: Db, id: string, to: string): Promise<Article[]> {
  const rows = await db
    .selectFrom('event_article')
    .innerJoin('article', 'article.id', 'event_article.article_id')
    .selectAll('article')
    .where('event_article.event_id', '=', id)
    .where('event_article.joined_at', '<=', to)
    .execute();
  return inOrder(rows.map(toArticle));
}

/** As published; ids where two came at once. */
export function inOrder(articles: readonly Article[]): Article[] {
  return [...articles].sort((a, b) =>
    a.publishedAt < b.publishedAt ? -1 : a.publishedAt > b.publishedAt ? 1 : a.id < b.id ? -1 : 1,
  );
}
