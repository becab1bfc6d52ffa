import { z } from 'zod';
import { plainText } from '../../extract/feed/index.ts';
import { sentences } from '../../text/index.ts';
import { COMMON_OPTIONS, type SourceKind } from '../kind.ts';
import { hashed } from '../seen.ts';
import { type DraftDocument, publicAddress } from '../source.ts';
import { field, filled, items, text, time } from './json-items.ts';

/** 7×24 flash news: a JSON list of short texts with a time, most of them without a title of their own. */
const schema = z.strictObject({
  ...COMMON_OPTIONS,
  /** Path of the list, then of the fields within an item. */
  items: z.string().default('data.items'),
  id: z.string().default('id'),
  title: z.string().default('title'),
  /** The first that holds something counts. */
  text: z.array(z.string()).default(['content_text', 'content', 'rich_text', 'brief']),
  time: z.string().default('display_time'),
  /** Path of the address, or a template with `{field}`. */
  link: z.string().default('uri'),
});

export const flash: SourceKind<z.infer<typeof schema>> = {
  name: 'flash',
  schema,
  undatedAreOld: true,
  plan: ({ source }) => [{ url: source.url, step: 'list', accept: 'application/json' }],
  read(answer, { source, options }) {
    const documents = items(answer.bytes, options.items, source.id).flatMap((item): DraftDocument[] => {
      const body = options.text.map((path) => plainText(text(field(item, path)))).find((t) => t !== '') ?? '';
      const given = plainText(text(field(item, options.title))).replace(/\n/g, ' ');
      const id = text(field(item, options.id)) || hashed(body);
      if (body === '' && given === '') return [];
      const link = options.link.includes('{') ? filled(options.link, item) : text(field(item, options.link));
      return [
        {
          key: id,
          url:
            link && /^https?:/i.test(link) ? link : `${publicAddress(source.url)}#${encodeURIComponent(id)}`,
          title: given || headline(body),
          text: body || given,
          html: null,
          author: null,
          publishedAt: time(field(item, options.time), { timeZone: source.timeZone }),
          needsPage: false,
          form: 'flash',
        },
      ];
    });
    return { documents };
  },
};

/** UTF-16 units; a headline longer than this is a text. */
const LONGEST = 80;

/** What stands in 【】 at the beginning, as Chinese wires write it; else the first sentence. */
function headline(body: string): string {
  const bracketed = /^\s*【([^】]{4,80})】/.exec(body);
  if (bracketed) return bracketed[1]!;
  const first = sentences(body)[0];
  const sentence = first ? body.slice(first.start, first.end).trim() : body;
  return sentence.length <= LONGEST ? sentence : `${sentence.slice(0, LONGEST - 1)}…`;
}
