import { DuibiaoError } from '../../errors.ts';
import { resolveLink } from './links.ts';
import { folded } from './plain.ts';
import { elements, parseXml, type XmlNode } from './tree.ts';

/** One subscription of an OPML list (http://opml.org/spec2.opml): what readers exchange. */
export interface OpmlEntry {
  title: string;
  /** As it is written there, `feed:` undone: not always an address that can be asked. */
  xmlUrl: string;
  htmlUrl: string | null;
  /** Names of the outlines around it, outermost first. */
  folders: string[];
}

/** Document order; outlines without a feed are folders. @throws DuibiaoError FEED_MALFORMED. Pure. */
export function readOpml(text: string, where: string): OpmlEntry[] {
  const entries: OpmlEntry[] = [];
  let known = false;
  const walk = (node: XmlNode, folders: string[]): void => {
    for (const child of elements(node)) {
      if (child.name === 'opml') known = true;
      if (child.name !== 'outline') {
        walk(child, folders);
        continue;
      }
      const a = child.attributes;
      const title = folded(a.title ?? a.text ?? '');
      const xmlUrl = addressIn(a.xmlurl ?? (a.type === 'rss' ? (a.url ?? '') : ''));
      if (xmlUrl)
        entries.push({ title: title || xmlUrl, xmlUrl, htmlUrl: resolveLink(a.htmlurl, null), folders });
      walk(child, xmlUrl || title === '' ? folders : [...folders, title]);
    }
  };
  walk(parseXml(text, where), []);
  if (!known) throw new DuibiaoError('FEED_MALFORMED', { where, what: 'no opml element in it' });
  return entries;
}

/** `feed://a.example/f` and `feed:https://a.example/f` are how browsers once handed feeds to readers. */
const addressIn = (raw: string): string =>
  folded(raw)
    .replace(/&amp;/g, '&')
    .replace(/^feed:(?:\/\/)?(https?:\/\/)?/i, (_, scheme?: string) => scheme ?? 'https://');

const escaped = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/"/g, '&quot;')
    .replace(/[\u0000-\u001f]/g, ' ');

/** One folder a first folder name, in order of appearance; passwords in addresses are left out. Pure. */
export function writeOpml(title: string, entries: readonly OpmlEntry[]): string {
  const groups = new Map<string, OpmlEntry[]>();
  for (const e of entries) {
    const folder = e.folders.join(' / ');
    groups.set(folder, [...(groups.get(folder) ?? []), e]);
  }
  const line = (e: OpmlEntry, indent: string): string =>
    `${indent}<outline type="rss" text="${escaped(e.title)}" title="${escaped(e.title)}" xmlUrl="${escaped(withoutLogin(e.xmlUrl))}"${e.htmlUrl ? ` htmlUrl="${escaped(withoutLogin(e.htmlUrl))}"` : ''}/>`;
  const body = [...groups].map(([folder, inside]) =>
    folder === ''
      ? inside.map((e) => line(e, '    ')).join('\n')
      : `    <outline text="${escaped(folder)}" title="${escaped(folder)}">\n${inside.map((e) => line(e, '      ')).join('\n')}\n    </outline>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head><title>${escaped(title)}</title></head>\n  <body>\n${body.join('\n')}\n  </body>\n</opml>\n`;
}

const withoutLogin = (url: string): string => url.replace(/^(https?:\/\/)[^/@]*@/i, '$1');
