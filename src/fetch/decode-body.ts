import { promisify } from 'node:util';
import zlib, { type ZlibOptions } from 'node:zlib';
import { unzstd, WINDOW_TOO_LARGE } from './zstd.ts';

/** Content codings, undone with a bound on what comes out: a gzip bomb ends as soon as it passes it. */
type Unpack = (bytes: Uint8Array, options: ZlibOptions) => Promise<Uint8Array>;
const gunzip = promisify<Uint8Array, ZlibOptions, Buffer>(zlib.gunzip);
const inflate = promisify<Uint8Array, ZlibOptions, Buffer>(zlib.inflate);
const inflateRaw = promisify<Uint8Array, ZlibOptions, Buffer>(zlib.inflateRaw);
const brotli = promisify<Uint8Array, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress);
/** What is cut short is read as far as it goes, as browsers do. */
const FLUSH = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
const UNPACK: ReadonlyMap<string, Unpack> = new Map<string, Unpack>([
  ['gzip', (b, o) => gunzip(b, { ...o, ...FLUSH })],
  ['x-gzip', (b, o) => gunzip(b, { ...o, ...FLUSH })],
  // Servers mean either of two formats by "deflate"; zlib's begins with a method of 8
  ['deflate', (b, o) => ((b[0]! & 0x0f) === 8 ? inflate : inflateRaw)(b, { ...o, ...FLUSH })],
  ['br', (b, o) => brotli(b, o)],
  ['zstd', unzstd],
]);
const MAX_CODINGS = 3;

export const ACCEPT_ENCODING = 'gzip, deflate, br, zstd';

/** The body, or one sentence about why there is none. Never more than `maxBytes` bytes are held. */
export async function decodeBody(
  bytes: Uint8Array,
  contentEncoding: string | null,
  maxBytes: number,
): Promise<Uint8Array | { problem: string }> {
  const codings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((c) => c.trim())
    .filter((c) => c !== '' && c !== 'identity');
  if (codings.length > MAX_CODINGS) return { problem: `packed ${codings.length} times` };
  let body = bytes;
  for (const coding of codings.reverse()) {
    if (body.length === 0) break;
    const unpack = UNPACK.get(coding);
    if (!unpack) return { problem: `packed with ${coding}, which this Node cannot undo` };
    try {
      body = await unpack(body, { maxOutputLength: maxBytes });
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ERR_BUFFER_TOO_LARGE') return { problem: `more than ${maxBytes} bytes once unpacked` };
      if (code === WINDOW_TOO_LARGE) return { problem: 'packed with a window of more than 8 MB' };
      // Labelled packed and sent plain: the label is wrong, not the feed
      if (/^\s*[<{[]/.test(Buffer.from(body.subarray(0, 64)).toString('latin1'))) continue;
      return { problem: `its ${coding} packing is broken` };
    }
  }
  return body.length > maxBytes ? { problem: `more than ${maxBytes} bytes` } : body;
}
