/** Parameters that say who sent the reader or in which dress the page comes, not what is read. */
const TRACKING =
  /^(?:utm_\w+|at_\w+|hsa_\w+|_hs\w+|guce_\w+|amp_\w+|pk_\w+|mtm_\w+|share\w*|sharer_\w+|\w*clid|gad_source|gad_campaignid|gbraid|wbraid|srsltid|mibextid|igshid|mc_[ce]id|mkt_tok|vero_id|_ga|_gl|usqp|amp|spm|scm|spss|from|source|src|srcid|ref|ref_src|ref_url|referrer|reflink|cmp|cmpid|ncid|ocid|cid|smid|xtor|ito|taid|leadsource|partner|guccounter|nv_excludes|isappinstalled|wxshare_count|mpshare|scene|chksm|tt_from|log_from|timestamp|wid|channel)$/i;
/** Of these only some values are a sender's: `mod` is the page itself in forums. */
const TRACKING_VALUE =
  /^(?:mod=(?:rss|hp_|mhp|searchresults|article_inline|djem|pchp)|outputtype=amp|output=amp|mode=amp)/i;

/** Sites whose addresses tell the article by the path alone, sorted: whatever stands behind the question mark goes. */
const BY_PATH = new Set(
  `163.com 36kr.com bjnews.com.cn caixin.com chinanews.com.cn cls.cn cnstock.com cs.com.cn eastmoney.com huxiu.com
  ifeng.com ithome.com jiemian.com news.cn people.com.cn qq.com sina.cn sina.com.cn sohu.com stcn.com thepaper.cn
  tmtpost.com toutiao.com wallstreetcn.com xinhuanet.com yicai.com`.split(/\s+/),
);
/** Those hosts of such sites that do tell pages by parameters. */
const BY_QUERY: ReadonlyMap<string, readonly string[]> = new Map([
  ['mp.weixin.qq.com', ['__biz', 'idx', 'mid', 'sn']],
]);
const MOBILE = /^(?:www\d?|m|mobile|wap|amp|3g|touch)\.(?=[^.]+\.)/;

/**
 * One address for one page: https, no `www.`/`m.` host, no tracking parameters, no fragment, no AMP dress or cache, no index
 * file, parameters in order and once. What is not a web address comes back as it is.
 */
export function canonicalUrl(url: string): string {
  let parsed: URL;
  try {
    parsed = new URL(url.trim());
  } catch {
    return url.trim();
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return url.trim();
  const inside = cached(parsed);
  if (inside !== null) return canonicalUrl(inside);
  const host = bareHost(parsed.hostname);
  // `http://…:443` and `https://…:80` are slips of a pen: either is the default here
  const port = parsed.port === '' || parsed.port === '80' || parsed.port === '443' ? '' : `:${parsed.port}`;
  const query = queryOf(parsed, host);
  return `https://${host}${port}${pathOf(parsed.pathname)}${query === '' ? '' : `?${query}`}`;
}

/** The address inside one of an AMP cache: `cdn.ampproject.org/c/s/example.com/a`, `google.com/amp/s/example.com/a`. */
function cached(url: URL): string | null {
  const amp = /(?:^|\.)cdn\.ampproject\.org$/.test(url.hostname);
  const google = /^(?:www\.)?google\.[a-z.]+$/.test(url.hostname);
  const form = amp ? /^\/[a-z]\/(s\/)?(.+\..+)$/ : google ? /^\/amp\/(s\/)?(.+\..+)$/ : null;
  const m = form?.exec(url.pathname);
  return m ? `https://${m[2]}${url.search}` : null;
}

function bareHost(hostname: string): string {
  let host = hostname.toLowerCase().replace(/\.$/, '');
  for (let bare = host.replace(MOBILE, ''); bare !== host; bare = host.replace(MOBILE, '')) host = bare;
  return host;
}

function pathOf(pathname: string): string {
  let path = pathname;
  let before: string;
  do {
    before = path;
    path = path
      .replace(/\/{2,}/g, '/')
      .replace(/\/(?:index|default)\.(?:html?|php|aspx?)$/i, '/')
      .replace(/^\/amp(?=\/)/, '')
      .replace(/\/amp\/?$/, '')
      .replace(/\.amp(?=\.html?$|$)/, '')
      .replace(/(?<=.)\/$/, '');
  } while (path !== before);
  return path === '' ? '/' : path;
}

function queryOf(url: URL, host: string): string {
  const site = host.split('.');
  const named = BY_QUERY.get(host);
  if (
    named === undefined &&
    [2, 3].some((n) => BY_PATH.has(site.slice(-n).join('.'))) &&
    isArticle(url.pathname)
  )
    return '';
  const kept = [...url.searchParams]
    .filter(([name, value]) =>
      named === undefined
        ? name !== '' && !TRACKING.test(name) && !TRACKING_VALUE.test(`${name}=${value}`)
        : named.includes(name),
    )
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`);
  return [...new Set(kept)].join('&');
}
/** A path with an article's number or name in it; `/detail?id=7` is told by its parameter. */
const isArticle = (path: string): boolean => /\d{5}|[A-Z\d]{10}|\/\d{4}[/-]?\d{2}/.test(path);

/** The outlet of an address: its host without `www.` and the like. */
export function outletOf(url: string): string {
  try {
    return bareHost(new URL(url).hostname) || 'unknown';
  } catch {
    return 'unknown';
  }
}
