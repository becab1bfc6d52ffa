/** The zone that a page's unzoned times are in: told, or from its language and country. */

/** Top-level domains of one zone, or of one that speaks for its newsrooms; sorted. */
const COUNTRIES: Readonly<Record<string, number | string>> = {
  at: 'Europe/Vienna',
  au: 'Australia/Sydney',
  ch: 'Europe/Zurich',
  cn: 480,
  de: 'Europe/Berlin',
  es: 'Europe/Madrid',
  fr: 'Europe/Paris',
  hk: 480,
  in: 330,
  it: 'Europe/Rome',
  jp: 540,
  kr: 540,
  mo: 480,
  my: 480,
  nl: 'Europe/Amsterdam',
  nz: 'Pacific/Auckland',
  sg: 480,
  tw: 480,
  uk: 'Europe/London',
};
const LANGUAGES: Readonly<Record<string, number>> = { zh: 480, ja: 540, ko: 540 };

/** Minutes east of UTC, or an IANA name. UTC when nothing speaks for another. */
export function pageZone(told: string | undefined, language: string, url: string | null): number | string {
  if (told !== undefined) {
    const fixed = /^([+-])(\d{2}):?(\d{2})$/.exec(told);
    return fixed ? (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3])) : told;
  }
  const byLanguage = LANGUAGES[language];
  if (byLanguage !== undefined) return byLanguage;
  const tld = /^https?:\/\/[^/]*\.([a-z]{2})(?::\d+)?(?:\/|$)/i.exec(url ?? '')?.[1]?.toLowerCase();
  return tld === undefined ? 0 : (COUNTRIES[tld] ?? 0);
}
