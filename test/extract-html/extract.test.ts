import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { extractArticle, extractBytes } from '../../src/extract/html/index.ts';

const words = (topic: string, n: number): string =>
  Array.from(
    { length: n },
    (_, i) =>
      `The ${topic} statement number ${i + 1} was discussed, and analysts noted its effect on demand.`,
  ).join(' ');
const paragraph = (topic: string): string => `<p>${words(topic, 3)}</p>`;
const zhParagraph = (k: string): string =>
  `<p>据介绍，${k}公司当日发布了新的模型平台，客户可以按调用量付费，也可以本地部署。分析人士认为，${k}的收入主要来自授权，而不是硬件销售。</p>`;

const page = (o: {
  head?: string;
  top?: string;
  body: string;
  bottom?: string;
  title?: string;
}): string => `<!doctype html>
<html lang="en"><head><title>${o.title ?? 'Chip designer raises outlook - Example News'}</title>${o.head ?? ''}</head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/tech">Technology</a></li><li><a href="/money">Money and markets</a></li></ul></nav></header>
${o.top ?? '<h1>Chip designer raises outlook</h1>'}
${o.body}
${o.bottom ?? ''}
<footer><p>About us. Terms of use. This site is operated by a company that prints long sentences in its footer, too.</p></footer>
</body></html>`;

describe('the body of an article', () => {
  it('is the prose, without navigation, related stories, comments, share bars and footers', () => {
    const html = page({
      body: `<div class="story-wrap"><div class="social-share"><a href="#">Share on a network</a></div>
        ${paragraph('royalty')}${paragraph('licence')}
        <aside class="related"><h3>Related</h3><ul><li><a href="/a">Another company cuts its outlook for the year</a></li></ul></aside>
        ${paragraph('server')}</div>`,
      bottom: `<section id="comments">${paragraph('angry reader')}${paragraph('happy reader')}${paragraph('third reader')}${paragraph('x')}</section>`,
    });
    const d = extractArticle(html);
    expect(d.body.split('\n')).toEqual([words('royalty', 3), words('licence', 3), words('server', 3)]);
    expect(d).toMatchObject({ kind: 'article', title: 'Chip designer raises outlook', language: 'en' });
  });

  it('keeps lists, tables, quotations and posts that belong to the text', () => {
    const d = extractArticle(
      page({
        body: `<article>${paragraph('royalty')}<ul><li>Revenue of 824 million dollars</li><li>Guidance of 850 million</li></ul>
        <table><tr><th>Quarter</th><td>824</td></tr></table><blockquote class="twitter-tweet"><p>This is quite the quarter.</p></blockquote>${paragraph('end')}</article>`,
      }),
    );
    for (const part of ['Revenue of 824 million dollars', '824', 'This is quite the quarter.'])
      expect(d.body).toContain(part);
  });

  it('drops captions, pointers to other stories and appeals at the end, but no sentence that starts alike', () => {
    const d = extractArticle(
      page({
        body: `<article>${paragraph('royalty')}<figure><img src="x.jpg"><figcaption>A building in a city</figcaption></figure>
        <p>Read more: <a href="/x">The other story that you should read now</a></p>
        <p>Follow-up orders were strong, the company said, and sign-ups rose in every region that it serves.</p>
        ${paragraph('end')}<p>Follow us on Twitter and subscribe to our newsletter.</p></article>`,
      }),
    );
    expect(d.body).not.toMatch(/building in a city|other story|Follow us/);
    expect(d.body).toContain('Follow-up orders were strong');
  });

  it('is found where comments are longer than the article and nothing has a telling name', () => {
    const comments = Array.from(
      { length: 12 },
      (_, i) => `<div class="z${i % 2}">${paragraph(`reader ${i}`)}</div>`,
    ).join('');
    const d = extractArticle(
      page({
        body: `<div class="q"><h1>Chip designer raises outlook</h1><div>${paragraph('royalty')}${paragraph('licence')}</div></div><div class="w">${comments}</div>`,
        top: '',
      }),
    );
    expect(d.body).toBe([words('royalty', 3), words('licence', 3)].join('\n'));
  });

  it('is taken from the JSON-LD when a page shows none of its text without scripts', () => {
    const ld = JSON.stringify({
      '@type': 'NewsArticle',
      headline: 'Chip designer raises outlook',
      articleBody: words('royalty', 8),
    });
    const d = extractArticle(
      `<html><head><title>Chip designer raises outlook</title><script type="application/ld+json">${ld}</script></head><body><div id="app"></div></body></html>`,
    );
    expect(d.body).toBe(words('royalty', 8));
  });

  it('loses the newsroom notes and the list of other stories of a Chinese page', () => {
    const html = `<html><head><title>某公司发布新模型_产经_示例网</title></head><body><div class="nav"><a href="/">首页</a></div>
      <h1>某公司发布新模型</h1><div class="info"><span>2024年02月16日 09:30</span> 来源：示例报 作者：张三 字号</div>
      <div class="content"><p>（原标题：某公司发布新模型平台）</p>${zhParagraph('甲')}${zhParagraph('乙')}${zhParagraph('丙')}
      <p>责任编辑：李四</p><p>免责声明：本文不构成投资建议。</p><p>相关阅读</p><p><a href="/1">另一家公司的另一条新闻标题</a></p></div>
      <div class="footer">版权所有 示例网</div></body></html>`;
    const d = extractArticle(html);
    expect(d.body.split('\n')).toHaveLength(3);
    expect(d).toMatchObject({
      title: '某公司发布新模型',
      author: '张三',
      publishedAt: '2024-02-16T01:30:00Z',
      language: 'zh',
      kind: 'article',
    });
  });

  it('loses them in traditional characters too', () => {
    const d =
      extractArticle(`<html><head><title>某公司發布新模型 | 示例網</title></head><body><h1>某公司發布新模型</h1><div class="content">
      ${zhParagraph('甲')}${zhParagraph('乙')}<p>責任編輯：李四</p><p>延伸閱讀</p><p>另一家公司的消息，這裡有一句話。</p></div></body></html>`);
    expect(d.body.split('\n')).toHaveLength(2);
    expect(d.title).toBe('某公司發布新模型');
  });

  it('keeps a question that an interview asks twice, and one copy of a paragraph that the page prints twice', () => {
    const question =
      '<p>What do you expect of the coming quarter, given everything that you told us about demand, prices and the supply of parts?</p>';
    const d = extractArticle(
      page({
        body: `<article>${question}${paragraph('a')}${question}${paragraph('b')}${paragraph('b')}</article>`,
      }),
    );
    expect(d.body.split('\n')).toHaveLength(4);
  });

  it('is read from GBK bytes that claim to be UTF-8', () => {
    const html = `<html><head><meta charset="utf-8"><title>某公司发布新模型</title></head><body><h1>某公司发布新模型</h1>${zhParagraph('甲')}${zhParagraph('乙')}</body></html>`;
    const d = extractBytes(iconv.encode(html, 'gbk'));
    expect(d.title).toBe('某公司发布新模型');
    expect(d.body).toContain('也可以本地部署');
  });
});

