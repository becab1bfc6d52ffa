/** Links of foreign text: folded, resolved, and only of kinds that a reader may follow. */
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/** `base` null means that nothing is known to resolve against: a relative link then stays as it is. */
export function resolveLink(raw: string | null | undefined, base: string | null): string | null {
  if (!raw) return null;
  const link = raw
    .replace(/[\t\r\n]+/g, '')
    .trim()
    .replace(/&amp;/g, '&');
  if (link === '') return null;
  if (SCHEME.test(link)) return /^https?:/i.test(link) ? link : null;
  if (base === null) return link;
  try {
    const url = new URL(link, base);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return link;
  }
}

/** The base inside an element with `xml:base`; one that is no web address changes nothing. */
export function innerBase(base: string | null, xmlBase: string | undefined): string | null {
  if (xmlBase === undefined || xmlBase.trim() === '') return base;
  try {
    const url = base === null ? new URL(xmlBase.trim()) : new URL(xmlBase.trim(), base);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : base;
  } catch {
    return base;
  }
}
