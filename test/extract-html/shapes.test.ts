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
