/** What servers say about when to ask again. Pure; instants are handed in as milliseconds since 1970. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

export const header = (headers: Headers, name: string): string | null => {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
};
const joined = (headers: Headers, name: string): string => {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : (value ?? '');
};

/** A year: longer promises are not believed. */
const MAX_SECONDS = 365 * 86_400;
const bounded = (seconds: number): number => Math.min(Math.max(0, Math.round(seconds)), MAX_SECONDS);

/** RFC 9110 dates; null for what is none (`Expires: 0` means "already", see `maxAge`). */
export function httpDate(text: string | null): number | null {
  if (text === null || !/[A-Za-z]/.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

/** Seconds for which the answer stays fresh (RFC 9111 4.2.1): `max-age`, else `Expires`; null when nothing is said. */
export function maxAge(headers: Headers, now: number): number | null {
  const control = joined(headers, 'cache-control').toLowerCase();
  const age = Number(header(headers, 'age')) || 0;
  const said = /(?:^|[\s,])max-age\s*=\s*"?(\d+)/.exec(control);
  if (/(?:^|[\s,])no-(?:store|cache)\b/.test(control)) return 0;
  if (said) return bounded(Number(said[1]) - age);
  const expires = header(headers, 'expires');
  if (expires === null) return null;
  const at = httpDate(expires);
  if (at === null) return 0;
  return bounded((at - (httpDate(header(headers, 'date')) ?? now)) / 1000);
}

/** Seconds until a server wants to be asked again: `Retry-After` as seconds or as a date. */
export function retryAfter(headers: Headers, now: number): number | null {
  const text = header(headers, 'retry-after')?.trim() ?? '';
  if (/^\d+$/.test(text)) return bounded(Number(text));
  const at = httpDate(text);
  return at === null ? null : bounded((at - now) / 1000);
}

/**
 * A validator may go back only as it came. undici reads and writes header bytes as Latin-1, so what it gave us is
 * exact; what a header cannot hold came from elsewhere and is not sent.
 */
export function validatorOnTheWire(validator: string | null | undefined): string | null {
  return validator && /^[\t\x20-\x7e\x80-\xff]+$/.test(validator) ? validator : null;
}
