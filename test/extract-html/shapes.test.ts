import { describe, expect, it } from 'vitest';
import { type ArticleDraft, extractArticle } from '../../src/extract/html/index.ts';

/** Shapes of pages that no labelled set holds, in both languages; the sentences are invented. */
const EN = (topic: string): string =>
  `The ${topic} was discussed at length on Tuesday, and two analysts said that they had expected less of it, given what it costs.`;
const ZH = (topic: string): string =>
  `据介绍，${topic}已经在两家客户的机房里试运行，按调用量计费，客户也可以买断授权，自行部署在本地。`;
const p = (text: string): string => `<p>${text}</p>`;
const page = (title: string, body: string, head = '', lang = 'en'): string =>
  `<!doctype html><html lang="${lang}"><head><title>${title}</title>${head}</head><body>
  <nav><ul><li><a href="/">Home</a></li><li><a href="/m">Markets</a></li></ul></nav>${body}<footer><p>About us. Terms of use.</p></footer></body></html>`;
const read = (html: string, url = 'https://news.example/2024/a'): ArticleDraft =>
  extractArticle(html, { url });
const lines = (html: string): string[] => read(html).body.split('\n');

describe('where the story begins', () => {
  const body = `<div class="article-content">${p(EN('licence'))}${p(EN('royalty'))}${p(EN('plant'))}</div>`;
  it('is the lead in the header above the body, whatever its box is called', () => {
    for (const box of ['article-lead', 'teaser-text', 'c-article__intro', 'chapo', 'daodu', 'entry-excerpt'])
      expect(
        lines(
          page(
            'Chip designer raises outlook',
            `<article><header><h1>Chip designer raises outlook</h1><p class="${box}">${EN('outlook')}</p></header>${body}</article>`,
          ),
        ),
        box,
      ).toEqual([EN('outlook'), EN('licence'), EN('royalty'), EN('plant')]);
  });

  it('is not the summary that retells it, nor a caption, a by-line or another story between', () => {
    for (const box of ['dek', 'subtitle', 'caption', 'byline', 'related-story', 'comment'])
      expect(
        lines(
          page(
            'Chip designer raises outlook',
            `<article><h1>Chip designer raises outlook</h1><div class="${box}"><p>${EN('outlook').slice(0, 100)}</p></div>${body}</article>`,
          ),
        ),
        box,
      ).toEqual([EN('licence'), EN('royalty'), EN('plant')]);
  });

  it('is told once where the lead is the first paragraph again', () => {
    expect(
      lines(
        page(
          '某公司发布新平台',
          `<h1>某公司发布新平台</h1><div class="daodu">${p(`${ZH('甲平台').slice(0, 40)}…`)}</div><div class="content">${p(ZH('甲平台'))}${p(ZH('乙平台'))}${p(ZH('丙平台'))}</div>`,
        ),
      ),
    ).toEqual([ZH('甲平台'), ZH('乙平台'), ZH('丙平台')]);
  });

  it('is the body below the lead, though the lead alone stands with the headline', () => {
    const d = lines(
      page(
        'Mill orders rise',
        `<div class="top"><h1>Mill orders rise</h1><h3 class="intro">${EN('order book')}</h3></div><div class="main">${p(EN('mill'))}${p(EN('pulp'))}</div>`,
      ),
    );
    expect(d.slice(-2)).toEqual([EN('mill'), EN('pulp')]);
  });

  it('is not lost where a subhead repeats the headline', () => {
    expect(
      lines(
        page(
          'Mill orders rise again',
          `<header><h1>Mill orders rise again</h1></header><div class="post-content">${p(EN('mill'))}<h2>Mill orders rise again</h2>${p(EN('pulp'))}${p(EN('board'))}</div>`,
        ),
      ),
    ).toEqual([EN('mill'), 'Mill orders rise again', EN('pulp'), EN('board')]);
  });
});

