/** Parameters that say who sent the reader, not what is read. */
const TRACKING =
  /^(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|spm|scm|from|source|src|ref|ref_src|referrer|share\w*|cmpid|ncid|ocid|cid|smid|partner|guccounter|guce_\w+|_ga|yclid|nv_excludes|isappinstalled|wxshare_count|tt_from|timestamp)$/i;

/**
 * One address for one page: https, no `www.`/`m.` host, no tracking parameters, no fragment, no AMP or index file,
 * parameters in order. What is not a web address comes back as it is.
 */
export function canonicalUrl(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url.trim());
  } catch {
    return url.trim();
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return url.trim();
  const host = parsed.hostname.toLowerCase().replace(/^(?:www|m|mobile|wap|amp|3g)\./, '');
  let path = parsed.pathname
    .replace(/\/{2,}/g, '/')
    .replace(/\/(?:index|default)\.(?:html?|php|aspx?)$/i, '/');
  path = path
    .replace(/^\/amp(?=\/)/, '')
    .replace(/\/amp\/?$/, '')
    .replace(/\.amp(?=\.html?$|$)/, '');
  if (path.length > 1) path = path.replace(/\/$/, '');
  const kept = [...parsed.searchParams]
    .filter(([name]) => !TRACKING.test(name))
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1));
  const query = kept.map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`).join('&');
  const port = parsed.port === '' ? '' : `:${parsed.port}`;
  return `https://${host}${port}${path}${query === '' ? '' : `?${query}`}`;
}

/** The outlet of an address: its host without `www.` and the like. */
export function outletOf(url: string): string {
  try {
    return new URL(url).hostname.toLowerCase().replace(/^(?:www|m|mobile|wap|amp)\./, '');
  } catch {
    return 'unknown';
  }
}
