import { type ArticleDraft, outletOf } from '../src/articles/index.ts';
import { instant } from '../src/context.ts';
import { sentenceOf } from '../src/errors.ts';
import { decodeBytes } from '../src/extract/charset/index.ts';
import { isFiling, readFiling } from '../src/extract/filing/index.ts';
import { extractArticle, extractBytes } from '../src/extract/html/index.ts';
import { extractPdf, isPdf } from '../src/extract/pdf/index.ts';
import { type DraftDocument, restHost, type SkippedPage, type Source } from '../src/sources/index.ts';
import type { App } from './app.ts';

/** Milliseconds that a publisher's clock may be ahead of ours: a date further in the future is none. */
const AHEAD = 600_000;

/** What a source says of an item, as a draft, before its page is read. */
export function draftOf(
  app: App,
  source: Source,
  item: Pick<DraftDocument, 'url' | 'title' | 'text' | 'html' | 'author' | 'publishedAt' | 'language'>,
): ArticleDraft {
  const now = app.ctx.clock.now();
  const stated = item.publishedAt !== null && Date.parse(item.publishedAt) <= now.getTime() + AHEAD;
  const draft: ArticleDraft = {
    sourceId: source.id,
    url: item.url,
    title: item.title ?? '',
    body: item.text,
    author: item.author,
    outlet: outletOf(item.url),
    tier: source.tier,
    firstHand: source.firstHand,
    publishedAt: stated ? item.publishedAt : null,
    fetchedAt: instant(now),
    ...(item.language === undefined ? {} : { language: item.language }),
  };
  if (item.html === null) return draft;
  try {
    const { body } = extractArticle(`<article>${item.html}</article>`, contextOf(source, item.url));
    if (body.length > draft.body.length) draft.body = body;
  } catch (error) {
    app.ctx.log.info({ url: item.url, error: sentenceOf(error) }, 'markup not read; the plain text stands');
  }
  return draft;
}

const contextOf = (source: Source, url: string): { url: string; timeZone: string; where: string } => ({
  url,
  timeZone: source.timeZone,
  where: url,
});

/** `read`; `never`: it will not be had; `failed`: perhaps another time; an instant: the host is busy until then. */
export type PageOutcome = { kind: 'read' | 'never' | 'failed' } | { kind: 'busy'; until: string };

/** Puts what stands behind an address into its draft: a page's article, or an announcement's PDF. */
export async function readPage(app: App, source: Source, draft: ArticleDraft): Promise<PageOutcome> {
  const page = await app.fetcher.fetch({ url: draft.url, robots: true });
  if (page.kind === 'busy') return { kind: 'busy', until: page.freeAt };
  if (page.kind === 'retry') {
    if (page.retryAfter !== null) {
      const until = app.ctx.clock.now().getTime() + Math.min(page.retryAfter, 3600) * 1000;
      await restHost(app.ctx.db, new URL(draft.url).host, instant(new Date(until)));
    }
    return { kind: 'failed' };
  }
  if (page.kind === 'failed' && page.status === null) return { kind: 'failed' };
  draft.pageKind = 'unread';
  if (page.kind !== 'ok') return { kind: 'never' };
  try {
    await read(source, draft, page);
    draft.fetchedAt = instant(app.ctx.clock.now());
    return { kind: 'read' };
  } catch (error) {
    app.ctx.log.info({ url: draft.url, error: sentenceOf(error) }, 'page not read; the summary stands');
    return { kind: 'never' };
  }
}

async function read(
  source: Source,
  draft: ArticleDraft,
  page: { bytes: Uint8Array; contentType: string | null },
): Promise<void> {
  const { url } = draft;
  if (isPdf(page.bytes)) {
    const pdf = await extractPdf(page.bytes, { where: url });
    draft.pageKind = 'pdf';
    if (pdf.body.length > draft.body.length) {
      draft.body = pdf.body;
      draft.pageStarts = pdf.pageStarts;
    }
    if (draft.title === '') draft.title = pdf.title ?? '';
    return;
  }
  const hint = page.contentType === null ? {} : { contentType: page.contentType };
  const marked = isFiling(Buffer.from(page.bytes.subarray(0, 20_000)).toString('latin1'));
  // Exhibits are mostly tables, which a reader of articles takes for furniture.
  if (marked || source.kind === 'edgar') {
    const filing = readFiling(decodeBytes(page.bytes, hint).text, url);
    if (filing.text.length > draft.body.length) draft.body = filing.text;
    // "8-K EX-99.1" is the list's name for it; the exhibit has a headline of its own.
    if (draft.title === '' || (marked && filing.title !== '')) draft.title = filing.title;
    return;
  }
  const found = extractBytes(page.bytes, {
    ...contextOf(source, url),
    ...hint,
  });
  draft.pageKind = found.kind;
  if (found.kind === 'article' && found.body.length > draft.body.length) draft.body = found.body;
  if (draft.title === '') draft.title = found.title;
  if (found.kind !== 'article') return;
  draft.publishedAt ??= found.publishedAt;
  draft.author ??= found.author;
}

/** A link whose page is no article, of which the source told nothing but a title: to be counted, not news. */
export function skippedPage(draft: ArticleDraft): SkippedPage | null {
  const { pageKind: kind } = draft;
  if (kind !== 'index' && kind !== 'paywall' && kind !== 'error' && kind !== 'consent') return null;
  return draft.body.trim() === '' ? { url: draft.url, kind, title: draft.title } : null;
}

/** A page may show that an undated item is years old: then it is not news. */
export function isNews(app: App, source: Source, draft: ArticleDraft): boolean {
  if (draft.title === '' && draft.body === '') return false;
  const days = (source.options.maxAgeDays as number | undefined) ?? 14;
  const since = app.ctx.clock.now().getTime() - days * 86_400_000;
  return draft.publishedAt === null || Date.parse(draft.publishedAt) >= since;
}
