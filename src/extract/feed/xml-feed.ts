import { htmlOf, lineOf } from './construct.ts';
import { type DateHint, parseDate } from './date.ts';
import type { Feed, FeedEntry, FeedHint } from './feed.ts';
import { innerBase, resolveLink } from './links.ts';
import { folded } from './plain.ts';
import { elements, ITEM_NAMES, parseXml, textOf, type XmlNode } from './tree.ts';

/**
 * One adapter for RSS 0.9–2.0, RDF, Atom 0.3/1.0 and CDF: documents mix them (atom:link and dc:date in RSS), so each
 * field is a list of element names, the better ones first. Only an entry's own children count, never those of its
 * `source` or `image`.
 */
const PUBLISHED = [
  'published',
  'pubdate',
  'issued',
  'dcterms:issued',
  'dcterms:available',
  'dc:date',
  'date',
];
const UPDATED = ['updated', 'modified', 'dcterms:modified', 'lastmod', 'lastbuilddate'];
const CREATED = ['created', 'dcterms:created', 'prism:publicationdate', 'dcterms:date'];
const TITLES = ['title', 'dc:title', 'dcterms:title', 'media:title', 'itunes:title'];
const SUMMARIES = [
  'description',
  'summary',
  'abstract',
  'dc:description',
  'itunes:summary',
  'media:description',
];
const CONTENTS = ['content:encoded', 'content', 'xhtml:body', 'body', 'fullitem', 'xhtml:div'];
const AUTHORS = ['author', 'dc:creator', 'itunes:author', 'dc:author', 'managingeditor'];
const ROOTS = new Set(['rss', 'rdf:rdf', 'rdf', 'feed', 'channel']);

/** Children by name, all of each. */
type Fields = Map<string, XmlNode[]>;
function fieldsOf(node: XmlNode): Fields {
  const fields: Fields = new Map();
  for (const child of elements(node)) {
    const same = fields.get(child.name);
    if (same) same.push(child);
    else fields.set(child.name, [child]);
  }
  return fields;
}

export function readXmlFeed(text: string, hint: FeedHint): Feed | null {
  const root = parseXml(text, hint.where);
  const found: Found = { head: null, items: [], known: false };
  walk(root, hint.url ?? null, found);
  if (!found.known && found.items.length === 0) return null;
  const head = found.head ? fieldsOf(found.head) : new Map<string, XmlNode[]>();
  const dates: DateHint = {
    timeZone: hint.timeZone,
    language: textIn(head, ['language', 'dc:language']) ?? found.head?.attributes['xml:lang'],
  };
  return {
    title: firstSaid(head, TITLES, lineOf),
    entries: found.items.map(({ node, base }) => readEntry(node, base, dates)),
  };
}

interface Found {
  head: XmlNode | null;
  items: { node: XmlNode; base: string | null }[];
  known: boolean;
}

function walk(node: XmlNode, base: string | null, found: Found): void {
  for (const child of elements(node)) {
    // CDF calls it BASE, on the channel
    const own =
      child.attributes['xml:base'] ?? (child.name === 'channel' ? child.attributes.base : undefined);
    const inner = innerBase(base, own);
    if (ITEM_NAMES.has(child.name)) {
      found.items.push({ node: child, base: inner });
      continue;
    }
    if (ROOTS.has(child.name)) {
      found.known = true;
      if (child.name === 'channel' || child.name === 'feed') found.head ??= child;
    }
    walk(child, inner, found);
  }
}

