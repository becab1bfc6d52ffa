/**
 * A PDF (an exchange announcement, a results release) to text, with its pages kept: a span of the body can be shown as
 * "page 3". pdf.js reads it; its character maps for Chinese, Japanese and Korean come with it, because announcements
 * often name such a map instead of embedding one, and then read as nothing at all without it. (pdf.js opens those maps
 * in its own package; beyond that nothing is read but the bytes handed in.)
 */
import { createRequire } from 'node:module';
import { DuibiaoError } from '../../errors.ts';
import { detectLanguage } from '../../text/index.ts';
import { headlineOf, type Piece, pageText, withoutRunningLines } from './layout.ts';
import { checkPacked } from './packed.ts';

export interface PdfDraft {
  /** What stands in the largest type on the first page; else the document's property, unless that names a file or a template. */
  title: string | null;
  author: string | null;
  /** ISO 8601 UTC with Z, from the document's properties. */
  createdAt: string | null;
  language: string;
  /** All pages, a line feed between them; paragraphs are lines, columns of tables are parted by tabs. */
  body: string;
  /** Where each page starts in `body`, UTF-16 units; its length is the number of pages. */
  pageStarts: number[];
}

/** Annual reports have 400 pages and 20 MB. */
const MAX_BYTES = 64_000_000;
const MAX_PAGES = 1500;
/** UTF-16 units of text in all. */
const MAX_UNITS = 12_000_000;

/** Whether bytes are a PDF, whatever a server or a file's name says; some begin with a few bytes of something else. */
export const isPdf = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).includes('%PDF-');

/** Throws PAGE_TOO_LARGE and PAGE_EMPTY (no PDF, a password, or pictures of text only). `bytes` are left as they are. */
export async function extractPdf(bytes: Uint8Array, context: { where?: string } = {}): Promise<PdfDraft> {
  const where = context.where ?? 'document';
  if (bytes.length > MAX_BYTES)
    throw new DuibiaoError('PAGE_TOO_LARGE', {
      where,
      what: `the document has ${bytes.length} bytes`,
      allowed: `${MAX_BYTES} bytes`,
    });
  if (!isPdf(bytes)) throw new DuibiaoError('PAGE_EMPTY', { where, what: 'it is not a PDF' });
  checkPacked(bytes, where);
  // loaded on first use: a worker that meets no PDF should not pay 0.7 s for it
  const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const root = createRequire(import.meta.url)
    .resolve('pdfjs-dist/package.json')
    .replace(/package\.json$/, '');
  const task = pdfjs.getDocument({
    // a copy: pdf.js takes the buffer away from its owner
    data: Uint8Array.from(bytes),
    cMapUrl: `${root}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${root}standard_fonts/`,
    wasmUrl: `${root}wasm/`,
    verbosity: 0,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    stopAtErrors: false,
  });
  try {
    const document = await task.promise;
    if (document.numPages > MAX_PAGES)
      throw new DuibiaoError('PAGE_TOO_LARGE', {
        where,
        what: `the document has ${document.numPages} pages`,
        allowed: `${MAX_PAGES} pages`,
      });
    const pages: string[] = [];
    let headline: string | null = null;
    let units = 0;
    for (let n = 1; n <= document.numPages; n++) {
      const page = await document.getPage(n);
      const content = await page.getTextContent();
      const pieces = content.items.flatMap((item) => ('str' in item ? [piece(item)] : []));
      const text = pageText(pieces);
      if (n === 1) headline = headlineOf(pieces);
      page.cleanup();
      units += text.length;
      if (units > MAX_UNITS)
        throw new DuibiaoError('PAGE_TOO_LARGE', {
          where,
          what: `the document has more than ${MAX_UNITS} characters`,
          allowed: `${MAX_UNITS} characters`,
        });
      pages.push(text);
    }
    const info = (await document.getMetadata().catch(() => null))?.info as
      | Record<string, unknown>
      | undefined;
    return draft(withoutRunningLines(pages), headline, info ?? {}, where);
  } catch (error) {
    throw error instanceof DuibiaoError
      ? error
      : new DuibiaoError('PAGE_EMPTY', { where, what: reason(error) }, error);
  } finally {
    await task.destroy();
  }
}

function piece(item: { str: string; transform: unknown[]; width: number; height: number }): Piece {
  const [a, b, , , x, y] = item.transform as number[];
  const size = item.height || Math.hypot(a ?? 0, b ?? 0);
  return { text: item.str, x: x ?? 0, y: y ?? 0, width: item.width, size };
}

function reason(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'PasswordException') return 'it is protected by a password';
  return `it is not a PDF that can be read: ${error instanceof Error ? error.message : String(error)}`;
}

/** Titles that programs write by themselves. */
const NO_TITLE =
  /^(?:microsoft (?:word|powerpoint|excel)\b|untitled|无标题|未命名|document\d*$|slide \d|\S+\.(?:docx?|xlsx?|pptx?|pdf|indd|qxp|wps)$|\d+$)/i;

function draft(
  pages: readonly string[],
  headline: string | null,
  info: Record<string, unknown>,
  where: string,
): PdfDraft {
  const pageStarts: number[] = [];
  let body = '';
  pages.forEach((page, i) => {
    if (i > 0) body += '\n';
    pageStarts.push(body.length);
    body += page;
  });
  if (body.trim() === '')
    throw new DuibiaoError('PAGE_EMPTY', {
      where,
      what: `its ${pages.length} pages hold pictures but no text`,
    });
  const text = (value: unknown): string | null =>
    typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  const title = text(info.Title);
  return {
    title: headline ?? (title === null || NO_TITLE.test(title) ? null : title),
    author: text(info.Author),
    createdAt: pdfDate(text(info.CreationDate)),
    language: detectLanguage(body),
    body,
    pageStarts,
  };
}

/** `D:20240207160500+08'00'`, of PDF 32000-1, 7.9.4. */
function pdfDate(value: string | null): string | null {
  const m = /^D:(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:Z|([+-])(\d{2})'?(\d{2})?)?/.exec(
    value ?? '',
  );
  if (!m) return null;
  const n = (i: number, none: number): number => (m[i] === undefined ? none : Number(m[i]));
  const offset = (m[7] === '-' ? -1 : 1) * (n(8, 0) * 60 + n(9, 0));
  const time = Date.UTC(n(1, 0), n(2, 1) - 1, n(3, 1), n(4, 0), n(5, 0), n(6, 0)) - offset * 60_000;
  return Number.isFinite(time) ? `${new Date(time).toISOString().slice(0, 19)}Z` : null;
}

/** The page, from 1, that holds a UTF-16 offset of the body. */
export function pageOf(draft: Pick<PdfDraft, 'pageStarts'>, offset: number): number {
  let page = 1;
  draft.pageStarts.forEach((start, i) => {
    if (start <= offset) page = i + 1;
  });
  return page;
}
