import { z } from 'zod';
import { parseFeed, plainText } from '../../extract/feed/index.ts';
import { COMMON_OPTIONS, PATTERN, type SourceKind } from '../kind.ts';
import { hashed } from '../seen.ts';
import { type DraftDocument, publicAddress } from '../source.ts';

const schema = z.strictObject({
  ...COMMON_OPTIONS,
  /** Fetch the page behind an item: when the feed carries less than `wholeFrom` characters, always, or never. */
  page: z.enum(['short', 'always', 'never']).default('short'),
  /** UTF-16 units of plain text from which an item counts as the whole article. */
  wholeFrom: z.number().int().min(1).default(800),
  /** Titles must match: a regular expression, for feeds that carry more than a desk wants. */
  titles: PATTERN.optional(),
});

/** RSS, Atom, RDF and JSON Feed. */
export const feed: SourceKind<z.infer<typeof schema>> = {
  name: 'feed',
  schema,
  undatedAreOld: true,
  plan: ({ source }) => [{ url: source.url, step: 'feed' }],
  read(answer, { source, options }) {
    const wanted = options.titles === undefined ? null : new RegExp(options.titles, 'iu');
    const { entries } = parseFeed(answer.bytes, {
      where: source.id,
      url: answer.url,
      timeZone: source.timeZone,
      ...(answer.contentType === null ? {} : { contentType: answer.contentType }),
    });
    const documents = entries.flatMap((e): DraftDocument[] => {
      const content = e.content === null ? '' : plainText(e.content);
      const summary = e.summary === null ? '' : plainText(e.summary);
      const text = content.length >= summary.length ? content : summary;
      const key = e.link ?? e.id ?? (e.title === null ? null : hashed(e.title));
      if (key === null || (e.title === null && text === '')) return [];
      if (wanted && !wanted.test(e.title ?? text)) return [];
      const short = text.length < options.wholeFrom;
      return [
        {
          key,
          // An item without an address is still told apart by one
          url: e.link ?? `${publicAddress(source.url)}#${hashed(key)}`,
          title: e.title,
          text,
          html: content.length >= summary.length ? e.content : e.summary,
          author: e.author,
          publishedAt: e.publishedAt,
          needsPage: e.link !== null && (options.page === 'always' || (options.page === 'short' && short)),
          form: 'article',
        },
      ];
    });
    return { documents };
  },
};
