import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractPdf, pageOf } from '../../src/extract/pdf/index.ts';
import { BIG5, column, GB_UCS2, GBK, LATIN, type Placed, pdf } from './pdf-file.ts';

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

  it('read one column after the other, however the file orders its lines, and what stands across the page where it stands', async () => {
    const left = [
      'The board of the company is pleased to',
      'announce the unaudited results for the',
      'three months ended on the last day of',
      'March. Revenue rose by fourteen per cent',
      'because licences to makers of phones were',
      'renewed at higher rates than before, and',
      'royalties on servers doubled in the year.',
    ];
    const right = [
      'Shareholders should note that the results',
      'have not been audited and may be changed.',
      'The register of members will be closed in',
      'the second week of June, when no transfer',
      'of shares can be entered. Those who want a',
      'dividend must lodge their papers with the',
      'registrar before noon of the day before.',
    ];
    const head = { text: 'EXAMPLE HOLDINGS LIMITED: RESULTS FOR THE FIRST QUARTER', x: 60, y: 780 };
    const foot = {
      text: 'By order of the board, the chairman of Example Holdings Limited, Hong Kong.',
      x: 60,
      y: 560,
    };
    const placed = (lines: string[], x: number): Placed[] =>
      lines.map((text, i) => ({ text, x, y: 740 - 16 * i }));
    const rows = placed(left, 60).flatMap((l, i) => [l, placed(right, 320)[i]!]);
    for (const order of [
      [head, ...rows, foot],
      [head, ...placed(left, 60), ...placed(right, 320), foot],
    ])
      expect((await extractPdf(pdf([order], LATIN))).body.split('\n')).toEqual([
        head.text,
        left.join(' '),
        right.join(' '),
        foot.text,
      ]);
  });

  it('keep the rows of a table of names and figures, though it has a gutter', async () => {
    const rows = Array.from({ length: 9 }, (_, i) => [
      { text: `Revenue from the licence of product line ${i}`, x: 60, y: 740 - 16 * i },
      { text: `${824 + i}.5`, x: 400, y: 740 - 16 * i },
    ]).flat();
    const { body } = await extractPdf(pdf([rows], LATIN));
    expect(body.split('\n')[3]).toBe('Revenue from the licence of product line 3\t827.5');
  });

  it('are titled by their headline, not by the name of a template', async () => {
    const page = [
      { text: '某某科技集团有限公司', x: 60, y: 780, size: 18 },
      { text: '截至三月三十一日止三个月的业绩公告', x: 60, y: 755, size: 18 },
      ...column(['公司董事会欣然公布业绩。', '收入同比增长百分之十五。'], 60).map((l) => ({
        ...l,
        y: l.y - 60,
      })),
    ];
    expect((await extractPdf(pdf([page], GB_UCS2, '/Title (Microsoft Word - f2.docx)'))).title).toBe(
      '某某科技集团有限公司截至三月三十一日止三个月的业绩公告',
    );
    expect(
      (await extractPdf(pdf([column(['正文'])], GB_UCS2, '/Title (Microsoft Word - f2.docx)'))).title,
    ).toBeNull();
  });

  it('end with a sentence that names them when there is no text', async () => {
    await expect(extractPdf(Buffer.from('<html>not found</html>'), { where: 'a.pdf' })).rejects.toThrow(
      'a.pdf: the page has no text to read (it is not a PDF)',
    );
    await expect(extractPdf(pdf([[]], GB_UCS2), { where: 'a.pdf' })).rejects.toThrow(
      'its 1 pages hold pictures but no text',
    );
    await expect(extractPdf(new Uint8Array(64_000_001))).rejects.toThrow('at most 64000000 bytes');
    const locked = `/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}> >>`;
    await expect(
      extractPdf(pdf([column(['正文'])], GB_UCS2, '', locked), { where: 'a.pdf' }),
    ).rejects.toThrow('it is protected by a password');
    const good = pdf([column(['正文内容在此。'])], GB_UCS2);
    await expect(extractPdf(good.slice(0, 60), { where: 'a.pdf' })).rejects.toThrow(
      /^a\.pdf: .*cannot|^a\.pdf: the page has no text/,
    );
  });

  it('are refused before they are unpacked when a megabyte stands for a gigabyte, under whatever name it is packed', async () => {
    const packed = deflateSync(Buffer.alloc(160_000_000, 32), { level: 9 });
    const bomb = (dictionary: string, stream: Buffer): Uint8Array =>
      Buffer.concat([
        Buffer.from(`%PDF-1.4\n1 0 obj\n<< ${dictionary} >>\nstream\n`),
        stream,
        Buffer.from('\nendstream\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF'),
      ]);
    for (const dictionary of [
      '/Filter /FlateDecode',
      '/Filter /Fl#61teDecode',
      '/Subtype /Image /Filter [/FlateDecode]',
    ])
      await expect(extractPdf(bomb(dictionary, packed), { where: 'a.pdf' })).rejects.toThrow(
        'a stream unpacks to 150000000 bytes or more',
      );
    await expect(
      extractPdf(bomb('/Filter [/FlateDecode /FlateDecode]', deflateSync(packed)), { where: 'a.pdf' }),
    ).rejects.toThrow('a stream is packed twice');
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