describe('the whole of a story', () => {
  it('is read where a page builder puts each part into a box of its own', () => {
    const part = (texts: string[]): string =>
      `<section class="row"><div class="col"><div class="field-text text-content">${texts.map(p).join('')}</div></div></section>`;
    expect(
      lines(
        page(
          'Chip designer raises outlook',
          `<main><h1>Chip designer raises outlook</h1>${part([EN('licence'), EN('royalty'), EN('server')])}<div class="ad">Advertisement</div>${part([EN('plant')])}${part([EN('pulp'), EN('board')])}</main>`,
        ),
      ),
    ).toEqual(['licence', 'royalty', 'server', 'plant', 'pulp', 'board'].map(EN));
  });

  it('is read under names that tell a layout: hidden on small screens, with ads, without a sidebar, a builder’s widget', () => {
    for (const name of [
      'hidden-xs',
      'section--has-ads',
      'no-sidebar',
      'elementor-widget elementor-widget-text-editor',
    ])
      expect(
        lines(
          page(
            'Mill orders rise',
            `<h1>Mill orders rise</h1><div class="a ${name}">${p(EN('mill'))}</div><div class="a">${p(EN('pulp'))}${p(EN('board'))}${p(EN('tonne'))}${p(EN('price'))}</div>`,
          ),
        ),
        name,
      ).toContain(EN('mill'));
  });

  it('is read where many short lines stand in it', () => {
    const words = Array.from({ length: 120 }, (_, i) => `<li>term ${i}</li>`).join('');
    const d = lines(
      page(
        'Words of the chip trade',
        `<h1>Words of the chip trade</h1><div itemprop="articleBody">${p(EN('licence'))}<ul>${words}</ul>${p(EN('royalty'))}</div>`,
      ),
    );
    expect(d[0]).toBe(EN('licence'));
    expect(d.at(-1)).toBe(EN('royalty'));
    expect(d).toContain('term 60');
  });

  it('is read where the head of the page is never closed', () => {
    const html = `<html><head><title>Mill orders rise</title><div class="story"><h1>Mill orders rise</h1>${p(EN('mill'))}${p(EN('pulp'))}</div></html>`;
    expect(lines(html)).toEqual([EN('mill'), EN('pulp')]);
  });

  it('keeps a subhead whose anchor is named like furniture', () => {
    expect(
      lines(
        page(
          'Mill orders rise',
          `<h1>Mill orders rise</h1><div class="post-content">${p(EN('mill'))}<h3 id="nav_related_widget">What comes next</h3>${p(EN('pulp'))}</div>`,
        ),
      ),
    ).toContain('What comes next');
  });
});

describe('what is no sentence of the story', () => {
  it('is a list of tags that says so, and the sound above a character', () => {
    const tags = ['mill', 'pulp market', 'packaging board', 'Europe'].map(
      (t) => `<a rel="tag" href="/t">${t} prices</a>`,
    );
    expect(
      lines(
        page(
          'Mill orders rise',
          `<h1>Mill orders rise</h1><div class="post-content">${p(EN('mill'))}${p(EN('pulp'))}<strong>Tags<br>${tags.join(', ')}</strong></div>`,
        ),
      ),
    ).toEqual([EN('mill'), EN('pulp')]);
    const spoken = ZH('甲平台').replace(
      '调用',
      '<ruby>调<rp>(</rp><rt>diào</rt><rp>)</rp>用<rt>yòng</rt></ruby>',
    );
    expect(
      lines(page('某公司发布新平台', `<h1>某公司发布新平台</h1>${p(spoken)}${p(ZH('乙平台'))}`)),
    ).toEqual([ZH('甲平台'), ZH('乙平台')]);
  });
});

describe('what speaks for one thing is weighed together', () => {
  const ld = (o: object): string =>
    `<script type="application/ld+json">${JSON.stringify({ '@type': 'NewsArticle', headline: 'Mill orders rise', ...o })}</script>`;
  const body = `<h1>Mill orders rise</h1>${p(EN('mill'))}${p(EN('pulp'))}`;
  it('for the author: a person before the house, and whom two agree on before whom one names', () => {
    const author = (head: string, top = ''): string | null =>
      read(page('Mill orders rise', top + body, head)).author;
    const house = ld({ author: { name: 'Example News' } });
    const site = '<meta property="og:site_name" content="Example News">';
    expect(author(`${site + house}<meta name="author" content="Jane Doe">`)).toBe('Jane Doe');
    expect(author(site + house)).toBe('Example News');
    expect(
      author(
        `${ld({ author: { name: 'Wire Copy' } })}<meta name="author" content="Jane Doe">`,
        '<p class="byline">By Jane Doe</p><span itemprop="author">Jane Doe</span>',
      ),
    ).toBe('Jane Doe');
  });

  it('for the address: a template that names the front page on every story is not believed', () => {
    const of = (head: string): string | null => read(page('Mill orders rise', body, head)).canonicalUrl;
    const front = '<link rel="canonical" href="https://news.example/">';
    expect(of(`${front}<meta property="og:url" content="https://news.example/2024/a">`)).toBe(
      'https://news.example/2024/a',
    );
    expect(
      of(
        '<link rel="canonical" href="https://news.example/2024/mill"><meta property="og:url" content="https://amp.news.example/x">',
      ),
    ).toBe('https://news.example/2024/mill');
    expect(of(ld({ mainEntityOfPage: { '@id': 'https://news.example/2024/b' } }))).toBe(
      'https://news.example/2024/b',
    );
  });

  it('for the site: what the page says, and else the end of its title', () => {
    expect(read(page('业绩公布_产经_示例网', `<h1>业绩公布</h1>${p(ZH('甲'))}${p(ZH('乙'))}`)).siteName).toBe(
      '示例网',
    );
    expect(
      read(page('Mill | Elsewhere', body, '<meta property="og:site_name" content="Example News">')).siteName,
    ).toBe('Example News');
  });
});

