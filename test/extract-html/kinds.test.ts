import { describe, expect, it } from 'vitest';
import { extractArticle } from '../../src/extract/html/index.ts';

/** Pages of our own in the shape of what sites really answer with; the sentences are invented. */
interface Shape {
  name: string;
  url: string;
  head?: string;
  title: string;
  body: string;
}
const html = (s: Shape): string =>
  `<!doctype html><html><head><meta charset="utf-8"><title>${s.title}</title>${s.head ?? ''}</head><body>${s.body}</body></html>`;
const kind = (s: Shape): string => extractArticle(html(s), { url: s.url }).kind;
const EN =
  '<p>The mill said on Tuesday that orders for packaging rose in the quarter, and that prices for pulp had stopped falling in Europe.</p>';
const ZH = '<p>该公司周二公布，季度收入同比增长百分之十四，高于市场预期，主要因为客户转用新的平台。</p>';
const nav = (names: readonly string[]): string =>
  `<nav><ul>${names.map((n, i) => `<li><a href="/c${i}">${n}</a></li>`).join('')}</ul></nav>`;
const teasers = (n: number, text: (i: number) => string): string =>
  Array.from(
    { length: n },
    (_, i) => `<li class="item"><a href="/a/${i}.html">${text(i)}</a><span>10:${10 + i}</span></li>`,
  ).join('');

