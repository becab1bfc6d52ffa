import {
  AT_LARGE,
  announcerOf,
  formOf,
  type Library,
  type Mention,
  readStatements,
  type saveStatements,
} from '../src/analogues/index.ts';
import type { Article } from '../src/articles/index.ts';
import type { EntityHit } from '../src/entities/index.ts';
import type { Readers } from '../src/library/index.ts';

/** What an announcement of a listed company says against links; null for any other article. */
export function statementsOf(
  article: Article,
  named: readonly EntityHit[],
  readers: Readers,
  library: Library,
): Parameters<typeof saveStatements>[2] {
  if (!article.firstHand) return null;
  const form = formOf(article.title, article.body);
  if (form === null) return null;
  const listed = new Set([...library.companyNames.values()].map((c) => c.issuer));
  const issuer = announcerOf(named, listed);
  if (issuer === null) return null;
  const { title, body } = article;
  const after = (m: { field: 'title' | 'body'; end: number }): string =>
    article[m.field].slice(m.end, m.end + 12);
  const mentions: Mention[] = [
    ...readers.traits.mentions(title, body).flatMap((m) => {
      const axis = library.traitNames.get(m.id)?.axis;
      return axis === 'model' || axis === 'product' ? [{ ...m, subject: `trait:${m.id}` }] : [];
    }),
    ...readers.themes
      .mentions(title, body)
      .filter((m) => readers.themeTree.get(m.id)?.parent != null || AT_LARGE.test(after(m)))
      .map((m) => ({ ...m, subject: `theme:${m.id}` })),
    ...named.filter((n) => n.entityId !== issuer).map((n) => ({ ...n, subject: `entity:${n.entityId}` })),
  ];
  return { issuer, form, statements: readStatements(article, form, mentions) };
}
