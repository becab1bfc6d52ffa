import { DuibiaoError } from '../../errors.ts';
import { decodeBytes } from '../charset/index.ts';
import { parseDate } from './date.ts';
import { resolveLink } from './links.ts';
import { folded } from './plain.ts';
import { attribute, elements, parseXml, textOf, type XmlNode } from './tree.ts';

/** An entry of EDGAR's Atom feeds: of one filer (`action=getcompany`) or of everybody (`action=getcurrent`). */
export interface FilingEntry {
  accession: string;
  form: string;
  /** Who filed, from the title (`8-K - Name (0000320193) (Filer)`); null in a filer's own feed. */
  filer: string | null;
  /** Central Index Key without leading zeros: from the title, else from the address; null where neither has one. */
  cik: string | null;
  /** ISO 8601 with Z. */
  acceptedAt: string | null;
  /** The filing's index page. */
  index: string;
}

/**
 * Document order; a filing of several parties stands in the feed once for each and comes out once, but keeps the CIKs.
 * @throws DuibiaoError FEED_MALFORMED. Pure.
 */
export function readFilingAtom(
  bytes: Uint8Array,
  hint: { where: string; url: string; contentType?: string },
): (FilingEntry & { ciks: string[] })[] {
  const { text } = decodeBytes(
    bytes,
    hint.contentType === undefined ? {} : { contentType: hint.contentType },
  );
  const feed = [...elements(parseXml(text, hint.where))].find((n) => n.name === 'feed');
  if (!feed) throw new DuibiaoError('FEED_MALFORMED', { where: hint.where, what: 'no Atom feed in it' });
  const found = new Map<string, FilingEntry & { ciks: string[] }>();
  for (const node of elements(feed)) {
    const entry = node.name === 'entry' ? readEntry(node, hint.url) : null;
    if (entry === null) continue;
    const known = found.get(entry.accession) ?? { ...entry, ciks: [] };
    if (entry.cik !== null && !known.ciks.includes(entry.cik)) known.ciks.push(entry.cik);
    found.set(entry.accession, known);
  }
  return [...found.values()];
}

function readEntry(node: XmlNode, base: string): FilingEntry | null {
  const child = (name: string): XmlNode | undefined => [...elements(node)].find((n) => n.name === name);
  const said = (name: string): string => {
    const n = child(name);
    return n ? folded(textOf(n)) : '';
  };
  const link = child('link');
  const category = child('category');
  const index = resolveLink(link ? attribute(link, 'href') : undefined, base);
  const accession = /accession-number=(\d{10}-\d{2}-\d{6})/.exec(said('id'))?.[1];
  const form = (category ? attribute(category, 'term') : undefined) ?? said('title').split(' - ')[0]!;
  if (!index || !accession || form === '') return null;
  const titled = /^\S.* - (.+) \((\d{1,10})\) \(/.exec(said('title'));
  const cik = titled?.[2] ?? /\/data\/(\d{1,10})\//.exec(index)?.[1] ?? null;
  return {
    accession,
    form: form.trim(),
    filer: titled?.[1] ?? null,
    cik: cik === null ? null : String(Number(cik)),
    acceptedAt: parseDate(said('updated'), { timeZone: 'America/New_York' }),
    index,
  };
}