const SHAPES: Record<string, Shape[]> = {
  article: [
    {
      name: 'a story of two paragraphs',
      url: 'https://news.example/2024/mill',
      title: 'Mill orders rise',
      body: `${nav(['Home', 'Markets'])}<article><h1>Mill orders rise</h1>${EN}${EN.replace('Tuesday', 'Wednesday')}</article><footer>Use of this site means that you accept our cookie policy. Subscribe to our newsletter.</footer>`,
    },
    {
      name: 'a flash of one sentence',
      url: 'https://kuaixun.example/20240208/1.html',
      title: '快讯：某公司上调全年指引',
      body: `<div class="detail"><h1>快讯：某公司上调全年指引</h1><p class="time">2024-02-08 09:30</p><div class="content">${ZH}</div></div>`,
    },
    {
      name: 'a story about a court that forbade a merger, and one about subscribers',
      url: 'https://news.example/2024/merger',
      title: 'Judge says the merger is forbidden for now',
      body: `<article><h1>Judge says the merger is forbidden for now</h1>${EN.repeat(1)}<p>The streaming service said that subscribers only in two countries were affected, and that it would appeal before the end of the month, whatever the regulator decides.</p><p>Analysts noted that the ruling leaves the companies with a choice between selling their channels and giving up the deal that they announced in the spring.</p><p>Shares of both fell in early trading and recovered in part by noon, as traders took the view that a settlement was more likely than a second trial in the autumn.</p><p>A decision on the appeal is expected in the second quarter, according to two lawyers who follow the case and were not involved in it.</p></article>`,
    },
    {
      name: 'a metered story that is all there, beside a box that asks for a subscription',
      url: 'https://news.example/2024/metered',
      title: 'Mill orders rise',
      head: '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false,"headline":"Mill orders rise"}</script>',
      body: `<article><h1>Mill orders rise</h1>${Array.from({ length: 12 }, (_, i) => EN.replace('Tuesday', `day ${i}`)).join('')}</article><div class="subscribe">Subscribe to continue reading other stories.</div>`,
    },
  ],
  paywall: [
    {
      name: 'an English stub with the markup that search engines ask for',
      url: 'https://paper.example/story/1',
      title: 'Mill orders rise | The Paper',
      head: '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Mill orders rise","isAccessibleForFree":"False","hasPart":{"@type":"WebPageElement","isAccessibleForFree":"False","cssSelector":".paywall"}}</script>',
      body: `<article><h1>Mill orders rise</h1>${EN}</article><section class="paywall"><h2>Subscribe to continue reading</h2><p>Already a subscriber? Sign in.</p></section>`,
    },
    {
      name: 'an English stub that only says so in words',
      url: 'https://paper.example/story/2',
      title: 'Mill orders rise',
      body: `<div class="story"><h1>Mill orders rise</h1>${EN}</div><div><p>This article is for subscribers only. Start your free trial to unlock this article.</p></div>`,
    },
    {
      name: 'a Chinese stub',
      url: 'https://caijing.example/2024-02-08/102.html',
      title: '某公司季度收入好于预期',
      body: `<div id="the_content"><h1>某公司季度收入好于预期</h1><div class="text"><p>该公司周二公布，季度收入好于预期…</p></div></div><div class="pay-layer"><p>订阅后可继续阅读全文</p><p>已是会员？请登录</p></div>`,
    },
    {
      name: 'a Chinese stub that tells how much is left',
      url: 'https://zhoukan.example/1.html',
      title: '算力租赁的账',
      body: `<div class="article"><h1>算力租赁的账</h1>${ZH}</div><div class="buy"><p>本文剩余82%内容，成为会员即可阅读</p></div>`,
    },
    {
      name: 'a stub in traditional characters',
      url: 'https://paper.example.hk/1',
      title: '某公司季度收入勝預期',
      body: `<article><h1>某公司季度收入勝預期</h1><p>該公司周二公布，季度收入勝預期，管理層上調全年指引。</p></article><div><p>訂閱後可閱讀全文，已是訂戶？請登入。</p></div>`,
    },
  ],
  error: [
    {
      name: 'a server that forgot the status',
      url: 'https://news.example/gone',
      title: 'Page not found – Example News',
      body: `${nav(['Home', 'Markets'])}<main><h1>Sorry, we can’t find that page</h1><p>It may have been moved or deleted. Try the search, or go to the front page.</p></main>`,
    },
    {
      name: 'a bare 404 of a web server',
      url: 'https://news.example/x',
      title: '404 Not Found',
      body: '<center><h1>404 Not Found</h1></center><hr><center>nginx</center>',
    },
    {
      name: 'a check for robots',
      url: 'https://news.example/x',
      title: 'Just a moment...',
      body: '<h1>news.example</h1><p>Checking if the site connection is secure. Enable JavaScript and cookies to continue.</p>',
    },
    {
      name: 'a Chinese one',
      url: 'https://finance.example.cn/404.html',
      title: '页面没有找到_某某财经',
      body: '<div class="err"><h2>页面没有找到</h2><p>您要访问的页面不存在或已删除，5秒钟之后将会带您进入首页。</p></div>',
    },
    {
      name: 'a deleted post of a public account',
      url: 'https://mp.example.cn/s/abc',
      title: '',
      body: '<div class="weui-msg"><div class="weui-msg__text-area"><h2>该内容已被发布者删除</h2></div></div>',
    },
    {
      name: 'one in traditional characters',
      url: 'https://paper.example.hk/404',
      title: '找不到網頁 | 某報',
      body: '<main><h1>找不到網頁</h1><p>你要找的頁面不存在或已被移除，請返回首頁。</p></main>',
    },
    {
      name: 'a check for robots in Chinese',
      url: 'https://news.example.cn/a',
      title: '安全验证',
      body: '<div><h1>安全验证</h1><p>为保护您的账户安全，请拖动滑块完成验证。</p></div>',
    },
  ],
  consent: [
    {
      name: 'an English wall',
      url: 'https://consent.example/v2/collectConsent?sessionId=1',
      title: 'Example is part of the Example family of brands',
      body: '<form><h1>Before you continue</h1><p>We and our 231 partners store or access information on a device, in other words use cookies, for analytics and personalised advertising. Click accept all to agree.</p><button>Accept all</button></form>',
    },
    {
      name: 'a wall at the address of the story',
      url: 'https://news.example/2024/story',
      title: 'Your privacy choices',
      body: '<div><h1>We value your privacy</h1><p>We use cookies and similar technologies to run this site and to show advertising. You may accept all cookies or manage your privacy choices.</p></div>',
    },
    {
      name: 'a Chinese one',
      url: 'https://news.example.cn/story',
      title: '隐私政策更新',
      body: '<div class="box"><h2>隐私政策更新</h2><p>在您继续使用之前，请阅读并同意我们的隐私政策和用户协议。我们使用 cookie 收集浏览信息，点击“同意”即表示您接受。</p><a>同意并继续</a></div>',
    },
  ],
  index: [
    {
      name: 'a front page',
      url: 'https://news.example/',
      title: 'Example News: markets, companies, technology',
      body: `${nav(['Home', 'Markets'])}<main>${Array.from({ length: 24 }, (_, i) => `<div class="card"><h3><a href="/${i}">Headline number ${i} of this front page of news today</a></h3><p>One short line on what it says.</p></div>`).join('')}</main>`,
    },
    {
      name: 'a channel of a Chinese site',
      url: 'https://finance.example.cn/stock/',
      title: '股票频道_某某财经',
      body: `${nav(['首页', '股票', '基金'])}<div class="list"><ul>${teasers(40, (i) => `某某公司第${i}季度收入同比增长超出市场预期`)}</ul></div>`,
    },
    {
      name: 'a page of search results or of a tag',
      url: 'https://news.example/tag/semiconductors',
      title: 'Semiconductors | Example News',
      head: '<meta property="og:type" content="website">',
      body: `<h1>Semiconductors</h1><div class="river"><ul>${teasers(30, (i) => `Chip maker number ${i} says that demand is better than it had thought`)}</ul></div>`,
    },
    {
      name: 'a newsroom',
      url: 'https://www.company.example/newsroom',
      title: 'Newsroom | Company',
      body: `<main><h1>Newsroom</h1>${Array.from({ length: 20 }, (_, i) => `<section class="row"><p class="d">February ${i + 1}, 2024</p><h3><a href="/newsroom/${i}">Company announces the general availability of product ${i}</a></h3></section>`).join('')}</main>`,
    },
  ],
};

describe.each(Object.entries(SHAPES))('a page that is %s', (want, shapes) => {
  it.each(shapes.map((s) => [s.name, s] as const))('is told: %s', (_, shape) => {
    expect(kind(shape)).toBe(want);
  });
});
