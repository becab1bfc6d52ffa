import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** The plain files of a `.tar.gz` (ustar, as the test material is packed), in archive order. */
export function filesOf(tarball: string): { name: string; bytes: Uint8Array }[] {
  const tar = gunzipSync(readFileSync(tarball));
  const files: { name: string; bytes: Uint8Array }[] = [];
  for (let at = 0; at + 512 <= tar.length; ) {
    const name = cString(tar, at, 100);
    if (name === '') break;
    const size = Number.parseInt(cString(tar, at + 124, 12), 8) || 0;
    const type = tar[at + 156];
    if (type === 0x30 || type === 0) files.push({ name, bytes: tar.subarray(at + 512, at + 512 + size) });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

const cString = (b: Buffer, at: number, length: number): string =>
  b
    .toString('latin1', at, at + length)
    .split('\0')[0]!
    .trim();
