import { decodeReferences } from './entities.ts';
import { folded, looksLikeHtml, plainText, plainTitle } from './plain.ts';
import { markupOf, textOf, type XmlNode } from './tree.ts';

/**
 * A text construct: how an element's text is to be read. Atom says so (`type`, and `mode` in 0.3); RSS does not, and
 * its titles are escaped HTML as often as text. Titles are asked for as text and bodies as HTML: never both.
 */
type Kind = 'text' | 'html' | 'inline' | 'unsaid';
interface Raw {
  kind: Kind;
  text: string;
}

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const hasElements = (node: XmlNode): boolean => node.children.some((child) => typeof child !== 'string');

function rawOf(node: XmlNode): Raw {
  if (hasElements(node)) return { kind: 'inline', text: markupOf(node) };
  const type = (node.attributes.type ?? '').trim().toLowerCase();
  const mode = (node.attributes.mode ?? '').trim().toLowerCase();
  const text = textOf(node);
  if (isBase64(type, mode)) {
    const decoded = fromBase64(text);
    if (decoded !== null) return { kind: 'unsaid', text: decoded };
  }
  if (type === 'text' || type === 'text/plain') return { kind: 'text', text };
  if (type === 'html' || type === 'text/html' || type.includes('xhtml')) return { kind: 'html', text };
  return { kind: 'unsaid', text };
}

/** One line of plain text; empty where the element says nothing. */
export function lineOf(node: XmlNode): string {
  const { kind, text } = rawOf(node);
  // Feeds escape once too often: an entity that survives decoding is a mistake, not a title about entities
  if (kind === 'text') return folded(decodeReferences(text));
  return kind === 'unsaid' ? plainTitle(text) : folded(plainText(text).replace(/\n/g, ' '));
}

/** Foreign HTML; empty where the element says nothing. */
export function htmlOf(node: XmlNode): string {
  const { kind, text } = rawOf(node);
  const html = kind === 'html' || kind === 'inline' || (kind === 'unsaid' && looksLikeHtml(text));
  return html ? text.trim() : escaped(text.trim());
}

function isBase64(type: string, mode: string): boolean {
  if (mode !== '') return mode === 'base64';
  return type.includes('/') && !type.startsWith('text/') && !type.includes('xml') && !type.includes('html');
}

function fromBase64(text: string): string | null {
  const packed = text.replace(/\s+/g, '');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(packed) ? Buffer.from(packed, 'base64').toString('utf8') : null;
}
