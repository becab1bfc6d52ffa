import { z } from 'zod';
import type { ArticleDraft } from '../articles/index.ts';
import { outletOf } from '../articles/index.ts';
import { DuibiaoError } from '../errors.ts';
import { readInstant, readLines } from './io.ts';

export const DOCUMENT = z.object({
  id: z.string().min(1),
  url: z.string().min(1),
  title: z.string(),
  body: z.string(),
  language: z.string().optional(),
  publishedAt: z.string(),
  outlet: z.string().optional(),
  firstHand: z.boolean().optional(),
});
export type Document = z.infer<typeof DOCUMENT>;

/** Articles of a file of lines, in the order of the file. */
export function readDocuments(file: string): ArticleDraft[] {
  const ids = new Set<string>();
  return readLines(file, DOCUMENT, '{id, url, title, body, language?, publishedAt, outlet, firstHand?}').map(
    (d, i) => {
      if (ids.has(d.id))
        throw new DuibiaoError('LINE_INVALID', { file, line: i + 1, what: `the id ${d.id} stands twice` });
      ids.add(d.id);
      return {
        id: d.id,
        url: d.url,
        title: d.title,
        body: d.body,
        ...(d.language === undefined ? {} : { language: d.language }),
        outlet: d.outlet ?? outletOf(d.url),
        firstHand: d.firstHand ?? false,
        publishedAt: readInstant(d.publishedAt, `${file}, ${d.id}, publishedAt`),
      };
    },
  );
}

/** The order of arrival: by time, then by id, so that a shuffled file gives the same answer. */
export function inTime<T extends { publishedAt: string | null; id?: string | undefined }>(
  docs: readonly T[],
): T[] {
  return [...docs].sort(
    (a, b) =>
      Date.parse(a.publishedAt ?? '') - Date.parse(b.publishedAt ?? '') ||
      ((a.id ?? '') < (b.id ?? '') ? -1 : 1),
  );
}
