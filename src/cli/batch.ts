import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { DuibiaoError, sentenceOf } from '../errors.ts';
import { type Feed, parseFeed, parseFeedTwice, readWithRssParser } from '../extract/feed/index.ts';
import { type ArticleDraft, extractBytes } from '../extract/html/index.ts';
import { extractPdf, isPdf } from '../extract/pdf/index.ts';
import { findFigures } from '../releases/index.ts';
import { type AddCommand, type Io, readLines, writeLines } from './io.ts';

/** Files below a folder, in order of their path, as the contract names them: relative, with forward slashes. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new DuibiaoError('FILE_MISSING', { file: folder });
  return (
    readdirSync(folder, { recursive: true, withFileTypes: true }) as {
      isFile(): boolean;
      parentPath: string;
      name: string;
    }[]
  )
    .filter((e) => e.isFile())
    .map((e) => relative(folder, join(e.parentPath, e.name)).split(sep).join('/'))
    .sort();
}

/** One input or a folder of them, not both and not neither. @throws DuibiaoError BAD_ARGUMENT. */
function checkOneInput(
  what: string,
  input: string | undefined,
  many: string | undefined,
  allowed: string,
): void {
  if ((input === undefined) !== (many === undefined)) return;
  throw new DuibiaoError('BAD_ARGUMENT', {
    what,
    got: input === undefined ? 'nothing to read' : 'both',
    allowed,
  });
}

/** Bytes that a packed file may become. */
const UNPACKED = 64_000_000;
/** @throws DuibiaoError PAGE_TOO_LARGE, PAGE_EMPTY for a file named `.gz` that is none. */
function unpacked(file: string, bytes: Buffer): Buffer {
  if (!file.endsWith('.gz')) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: UNPACKED });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      throw new DuibiaoError('PAGE_TOO_LARGE', {
        where: file,
        what: `it unpacks to more than ${UNPACKED} bytes`,
        allowed: `${UNPACKED} bytes`,
      });
    throw new DuibiaoError('PAGE_EMPTY', { where: file, what: 'it is not packed with gzip' }, error);
  }
}

/** Runs a reader over every file; a file that cannot be read is a row with its error, never the end of the run. */
async function readMany(
  io: Io,
  folder: string,
  wanted: (file: string) => boolean,
  read: (file: string, bytes: Uint8Array) => object | Promise<object>,
): Promise<object[]> {
  const files = filesBelow(folder).filter(wanted);
  if (files.length === 0) throw new DuibiaoError('FILE_EMPTY', { file: folder, expected: 'files to read' });
  let said = Date.now();
  const rows: object[] = [];
  for (const [i, file] of files.entries()) {
    if (Date.now() - said > 2000) {
      said = Date.now();
      io.say(`${i} of ${files.length} files`);
    }
    try {
      const bytes = readFileSync(join(folder, file));
      rows.push({
        file,
        ...(await read(file, unpacked(file, bytes))),
      });
    } catch (error) {
      rows.push({ file, error: sentenceOf(error) });
    }
  }
  return rows;
}

const articleRow = (draft: ArticleDraft) => ({
  kind: draft.kind,
  title: draft.title,
  body: draft.body,
  publishedAt: draft.publishedAt,
  author: draft.author,
  language: draft.language,
  canonicalUrl: draft.canonicalUrl,
  siteName: draft.siteName,
});

/** A page or a PDF, by its bytes. A PDF tells when it was made, not when it was published; its pages begin at `pageStarts`. */
async function documentRow(bytes: Uint8Array, context: Parameters<typeof extractBytes>[1]): Promise<object> {
  if (!isPdf(bytes)) return articleRow(extractBytes(bytes, context));
  const where = context?.where;
  const { createdAt, pageStarts, ...pdf } = await extractPdf(bytes, where === undefined ? {} : { where });
  return {
    kind: 'pdf',
    title: pdf.title,
    body: pdf.body,
    publishedAt: null,
    author: pdf.author,
    language: pdf.language,
    canonicalUrl: null,
    siteName: null,
    createdAt,
    pages: pageStarts.length,
    pageStarts,
  };
}

function emit(io: Io, out: string | undefined, rows: readonly object[]): void {
  if (out === undefined) for (const row of rows) io.out(`${JSON.stringify(row)}\n`);
  else {
    writeLines(out, rows);
    io.say(`${rows.length} lines in ${out}`);
  }
}

