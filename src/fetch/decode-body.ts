import { promisify } from 'node:util';
import zlib, { type ZlibOptions } from 'node:zlib';
import { Decompress } from 'fzstd';

/** Content codings, undone with a bound on what comes out: a gzip bomb ends as soon as it passes it. */
type Unpack = (bytes: Uint8Array, options: ZlibOptions) => Promise<Uint8Array>;
const gunzip = promisify<Uint8Array, ZlibOptions, Buffer>(zlib.gunzip);
const inflate = promisify<Uint8Array, ZlibOptions, Buffer>(zlib.inflate);
const inflateRaw = promisify<Uint8Array, ZlibOptions, Buffer>(zlib.inflateRaw);
const brotli = promisify<Uint8Array, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress);
/** Node 22.15 and later undo zstd themselves; before that a library does, a block (128 kB at most) at a time. */
const native = (zlib as unknown as { zstdDecompress?: typeof zlib.brotliDecompress }).zstdDecompress;
const zstd: Unpack = native ? promisify<Uint8Array, zlib.BrotliOptions, Buffer>(native) : unzstd;
async function unzstd(bytes: Uint8Array, { maxOutputLength = Infinity }: ZlibOptions): Promise<Uint8Array> {
  const blocks: Uint8Array[] = [];
  let length = 0;
  const stream = new Decompress((block) => {
    length += block.length;
    if (length > maxOutputLength)
      throw Object.assign(new Error('too large'), { code: 'ERR_BUFFER_TOO_LARGE' });
    blocks.push(block);
  });
  stream.push(bytes, true);
  return Buffer.concat(blocks);
}

/** What is cut short is read as far as it goes, as browsers do. */
const FLUSH = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
const UNPACK: ReadonlyMap<string, Unpack> = new Map<string, Unpack>([
  ['gzip', (b, o) => gunzip(b, { ...o, ...FLUSH })],
  ['x-gzip', (b, o) => gunzip(b, { ...o, ...FLUSH })],
  // Servers mean either of two formats by "deflate"; zlib's begins with a method of 8
  ['deflate', (b, o) => ((b[0]! & 0x0f) === 8 ? inflate : inflateRaw)(b, { ...o, ...FLUSH })],
  ['br', (b, o) => brotli(b, o)],
  ['zstd', zstd],
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
      // Labelled packed and sent plain: the label is wrong, not the feed
      if (/^\s*[<{[]/.test(Buffer.from(body.subarray(0, 64)).toString('latin1'))) continue;
      return { problem: `its ${coding} packing is broken` };
    }
  }
  return body.length > maxBytes ? { problem: `more than ${maxBytes} bytes` } : body;
}
