/**
 * Parsing time per MB beside two other parsers and the one this project began with, in one run and one process:
 * from bytes to titles, links and dates.
 *
 *   (cd PEERS && npm init -y && npm install @rowanmanning/feed-parser@2), for a folder PEERS outside the project
 *   PEERS=… npm run bench -- parsing ../shared/corpora/feeds/wellformed.tar.gz
 *
 * Prints a line a parser and a corpus: files read, files refused, milliseconds per MB (the median of ROUNDS rounds
 * after two to warm up; the parsers take turns within a round).
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import * as feedsmith from 'feedsmith';
import RssParser from 'rss-parser';
import { parseFeed } from '../../src/extract/feed/index.ts';
import { atom, rss } from './generate.ts';
import { filesOf } from './tar.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 9);
type Parse = (bytes: Uint8Array) => unknown;
interface Corpus {
  name: string;
  files: Uint8Array[];
}

const text = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

async function peers(folder: string | undefined): Promise<[string, Parse][]> {
  const own: [string, Parse][] = [
    ['feedsmith', (bytes) => feedsmith.parseFeed(text(bytes))],
    ['rss-parser', (bytes) => new RssParser().parseString(text(bytes))],
  ];
  if (!folder) return own;
  const require = createRequire(`${folder.replace(/\/?$/, '/')}peers.js`);
  const rowan = (await import(pathToFileURL(require.resolve('@rowanmanning/feed-parser')).href)) as {
    parseFeed?: (s: string) => { items: Record<string, unknown>[] };
    default?: { parseFeed: (s: string) => { items: Record<string, unknown>[] } };
  };
  const rowanParse = rowan.parseFeed ?? rowan.default!.parseFeed;
  return [
    ...own,
    [
      // Its fields are read when asked for
      '@rowanmanning/feed-parser',
      (bytes) =>
        rowanParse(text(bytes)).items.map((i) => [
          i.title,
          i.url,
          i.id,
          i.published,
          i.description,
          i.content,
        ]),
    ],
  ];
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;

async function once(parse: Parse, corpus: Corpus): Promise<{ ms: number; refused: number }> {
  let refused = 0;
  const from = process.hrtime.bigint();
  for (const bytes of corpus.files) {
    try {
      await parse(bytes);
    } catch {
      refused++;
    }
  }
  return { ms: Number(process.hrtime.bigint() - from) / 1e6, refused };
}

const encode = (s: string): Uint8Array => new TextEncoder().encode(s);
const corpora: Corpus[] = [
  { name: 'rss, 40 items of 6 kB', files: Array.from({ length: 4 }, () => encode(rss(40, 6000))) },
  { name: 'atom, 40 entries of 6 kB', files: Array.from({ length: 4 }, () => encode(atom(40, 6000))) },
  { name: 'rss, 400 headlines', files: Array.from({ length: 4 }, () => encode(rss(400, 200))) },
];
const tarball = process.argv[2];
if (tarball && existsSync(tarball))
  corpora.push({ name: 'wellformed set', files: filesOf(tarball).map((f) => f.bytes) });

const parsers: [string, Parse][] = [
  ['duibiao', (bytes) => parseFeed(bytes, { where: 'bench' })],
  ...(await peers(process.env.PEERS)),
];
for (const corpus of corpora) {
  const megabytes = corpus.files.reduce((sum, f) => sum + f.length, 0) / 1e6;
  const times = new Map<string, number[]>();
  const refused = new Map<string, number>();
  for (let round = -2; round < ROUNDS; round++)
    for (const [name, parse] of parsers) {
      const r = await once(parse, corpus);
      refused.set(name, r.refused);
      if (round >= 0) times.set(name, [...(times.get(name) ?? []), r.ms / megabytes]);
    }
  for (const [name] of parsers)
    process.stdout.write(
      `${JSON.stringify({ corpus: corpus.name, mb: Number(megabytes.toFixed(2)), parser: name, msPerMb: Number(median(times.get(name)!).toFixed(2)), files: corpus.files.length, refused: refused.get(name) })}\n`,
    );
}