describe('the headline', () => {
  it('loses the name of the site, not a part of itself', () => {
    const of = (title: string, head = ''): string =>
      extractArticle(page({ title, head, top: '', body: `<div>${paragraph('royalty')}</div>` })).title;
    expect(of('Chip designer raises outlook | Example News')).toBe('Chip designer raises outlook');
    expect(of('Hong Kong - a market in search of buyers from the mainland - Example')).toBe(
      'Hong Kong - a market in search of buyers from the mainland',
    );
    expect(of('某公司发布新模型_产经频道_示例网')).toBe('某公司发布新模型');
    expect(of('某公司发布新模型-示例网')).toBe('某公司发布新模型');
    expect(of('x', '<meta property="og:title" content="Chip designer &amp; its outlook">')).toBe(
      'Chip designer & its outlook',
    );
  });

  it('is the heading that the title repeats, not the logo in the first one', () => {
    const d = extractArticle(
      page({
        top: '<h1>Example News of the World</h1><h2>Chip designer raises outlook</h2>',
        body: `<div>${paragraph('a')}</div>`,
      }),
    );
    expect(d.title).toBe('Chip designer raises outlook');
  });
});

describe('the time of publication', () => {
  const at = (o: {
    head?: string;
    near?: string;
    url?: string;
    timeZone?: string;
    zh?: boolean;
  }): string | null =>
    extractArticle(
      page({
        ...(o.head === undefined ? {} : { head: o.head }),
        top: `<h1>Chip designer raises outlook</h1><div class="when">${o.near ?? ''}</div>`,
        body: `<article>${o.zh ? zhParagraph('甲').repeat(3) : paragraph('a')}</article>`,
      }),
      {
        ...(o.url === undefined ? {} : { url: o.url }),
        ...(o.timeZone === undefined ? {} : { timeZone: o.timeZone }),
      },
    ).publishedAt;

  it('comes from JSON-LD, Open Graph or microdata with their zone', () => {
    expect(
      at({
        head: '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-02-15T13:05:00-05:00","dateModified":"2024-02-16T01:00:00Z"}</script>',
      }),
    ).toBe('2024-02-15T18:05:00Z');
    expect(at({ head: '<meta property="article:published_time" content="2024-02-15T18:05:09+0000">' })).toBe(
      '2024-02-15T18:05:09Z',
    );
    expect(at({ near: '<time itemprop="datePublished" datetime="2024-02-15T18:05Z">yesterday</time>' })).toBe(
      '2024-02-15T18:05:00Z',
    );
  });

  it('comes from the line under the headline, in the zone it names, across daylight saving', () => {
    expect(at({ near: 'By A. Writer | Feb. 15, 2024 1:05 p.m. ET' })).toBe('2024-02-15T18:05:00Z');
    expect(at({ near: 'Published 15 July 2024 at 17:30 BST' })).toBe('2024-07-15T16:30:00Z');
    expect(at({ near: 'Updated July 16, 2024 9:00 am ET. Published July 15, 2024 1:05 pm ET' })).toBe(
      '2024-07-15T17:05:00Z',
    );
  });

  it('is Chinese time on a Chinese page, even under a false UTC stamp', () => {
    expect(at({ zh: true, near: '2024-02-16 09:30' })).toBe('2024-02-16T01:30:00Z');
    expect(at({ zh: true, near: '2024年2月16日 下午3:05 来源：示例' })).toBe('2024-02-16T07:05:00Z');
    expect(
      at({
        zh: true,
        near: '2024-02-16 09:30:15',
        head: '<meta property="article:published_time" content="2024-02-16T09:30:15Z">',
      }),
    ).toBe('2024-02-16T01:30:15Z');
  });

  it('takes the zone it is told for times without one, and the address when the page is silent', () => {
    expect(at({ near: 'February 15, 2024 13:05', timeZone: 'America/New_York' })).toBe(
      '2024-02-15T18:05:00Z',
    );
    expect(at({ near: 'February 15, 2024 13:05', timeZone: '+08:00' })).toBe('2024-02-15T05:05:00Z');
    expect(at({ url: 'https://example.com/2024/02/15/outlook.html' })).toBe('2024-02-15T00:00:00Z');
    expect(at({})).toBeNull();
  });

  it('is not a date of the story itself, nor an impossible one', () => {
    expect(at({ near: 'February 31, 2024' })).toBeNull();
    expect(at({ near: '11/12/2023' })).toBeNull();
  });
});

