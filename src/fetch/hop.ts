import { type Agent, request as send } from 'undici';
import { type Headers, header } from './headers.ts';

/** One answer, before redirects are followed and packing is undone. */
export interface Hop {
  status: number;
  headers: Headers;
  body: Uint8Array;
  tooLarge: boolean;
}

/** `user:password@` becomes a header, so that it never travels in an address. */
export function credentialsOf(url: URL): string | null {
  if (url.username === '' && url.password === '') return null;
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

/** Locations are UTF-8 in the wild, though the standard wants ASCII; undici has read their bytes as Latin-1. */
export function absolute(location: string, from: URL): string {
  try {
    return new URL(Buffer.from(location, 'latin1').toString('utf8'), from).href;
  } catch {
    return location;
  }
}

interface HopOptions {
  method: 'GET' | 'POST';
  body: string | undefined;
  headers: Record<string, string>;
  signal: AbortSignal;
  /** Bytes. */
  maxWire: number;
}

export async function oneHop(agent: Agent, url: URL, o: HopOptions): Promise<Hop> {
  const response = await send(url, {
    dispatcher: agent,
    method: o.method,
    headers: o.headers,
    body: o.body ?? null,
    signal: o.signal,
  });
  // A body that is given up ends in an error of its own, which nobody waits for
  response.body.on('error', () => {});
  const chunks: Uint8Array[] = [];
  let length = 0;
  let tooLarge = Number(header(response.headers, 'content-length')) > o.maxWire;
  if (tooLarge) response.body.destroy();
  else
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > o.maxWire) {
        tooLarge = true;
        // Leaving the loop closes the connection: the rest is not read
        break;
      }
      chunks.push(chunk);
    }
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks), tooLarge };
}
