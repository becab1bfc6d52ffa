/**
 * What a PDF unpacks to, before anything unpacks it: pdf.js holds a page's stream whole, and a megabyte may stand for a gigabyte.
 * Every packed stream is inflated once to be counted and thrown away.
 */
import { constants, inflateSync } from 'node:zlib';
import { DuibiaoError } from '../../errors.ts';

/** Bytes: one stream (a page scanned at 600 dots an inch has 105 million), and all that are no pictures. */
const ONE = 150_000_000;
const ALL = 400_000_000;
/** Bytes of a packed stream below which it is left alone: it cannot become more than a thousand times its size. */
const SMALL = 8_000;
/** Bytes before a stream in which its dictionary is looked for. */
const DICTIONARY = 1024;

/** @throws DuibiaoError PAGE_TOO_LARGE */
export function checkPacked(bytes: Uint8Array, where: string): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let all = 0;
  for (let at = file.indexOf('stream'); at >= 0; ) {
    const end = file.indexOf('endstream', at + 6);
    if (end < 0) return;
    const dictionary = dictionaryBefore(file, at);
    const packings = dictionary.match(/\/(?:FlateDecode|Fl|LZWDecode|LZW)\b/g) ?? [];
    if (packings.length > 1) throw tooLarge(where, 'a stream is packed twice', 'one packing a stream');
    if (packings.length === 1 && end - at > SMALL) {
      const size = inflated(file.subarray(startOf(file, at), end));
      if (size >= ONE) throw tooLarge(where, `a stream unpacks to ${ONE} bytes or more`, `${ONE} bytes`);
      if (!/\/Subtype\s*\/Image\b/.test(dictionary)) all += size;
      if (all >= ALL) throw tooLarge(where, `its streams unpack to ${ALL} bytes or more`, `${ALL} bytes`);
    }
    at = file.indexOf('stream', end + 9);
  }
}

/** Names may be written with `#xx` for any letter. */
function dictionaryBefore(file: Buffer, at: number): string {
  const text = file.toString('latin1', Math.max(0, at - DICTIONARY), at);
  const own = text.slice(text.lastIndexOf(' obj') + 1);
  return own.replace(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
const startOf = (file: Buffer, at: number): number => at + 6 + (file[at + 6] === 13 ? 1 : 0) + 1;

/** Bytes it unpacks to, at most ONE; 0 for what is broken: pdf.js will see how far it comes. */
function inflated(packed: Buffer): number {
  try {
    return inflateSync(packed, { maxOutputLength: ONE, finishFlush: constants.Z_SYNC_FLUSH }).length;
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? ONE : 0;
  }
}

const tooLarge = (where: string, what: string, allowed: string): DuibiaoError =>
  new DuibiaoError('PAGE_TOO_LARGE', { where, what: `the document is too large: ${what}`, allowed });
