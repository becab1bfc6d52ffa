import { Parser } from 'htmlparser2';
import { DuibiaoError } from '../../errors.ts';
import { takeDoctype } from './doctype.ts';
import { decodeReferences } from './entities.ts';
import { canonicalName, emptyScope, innerScope, type Scope } from './names.ts';

/**
 * A feed's XML as a small tree, from htmlparser2's forgiving tokens: what a strict parser refuses (undeclared
 * prefixes and entities, bare ampersands, a document cut short) is read as far as it goes.
 */
export interface XmlNode {
  /** Canonical: `title`, `dc:date`. */
  readonly name: string;
  /** Lower-case names as written. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (XmlNode | string)[];
  readonly parent: XmlNode | null;
}

/** Inline markup of real feeds reaches 40 levels. */
const MAX_DEPTH = 300;
/** Ten years of a daily podcast come to 100,000. */
const MAX_NODES = 600_000;
/** Start tags never closed, which htmlparser2 keeps in an array that it shifts: thousands are slow, millions hang. */
const MAX_UNCLOSED = 5000;

/** Hold text only: one that is still open when a sibling begins was never closed. */
const LEAVES = new Set(
  'link guid id pubdate published updated issued modified created dc:date dc:creator category comments'.split(
    ' ',
  ),
);
const STARTS_FIELD = new Set(
  'title link guid id pubdate published updated issued modified created description summary content content:encoded author dc:date dc:creator dc:title category comments enclosure'.split(
    ' ',
  ),
);
export const ITEM_NAMES: ReadonlySet<string> = new Set(['item', 'entry']);

export function parseXml(text: string, where: string): XmlNode {
  const { xml, entities } = takeDoctype(text, where);
  const root: XmlNode = { name: '#root', attributes: {}, children: [], parent: null };
  const open: { node: XmlNode; raw: string; scope: Scope }[] = [];
  let current = root;
  let scope = emptyScope();
  let verbatim = false;
  let nodes = 0;
  let unclosed = 0;
  const refuse = (what: string): never => {
    throw new DuibiaoError('FEED_MALFORMED', { where, what });
  };
  const pop = (): void => {
    open.pop();
    const top = open.at(-1);
    current = top?.node ?? root;
    scope = top?.scope ?? emptyScope();
  };
  const parser = new Parser(
    {
      onopentag(raw, attributes) {
        if (++nodes > MAX_NODES) refuse(`more than ${MAX_NODES} elements`);
        if (++unclosed > MAX_UNCLOSED) refuse(`more than ${MAX_UNCLOSED} elements are never closed`);
        const inner = innerScope(scope, attributes);
        const name = canonicalName(inner, raw);
        if (ITEM_NAMES.has(name)) {
          const before = open.findIndex((o) => ITEM_NAMES.has(o.node.name));
          while (before >= 0 && open.length > before) pop();
        } else if (LEAVES.has(current.name) && STARTS_FIELD.has(name)) pop();
        if (open.length >= MAX_DEPTH) refuse(`elements nested more than ${MAX_DEPTH} deep`);
        for (const key in attributes) {
          const value = attributes[key]!;
          if (value.includes('&')) attributes[key] = decodeReferences(value, entities);
        }
        const node: XmlNode = { name, attributes, children: [], parent: current };
        current.children.push(node);
        open.push({ node, raw, scope: inner });
        current = node;
        scope = inner;
      },
      ontext(data) {
        if (open.length > 0) current.children.push(verbatim ? data : decodeReferences(data, entities));
      },
      oncdatastart() {
        verbatim = true;
      },
      oncdataend() {
        verbatim = false;
      },
      onclosetag(raw) {
        unclosed--;
        let i = open.length - 1;
        while (i >= 0 && open[i]!.raw !== raw) i--;
        while (i >= 0 && open.length > i) pop();
      },
    },
    { xmlMode: true, decodeEntities: false, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.end(xml);
  return root;
}

export const attribute = (node: XmlNode, name: string): string | undefined => node.attributes[name];

export function* elements(node: XmlNode): Generator<XmlNode> {
  for (const child of node.children) if (typeof child !== 'string') yield child;
}

/** All text inside, markup dropped. */
export function textOf(node: XmlNode): string {
  const only = node.children[0];
  if (node.children.length === 0) return '';
  if (node.children.length === 1 && typeof only === 'string') return only;
  let text = '';
  for (const child of node.children) text += typeof child === 'string' ? child : textOf(child);
  return text;
}

const escapeText = (text: string): string =>
  text.replace(/[&<>]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : '&gt;'));
const EMPTY = new Set(['br', 'hr', 'img', 'input', 'wbr', 'col', 'source', 'area', 'embed']);

/** Markup inside, written as HTML: for inline XHTML, and for feeds that forgot to escape theirs. */
export function markupOf(node: XmlNode): string {
  let out = '';
  for (const child of node.children) {
    if (typeof child === 'string') {
      out += escapeText(child);
      continue;
    }
    const name = child.name.startsWith('xhtml:') ? child.name.slice(6) : child.name;
    out += `<${name}`;
    for (const key in child.attributes)
      if (!key.startsWith('xmlns'))
        out += ` ${key}="${escapeText(child.attributes[key]!).replace(/"/g, '&quot;')}"`;
    out += EMPTY.has(name) ? '>' : `>${markupOf(child)}</${name}>`;
  }
  return out;
}
