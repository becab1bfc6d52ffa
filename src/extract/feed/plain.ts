import { Parser } from 'htmlparser2';
import { decodeReferences } from './entities.ts';

/** Markup that titles and summaries really carry: what is none of these is text in angle brackets. */
const KNOWN_TAG =
  /<\/?(a|abbr|acronym|address|area|b|big|blockquote|body|br|center|cite|code|dd|del|div|dl|dt|em|embed|font|form|h[1-6]|head|hr|html|i|iframe|img|ins|kbd|li|link|mark|meta|nobr|object|ol|p|param|pre|q|s|script|section|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|th|thead|time|tr|tt|u|ul|var|video|wbr|blink|article|figure|figcaption)(\s[^<>]*)?\/?>/i;
const REFERENCE = /&(#x?[0-9a-f]+|[a-z][a-z0-9]+);/i;

export const looksLikeHtml = (text: string): boolean =>
  (text.includes('<') && (KNOWN_TAG.test(text) || text.includes('<!--'))) ||
  (text.includes('&') && REFERENCE.test(text));

/** Single spaces are left alone: most text has nothing to fold, and replacing each space costs more than parsing. */
export const folded = (text: string): string =>
  text
    .replace(/[^\S ]\s*|[\u200b\ufeff]\s*| {2}\s*/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();

const HIDDEN = new Set(['script', 'style', 'noscript', 'template', 'iframe', 'svg', 'math']);
const BLOCK = new Set(
  'address article aside blockquote br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul'.split(
    ' ',
  ),
);
const MAX_HTML_DEPTH = 5000;

/**
 * The text of a piece of HTML, one line a block, entities decoded. Pure; never throws: markup nested past any use is
 * cut there.
 */
export function plainText(html: string): string {
  if (!html.includes('<')) return lines(decodeReferences(html));
  let text = '';
  let hidden = 0;
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name) {
        if (++depth > MAX_HTML_DEPTH) parser.pause();
        if (HIDDEN.has(name)) hidden++;
        if (BLOCK.has(name)) text += '\n';
      },
      ontext(data) {
        if (hidden === 0) text += data;
      },
      onclosetag(name) {
        depth--;
        if (HIDDEN.has(name)) hidden--;
        if (BLOCK.has(name)) text += '\n';
      },
    },
    { decodeEntities: true },
  );
  parser.write(html);
  if (depth <= MAX_HTML_DEPTH) parser.end();
  return lines(text);
}

const lines = (text: string): string =>
  text
    .split('\n')
    .map(folded)
    .filter((line) => line !== '')
    .join('\n');

/** One line. */
export const plainTitle = (text: string): string =>
  folded(looksLikeHtml(text) ? plainText(text).replace(/\n/g, ' ') : text);
