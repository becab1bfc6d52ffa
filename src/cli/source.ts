import { instant } from '../context.ts';
import { alarmEndpoints } from '../deliver/index.ts';
import { DuibiaoError } from '../errors.ts';
import { parseFeedTwice, readListing } from '../extract/feed/index.ts';
import {
  allSources,
  discoverFeeds,
  entriesFromOpml,
  loadSources,
  openAlarms,
  pollSource,
  type SourceEntry,
  silentSources,
  sourceById,
  sourceId,
  sourcesToOpml,
} from '../sources/index.ts';
import { fetchBytes, withFetcher } from './fetch-one.ts';
import { type AddCommand, readInput, withDatabase, writeWhole } from './io.ts';

export const addSource: AddCommand = (program, io, exit) => {
  const source = program
    .command('source')
    .description('what we watch: feeds, newsrooms, filings, lists')
    .addHelpText(
      'after',
      '\nExample: duibiao source list\n         duibiao source add https://blog.example.com --first-hand --entity openai\n         duibiao source preview https://blog.example.com\n         duibiao source check openai-news\n         duibiao source import feeds.opml',
    );
  source
    .command('list')
    .description('all of them with their health, a line each')
    .action(() =>
      withDatabase(io, async ({ ctx }) => {
        const rows = await ctx.db
          .selectFrom('source')
          .select([
            'id',
            'name',
            'kind',
            'language',
            'tier',
            'first_hand',
            'status',
            'url',
            'provenance',
            'cadence_seconds',
            'next_poll_at',
            'last_success_at',
            'last_item_at',
            'failures',
            'last_error',
            'items_per_day',
          ])
          .execute();
        for (const row of rows.sort((a, b) => (a.id < b.id ? -1 : 1))) io.out(`${JSON.stringify(row)}\n`);
      }),
    );
  source
    .command('add <url>')
    .option('--name <name>')
    .option('--tier <n>', '1 first-hand or wire … 4 blog', '3')
    .option('--first-hand', 'a newsroom of whom it speaks of')
    .option('--entity <id>', 'whose newsroom it is')
    .description('find the feed on a page, try it, and watch it')
    .addHelpText(
      'after',
      '\nExample: duibiao source add https://blog.example.com --first-hand --entity openai',
    )
    .action(async (url: string, o: { name?: string; tier: string; firstHand?: boolean; entity?: string }) => {
      const page = await fetchBytes(io, url);
      const found =
        (await feedAt(page.bytes, page.context.url)) ??
        (await firstFeed(
          io,
          discoverFeeds(new TextDecoder().decode(page.bytes), page.context.url).map((f) => f.url),
        ));
      if (found === null)
        throw new DuibiaoError('FEED_MALFORMED', {
          where: url,
          what: 'neither a feed nor a page that names one',
        });
      const name = o.name ?? (found.title || url);
      const day = instant(new Date()).slice(0, 10);
      const entry: SourceEntry = {
        id: sourceId(name, found.url),
        name,
        url: found.url,
        kind: 'feed',
        language: found.language,
        tier: Number(o.tier),
        timeZone: 'UTC',
        firstHand: o.firstHand ?? false,
        entity: o.entity ?? null,
        cadenceSeconds: 900,
        provenance: `added by hand on ${day}, found at ${url}`,
        status: 'active',
        options: {},
      };
      await withDatabase(io, ({ ctx }) => loadSources(ctx.db, [entry]));
      io.out(`${JSON.stringify(entry)}\n`);
      io.say(`${found.entries} entries; polled from the next round on`);
    });
  source
    .command('check [id]')
    .description('ask one source, or all that are active, and say what each would yield; nothing is stored')
    .action((id: string | undefined) =>
      withDatabase(io, async ({ ctx }) => {
        const one = id === undefined ? null : await sourceById(ctx.db, id);
        if (id !== undefined && one === null)
          throw new DuibiaoError('UNKNOWN_ID', { kind: 'source', got: id });
        const active = new Set(
          (await ctx.db.selectFrom('source').select('id').where('status', '=', 'active').execute()).map(
            (r) => r.id,
          ),
        );
        const wanted = one === null ? (await allSources(ctx.db)).filter((s) => active.has(s.id)) : [one];
        let failed = 0;
        await withFetcher(io, async (fetcher) => {
          for (const s of wanted) {
            const polled = await pollSource(ctx, fetcher, {
              ...s,
              etag: null,
              lastModified: null,
              state: {},
            });
            const bad = polled.outcome.kind === 'failed' || polled.outcome.kind === 'gone';
            failed += bad ? 1 : 0;
            io.out(
              `${JSON.stringify({ id: s.id, outcome: polled.outcome.kind, items: polled.items, newestAt: polled.newestAt, first: polled.documents[0]?.title ?? null, ...('reason' in polled.outcome ? { reason: polled.outcome.reason } : {}) })}\n`,
            );
          }
        });
        io.say(`${wanted.length - failed} of ${wanted.length} sources answered`);
        exit(failed > 0 ? 1 : 0);
      }),
    );
  source
    .command('preview <url>')
    .requiredOption('--item <css>', 'one entry of the list')
    .option('--title <css>')
    .option('--link <css>')
    .option('--date <css>')
    .description('what a listing page would yield with these selectors; nothing is stored')
    .addHelpText(
      'after',
      '\nExample: duibiao source preview https://example.com/news --item article --title h2 --link a --date time',
    )
    .action(async (url: string, o: { item: string; title?: string; link?: string; date?: string }) => {
      const page = await fetchBytes(io, url);
      const rules = {
        item: o.item,
        ...(o.title && { title: o.title }),
        ...(o.link && { link: o.link }),
        ...(o.date && { date: o.date }),
      };
      const listing = readListing(new TextDecoder().decode(page.bytes), rules, { url: page.context.url });
      for (const entry of listing.entries) io.out(`${JSON.stringify(entry)}\n`);
      io.say(`${listing.entries.length} entries`);
      exit(listing.entries.length > 0 ? 0 : 1);
    });
  source
    .command('health')
    .description('sources that fail, answer with nothing, or went silent')
    .action(() =>
      withDatabase(io, async ({ ctx }) => {
        const alarms = await silentSources(ctx.db, instant(ctx.clock.now()));
        const raised = await openAlarms(ctx.db);
        for (const a of alarms) {
          const alarm = raised.get(a.id);
          io.out(`${JSON.stringify({ ...a, raisedAt: alarm?.raisedAt ?? null, told: alarm?.told ?? 0 })}\n`);
        }
        io.say(alarms.length === 0 ? 'every source does what it used to' : `${alarms.length} to look after`);
        if ((await alarmEndpoints(ctx.db)).length === 0)
          io.say(
            'nobody is told of silent sources: endpoint add URL --types source.silent,source.recovered (or --kind mail mailto:you@example.com)',
          );
        exit(alarms.length > 0 ? 1 : 0);
      }),
    );
  for (const [name, status, says] of [
    ['pause', 'paused', 'stop asking it'],
    ['resume', 'active', 'ask it again'],
  ] as const)
    source
      .command(`${name} <id>`)
      .description(says)
      .action((id: string) =>
        withDatabase(io, async ({ ctx }) => {
          const done = await ctx.db
            .updateTable('source')
            .set({ status, next_poll_at: null, leased_until: null, failures: 0 })
            .where('id', '=', id)
            .returning('id')
            .executeTakeFirst();
          if (done === undefined) throw new DuibiaoError('UNKNOWN_ID', { kind: 'source', got: id });
        }),
      );
  source
    .command('import <FILE.opml>')
    .description("another reader's subscriptions")
    .action(async (file: string) => {
      const entries = entriesFromOpml(readInput(file), file, instant(new Date()).slice(0, 10));
      await withDatabase(io, ({ ctx }) => loadSources(ctx.db, entries));
      io.say(`${entries.length} sources`);
    });
  source
    .command('export')
    .option('--out <file>', 'write there instead of to stdout')
    .description('as OPML; credentials are left out')
    .action((o: { out?: string }) =>
      withDatabase(io, async ({ ctx }) => {
        const opml = sourcesToOpml(await allSources(ctx.db));
        if (o.out === undefined) io.out(opml);
        else writeWhole(o.out, opml);
      }),
    );
};

async function feedAt(
  bytes: Uint8Array,
  url: string,
): Promise<{ url: string; title: string; entries: number; language: string } | null> {
  try {
    const feed = await parseFeedTwice(bytes, { where: url, url });
    const text = feed.entries.map((e) => e.title ?? '').join(' ');
    return {
      url,
      title: feed.title ?? '',
      entries: feed.entries.length,
      language: /\p{Script=Han}/u.test(text) ? 'zh' : 'en',
    };
  } catch (error) {
    if (error instanceof DuibiaoError) return null;
    throw error;
  }
}

async function firstFeed(
  io: Parameters<typeof fetchBytes>[0],
  urls: readonly string[],
): ReturnType<typeof feedAt> {
  for (const url of urls) {
    const page = await fetchBytes(io, url).catch(() => null);
    const feed = page === null ? null : await feedAt(page.bytes, page.context.url);
    if (feed !== null) return feed;
  }
  return null;
}
