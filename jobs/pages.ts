import { instant } from '../src/context.ts';
import {
  claimPages,
  pageDone,
  pageLater,
  recordSkipped,
  sourceById,
  type WantedPage,
} from '../src/sources/index.ts';
import type { App } from './app.ts';
import type { Duty } from './duty.ts';
import { draftOf, isNews, readPage, skippedPage } from './page.ts';

/** Pages read at once, each of another host; pages of one run at most, so that a run ends. */
const AT_ONCE = 8;
const PAGES = 120;

/** Reads the pages that rounds left, one of a host at a time; an article stored from its summary is completed. */
export const pages: Duty = {
  name: 'pages',
  stage: 'fetch',
  cron: '10,40 * * * * *',
  expireInSeconds: 900,
  async runOnce(app) {
    const counts = { pages: 0, completed: 0, skipped: 0, later: 0, givenUp: 0 };
    let left = PAGES;
    const worker = async (): Promise<void> => {
      while (left > 0) {
        left--;
        const [page] = await claimPages(app.ctx.db, instant(app.ctx.clock.now()), 1);
        if (page === undefined) return;
        counts.pages++;
        counts[await readOne(app, page)]++;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return counts;
  },
};

async function readOne(app: App, page: WantedPage): Promise<'completed' | 'skipped' | 'later' | 'givenUp'> {
  const { db } = app.ctx;
  const source = await sourceById(db, page.sourceId);
  if (source === null) return 'givenUp';
  const draft = draftOf(app, source, { ...page, text: page.body, html: null });
  const outcome = await readPage(app, source, draft);
  const now = instant(app.ctx.clock.now());
  if (outcome.kind === 'busy') {
    await pageLater(db, page, now, outcome.until);
    return 'later';
  }
  if (outcome.kind === 'failed' && (await pageLater(db, page, now))) return 'later';
  const none = outcome.kind === 'read' && page.held ? skippedPage(draft) : null;
  if (none !== null) {
    await app.pipeline.takeWith([], 'live', async (trx) => {
      await recordSkipped(trx, source.id, [none], now);
      await pageDone(trx, page.id);
    });
    return 'skipped';
  }
  if (outcome.kind === 'read') {
    const drafts = isNews(app, source, draft) ? [{ ...draft, completes: !page.held }] : [];
    await app.pipeline.takeWith(drafts, 'live', (trx) => pageDone(trx, page.id));
    return 'completed';
  }
  // The summary, where there was one, is all there will be
  await pageDone(db, page.id);
  return 'givenUp';
}
