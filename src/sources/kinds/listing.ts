import { z } from 'zod';
import { decodeBytes } from '../../extract/charset/index.ts';
import { type ListingRules, readListing } from '../../extract/feed/index.ts';
import { COMMON_OPTIONS, type SourceKind } from '../kind.ts';

const schema = z.strictObject({
  ...COMMON_OPTIONS,
  /** CSS selectors, `selector@attribute` takes an attribute; all but `next` inside `item`. */
  item: z.string().min(1),
  title: z.string().optional(),
  link: z.string().optional(),
  date: z.string().optional(),
  summary: z.string().optional(),
  next: z.string().optional(),
  /** Pages read in one round, when `next` is given. */
  pages: z.number().int().min(1).max(5).default(1),
});

/** A page of headlines, read by selectors; robots.txt is asked, since it is a page made for people. */
export const listing: SourceKind<z.infer<typeof schema>> = {
  name: 'listing',
  schema,
  undatedAreOld: true,
  plan: ({ source }) => [
    { url: source.url, step: 'page', carry: { page: '1' }, robots: true, accept: 'text/html' },
  ],
  read(answer, { source, options }) {
    const { text } = decodeBytes(
      answer.bytes,
      answer.contentType === null ? {} : { contentType: answer.contentType },
    );
    const { entries, next } = readListing(text, options as ListingRules, {
      url: answer.url,
      timeZone: source.timeZone,
      language: source.language,
    });
    const page = Number(answer.carry.page ?? '1');
    return {
      documents: entries.map((e) => ({
        key: e.link!,
        url: e.link!,
        title: e.title,
        text: e.summary ?? '',
        html: null,
        author: null,
        publishedAt: e.publishedAt,
        needsPage: true,
        form: 'article',
      })),
      more:
        next !== null && next !== answer.url && page < options.pages
          ? [
              {
                url: next,
                step: 'page',
                carry: { page: String(page + 1) },
                robots: true,
                accept: 'text/html',
              },
            ]
          : [],
    };
  },
};
