import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context as HonoContext } from 'hono';

/** In the same time whatever was given, so that the answer's delay tells nothing of the token. */
export function sameToken(given: string, token: string): boolean {
  const digest = (s: string): Buffer => createHash('sha256').update(s).digest();
  return timingSafeEqual(digest(given), digest(token));
}

/** Browsers say where a form was sent from; programs that say nothing carry the token all the same. */
export function fromElsewhere(c: HonoContext): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const origin = c.req.header('origin');
  // A page with our referrer policy sends "null" for its own forms in some browsers; Sec-Fetch-Site decides there.
  if (origin === undefined || (origin === 'null' && site === 'same-origin')) return false;
  try {
    return new URL(origin).host !== (c.req.header('host') ?? new URL(c.req.url).host);
  } catch {
    return true;
  }
}
