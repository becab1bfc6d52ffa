import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractPdf, pageOf } from '../../src/extract/pdf/index.ts';
import { BIG5, column, GB_UCS2, GBK, pdf } from './pdf-file.ts';

describe('announcements in PDF', () => {
  it('are read with their pages, whichever character map their Chinese font names', async () => {
    for (const [font, first, second] of [
      [GB_UCS2, '截至三月三十一日止三个月的业绩公告', '收入同比增长百分之十五。'],
      [GBK, '截至三月三十一日止三个月的业绩公告', '收入同比增长百分之十五。'],
      [BIG5, '截至三月三十一日止三個月的業績公告', '收入同比增長百分之十五。'],
    ] as const) {
      const d = await extractPdf(pdf([column([first]), column([second])], font));
      expect(d.body).toBe(`${first}\n${second}`);
      expect(d.pageStarts).toEqual([0, first.length + 1]);
      expect([pageOf(d, 0), pageOf(d, d.body.indexOf('增'))]).toEqual([1, 2]);
      expect(d.language).toBe('zh');
    }
  });

  it('join the lines of a paragraph, and keep items and rows of tables apart', async () => {
    const full = '本公司董事会欣然公布本集团截至二零二四年三月三十一日止三个月之未经审核综合业绩';
    const d = await extractPdf(
      pdf(
        [
          [
            ...column([full, '连同比较数字。', '一、收入', '二、成本']),
            { text: '收入', x: 60, y: 600 },
            { text: '824', x: 300, y: 600 },
            { text: '成本', x: 60, y: 582 },
            { text: '210', x: 300, y: 582 },
          ],
        ],
        GB_UCS2,
      ),
    );
    expect(d.body.split('\n')).toEqual([
      `${full}连同比较数字。`,
      '一、收入',
      '二、成本',
      '收入\t824',
      '成本\t210',
    ]);
  });

  it('lose running heads and page numbers', async () => {
    const texts = ['第一页的正文内容。', '另一页的其他正文。', '最后一页的结尾文字。'];
    const pages = texts.map((t, i) => [
      { text: '示例集团有限公司', x: 60, y: 800 },
      { text: t, x: 60, y: 700 },
      { text: `- ${i + 1} -`, x: 290, y: 30 },
    ]);
    expect((await extractPdf(pdf(pages, GB_UCS2))).body).toBe(texts.join('\n'));
  });

  it('tell their title, author and time of creation where they hold them', async () => {
    const d = await extractPdf(
      pdf(
        [column(['正文'])],
        GB_UCS2,
        "/Title (Announcement) /Author (Office) /CreationDate (D:20240207160500+08'00')",
      ),
    );
    expect(d).toMatchObject({ title: 'Announcement', author: 'Office', createdAt: '2024-02-07T08:05:00Z' });
  });

  it('end with a sentence that names them when there is no text', async () => {
    await expect(extractPdf(Buffer.from('<html>not found</html>'), { where: 'a.pdf' })).rejects.toThrow(
      'a.pdf: the page has no text to read (it is not a PDF)',
    );
    await expect(extractPdf(pdf([[]], GB_UCS2), { where: 'a.pdf' })).rejects.toThrow(
      'its 1 pages hold pictures but no text',
    );
    await expect(extractPdf(new Uint8Array(64_000_001))).rejects.toThrow('at most 64000000 bytes');
  });

  it('end with a draft or a named error when they are cut or corrupted, and leave the bytes as they were', async () => {
    const good = pdf([column(['正文内容在此。', '第二行。'])], GB_UCS2);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: good.length - 1 }),
        fc.nat({ max: 255 }),
        fc.boolean(),
        async (at, byte, cut) => {
          const bytes = cut ? good.slice(0, at) : Uint8Array.from(good);
          if (!cut) bytes[at] = byte;
          const before = Buffer.from(bytes).toString('hex');
          const result = await extractPdf(bytes).then(
            () => 'draft',
            (e: { code?: string }) => e.code,
          );
          expect(['draft', 'PAGE_EMPTY']).toContain(result);
          expect(Buffer.from(bytes).toString('hex')).toBe(before);
        },
      ),
      { numRuns: 25, seed: 3 },
    );
  }, 60_000);
});
