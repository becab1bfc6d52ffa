import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { App } from '../../jobs/app.ts';
import { createPipeline } from '../../jobs/pipeline.ts';
import { type OpenDatabase, packageFolder } from '../../src/db/index.ts';
import { createDeliverer, type Deliverer } from '../../src/deliver/index.ts';
import { createFetcher } from '../../src/fetch/index.ts';
import { type LibraryFiles, readLibrary } from '../../src/library/index.ts';
import { databaseRobots, loadSources, readSources } from '../../src/sources/index.ts';
import { testClock, testContext } from '../databases.ts';
import { type Site, startSite } from './simulator.ts';

/** What duties of intake need, over an open database and a site of its own; no patterns are loaded, nothing is analysed. */
export interface Desk {
  app: App;
  site: Site;
  clock: ReturnType<typeof testClock>;
  /** Puts sources of the site beside those that are there; `{site}` in their addresses is the site's. */
  watch(...entries: Record<string, unknown>[]): Promise<void>;
  close(): Promise<void>;
}

let library: LibraryFiles | undefined;

export async function startDesk(database: OpenDatabase, start: string): Promise<Desk> {
  const site = await startSite();
  const clock = testClock(start);
  const ctx = testContext(database, clock, { DUIBIAO_ALLOW_PRIVATE: '127.0.0.1' });
  library ??= readLibrary(join(packageFolder(), 'library'));
  const fetcher = createFetcher({
    userAgent: 'duibiao/0.1 (+https://desk.example/contact)',
    allowPrivate: ['127.0.0.1'],
    clock,
    robots: databaseRobots(ctx.db),
  });
  const deliverer: Deliverer = createDeliverer(ctx);
  const app: App = {
    ctx,
    database,
    library,
    pipeline: await createPipeline(ctx, library),
    fetcher,
    deliverer,
    say: () => {},
    close: async () => {},
  };
  return {
    app,
    site,
    clock,
    async watch(...entries) {
      const sources = entries.map((e) => ({
        name: String(e.id),
        kind: 'feed',
        language: 'en',
        tier: 2,
        cadenceSeconds: 600,
        provenance: 'test',
        ...e,
        url: String(e.url).replace('{site}', site.url),
      }));
      await loadSources(ctx.db, readSources(JSON.stringify({ sources }), 'test'));
    },
    async close() {
      await deliverer.close();
      await fetcher.close();
      await site.close();
    },
  };
}

/** A desk for the tests of this block: one database for all of them, emptied, with a new site and clock, for each. */
export function deskFor(open: () => Promise<OpenDatabase>, start: string): Desk {
  const desk = {} as Desk;
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.run(
      'TRUNCATE source, fetch_host, fetch_log, page_wanted, source_alarm, article, endpoint, delivery CASCADE',
    );
    Object.assign(desk, await startDesk(database, start));
  });
  afterEach(() => desk.close());
  return desk;
}

/** An RSS feed of items: path, title, date, text. */
export const rss = (...items: [string, string, string?, string?][]): string =>
  `<rss><channel>${items
    .map(
      ([path, title, date, text]) =>
        `<item><title>${title}</title><link>${path}</link><pubDate>${date ?? '2024-02-16T07:00:00Z'}</pubDate><description>${text ?? ''}</description></item>`,
    )
    .join('')}</channel></rss>`;