describe('what else a page says', () => {
  it('gives the canonical address, the site, the author and the description', () => {
    const d = extractArticle(
      page({
        head: `<link rel="canonical" href="/2024/a.html"><meta property="og:site_name" content="Example News"><meta name="author" content="By Jane Doe"><meta name="description" content="What it said.">`,
        body: `<article>${paragraph('a')}</article>`,
      }),
      { url: 'https://example.com/2024/a.html?utm_source=x' },
    );
    expect(d).toMatchObject({
      canonicalUrl: 'https://example.com/2024/a.html',
      siteName: 'Example News',
      author: 'Jane Doe',
      description: 'What it said.',
    });
  });

  it('tells error pages, consent walls, paywalls and index pages from articles', () => {
    const kind = (html: string, url = 'https://example.com/a/b'): string =>
      extractArticle(html, { url }).kind;
    expect(
      kind(
        page({
          title: '404 - Page not found',
          top: '<h1>Page not found</h1>',
          body: '<p>The page that you are looking for does not exist.</p>',
        }),
      ),
    ).toBe('error');
    expect(kind(page({ title: '页面不存在', top: '', body: '<p>您访问的页面不存在或已删除。</p>' }))).toBe(
      'error',
    );
    expect(
      kind(
        page({
          title: 'We value your privacy',
          top: '<h1>We value your privacy</h1>',
          body: '<p>We and our 800 partners store cookies on a device. You may accept all cookies or manage your privacy choices.</p>',
        }),
      ),
    ).toBe('consent');
    expect(
      kind(
        page({
          head: '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>',
          body: '<article><p>The designer of chips raised its outlook on Tuesday, and its shares rose by almost half in New York. All...</p></article>',
        }),
      ),
    ).toBe('paywall');
    const teasers = Array.from(
      { length: 30 },
      (_, i) =>
        `<div class="card"><h3><a href="/${i}">Headline number ${i} of this front page of news</a></h3><p>Short.</p></div>`,
    ).join('');
    expect(kind(page({ title: 'Example News', top: '', body: teasers }), 'https://example.com/')).toBe(
      'index',
    );
  });
});
