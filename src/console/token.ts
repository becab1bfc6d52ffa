import { createHash, timingSafeEqual } from 'node:crypto';

/** In the same time whatever was given, so that the answer's delay tells nothing of the token. */
export function sameToken(given: string, token: string): boolean {
  const digest = (s: string): Buffer => createHash('sha256').update(s).digest();
  return timingSafeEqual(digest(given), digest(token));
}