describe('the time of a Chinese page, to the minute', () => {
  const text = `<div class="body">${p(ZH('甲平台'))}${p(ZH('乙平台'))}${p(ZH('丙平台'))}</div>`;
  it.each([
    [
      'a portal with its time in a span and in a meta of its own',
      '<meta name="weibo: article:create_at" content="2024-02-16 09:30:00">',
      '<div class="date-source"><span class="date">2024年02月16日 09:30</span><a class="source">示例报</a></div>',
    ],
    [
      'one that tells the time beside the source and a report button',
      '',
      '<div class="post_info">2024-02-16 09:30:00　来源: <a>示例网</a> <a>举报</a></div>',
    ],
    [
      'an account that shows only hours ago, with the time in a data attribute',
      '<meta itemprop="datePublished" content="2024-02-16 09:30">',
      '<span class="time" data-val="1708047000000">3小时前</span>',
    ],
    [
      'a blog platform with JSON-LD in its own zone',
      '<script type="application/ld+json">{"@type":"NewsArticle","headline":"某公司发布新平台","datePublished":"2024-02-16T09:30:00+08:00"}</script>',
      '<p class="meta">2小时前</p>',
    ],
    [
      'an application that states milliseconds in a script',
      '<script>window.initialState={"articleDetail":{"publishTime":1708047000000,"title":"x"}}</script>',
      '',
    ],
    [
      'a portal that states a wall clock in a script',
      '<script>var detail = {"newsId":1,"pubTime":"2024-02-16 09:30:00"};</script>',
      '',
    ],
    [
      'a market site with words around the time',
      '',
      '<div class="infos"><div class="item">2024年02月16日 09:30</div><div class="item">作者：张三</div><div class="item">1.2万阅读</div></div>',
    ],
    [
      'a magazine with 发布时间 and 更新时间',
      '',
      '<div class="artInfo">更新于2024年02月17日 11:00　发布时间：2024年02月16日 09:30　来源于 示例周刊</div>',
    ],
    ['a paper in traditional characters', '', '<div class="date">2024年2月16日 上午9:30</div>'],
    ['one that puts the time below its text', '', ''],
  ] as const)('is read: %s', (name, head, near) => {
    const below = name.includes('below')
      ? '<div class="foot">发布时间：2024-02-16 09:30　责任编辑：李四</div>'
      : '';
    const html = page('某公司发布新平台', `<h1>某公司发布新平台</h1>${near}${text}${below}`, head, 'zh');
    expect(read(html, 'https://finance.example.cn/doc-7.shtml').publishedAt).toBe('2024-02-16T01:30:00Z');
  });
});

describe('the tails of a Chinese page', () => {
  it('go, whatever their order and script, and no sentence of the story goes with them', () => {
    const own = [
      '公司称，来源不同的数据不可比较，责任由编制者承担。',
      '相关阅读理解产品的收入增长两成，公司预计明年继续增长。',
    ];
    const html = page(
      '某公司发布新平台',
      `<h1>某公司发布新平台</h1><div class="content">${p(ZH('甲平台'))}${own.map(p).join('')}${p(ZH('乙平台'))}
      <p>（文章来源：示例时报）</p><p>责任编辑：王五</p><p>【免责声明】以上内容仅供参考，不构成投资建议。</p><p>举报邮箱：a@b.example</p>
      <p>相关阅读：</p><ul><li><a href="/1">另一家公司的另一条新闻标题</a></li></ul></div>`,
      '',
      'zh',
    );
    expect(lines(html)).toEqual([ZH('甲平台'), ...own, ZH('乙平台')]);
  });
});
