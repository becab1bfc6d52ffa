import { promisify } from 'node:util';
import zlib, { type ZlibOptions } from 'node:zlib';
import { Decompress } from 'fzstd';

/**
 * Zstandard, undone within bounds. Besides what comes out, a frame names a window that its reader must hold and, in the
 * library's way of streaming, shift at each block: some thirty bytes may ask for two gigabytes of it. RFC 9659 allows
 * senders over HTTP no more than 8 MB. Bytes.
 */
const WINDOW = 8 * 1024 * 1024;
export const WINDOW_TOO_LARGE = 'ERR_WINDOW_TOO_LARGE';

/** Node 22.15 and later undo zstd themselves; before that a library does, a block (128 kB at most) at a time. */
type Undo = (bytes: Uint8Array, options: ZlibOptions) => Promise<Uint8Array>;
const native = (zlib as unknown as { zstdDecompress?: typeof zlib.brotliDecompress }).zstdDecompress;
const undo: Undo = native ? promisify<Uint8Array, zlib.BrotliOptions, Buffer>(native) : byBlocks;

async function byBlocks(bytes: Uint8Array, { maxOutputLength = Infinity }: ZlibOptions): Promise<Uint8Array> {
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

/** Rejects with the code that zlib has, ERR_BUFFER_TOO_LARGE, or with WINDOW_TOO_LARGE. */
export async function unzstd(bytes: Uint8Array, options: ZlibOptions): Promise<Uint8Array> {
  for (const { window, single } of windows(bytes)) {
    // A frame of one segment names no window: what it holds is what comes out
    const most = single ? (options.maxOutputLength ?? Infinity) : WINDOW;
    if (window > most)
      throw Object.assign(new Error('too large'), {
        code: single ? 'ERR_BUFFER_TOO_LARGE' : WINDOW_TOO_LARGE,
      });
  }
  return undo(bytes, options);
}

/** The window of each frame in bytes (RFC 8878 3.1.1), the blocks between passed over; ends where the bytes do. */
function* windows(bytes: Uint8Array): Generator<{ window: number; single: boolean }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 6 <= bytes.length; ) {
    const magic = view.getUint32(at, true);
    if (magic >>> 4 === 0x184d2a5) {
      if (at + 8 > bytes.length) return;
      at += 8 + view.getUint32(at + 4, true);
      continue;
    }
    if (magic !== 0xfd2fb528) return;
    const flags = bytes[at + 4]!;
    const single = (flags & 0x20) !== 0;
    const sizeField = [single ? 1 : 0, 2, 4, 8][flags >> 6]!;
    const contentAt = at + 5 + (single ? 0 : 1) + [0, 1, 2, 4][flags & 3]!;
    if (contentAt + sizeField > bytes.length) return;
    if (single) yield { window: contentSize(view, contentAt, sizeField), single };
    else {
      const descriptor = bytes[at + 5]!;
      const base = 2 ** (10 + (descriptor >> 3));
      yield { window: base + (base / 8) * (descriptor & 7), single };
    }
    at = contentAt + sizeField;
    for (let last = false; !last; ) {
      if (at + 3 > bytes.length) return;
      const header = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
      last = (header & 1) === 1;
      // A block of one byte repeated holds that byte only
      at += 3 + (((header >> 1) & 3) === 1 ? 1 : header >> 3);
    }
    at += flags & 4 ? 4 : 0;
  }
}

function contentSize(view: DataView, at: number, bytes: number): number {
  if (bytes === 1) return view.getUint8(at);
  if (bytes === 2) return view.getUint16(at, true) + 256;
  return bytes === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}
