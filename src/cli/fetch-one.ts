import { readConfig } from '../config/index.ts';
import { DuibiaoError } from '../errors.ts';
import { createFetcher, type Fetcher } from '../fetch/index.ts';
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
): Promise<{ bytes: Uint8Array; context: { url: string; contentType?: string } }> {
  return withFetcher(io, async (fetcher) => {
    const result = await fetcher.fetch({ url, robots: true });
    if (result.kind === 'ok')
      return {
        bytes: result.bytes,
        context: {
          url: result.finalUrl,
          ...(result.contentType === null ? {} : { contentType: result.contentType }),
        },
      };
    const reason = result.kind === 'not_modified' ? 'not modified' : result.reason;
    throw new DuibiaoError(result.kind === 'refused' ? 'ADDRESS_REFUSED' : 'FETCH_FAILED', {
      where: url,
      what: (reason.startsWith(`${url}: `) ? reason.slice(url.length + 2) : reason).replace(/\.$/, ''),
    });
  });
}
