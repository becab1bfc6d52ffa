import type { Command } from 'commander';
import { instant } from '../context.ts';
import { DuibiaoError } from '../errors.ts';
import { decodeBytes } from '../extract/charset/index.ts';
import { parseFeedTwice } from '../extract/feed/index.ts';
import {
  allSources,
  discoverFeeds,
  entriesFromOpml,
  handAdded,
  loadSources,
  publicAddress,
  type SourceEntry,
  sourceId,
  withLogin,
  zoneExists,
} from '../sources/index.ts';
import { fetchBytes, readAddress } from './fetch-one.ts';
import { type Io, readInput, readNumber, withDatabase } from './io.ts';

interface AddOptions {
  name?: string;
  tier: string;
  firstHand?: boolean;
  entity?: string;
  timeZone?: string;
}

export function addHere(source: Command, io: Io): void {
  source
    .command('add <url>')
    .option('--name <name>')
    .option('--tier <n>', '1 first-hand or wire … 4 blog', '3')
    .option('--first-hand', 'a newsroom of whom it speaks of')
    .option('--entity <id>', 'whose newsroom it is')
    .option('--time-zone <zone>', 'of dates that name none: Asia/Shanghai for Chinese titles, else UTC')
    .description('find the feed on a page, try it, and watch it')
    .addHelpText(
      'after',
      '\nExample: duibiao source add https://blog.example.com --first-hand --entity openai\nA feed behind a login: https://user:password@feeds.example.com/paid.xml (the password is kept, and shown nowhere).',
    )
    .action(async (typed: string, o: AddOptions) => {
      const tier = readNumber(o.tier, '--tier', 1, 4);
      if (o.timeZone !== undefined && !zoneExists(o.timeZone))
        throw new DuibiaoError('BAD_ARGUMENT', {
          what: '--time-zone',
          got: o.timeZone,
          allowed: 'an IANA zone such as Asia/Shanghai',
        });
      const url = readAddress(typed);
      const { name, language, timeZone, kind, ...found } = await foundAt(io, url);
      const called = o.name ?? (name || publicAddress(found.url));
      const entry: SourceEntry = {
        id: sourceId(called, found.url),
        name: called,
        url: found.url,
        kind,
        language,
        tier,
        timeZone: o.timeZone ?? timeZone,
        firstHand: o.firstHand ?? false,
        entity: o.entity ?? null,
        cadenceSeconds: 900,
        provenance: `added by hand on ${instant(new Date()).slice(0, 10)}, found at ${publicAddress(url)}`,
        status: 'active',
        options: {},
      };
      await withDatabase(io, async ({ ctx }) => {
        const { fresh, known } = apart([entry], await allSources(ctx.db));
        await loadSources(ctx.db, fresh);
        for (const e of fresh) io.out(`${JSON.stringify({ ...e, url: publicAddress(e.url) })}\n`);
        const now = found.entries === 0 ? 'nothing in it today' : counted(found.entries, 'entry', 'entries');
        io.say(
          known.length > 0 ? `watched already, as ${known[0]}` : `${now}; polled from the next round on`,
        );
      });
    });
}

export function addImport(source: Command, io: Io): void {
  source
    .command('import <FILE.opml>')
    .description("another reader's subscriptions")
    .action(async (file: string) => {
      const { entries, refused } = entriesFromOpml(readInput(file), file, instant(new Date()).slice(0, 10));
      await withDatabase(io, async ({ ctx }) => {
        const { fresh, known } = apart(entries, await allSources(ctx.db));
        await loadSources(ctx.db, fresh);
        for (const line of refused) io.say(`left out: ${line}`);
        io.say(
          `${counted(fresh.length, 'source', 'sources')} added${known.length > 0 ? `, ${known.length} were watched already and stay as they are` : ''}${refused.length > 0 ? `, ${refused.length} left out` : ''}`,
        );
      });
    });
}

export const counted = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** What is not watched yet, under ids that nobody has; and the ids of what is, by its address. */
function apart(
  entries: readonly SourceEntry[],
  watched: readonly { id: string; url: string }[],
): { fresh: SourceEntry[]; known: string[] } {
  const byAddress = new Map(watched.map((s) => [plainAddress(s.url), s.id]));
  const ids = new Set(watched.map((s) => s.id));
  const fresh: SourceEntry[] = [];
  const known: string[] = [];
  for (const entry of entries) {
    const address = plainAddress(entry.url);
    const there = byAddress.get(address);
    if (there !== undefined) {
      known.push(there);
      continue;
    }
    let id = entry.id;
    for (let n = 2; ids.has(id); n++) id = `${entry.id}-${n}`;
    ids.add(id);
    byAddress.set(address, id);
    fresh.push({ ...entry, id });
  }
  return { fresh, known };
}

/** Without login and fragment, but with its whole query: `?key=chips` and `?key=banks` are two feeds. Never shown. */
function plainAddress(url: string): string {
  if (!URL.canParse(url)) return url;
  const plain = new URL(url);
  plain.username = '';
  plain.password = '';
  plain.hash = '';
  return plain.href;
}

interface FoundFeed extends Pick<SourceEntry, 'kind' | 'language' | 'timeZone'> {
  /** To be asked from now on: as it was typed, or where it has moved for good. */
  url: string;
  name: string;
  entries: number;
}

/** @throws DuibiaoError FEED_MALFORMED where there is neither a feed nor a page that names one. */
async function foundAt(io: Io, url: string): Promise<FoundFeed> {
  const page = await fetchBytes(io, url);
  const itself = await feedIn(url, page);
  if (itself !== null) return itself;
  for (const { url: named } of discoverFeeds(decodeBytes(page.bytes, page.context).text, page.context.url)) {
    // A page behind a login names feeds behind the same one
    const address = withLogin(url, named);
    const other = await fetchBytes(io, address).catch(() => null);
    const feed = other === null ? null : await feedIn(address, other);
    if (feed !== null) return feed;
  }
  throw new DuibiaoError('FEED_MALFORMED', {
    where: publicAddress(url),
    what: `neither a feed nor a page that names one; \`source preview ${publicAddress(url)} --item CSS\` tries selectors for its list`,
  });
}

async function feedIn(
  asked: string,
  { bytes, context, moved }: Awaited<ReturnType<typeof fetchBytes>>,
): Promise<FoundFeed | null> {
  try {
    const feed = await parseFeedTwice(bytes, { where: context.url, ...context });
    const titles = feed.entries.map((e) => e.title ?? '').join(' ');
    return {
      ...handAdded(`${titles} ${feed.title ?? ''}`),
      url: moved === null ? asked : withLogin(asked, moved),
      name: feed.title ?? '',
      entries: feed.entries.length,
    };
  } catch (error) {
    if (error instanceof DuibiaoError) return null;
    throw error;
  }
}
