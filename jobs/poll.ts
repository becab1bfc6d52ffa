import { setTimeout as sleep } from 'node:timers/promises';
import type { ArticleDraft } from '../src/articles/index.ts';
import { outletOf } from '../src/articles/index.ts';
import { instant } from '../src/context.ts';
import { sentenceOf } from '../src/errors.ts';
import { extractArticle, extractBytes } from '../src/extract/html/index.ts';
import { extractPdf } from '../src/extract/pdf/index.ts';
import {
  claimDue,
  type DraftDocument,
  pollSource,
  recordOutcome,
  reserveHost,
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
    const unreached: { name: string; reason: string }[] = [];
    const worker = async (): Promise<void> => {
      for (let source = queue.shift(); source !== undefined; source = queue.shift()) {
        const result = await pollOne(app, source);
        counts.sources++;
        counts.failed += result.failed === null ? 0 : 1;
        if (result.failed !== null) unreached.push({ name: source.name, reason: result.failed });
        counts.articles += result.new;
        counts.revised += result.revised;
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, claimed.length) }, worker));
    for (const line of grouped(unreached)) app.say(line);
    return counts;
  },
};

/** Who could not be reached, a line a reason: the network being down is one sentence, not ninety. */
function grouped(unreached: readonly { name: string; reason: string }[]): string[] {
  const by = new Map<string, string[]>();
  for (const { name, reason } of unreached) by.set(reason, [...(by.get(reason) ?? []), name]);
  return [...by]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([reason, names]) =>
        `could not reach ${names.length === 1 ? '' : `${names.length} sources: `}${names.sort().join(', ')} (${reason})`,
    );
}

async function pollOne(
  app: App,
  source: Source,
): Promise<{ failed: string | null; new: number; revised: number }> {
  const { ctx } = app;
  const polled = await pollSource(ctx, app.fetcher, source);
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
    // The source's address is known; what is left of the sentence is the reason.
    failed: 'reason' in polled.outcome ? polled.outcome.reason.replace(/^https?:\/\/\S+: /, '') : null,
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
    if (fetchPage) await readPage(app, document.url, base, context);
  } catch (error) {
    app.ctx.log.info({ url: document.url, error: sentenceOf(error) }, 'page not read; the summary stands');
  }
  if (base.title === '' && base.body === '') return null;
  return base;
}

/** Puts what stands behind the address into the draft: a page's article, or an announcement's PDF. */
async function readPage(
  app: App,
  url: string,
  draft: ArticleDraft,
  context: { url: string; timeZone: string; where: string },
): Promise<void> {
  const now = instant(app.ctx.clock.now());
  const free = await reserveHost(app.ctx.db, new URL(url).host, now, { spacing: 1000, patience: 15_000 });
  if (!free.reserved) return;
  const wait = Date.parse(free.at) - Date.parse(now);
  if (wait > 0) await sleep(wait);
  const page = await app.fetcher.fetch({ url, robots: true });
  if (page.kind !== 'ok') return;
  if (/pdf/i.test(page.contentType ?? '') || /\.pdf$/i.test(new URL(url).pathname)) {
    const read = await extractPdf(page.bytes, { where: url });
    if (read.body.length > draft.body.length) draft.body = read.body;
    if (draft.title === '') draft.title = read.title ?? '';
    return;
  }
  const read = extractBytes(page.bytes, {
    ...context,
    ...(page.contentType === null ? {} : { contentType: page.contentType }),
  });
  if (read.kind === 'article' && read.body.length > draft.body.length) draft.body = read.body;
  if (draft.title === '') draft.title = read.title;
  draft.publishedAt ??= read.publishedAt;
  draft.author ??= read.author;
}
