/** What is looked at to choose a headline. */
export interface TitledArticle {
  readonly id: string;
  readonly title: string;
  readonly language: string;
  readonly tier: number;
  readonly firstHand: boolean;
  readonly publishedAt: string;
}

/** One headline for all, and that of each language where a title is in it. */
export interface HeadlineChoice {
  headline: string;
  zh: string | null;
  en: string | null;
}

/**
 * The event's headline: that of its first-hand document where there is one, else of its best and earliest outlet; and
 * the same choice in each language, so that a reader sees their own where it exists.
 */
export function headlineOf(articles: readonly TitledArticle[]): HeadlineChoice {
  const best = (of: readonly TitledArticle[]): TitledArticle | undefined =>
    [...of].sort(
      (a, b) =>
        Number(b.firstHand) - Number(a.firstHand) ||
        a.tier - b.tier ||
        (a.publishedAt < b.publishedAt ? -1 : a.publishedAt > b.publishedAt ? 1 : a.id < b.id ? -1 : 1),
    )[0];
  const titled = articles.filter((a) => a.title.trim() !== '');
  return {
    headline: best(titled)?.title ?? articles[0]?.title ?? '',
    zh: best(titled.filter((a) => a.language === 'zh'))?.title ?? null,
    en: best(titled.filter((a) => a.language === 'en'))?.title ?? null,
  };
}
