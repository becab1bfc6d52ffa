/**
 * Namespaces by address, since prefixes are only habits (`a:entry`, `rss:item`, a default namespace on one element).
 * The core dialects have no prefix here: RSS, Atom and CDF names never mean different things inside an entry.
 */
const CORE = '';
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2005/atom', CORE],
  ['http://purl.org/atom/ns', CORE],
  ['http://example.com/newformat', CORE],
  ['http://example.com/necho', CORE],
  ['uri/of/echo/namespace', CORE],
  ['http://purl.org/rss/1.0', CORE],
  ['http://my.netscape.com/rdf/simple/0.9', CORE],
  ['http://channel.netscape.com/rdf/simple/0.9', CORE],
  ['http://purl.org/net/rss1.1', CORE],
  ['http://backend.userland.com/rss', CORE],
  ['http://backend.userland.com/rss2', CORE],
  ['http://blogs.law.harvard.edu/tech/rss', CORE],
  ['http://cyber.law.harvard.edu/rss/rss.html', CORE],
  ['http://cyber.law.harvard.edu/rss', CORE],
  ['http://purl.org/rss/1.0/modules/rss091', CORE],
  ['http://www.w3.org/1999/02/22-rdf-syntax-ns', 'rdf'],
  ['http://purl.org/dc/elements/1.1', 'dc'],
  ['http://purl.org/dc/elements/1.0', 'dc'],
  ['http://purl.org/dc/terms', 'dcterms'],
  ['http://purl.org/rss/1.0/modules/content', 'content'],
  ['http://www.w3.org/1999/xhtml', 'xhtml'],
  ['http://search.yahoo.com/mrss', 'media'],
  ['http://www.rssboard.org/media-rss', 'media'],
  ['http://www.itunes.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['http://example.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['http://www.w3.org/xml/1998/namespace', 'xml'],
]);

export interface Scope {
  readonly byPrefix: ReadonlyMap<string, string>;
  /** Names already worked out in this scope. */
  readonly known: Map<string, string>;
}
export const emptyScope = (): Scope => ({ byPrefix: new Map(), known: new Map() });

/** The scope inside an element that declares namespaces; the same one when it declares none. */
export function innerScope(outer: Scope, attributes: Readonly<Record<string, string>>): Scope {
  let byPrefix: Map<string, string> | undefined;
  for (const name in attributes) {
    if (!name.startsWith('xmlns')) continue;
    const prefix = name === 'xmlns' ? '' : name[5] === ':' ? name.slice(6) : undefined;
    if (prefix === undefined) continue;
    byPrefix ??= new Map(outer.byPrefix);
    byPrefix.set(prefix, attributes[name]!);
  }
  return byPrefix ? { byPrefix, known: new Map() } : outer;
}

/** `dc:date` whatever the document calls it; a prefix that is not declared is taken at its word. */
export function canonicalName(scope: Scope, raw: string): string {
  const known = scope.known.get(raw);
  if (known !== undefined) return known;
  const colon = raw.indexOf(':');
  const prefix = colon < 0 ? '' : raw.slice(0, colon);
  const local = raw.slice(colon + 1);
  const address = scope.byPrefix.get(prefix);
  const usual =
    address === undefined
      ? undefined
      : PREFIXES.get(
          address
            .trim()
            .toLowerCase()
            .replace(/[/#]+$/, ''),
        );
  const undeclared = prefix === 'atom' || prefix === 'rss' || prefix === 'a10' ? CORE : prefix;
  const use = usual ?? (address === undefined ? undeclared : prefix);
  const name = use === CORE ? local : `${use}:${local}`;
  // Hostile documents may hold a hundred thousand different names
  if (scope.known.size < 1000) scope.known.set(raw, name);
  return name;
}
