import { instant } from '../context.ts';
import { alarmEndpoints } from '../deliver/index.ts';
import { DuibiaoError } from '../errors.ts';
import { decodeBytes } from '../extract/charset/index.ts';
import { checkSelectors, type Listing, readListing } from '../extract/feed/index.ts';
import {
  allSources,
  openAlarms,
  pollSource,
  publicAddress,
  silentSources,
  skippedCounts,
  sourceById,
  sourcesToOpml,
} from '../sources/index.ts';
import { fetchBytes, readAddress, withFetcher } from './fetch-one.ts';
import { type AddCommand, readNumber, withDatabase, writeWhole } from './io.ts';
import { addHere, addImport, counted } from './source-add.ts';
import { table } from './table.ts';

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
    .option('--json', 'a line of JSON each, with everything')
    .description('all of them with their health')
    .action((o: { json?: boolean }) =>
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
        const skipped = await skippedCounts(ctx.db);
        const sources = rows
          .sort((x, y) => (x.id < y.id ? -1 : 1))
          .map((r) => ({ ...r, url: publicAddress(r.url), skipped: skipped.get(r.id) ?? {} }));
        if (o.json) for (const row of sources) io.out(`${JSON.stringify(row)}\n`);
        else if (sources.length > 0)
          io.out(
            table([
              ['id', 'kind', 'status', 'a day', 'newest', 'name'],
              ...sources.map((r) => [
                r.id,
                r.kind,
                r.failures > 0 ? `${r.failures} failures` : r.status,
                r.items_per_day === null ? '' : r.items_per_day.toFixed(1),
                (r.last_item_at ?? '').slice(0, 10),
                r.name,
              ]),
            ]),
          );
        if (sources.length === 0) io.say('none yet: `duibiao run` loads library/sources.yaml');
      }),
    );
  addHere(source, io);
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
    .option('--title <css>', "the link's own text unless given")
    .option('--link <css>', 'the first link of the entry unless given')
    .option('--date <css>', 'selector@attribute takes an attribute')
    .option('--next <css>', 'the link to older entries')
    .option('--pages <n>', 'pages read, with --next', '2')
    .option('--json', 'a line of JSON each')
    .description('what a listing page would yield with these selectors; nothing is stored')
    .addHelpText(
      'after',
      '\nExample: duibiao source preview https://example.com/news --item article --title h2 --link a --date time --next a.older\nWhat fits goes into library/sources.yaml as `kind: listing, options: { item: …, date: … }`.',
    )
    .action(
      async (
        url: string,
        o: {
          item: string;
          title?: string;
          link?: string;
          date?: string;
          next?: string;
          pages: string;
          json?: boolean;
        },
      ) => {
        const rules = {
          item: o.item,
          ...(o.title && { title: o.title }),
          ...(o.link && { link: o.link }),
          ...(o.date && { date: o.date }),
          ...(o.next && { next: o.next }),
        };
        checkSelectors(rules);
        const last = readNumber(o.pages, '--pages', 1, 5);
        const from = readAddress(url);
        const entries: Listing['entries'] = [];
        let next: string | null = from;
        let read = 0;
        for (; next !== null && read < last; read++) {
          const page: Awaited<ReturnType<typeof fetchBytes>> = await fetchBytes(io, next);
          const { text } = decodeBytes(page.bytes, page.context);
          const listing: Listing = readListing(text, rules, { url: page.context.url });
          entries.push(...listing.entries);
          next = listing.next === next ? null : listing.next;
        }
        if (o.json) for (const entry of entries) io.out(`${JSON.stringify(entry)}\n`);
        else if (entries.length > 0)
          io.out(table(entries.map((e) => [e.publishedAt ?? 'no date', e.title ?? '', e.link ?? ''])));
        const dated = entries.filter((e) => e.publishedAt !== null).length;
        io.say(
          `${counted(entries.length, 'entry', 'entries')} on ${counted(read, 'page', 'pages')}, ${dated} with a date`,
        );
        if (entries.length === 0) io.say(`nothing matched --item ${o.item} with a link in it`);
        exit(entries.length > 0 ? 0 : 1);
      },
    );
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
  addImport(source, io);
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
