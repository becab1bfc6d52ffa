import { lstat, readdir, readFile } from 'node:fs/promises';
import { extname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { DuibiaoError } from '../../errors.ts';
import { decodeBytes } from '../../extract/charset/index.ts';
import { parseDate, plainText } from '../../extract/feed/index.ts';
import { COMMON_OPTIONS, type SourceKind } from '../kind.ts';
import { hashed } from '../seen.ts';
import type { Answer, DraftDocument } from '../source.ts';

/**
 * A folder that a desk puts files into: `.json` (one article), `.ndjson` (one a line), `.html`, `.txt`. The fields of
 * an article are those of `replay`: url, title, body, publishedAt, author, language. Files stay where they are.
 */
const schema = z.strictObject({
  ...COMMON_OPTIONS,
  /** Absolute, or inside the data folder. */
  path: z.string().min(1).default('inbox'),
});

const READ = new Set(['.json', '.ndjson', '.html', '.htm', '.txt']);
/** Bytes of one file, and files of one round. */
const MAX_BYTES = 20 * 1024 * 1024;
const MAX_FILES = 500;

export const folder: SourceKind<z.infer<typeof schema>> = {
  name: 'folder',
  schema,
  undatedAreOld: false,
  plan: () => [],
  async collect({ options }, dataFolder) {
    const root = isAbsolute(options.path) ? options.path : join(dataFolder, options.path);
    const names = await readdir(root).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new DuibiaoError('FILE_MISSING', { file: root }) : error;
    });
    const answers: Answer[] = [];
    for (const name of names.filter((n) => READ.has(extname(n).toLowerCase()) && !n.startsWith('.')).sort()) {
      if (answers.length >= MAX_FILES) break;
      const file = join(root, name);
      // A link may lead anywhere: only plain files are read
      const stat = await lstat(file).catch(() => null);
      if (!stat?.isFile() || stat.size > MAX_BYTES) continue;
      answers.push({
        step: extname(name).toLowerCase(),
        carry: { name },
        url: pathToFileURL(file).href,
        bytes: await readFile(file),
        contentType: null,
      });
    }
    return answers;
  },
  read(answer, { source }) {
    const { text } = decodeBytes(answer.bytes);
    const name = answer.carry.name!;
    if (answer.step === '.json')
      return { documents: [article(parsed(text, name, 1), name, source.timeZone)] };
    if (answer.step === '.ndjson')
      return {
        documents: text
          .split('\n')
          .flatMap((line, i) =>
            line.trim() === ''
              ? []
              : [article(parsed(line, name, i + 1), `${name}#${i + 1}`, source.timeZone)],
          ),
      };
    const html = answer.step === '.txt' ? null : text;
    const body = html === null ? text.trim() : plainText(html);
    const title =
      html === null ? firstLine(body) : (/<title[^>]*>([^<]*)/i.exec(html)?.[1]?.trim() ?? firstLine(body));
    return { documents: [draft({ key: name, url: answer.url, title, text: body, html })] };
  },
};

const firstLine = (text: string): string => text.split('\n')[0]!.slice(0, 200);

const ARTICLE = z.object({
  id: z.string().optional(),
  url: z.string().optional(),
  title: z.string(),
  body: z.string(),
  author: z.string().nullish(),
  language: z.string().optional(),
  publishedAt: z.string().nullish(),
});

function parsed(line: string, file: string, at: number): z.infer<typeof ARTICLE> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new DuibiaoError('LINE_INVALID', { file, line: at, what: 'not JSON' }, error);
  }
  const checked = ARTICLE.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0]!;
  throw new DuibiaoError('LINE_INVALID', {
    file,
    line: at,
    what: `${issue.path.join('.')}: ${issue.message}`,
  });
}

function article(a: z.infer<typeof ARTICLE>, name: string, timeZone: string): DraftDocument {
  return {
    ...draft({
      key: a.id ?? a.url ?? name,
      url: a.url ?? `urn:duibiao:inbox:${hashed(a.id ?? name)}`,
      title: a.title,
      text: a.body,
      html: null,
    }),
    author: a.author ?? null,
    publishedAt: parseDate(a.publishedAt, { timeZone }),
    ...(a.language === undefined ? {} : { language: a.language }),
  };
}

const draft = (d: Pick<DraftDocument, 'key' | 'url' | 'title' | 'text' | 'html'>): DraftDocument => ({
  ...d,
  author: null,
  publishedAt: null,
  needsPage: false,
  form: 'article',
});
