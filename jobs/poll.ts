import type { ArticleDraft } from '../src/articles/index.ts';
import { instant } from '../src/context.ts';
import type { Db } from '../src/db/index.ts';
import {
  eachDue,
  pollSource,
  recordOutcome,
  recordSkipped,
  type SkippedPage,
  type Source,
  wantPages,
} from '../src/sources/index.ts';
import type { App } from './app.ts';
import type { Duty } from './duty.ts';
import { draftOf, isNews, readPage, skippedPage } from './page.ts';

/** One slow host must not delay another: after two seconds its place is somebody else's. Milliseconds. */
const DUE = { places: 12, slowAfter: 2000, most: 60, taking: 240_000 };
/** Pages fetched for one source at once, and the milliseconds given to them; the rest waits for the duty `pages`. */
const PAGES = 12;
const PAGES_MILLISECONDS = 60_000;

/** Asks every source whose time has come, and stores what it brought. */
export const poll: Duty = {
  name: 'poll',
  stage: 'fetch',
  cron: '*/20 * * * * *',
  expireInSeconds: 900,
  async runOnce(app) {
    const counts = { sources: 0, failed: 0, articles: 0, revised: 0, skipped: 0, pagesLeft: 0 };
    const unreached: { name: string; reason: string }[] = [];
    await eachDue(app.ctx, DUE, async (source) => {
      const result = await pollOne(app, source);
      counts.sources++;
      counts.failed += result.failed === null ? 0 : 1;
      if (result.failed !== null) unreached.push({ name: source.name, reason: result.failed });
      counts.articles += result.new;
      counts.revised += result.revised;
      counts.skipped += result.skipped;
      counts.pagesLeft += result.pagesLeft;
    });
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
): Promise<{ failed: string | null; new: number; revised: number; skipped: number; pagesLeft: number }> {
  const { ctx } = app;
  const polled = await pollSource(ctx, app.fetcher, source);
  const until = performance.now() + PAGES_MILLISECONDS;
  const drafts: ArticleDraft[] = [];
  const skipped: SkippedPage[] = [];
  const left: Parameters<typeof wantPages>[2][number][] = [];
  let pages = 0;
  for (const document of polled.documents) {
    const draft = draftOf(app, source, document);
    // Of a bare address there is nothing to say until its page is read
    const held = draft.title === '';
    if (document.needsPage) {
      const now = pages < PAGES && performance.now() < until;
      if (now) pages++;
      const outcome = now ? await readPage(app, source, draft) : { kind: 'failed' as const };
      if (outcome.kind === 'failed' || outcome.kind === 'busy') {
        const { url, title, body, author = null, publishedAt } = draft;
        left.push({ url, title, body, author, publishedAt, held });
        if (held) continue;
      }
    }
    const none = skippedPage(draft);
    if (none !== null) skipped.push(none);
    else if (isNews(app, source, draft)) drafts.push(draft);
  }
  let pagesLeft = 0;
  const outcome = async (db: Db): Promise<void> => {
    const now = instant(ctx.clock.now());
    pagesLeft = await wantPages(db, source.id, left, now);
    await recordOutcome(db, polled, { now, random: ctx.random });
    await recordSkipped(db, source.id, skipped, now);
  };
  // Mostly nothing is new: the outcome is then one statement, which needs no transaction around it
  const stored =
    drafts.length + left.length + skipped.length === 0
      ? await outcome(ctx.db).then(() => ({ new: 0, revised: 0 }))
      : await app.pipeline.takeWith(drafts, 'live', outcome);
  return {
    // The source's address is known; what is left of the sentence is the reason.
    failed: 'reason' in polled.outcome ? polled.outcome.reason.replace(/^https?:\/\/\S+: /, '') : null,
    new: stored.new,
    revised: stored.revised,
    skipped: skipped.length,
    pagesLeft,
  };
}
