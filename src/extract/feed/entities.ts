import { Parser } from 'htmlparser2';

/**
 * References in XML text. Feeds use HTML's two thousand names though XML has five, so HTML's table is asked for the
 * rest: through htmlparser2, which owns it. Only references that end in a semicolon are decoded, or query strings
 * (`?a=1&copy=2`) would change.
 */
const XML: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const REFERENCE = /&(#[xX][0-9a-fA-F]{1,8}|#[0-9]{1,9}|[a-zA-Z][a-zA-Z0-9]{1,31});/g;

/** What windows-1252 holds at 0x80–0x9f: `&#146;` is written for an apostrophe, though it names a control code. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const htmlNames = new Map<string, string>();
const HTML_NAMES_KEPT = 4096;

function htmlName(name: string): string {
  const known = htmlNames.get(name);
  if (known !== undefined) return known;
  let text = '';
  const parser = new Parser({
    ontext(data) {
      text += data;
    },
  });
  parser.end(`&${name};`);
  if (htmlNames.size < HTML_NAMES_KEPT) htmlNames.set(name, text);
  return text;
}

function codePoint(code: number): string {
  if (code >= 0x80 && code <= 0x9f) return WINDOWS_1252[code - 0x80]!;
  const refused = code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff);
  return refused ? '\ufffd' : String.fromCodePoint(code);
}

/** `own` are the text entities that the document's DOCTYPE declares. Unknown names stay as they are. */
export function decodeReferences(text: string, own?: ReadonlyMap<string, string>): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (whole, body: string) => {
    if (body.charCodeAt(0) === 0x23) {
      const hex = body[1] === 'x' || body[1] === 'X';
      return codePoint(hex ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10));
    }
    const given = XML[body] ?? own?.get(body);
    return given ?? (htmlName(body) || whole);
  });
}
