/** Who is named in one article, in order: title first. Ids are already those of companies (a product counts for its maker). */
export interface ArticleNames {
  readonly firstHand: boolean;
  readonly title: readonly string[];
  readonly body: readonly string[];
}

/**
 * Whom an event is about: the company that its titles put first. A first-hand document counts twice, a title's first
 * name 2, its others 1, a body's first name half. Null where nobody has a third of what there is to get, so that a
 * story of many companies has no issuer.
 */
export function issuerOf(articles: readonly ArticleNames[]): string | null {
  const points = new Map<string, number>();
  let most = 0;
  for (const article of articles) {
    const factor = article.firstHand ? 2 : 1;
    most += 2.5 * factor;
    const give = (id: string | undefined, n: number): void => {
      if (id !== undefined) points.set(id, (points.get(id) ?? 0) + n * factor);
    };
    const titles = [...new Set(article.title)];
    give(titles[0], 2);
    for (const other of titles.slice(1)) give(other, 1);
    give(article.body[0], 0.5);
  }
  const [best] = [...points].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return best !== undefined && best[1] * 3 >= most ? best[0] : null;
}
