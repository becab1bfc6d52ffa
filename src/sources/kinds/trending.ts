import { z } from 'zod';
import { decodeBytes } from '../../extract/charset/index.ts';
import { plainTitle, readListing } from '../../extract/feed/index.ts';
import { COMMON_OPTIONS, type SourceKind } from '../kind.ts';
import { type DraftDocument, publicAddress } from '../source.ts';
import { field, filled, items, text } from './json-items.ts';

/** Lists of titles that a platform ranks: JSON by paths, or a page by selectors. Titles only, no text behind them. */
const schema = z.strictObject({
  ...COMMON_OPTIONS,
  /** JSON: path of the list and of the fields. */
  items: z.string().optional(),
  title: z.string().default('title'),
  /** Path of the address, or a template with `{field}`. */
  link: z.string().default('url'),
  /** A page: selector of an item; then `title` and `link` are selectors too. */
  item: z.string().optional(),
  limit: z.number().int().min(1).max(200).default(50),
});

export const trending: SourceKind<z.infer<typeof schema>> = {
  name: 'trending',
  schema,
  // What trends now is the news, whenever it was written
  undatedAreOld: false,
  plan: ({ source, options }) => [
    options.item === undefined
      ? { url: source.url, step: 'list', accept: 'application/json' }
      : { url: source.url, step: 'list', accept: 'text/html', robots: true },
  ],
  read(answer, { source, options }) {
    const rows: { title: string; url: string | null }[] =
      options.item === undefined
        ? items(answer.bytes, options.items ?? 'data', source.id).map((item) => ({
            title: plainTitle(text(typeof item === 'string' ? item : field(item, options.title))),
            url: options.link.includes('{')
              ? filled(options.link, item)
              : text(field(item, options.link)) || null,
          }))
        : readListing(
            decodeBytes(answer.bytes, answer.contentType === null ? {} : { contentType: answer.contentType })
              .text,
            { item: options.item },
            { url: answer.url },
          ).entries.map((e) => ({ title: e.title!, url: e.link }));
    const documents = rows
      .filter((r) => r.title !== '')
      .slice(0, options.limit)
      .map(
        (r): DraftDocument => ({
          // A title that comes back tomorrow trends again, but is not another item
          key: r.title,
          url:
            r.url && /^https?:/i.test(r.url)
              ? r.url
              : `${publicAddress(source.url)}#${encodeURIComponent(r.title)}`,
          title: r.title,
          text: '',
          html: null,
          author: null,
          publishedAt: null,
          needsPage: false,
          form: 'title',
        }),
      );
    return { documents };
  },
};
