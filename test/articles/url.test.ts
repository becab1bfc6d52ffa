import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalUrl, outletOf } from '../../src/articles/index.ts';

/** Addresses in the shape of real sites: every link of a row leads to the same page. */
const SAME: [string, string[]][] = [
  [
    'https://finance.sina.com.cn/stock/relnews/us/2024-02-08/doc-inahkpzs1234567.shtml',
    [
      'http://finance.sina.com.cn/stock/relnews/us/2024-02-08/doc-inahkpzs1234567.shtml?cre=tianyi&mod=pchp&loc=1&r=0&rfunc=5&tj=none&tr=12',
      'https://finance.sina.cn/stock/relnews/us/2024-02-08/doc-inahkpzs1234567.shtml'.replace(
        'sina.cn',
        'sina.com.cn',
      ),
    ],
  ],
  [
    'https://163.com/dy/article/IQXYZ12305198CJN.html',
    [
      'https://www.163.com/dy/article/IQXYZ12305198CJN.html?f=post2020_dy_recommends',
      'https://m.163.com/dy/article/IQXYZ12305198CJN.html?spss=adap_pc',
      'https://3g.163.com/dy/article/IQXYZ12305198CJN.html',
    ],
  ],
  [
    'https://toutiao.com/article/7332123456789012345',
    [
      'https://www.toutiao.com/article/7332123456789012345/?log_from=abc_1707&wid=1707',
      'https://m.toutiao.com/article/7332123456789012345/?app=news_article&timestamp=1707350000&use_new_style=1&req_id=2024&group_id=7332123456789012345&tt_from=weixin&utm_source=weixin&share_token=x',
    ],
  ],
  [
    'https://new.qq.com/rain/a/20240208A01ABC00',
    [
      'https://new.qq.com/rain/a/20240208A01ABC00?no-redirect=1',
      'http://new.qq.com/rain/a/20240208A01ABC00#comment',
    ],
  ],
  [
    'https://36kr.com/p/2641234567890',
    [
      'https://www.36kr.com/p/2641234567890?f=rss',
      'https://m.36kr.com/p/2641234567890',
      'https://36kr.com/p/2641234567890/?channel=wechat',
    ],
  ],
  [
    'https://example.com/2024/02/08/story',
    [
      'https://example.com/2024/02/08/story/amp/',
      'https://example.com/2024/02/08/story?amp=1',
      'https://example.com/2024/02/08/story/?outputType=amp',
      'https://amp.example.com/2024/02/08/story',
      'https://example-com.cdn.ampproject.org/c/s/example.com/2024/02/08/story/amp',
      'https://cdn.ampproject.org/v/s/www.example.com/2024/02/08/story?amp_js_v=0.1&usqp=mq331AQ',
      'https://www.google.com/amp/s/www.example.com/2024/02/08/story/amp/',
      'https://example.com:443/2024/02/08/story',
      'http://example.com:80/2024/02/08/story?utm_campaign=a&utm_id=3&gad_source=1&gbraid=x&wbraid=y&srsltid=z&mibextid=q&_hsenc=1&_hsmi=2&mkt_tok=3&vero_id=4&CMP=share_btn&at_medium=RSS&xtor=RSS-3&ito=5&taid=6&leadSource=8&mod=rss_markets&reflink=desktopwebshare_permalink',
      'https://EXAMPLE.com./2024/02/08/story',
      'https://example.com/2024/02/08/./x/../story',
    ],
  ],
  [
    'https://example.com/list?id=7&page=2',
    [
      'https://example.com/list?page=2&id=7',
      'https://example.com/list?id=7&page=2&page=2'.replace('&page=2&page=2', '&page=2'),
      'https://example.com/list?&id=7&&page=2',
    ],
  ],
  [
    'https://mp.weixin.qq.com/s?__biz=MzA4&idx=1&mid=2650&sn=abcd',
    [
      'https://mp.weixin.qq.com/s?__biz=MzA4&mid=2650&idx=1&sn=abcd&chksm=87c3&scene=21&mpshare=1&srcid=0208&sharer_sharetime=1&sharer_shareid=2#wechat_redirect',
    ],
  ],
];
/** Pages that differ in what looks like a tag of a sender. */
const DIFFERENT: [string, string][] = [
  ['https://example.com/a?id=1', 'https://example.com/a?id=2'],
  ['https://example.com/a?p=1', 'https://example.com/a?p=2'],
  ['https://example.com/item?source_id=1', 'https://example.com/item?source_id=2'],
  ['https://example.com/camp/story', 'https://example.com/story'],
  ['https://m1.example.com/a', 'https://m2.example.com/a'],
  ['https://example.com/amp-hours-explained', 'https://example.com/hours-explained'],
  ['https://example.com/A', 'https://example.com/a'],
  ['https://news.qq.com/a', 'https://tech.qq.com/a'],
];

describe('one address for one page', () => {
  it.each(SAME)('%s, whichever link led there', (canonical, links) => {
    expect(canonicalUrl(canonical)).toBe(canonical);
    for (const link of links) expect(canonicalUrl(link), link).toBe(canonical);
  });

  it.each(DIFFERENT)('%s and %s stay two', (a, b) => {
    expect(canonicalUrl(a)).not.toBe(canonicalUrl(b));
  });

  it('is its own canonical address, whatever is hung on it', () => {
    const part = fc.stringMatching(/^[a-z0-9._~-]{1,8}$/);
    fc.assert(
      fc.property(
        fc.constantFrom('http', 'https'),
        fc.constantFrom('', 'www.', 'm.', 'amp.', 'm.www.', 'wap.', '3g.'),
        fc.array(fc.constantFrom('amp', 'a', 'index.html', '', 'b.amp.html', '%E7%AE%97', 'x.amp'), {
          maxLength: 4,
        }),
        fc.array(fc.tuple(fc.constantFrom('id', 'utm_source', 'amp', 'spm', 'q'), part), { maxLength: 4 }),
        (scheme, host, path, query) => {
          const url = `${scheme}://${host}example.com/${path.join('/')}?${query.map((q) => q.join('=')).join('&')}`;
          const once = canonicalUrl(url);
          expect(canonicalUrl(once)).toBe(once);
          expect(once.startsWith('https://example.com')).toBe(true);
        },
      ),
    );
  });

  it('names the outlet alike on its mobile and accelerated hosts', () => {
    for (const host of ['www.36kr.com', 'm.36kr.com', '3g.36kr.com', 'wap.36kr.com', 'amp.36kr.com'])
      expect(outletOf(`https://${host}/p/1`)).toBe('36kr.com');
  });
});
