import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DuibiaoError } from '../../src/errors.ts';
import { extractArticle, extractBytes } from '../../src/extract/html/index.ts';

const prose =
  'The company said on Tuesday that its revenue rose, and that it expects more of the same next year. '.repeat(
    4,
  );

/** A draft, or one of the two errors a page may end in. */
function outcome(run: () => unknown): string {
  try {
    run();
    return 'draft';
  } catch (error) {
    expect(error).toBeInstanceOf(DuibiaoError);
    return (error as DuibiaoError).code;
  }
}

describe('hostile pages', () => {
  it('ends with an error that names the page when there is nothing to read', () => {
    for (const html of ['', '   ', '<html></html>', '<script>var a=1</script>', '\0\0\0'])
      expect(() => extractArticle(html, { where: 'a.html' })).toThrow(/^a\.html: the page has no text/);
  }, 60_000);

  it('refuses pages beyond the limits of size and of elements', () => {
    expect(outcome(() => extractBytes(new Uint8Array(48_000_001).fill(97)))).toBe('PAGE_TOO_LARGE');
    expect(outcome(() => extractArticle('a'.repeat(24_000_001)))).toBe('PAGE_TOO_LARGE');
    expect(outcome(() => extractArticle('<i>'.repeat(400_001)))).toBe('PAGE_TOO_LARGE');
  }, 60_000);

  it('reads the text under deep nesting and among tags that nobody closed', () => {
    for (const tag of [
      'div',
      'b',
      'table><tr><td',
      'ul><li',
      'a href=x',
      'font',
      'custom-tag',
      'blockquote',
    ]) {
      const open = `<${tag}>`.repeat(10_000);
      expect(extractArticle(`<title>A headline here</title>${open}<p>${prose}</p>`).body).toContain(
        'its revenue rose',
      );
    }
    expect(extractArticle(`<p>${prose}${'<div><p><b><li>'.repeat(3000)}`).body).toContain('its revenue rose');
    expect(
      outcome(() =>
        extractArticle(`${'<div>'.repeat(90_000)}${'</span></p></b>'.repeat(60_000)}<p>${prose}`),
      ),
    ).toBe('draft');
  }, 60_000);

  it('is not stopped by null bytes, broken entities, half a tag, or scripts without an end', () => {
    expect(extractArticle(`<p>${prose.replaceAll(' ', '\0 ')}</p>`).body).not.toContain('\0');
    expect(extractArticle(`<p>${prose} &#xfffffff; &#0; &nosuch; &amp</p><p`).body).toContain(
      'its revenue rose',
    );
    expect(extractArticle(`<p>${prose}</p><script>while(1){`).body).toContain('its revenue rose');
    expect(extractArticle(`<p>${prose}</p><svg><title>x</title><path d="`).body).toContain(
      'its revenue rose',
    );
  }, 60_000);

  it('reads JSON-LD that is broken, huge or nested without end, without failing', () => {
    for (const ld of [
      '{"@type":"NewsArticle",}',
      '[',
      '['.repeat(50_000),
      '{"a":'.repeat(50_000),
      '"x"',
      'null',
      '{"@graph":[null,1,"a",{"@type":["Article",3],"author":[[{"name":{"name":"A"}}]],"datePublished":{}}]}',
    ])
      expect(
        extractArticle(`<script type="application/ld+json">${ld}</script><p>${prose}</p>`).body,
      ).toContain('its revenue rose');
  }, 60_000);

  it('ends with a draft or a named error, and the same one each time, for any soup of markup', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<p>',
        '</p>',
        '<div class="article-body">',
        '</div>',
        '<table>',
        '<td>',
        '</table>',
        '<a href=x>',
        '</a>',
        '<script>',
        '</script>',
        '<style>',
        '</style>',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '<h1>',
        '</h1>',
        '<time datetime="2024-13-45T99:99">',
        '<meta property="og:title" content="',
        '">',
        '<br>',
        '<svg>',
        '</svg>',
        '<template>',
        '&lt;',
        '&#x0;',
        '\0',
        '<title>',
        '</title>',
        '<li>',
        '<ul>',
        '<aside>',
        '<iframe/>',
        '<noscript>',
        '</noscript>',
        '<html>',
        '<body>',
        '<select><option>',
        '<textarea>',
        '2024年2月30日 25:61',
        '责任编辑：',
        '相关阅读',
      ),
      fc.string({ maxLength: 20 }),
      fc.constant(prose.slice(0, 120)),
      fc.constant('据介绍，该公司当日发布了新的模型平台，客户可以按调用量付费。'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (parts) => {
        const html = parts.join('');
        const run = (): string => {
          try {
            return JSON.stringify(extractArticle(html, { url: 'https://example.com/2024/02/30/x' }));
          } catch (error) {
            return outcome(() => {
              throw error;
            });
          }
        };
        expect(run()).toBe(run());
      }),
      { numRuns: 1500, seed: 20240216 },
    );
  }, 60_000);

  it('reads any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        expect(['draft', 'PAGE_EMPTY']).toContain(outcome(() => extractBytes(bytes)));
      }),
      { numRuns: 300, seed: 7 },
    );
  }, 60_000);
});
