import type { ArticleDraft } from '../src/articles/index.ts';
import { outletOf } from '../src/articles/index.ts';
import { instant } from '../src/context.ts';
import { sentenceOf } from '../src/errors.ts';
import { extractArticle, extractBytes } from '../src/extract/html/index.ts';
import {
  claimDue,
  type DraftDocument,
  pollSource,
  recordOutcome,
  type Source,
} from '../src/sources/index.ts';
import type { App } from './app.ts';
import type { Duty } from './duty.ts';

/** Sources asked at once: one slow host must not delay another. */
const AT_ONCE = 12;
/** Pages fetched for one source in one round; what is past this keeps the source's own summary. */
const PAGES = 12;

/** Asks every source whose time has come, and stores what it brought. */
export const poll: Duty = {
  name: 'poll',
  stage: 'fetch',
  cron: '*/20 * * * * *',
  expireInSeconds: 900,
  async runOnce(app) {
    const counts = { sources: 0, failed: 0, articles: 0, revised: 0 };
    const claimed = await claimDue(app.ctx.db, instant(app.ctx.clock.now()), 200);
    const queue = [...claimed];
    const worker = async (): Promise<void> => {
      for (let source = queue.shift(); source !== undefined; source = queue.shift()) {
        const result = await pollOne(app, source);
        counts.sources++;
        counts.failed += result.failed ? 1 : 0;
        counts.articles += result.new;
        counts.revised += result.revised;
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, claimed.length) }, worker));
    return counts;
  },
};

async function pollOne(app: App, source: Source): Promise<{ failed: boolean; new: number; revised: number }> {
  const { ctx } = app;
  const polled = await pollSource(ctx, app.fetcher, source);
  if (polled.outcome.kind === 'failed' || polled.outcome.kind === 'gone')
    app.say(`could not reach ${source.name} (${source.url}): ${polled.outcome.reason}`);
  const drafts: ArticleDraft[] = [];
  let pages = 0;
  for (const document of polled.documents) {
    const draft = await draftOf(app, source, document, document.needsPage && pages < PAGES);
    if (document.needsPage) pages++;
    if (draft !== null) drafts.push(draft);
  }
  const now = instant(ctx.clock.now());
  const stored = await app.pipeline.takeWith(drafts, 'live', (trx) =>
    recordOutcome(trx, polled, { now, random: ctx.random }),
  );
  return {
    failed: polled.outcome.kind === 'failed' || polled.outcome.kind === 'gone',
    new: stored.new,
    revised: stored.revised,
  };
}

/** A document's own text, or its page's; a page that cannot be had leaves the summary, never nothing. */
async function draftOf(
  app: App,
  source: Source,
  document: DraftDocument,
  fetchPage: boolean,
): Promise<ArticleDraft | null> {
  const base: ArticleDraft = {
    sourceId: source.id,
    url: document.url,
    title: document.title ?? '',
    body: document.text,
    author: document.author,
    outlet: outletOf(document.url),
    tier: source.tier,
    firstHand: source.firstHand,
    publishedAt: document.publishedAt,
    fetchedAt: instant(app.ctx.clock.now()),
  };
  const context = { url: document.url, timeZone: source.timeZone, where: document.url };
  try {
    if (document.html !== null) {
      const body = extractArticle(`<article>${document.html}</article>`, context).body;
      if (body.length > base.body.length) base.body = body;
    }
    if (fetchPage) {
      const page = await app.fetcher.fetch({ url: document.url, robots: true });
      if (page.kind === 'ok') {
        const read = extractBytes(page.bytes, {
          ...context,
          ...(page.contentType === null ? {} : { contentType: page.contentType }),
        });
        if (read.kind === 'article' && read.body.length > base.body.length) base.body = read.body;
        if (base.title === '') base.title = read.title;
        base.publishedAt ??= read.publishedAt;
        base.author ??= read.author;
      }
    }
  } catch (error) {
    app.ctx.log.info({ url: document.url, error: sentenceOf(error) }, 'page not read; the summary stands');
  }
  if (base.title === '' && base.body === '') return null;
  return base;
}
