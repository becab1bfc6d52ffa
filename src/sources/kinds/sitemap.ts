import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { redacted } from '../../config/index.ts';
import { DuibiaoError } from '../../errors.ts';
import { readSitemap } from '../../extract/feed/index.ts';
import { COMMON_OPTIONS, PATTERN, type SourceKind } from '../kind.ts';
import type { Answer } from '../source.ts';

const schema = z.strictObject({
  ...COMMON_OPTIONS,
  /** Addresses must match: a regular expression. A site's map names its shop as well as its news. */
  addresses: PATTERN.optional(),
  /** Sitemaps of an index read in one round, the most recently changed first. */
  sitemaps: z.number().int().min(1).max(5).default(2),
});

/** Bytes: the protocol's own limit on a sitemap, unpacked. */
const MAX_BYTES = 50 * 1024 * 1024;
const MAX_DOCUMENTS = 500;

/** sitemap.xml, an index of them, or a news sitemap. */
export const sitemap: SourceKind<z.infer<typeof schema>> = {
  name: 'sitemap',
  schema,
  undatedAreOld: true,
  plan: ({ source }) => [{ url: source.url, step: 'map', accept: 'application/xml, text/xml' }],
  read(answer, { source, options, now }) {
    const map = readSitemap(unpacked(answer), {
      where: source.id,
      url: answer.url,
      timeZone: source.timeZone,
    });
    const wanted = options.addresses === undefined ? null : new RegExp(options.addresses, 'iu');
    const since = new Date(Date.parse(now) - options.maxAgeDays * 86_400_000).toISOString();
    const newest = (a: { lastModified: string | null }, b: { lastModified: string | null }): number =>
      (b.lastModified ?? '').localeCompare(a.lastModified ?? '');
    const pages = map.pages
      .filter((p) => !wanted || wanted.test(p.url))
      // `lastmod` moves with every edit of the footer: it says what may be new, not when it was published
      .filter((p) => (p.publishedAt ?? p.lastModified ?? now) >= since)
      .sort(newest)
      .slice(0, MAX_DOCUMENTS);
    return {
      documents: pages.map((p) => ({
        key: p.url,
        url: p.url,
        title: p.title,
        text: '',
        html: null,
        author: null,
        publishedAt: p.publishedAt,
        needsPage: true,
        form: 'article',
      })),
      more:
        answer.step === 'map'
          ? [...map.sitemaps]
              .sort(newest)
              .slice(0, options.sitemaps)
              .map((s) => ({ url: s.url, step: 'inner', accept: 'application/xml, text/xml' }))
          : [],
    };
  },
};

/** `.xml.gz` is a packed file, not a packed transfer. */
function unpacked(answer: Answer): Uint8Array {
  if (answer.bytes[0] !== 0x1f || answer.bytes[1] !== 0x8b) return answer.bytes;
  try {
    return gunzipSync(answer.bytes, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    throw new DuibiaoError(
      'FEED_MALFORMED',
      { where: redacted(answer.url), what: 'its gzip packing cannot be undone' },
      error,
    );
  }
}
