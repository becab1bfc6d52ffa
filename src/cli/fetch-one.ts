import { readConfig } from '../config/index.ts';
import { DuibiaoError } from '../errors.ts';
import { createFetcher, type Fetcher } from '../fetch/index.ts';
import { publicAddress } from '../sources/index.ts';
import type { Io } from './io.ts';

/** A fetcher as politely and safely as the pipeline's own, for one command. */
export async function withFetcher<T>(io: Io, work: (fetcher: Fetcher) => Promise<T>): Promise<T> {
  const config = readConfig(io.env);
  const fetcher = createFetcher({
    userAgent: `duibiao/0.1 (+${config.contact})`,
    allowPrivate: config.allowPrivate,
  });
  try {
    return await work(fetcher);
  } finally {
    await fetcher.close();
  }
}

/** The bytes of one page. @throws DuibiaoError FETCH_FAILED, ADDRESS_REFUSED with the reason. */
export async function fetchBytes(
  io: Io,
  url: string,
): Promise<{
  bytes: Uint8Array;
  context: { url: string; contentType?: string };
  /** Where it has moved for good. */
  moved: string | null;
}> {
  return withFetcher(io, async (fetcher) => {
    const result = await fetcher.fetch({ url, robots: true });
    if (result.kind === 'ok')
      return {
        bytes: result.bytes,
        moved: result.permanentRedirect,
        context: {
          url: result.finalUrl,
          ...(result.contentType === null ? {} : { contentType: result.contentType }),
        },
      };
    const reason = result.kind === 'not_modified' ? 'not modified' : result.reason;
    const where = publicAddress(url);
    // The reasons name the address already, in one of its spellings; the sentence names it once
    const what = [url, result.url, where].reduce(
      (text, named) => (text.startsWith(`${named}: `) ? text.slice(named.length + 2) : text),
      reason.replace(/\.$/, '').replace(/; only public http and https addresses are fetched$/, ''),
    );
    if (result.kind === 'refused') throw new DuibiaoError('ADDRESS_REFUSED', { where, what });
    const login = result.status === 401 && url === where;
    throw new DuibiaoError('FETCH_FAILED', {
      where,
      what: login ? `${what}; with a login it is https://user:password@… (kept, never shown)` : what,
    });
  });
}

/**
 * An address as people type it: `https://` where they left it out.
 * @throws DuibiaoError BAD_ARGUMENT for what is none.
 */
export function readAddress(text: string): string {
  const typed = text.trim();
  const named = /^[^\s/:@]+\.[^\s/:@]+(?::\d+)?(?:\/|$)/.test(typed) ? `https://${typed}` : typed;
  if (URL.canParse(named) && /^https?:\/\//i.test(named)) return named;
  throw new DuibiaoError('BAD_ARGUMENT', {
    what: 'address',
    got: typed,
    allowed: 'an http:// or https:// address',
  });
}
