import { DuibiaoError } from '../errors.ts';
import type { SourceKind } from './kind.ts';
import { announcements } from './kinds/announcements.ts';
import { edgar } from './kinds/edgar.ts';
import { feed } from './kinds/feed.ts';
import { flash } from './kinds/flash.ts';
import { folder } from './kinds/folder.ts';
import { listing } from './kinds/listing.ts';
import { sitemap } from './kinds/sitemap.ts';
import { trending } from './kinds/trending.ts';

/** Every kind of source, a line each. */
export const KINDS: ReadonlyMap<string, SourceKind> = new Map(
  ([feed, listing, sitemap, edgar, announcements, flash, trending, folder] as SourceKind[]).map((kind) => [
    kind.name,
    kind,
  ]),
);

/** @throws DuibiaoError LIBRARY_INVALID for a kind that does not exist. */
export function kindOf(name: string, where: string): SourceKind {
  const kind = KINDS.get(name);
  if (kind) return kind;
  throw new DuibiaoError('LIBRARY_INVALID', {
    where,
    what: `kind ${name} does not exist`,
    allowed: [...KINDS.keys()].join(', '),
  });
}
