/** Where a document says what its bytes mean: a mark at the start, the HTTP header, an XML or meta declaration. */

/** How far a declaration may be from the start. HTML says 1,024 bytes; real pages put scripts before it. */
const LOOK_BYTES = 8192;

export interface Mark {
  charset: string;
  /** Bytes of the mark itself. */
  length: number;
}

/** The byte order mark, or null. UTF-32LE starts as UTF-16LE does, so it is asked first. */
export function byteOrderMark(b: Uint8Array): Mark | null {
  if (b[0] === 0xef && b[1] === 0xbb && b[2] === 0xbf) return { charset: 'utf-8', length: 3 };
  if (b[0] === 0xff && b[1] === 0xfe && b[2] === 0 && b[3] === 0 && b.length >= 8)
    return { charset: 'utf-32le', length: 4 };
  if (b[0] === 0 && b[1] === 0 && b[2] === 0xfe && b[3] === 0xff) return { charset: 'utf-32be', length: 4 };
  if (b[0] === 0xff && b[1] === 0xfe) return { charset: 'utf-16le', length: 2 };
  if (b[0] === 0xfe && b[1] === 0xff) return { charset: 'utf-16be', length: 2 };
  return null;
}

/**
 * UTF-16 or UTF-32 without a mark, from where the zero bytes fall. Markup is mostly ASCII, so most units of such a
 * document have zero bytes in fixed places; a page of any other set has next to none.
 */
export function wideWithoutMark(bytes: Uint8Array): string | null {
  const n = Math.min(bytes.length, LOOK_BYTES) & ~3;
  if (n < 4) return null;
  const zeros = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) if (bytes[i] === 0) zeros[i & 3]!++;
  const units = n / 4;
  const share = zeros.map((z) => z / units) as [number, number, number, number];
  const [a, b, c, d] = share;
  // planes above the first are rare: the two high bytes of UTF-32 are all but always zero
  if (c > 0.9 && d > 0.9 && a < 0.1) return 'utf-32le';
  if (a > 0.9 && b > 0.9 && d < 0.1) return 'utf-32be';
  if (b > 0.3 && d > 0.3 && a < 0.05 && c < 0.05) return 'utf-16le';
  if (a > 0.3 && c > 0.3 && b < 0.05 && d < 0.05) return 'utf-16be';
  return null;
}

/** The label in a Content-Type header, as written. */
export function headerLabel(contentType: string | undefined): string | null {
  return /charset\s*=\s*["']?\s*([\w.:+-]+)/i.exec(contentType ?? '')?.[1] ?? null;
}

/** The label in `<?xml encoding=…?>` or `<meta charset>`, as written; comments are not read. */
export function markupLabel(bytes: Uint8Array): string | null {
  // latin1 keeps one character a byte, which is all that a search for ASCII needs
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LOOK_BYTES))
    .toString('latin1')
    .replace(/<!--[\s\S]*?-->/g, ' ');
  const xml = /^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']\s*([\w.:+-]+)/i.exec(head);
  if (xml?.[1]) return xml[1];
  for (const meta of head.matchAll(/<meta\b[^>]{0,400}/gi)) {
    const label = /\bcharset\s*=\s*["']?\s*([\w.:+-]+)/i.exec(meta[0])?.[1];
    if (label) return label;
  }
  return null;
}