function readEntry(node: XmlNode, base: string | null, dates: DateHint): FeedEntry {
  const fields = fieldsOf(node);
  const idNode = first(fields, ['id', 'guid']);
  const id = (idNode ? folded(textOf(idNode)) : '') || node.attributes['rdf:about']?.trim() || null;
  return {
    title: firstSaid(fields, TITLES, lineOf),
    link: linkOf(node, fields, base) ?? linkFromId(idNode, id, base),
    id,
    publishedAt:
      dateIn(fields, PUBLISHED, dates) ??
      dateIn(fields, UPDATED, dates) ??
      dateIn(fields, CREATED, dates) ??
      parseDate(node.attributes.lastmod, dates),
    summary: firstSaid(fields, SUMMARIES, htmlOf),
    content: firstSaid(fields, CONTENTS, htmlOf),
    author: authorOf(fields),
  };
}

function first(fields: Fields, names: readonly string[]): XmlNode | undefined {
  for (const name of names) {
    const node = fields.get(name)?.[0];
    if (node) return node;
  }
  return undefined;
}

/** The first that says anything: an empty `<title/>` beside a full `<media:title>` is passed over. */
function firstSaid(fields: Fields, names: readonly string[], read: (node: XmlNode) => string): string | null {
  for (const name of names)
    for (const node of fields.get(name) ?? []) {
      const text = read(node);
      if (text !== '') return text;
    }
  return null;
}

function textIn(fields: Fields, names: readonly string[]): string | undefined {
  const node = first(fields, names);
  return node ? folded(textOf(node)) || undefined : undefined;
}

/** The last of several that can be read: a second one corrects the first. */
function dateIn(fields: Fields, names: readonly string[], dates: DateHint): string | null {
  for (const name of names) {
    const nodes = fields.get(name);
    if (!nodes) continue;
    for (let i = nodes.length - 1; i >= 0; i--) {
      const at = parseDate(textOf(nodes[i]!), dates);
      if (at) return at;
    }
  }
  return null;
}

/** RSS writes the address as text, Atom as `href` with a `rel`; a page to read beats an attached file. */
function linkOf(entry: XmlNode, fields: Fields, base: string | null): string | null {
  const candidates: { rank: number; link: string }[] = [];
  for (const node of fields.get('link') ?? []) {
    const href = node.attributes.href ?? node.attributes['rdf:resource'] ?? node.attributes.url;
    const link = resolveLink(href ?? textOf(node), innerBase(base, node.attributes['xml:base']));
    if (!link) continue;
    const rel = (node.attributes.rel ?? 'alternate').trim().toLowerCase();
    const type = node.attributes.type ?? 'text/html';
    const page = /html|^$/.test(type) ? 0 : 1;
    if (rel === 'alternate') candidates.push({ rank: page, link });
    else if (rel === 'via' || rel === 'related') candidates.push({ rank: 4, link });
    else if (rel === 'enclosure') candidates.push({ rank: 5, link });
  }
  const named = entry.attributes.href;
  if (named) candidates.push({ rank: 2, link: resolveLink(named, base) ?? '' });
  const about = entry.attributes['rdf:about'];
  if (about) candidates.push({ rank: 3, link: resolveLink(about, base) ?? '' });
  for (const node of fields.get('enclosure') ?? [])
    candidates.push({ rank: 6, link: resolveLink(node.attributes.url, base) ?? '' });
  return candidates.filter((c) => c.link !== '').sort((a, b) => a.rank - b.rank)[0]?.link ?? null;
}

/** A guid is the address too unless it says otherwise; `tag:` and `urn:` names are no addresses. */
function linkFromId(node: XmlNode | undefined, id: string | null, base: string | null): string | null {
  if (!node || id === null || node.attributes.ispermalink?.trim().toLowerCase() === 'false') return null;
  return resolveLink(id, base);
}

function authorOf(fields: Fields): string | null {
  for (const name of AUTHORS) {
    const node = fields.get(name)?.[0];
    if (!node) continue;
    const inner = first(fieldsOf(node), ['name']);
    const text = folded(textOf(inner ?? node));
    // RSS wants `address (name)`
    const parenthesised = /^\S+@\S+\s+\((.+)\)$/.exec(text);
    if (text !== '') return parenthesised ? parenthesised[1]! : text;
  }
  return null;
}
