import { decodeReferences } from './entities.ts';
import { folded, looksLikeHtml, plainText, plainTitle } from './plain.ts';
import { markupOf, textOf, type XmlNode } from './tree.ts';

/**
 * A text construct: how an element's text is to be read. Atom says so (`type`, and `mode` in 0.3); RSS does not, and
 * its titles are escaped HTML as often as text.
 */
export interface Construct {
  /** One line of plain text. */
  plain: string;
  html: string;
}

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const hasElements = (node: XmlNode): boolean => node.children.some((child) => typeof child !== 'string');

/** Feeds escape once too often: an entity that survives decoding is a mistake, not a title about entities. */
const unescapedTwice = (text: string): string => folded(decodeReferences(text));

export function readConstruct(node: XmlNode): Construct {
  const type = (node.attributes.type ?? '').trim().toLowerCase();
  const mode = (node.attributes.mode ?? '').trim().toLowerCase();
  const inline = hasElements(node);
  if (!inline && isBase64(type, mode)) {
    const text = fromBase64(textOf(node));
    if (text !== null) return guessed(text);
  }
  if (inline) return { plain: plainText(markupOf(node)).replace(/\n/g, ' '), html: markupOf(node).trim() };
  const text = textOf(node);
  if (type === 'text' || type === 'text/plain') return { plain: unescapedTwice(text), html: escaped(text) };
  if (type === 'html' || type === 'text/html' || type.includes('xhtml'))
    return { plain: folded(plainText(text).replace(/\n/g, ' ')), html: text.trim() };
  return guessed(text);
}

const guessed = (text: string): Construct => ({
  plain: plainTitle(text),
  html: looksLikeHtml(text) ? text.trim() : escaped(text.trim()),
});

function isBase64(type: string, mode: string): boolean {
  if (mode !== '') return mode === 'base64';
  return type.includes('/') && !type.startsWith('text/') && !type.includes('xml') && !type.includes('html');
}

function fromBase64(text: string): string | null {
  const packed = text.replace(/\s+/g, '');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(packed) ? Buffer.from(packed, 'base64').toString('utf8') : null;
}
