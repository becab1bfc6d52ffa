import { DuibiaoError } from '../errors.ts';
import { type OpmlEntry, readOpml, writeOpml } from '../extract/feed/index.ts';
import { detectLanguage } from '../text/index.ts';
import { readEntry, type SourceEntry, sourceId } from './library.ts';
import { publicAddress, type Source } from './source.ts';

export interface ImportedList {
  entries: SourceEntry[];
  /** Lines that name no feed that can be asked, in one sentence each; the others do not wait for them. */
  refused: string[];
}

/**
 * Subscriptions of another reader as entries; names that collide get a number.
 * @throws DuibiaoError FEED_MALFORMED for what is no OPML.
 */
export function entriesFromOpml(text: string, where: string, day: string): ImportedList {
  const taken = new Map<string, number>();
  const list: ImportedList = { entries: [], refused: [] };
  for (const o of readOpml(text, where)) {
    const url = o.xmlUrl;
    if (!URL.canParse(url) || !/^https?:\/\//i.test(url)) {
      list.refused.push(
        `${o.title === url ? '' : `${o.title}: `}${publicAddress(url)} is no http or https address`,
      );
      continue;
    }
    // A line without a name is named by its address, which may hold a password
    const name = o.title === url ? publicAddress(url) : o.title;
    const base = sourceId(name, url);
    const n = (taken.get(base) ?? 0) + 1;
    taken.set(base, n);
    try {
      list.entries.push(
        readEntry(
          {
            ...handAdded(name),
            id: n === 1 ? base : `${base}-${n}`,
            name,
            url,
            cadenceSeconds: 3600,
            provenance: `imported from ${where} on ${day}`,
          },
          where,
        ),
      );
    } catch (error) {
      if (!(error instanceof DuibiaoError)) throw error;
      list.refused.push(`${name}: ${error.message}`);
    }
  }
  return list;
}

/** What a person who names nothing but an address means, by the language that its titles are in. */
export function handAdded(titles: string): Pick<SourceEntry, 'kind' | 'language' | 'tier' | 'timeZone'> {
  const spoken = detectLanguage(titles);
  const language = spoken === 'other' ? 'en' : spoken;
  // Chinese feeds leave the zone out more often than not
  return { kind: 'feed', language, tier: 3, timeZone: language === 'zh' ? 'Asia/Shanghai' : 'UTC' };
}

/** The feeds among the sources, a folder a language; passwords and tokens are left out. */
export const sourcesToOpml = (
  sources: readonly Pick<Source, 'name' | 'url' | 'kind' | 'language'>[],
): string =>
  writeOpml(
    'duibiao',
    sources
      .filter((s) => s.kind === 'feed')
      .map(
        (s): OpmlEntry => ({
          title: s.name,
          xmlUrl: publicAddress(s.url),
          htmlUrl: null,
          folders: [s.language],
        }),
      ),
  );
