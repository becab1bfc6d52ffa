/**
 * Bytes to text. Declarations are evidence, not orders: Chinese pages say utf-8 and hold GBK, servers say
 * iso-8859-1 of everything, so what is declared is checked against the bytes and a better reading wins.
 */

import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { byteOrderMark, headerLabel, markupLabel, wideWithoutMark } from './declared.ts';
import { canonicalCharset } from './label.ts';
import { CANDIDATES, plausibility, sampleOf } from './plausible.ts';

export interface Decoded {
  /** Without the byte order mark. Bytes that mean nothing are U+FFFD. */
  text: string;
  /** Lower-case name of the set used, e.g. `utf-8`, `gb18030`, `windows-1252`. */
  charset: string;
  /** The first label declared (header before markup), as written, or null. */
  declared: string | null;
  /** True when what was declared did not fit and another reading was taken, or bytes were unreadable. */
  repaired: boolean;
}

/** What a declaration weighs against a rival's better look. Two that agree weigh twice. */
const TRUST = 0.25;
/** Windows-1252 reads anything; this much is its head start when nothing looks like text. */
const LATIN_PRIOR = 0.1;

/** Never throws: unknown labels and broken bytes are read as well as they can be. Pure. */
export function decodeBytes(bytes: Uint8Array, hint: { contentType?: string } = {}): Decoded {
  const header = headerLabel(hint.contentType);
  const markup = markupLabel(bytes);
  const declared = header ?? markup;
  const mark = byteOrderMark(bytes);
  if (mark) return read(bytes.subarray(mark.length), mark.charset, declared);

  const claims = [header, markup].flatMap((label) => (label === null ? [] : (canonicalCharset(label) ?? [])));
  const wide = wideWithoutMark(bytes);
  if (wide) return read(bytes, wide, declared);

  if (isUtf8(withoutCutTail(bytes))) {
    // ISO-2022 and HZ are 7-bit escapes: valid ASCII that means something else
    const escaped = escapedCharset(bytes, declared);
    return escaped === null ? read(bytes, 'utf-8', declared) : decodeEscaped(bytes, escaped, declared);
  }
  if (mostlyUtf8(bytes)) return read(bytes, 'utf-8', declared);

  const sample = sampleOf(bytes);
  let best = 'windows-1252';
  let bestScore = -1;
  for (const charset of new Set([...claims.filter((c) => !c.startsWith('utf-')), ...CANDIDATES])) {
    const { score } = plausibility(sample, charset);
    const total =
      score +
      claims.filter((c) => c === charset).length * TRUST +
      (charset === 'windows-1252' ? LATIN_PRIOR : 0);
    if (total > bestScore + 1e-9) {
      best = charset;
      bestScore = total;
    }
  }
  return read(bytes, best, declared);
}

const view = (b: Uint8Array): Buffer => Buffer.from(b.buffer, b.byteOffset, b.byteLength);

function read(bytes: Uint8Array, charset: string, declared: string | null): Decoded {
  const text =
    charset === 'utf-8'
      ? view(bytes).toString('utf8')
      : iconv.decode(view(bytes), charset, { stripBOM: true });
  const claimed = declared === null ? charset : canonicalCharset(declared);
  const agrees =
    claimed === charset || (claimed !== null && charset.startsWith(claimed) && claimed.startsWith('utf-'));
  const asciiOnly = !agrees && isAscii(bytes);
  return { text, charset, declared, repaired: !(agrees || asciiOnly) || text.includes('\ufffd') };
}

function isAscii(b: Uint8Array): boolean {
  for (let i = 0; i < b.length; i++) if (b[i]! >= 0x80) return false;
  return true;
}

/** A download cut in the middle of a character is still UTF-8. */
function withoutCutTail(b: Uint8Array): Uint8Array {
  let i = b.length;
  while (i > 0 && i > b.length - 3 && (b[i - 1]! & 0xc0) === 0x80) i--;
  if (i === 0) return b;
  const lead = b[i - 1]!;
  const need = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return b.length - (i - 1) < need ? b.subarray(0, i - 1) : b;
}

/** UTF-8 with a few foreign bytes (a pasted comment, a bad advertisement): far more good sequences than bad. */
function mostlyUtf8(b: Uint8Array): boolean {
  let good = 0;
  let bad = 0;
  for (let i = 0; i < b.length; ) {
    const lead = b[i]!;
    if (lead < 0x80) {
      i++;
      continue;
    }
    const need =
      lead >= 0xf0 && lead <= 0xf4
        ? 3
        : lead >= 0xe0 && lead < 0xf0
          ? 2
          : lead >= 0xc2 && lead < 0xe0
            ? 1
            : 0;
    let k = 0;
    while (k < need && i + 1 + k < b.length && (b[i + 1 + k]! & 0xc0) === 0x80) k++;
    if (need > 0 && k === need) {
      good++;
      i += need + 1;
    } else {
      bad++;
      i += k + 1;
    }
  }
  return good > 0 && good >= 8 * bad;
}

function escapedCharset(bytes: Uint8Array, declared: string | null): string | null {
  const label = (declared ?? '').toLowerCase();
  if (label === 'iso-2022-jp' || label === 'csiso2022jp') return bytes.includes(0x1b) ? 'iso-2022-jp' : null;
  if (label === 'hz-gb-2312' || label === 'hz') return 'hz-gb-2312';
  return null;
}

function decodeEscaped(bytes: Uint8Array, charset: string, declared: string | null): Decoded {
  if (charset === 'iso-2022-jp') {
    // iconv-lite has no ISO-2022; the platform's decoder does
    const text = new TextDecoder('iso-2022-jp').decode(bytes);
    return { text, charset, declared, repaired: text.includes('\ufffd') };
  }
  // HZ: between ~{ and ~} each byte is a GB 2312 byte without its high bit (RFC 1843)
  const text = view(bytes)
    .toString('latin1')
    .replace(/~\{([\s\S]*?)~\}/g, (_, run: string) =>
      iconv.decode(Buffer.from(Array.from(run, (c) => c.charCodeAt(0) | 0x80)), 'gb18030'),
    )
    .replace(/~\n/g, '')
    .replace(/~~/g, '~');
  return { text, charset, declared, repaired: false };
}
