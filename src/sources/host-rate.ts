/** How many requests a host bears, whoever sends them. Pure. */
interface Rate {
  /** What its requests are counted under: the site, where a site counts all of its hosts together. */
  key: string;
  /** Milliseconds between two requests. */
  spacing: number;
}

/** Milliseconds: one request a second unless the site itself publishes what it bears. */
const USUAL = 1000;

/**
 * Sites with a published limit, by the end of their hosts' names.
 * sec.gov: "current max request rate: 10 requests/second" for all of its hosts together
 * (https://www.sec.gov/search-filings/edgar-search-assistance/accessing-edgar-data); eight leave room.
 */
const PUBLISHED: readonly Rate[] = [{ key: 'sec.gov', spacing: 125 }];

export const RATE_KEYS: readonly string[] = PUBLISHED.map((r) => r.key);

/** @param host with its port, as URLs have it */
export function rateOf(host: string): Rate {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  return (
    PUBLISHED.find((r) => name === r.key || name.endsWith(`.${r.key}`)) ?? {
      key: host.toLowerCase(),
      spacing: USUAL,
    }
  );
}
