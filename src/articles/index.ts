/** Identity of an article: its canonical address, its language, its reprints and its revisions. */

export {
  formerText,
  markAnalysed,
  type SaveOutcome,
  saveArticle,
  toArticle,
  waitingArticles,
} from './article.repository.ts';
export {
  type Article,
  type ArticleDraft,
  ORIGINS,
  type Origin,
  originsOf,
  type PageKindRead,
  STREAMS,
  type Stream,
  streamOf,
} from './article.ts';
export { type ArticleDetail, type ArticleName, articleDetail } from './detail.repository.ts';
export { type PageAt, pagesOf } from './page.repository.ts';
export { canonicalUrl, outletOf } from './url.ts';