export const addExtract: AddCommand = (program, io) => {
  program
    .command('extract')
    .argument('[FILE-or-URL]', 'an .html or .pdf file, gzipped or not, or an address')
    .option('--many <dir>', 'every .html and .pdf below a folder, gzipped or not')
    .option('--out <file>', 'write lines there instead of to stdout')
    .description('read a page or a PDF: title, body, published time, author, language; where its pages begin')
    .addHelpText(
      'after',
      '\nExample: duibiao extract https://example.com/story.html\n         duibiao extract announcement.pdf\n         duibiao extract --many pages --out pages.ndjson',
    )
    .action(async (input: string | undefined, options: { many?: string; out?: string }) => {
      checkOneInput('extract', input, options.many, 'a file, an address, or --many DIR');
      if (options.many !== undefined) {
        emit(
          io,
          options.out,
          await readMany(
            io,
            options.many,
            (f) => /\.(?:html?|pdf)(\.gz)?$/i.test(f),
            (file, bytes) => documentRow(bytes, { where: file }),
          ),
        );
        return;
      }
      const { fetchBytes } = await import('./fetch-one.ts');
      const page = /^https?:/.test(input!) ? await fetchBytes(io, input!) : fileBytes(input!);
      emit(io, options.out, [
        { file: input, ...(await documentRow(page.bytes, { where: input!, ...page.context })) },
      ]);
    });
};

function fileBytes(file: string): { bytes: Uint8Array; context: { url?: string; contentType?: string } } {
  if (!existsSync(file) || !statSync(file).isFile()) throw new DuibiaoError('FILE_MISSING', { file });
  const bytes = readFileSync(file);
  return {
    bytes: unpacked(file, bytes),
    context: {},
  };
}

export const addParseFeed: AddCommand = (program, io) => {
  program
    .command('parse-feed')
    .argument('[FILE]', 'a feed of any dialect')
    .option('--many <dir>', 'every file below a folder')
    .option('--out <file>', 'write lines there instead of to stdout')
    .description('read a feed: its title and entries in document order')
    .addHelpText(
      'after',
      '\nExample: duibiao parse-feed feed.xml\n         duibiao parse-feed --many feeds --out feeds.ndjson',
    )
    .option('--with-rss-parser', 'what the rss-parser library reads from the same bytes, to compare')
    .action(
      async (
        input: string | undefined,
        options: { many?: string; out?: string; withRssParser?: boolean },
      ) => {
        checkOneInput('parse-feed', input, options.many, 'a file, or --many DIR');
        if (options.many !== undefined) {
          emit(
            io,
            options.out,
            await readMany(
              io,
              options.many,
              () => true,
              (file, bytes) => feedRow(parseFeed(bytes, { where: file })),
            ),
          );
          return;
        }
        const { bytes } = fileBytes(input!);
        const hint = { where: input! };
        const feed = options.withRssParser
          ? await readWithRssParser(bytes, hint)
          : await parseFeedTwice(bytes, hint);
        if (feed === null)
          throw new DuibiaoError('FEED_MALFORMED', { where: input!, what: 'rss-parser refuses it' });
        emit(io, options.out, [{ file: input, ...feedRow(feed) }]);
      },
    );
};

function feedRow(feed: Feed): object {
  return {
    feedTitle: feed.title,
    entries: feed.entries.map((e) => ({
      title: e.title,
      link: e.link,
      id: e.id,
      publishedAt: e.publishedAt,
    })),
  };
}

const PASSAGE = z.object({
  id: z.union([z.string(), z.number()]),
  text: z.string(),
  url: z.string().optional(),
  language: z.string().optional(),
  issuer: z.string().optional(),
  publishedAt: z.string().optional(),
});

export const addFigures: AddCommand = (program, io) => {
  program
    .command('figures')
    .requiredOption(
      '--in <file>',
      'passages, one JSON object a line: {id,url,language,issuer,publishedAt,text}',
    )
    .option('--out <file>', 'write lines there instead of to stdout')
    .description('read results and guidance as figures')
    .addHelpText('after', '\nExample: duibiao figures --in passages.ndjson --out figures.ndjson')
    .action((options: { in: string; out?: string }) => {
      const passages = readLines(options.in, PASSAGE, '{id, url, language, issuer, publishedAt, text}');
      emit(
        io,
        options.out,
        passages.map((p) => ({
          id: p.id,
          found: findFigures({
            text: p.text,
            ...(p.language && { language: p.language }),
            ...(p.issuer && { issuer: p.issuer }),
            ...(p.publishedAt && { publishedAt: p.publishedAt }),
          })
            // "Mid-single-digit growth" gives no number: the convention for the words is ours, not the issuer's.
            .filter((f) => f.inWords === undefined)
            .map((f) => ({
              kind: f.kind,
              metric: f.metric,
              ...(f.name === undefined || f.name === null ? {} : { name: f.name }),
              period: f.period,
              low: f.low,
              high: f.high,
              point: f.point,
              unit: f.unit,
              direction: f.direction,
              yoyPercent: f.yoyPercent,
            })),
        })),
      );
    });
};
