import { describe, expect, it } from 'vitest';
import { extractPdf, pageOf } from '../../src/extract/pdf/index.ts';
import { findFigures } from '../../src/releases/index.ts';
import { BIG5, column, type Font, GB_UCS2, GBK, type Placed, pdf } from '../extract-html/pdf-file.ts';

/** A PDF through its reader to "metric period value unit @page", and the words each figure stands on. */
async function read(
  pages: Placed[][],
  font: Font,
  passage: { issuer: string; publishedAt: string },
): Promise<{ figures: string[]; words: string[] }> {
  const { body, pageStarts, language } = await extractPdf(pdf(pages, font));
  const found = findFigures({ ...passage, text: body, language });
  return {
    figures: found.map(
      (f) =>
        `${f.kind} ${f.metric} ${f.period} ${f.point ?? `${f.low ?? ''}..${f.high ?? ''}`} ${f.unit}${f.yoyPercent === null ? '' : ` yoy ${f.yoyPercent.join('..')}`} @${pageOf({ pageStarts }, f.start)}`,
    ),
    words: found.map((f) => body.slice(f.start, f.end)),
  };
}

const row = (y: number, ...cells: (string | null)[]): Placed[] =>
  cells.flatMap((text, i) => (text === null ? [] : [{ text, x: 60 + 130 * i, y }]));

// Announcements of this test: GENERATED, of invented issuers.
describe('announcements in PDF become figures whose span lies on a page', () => {
  it('reads a mainland flash report: its table, its unit, and labels broken over lines', async () => {
    const cover = column([
      '示例新材股份有限公司',
      '2023年度业绩快报公告',
      '本公司董事会保证公告内容真实、准确、完整。',
    ]);
    const table = [
      ...row(780, '一、2023年度主要财务数据'),
      ...row(762, null, null, null, '单位：人民币万元'),
      ...row(744, '项目', '本报告期', '上年同期', '增减变动幅度（%）'),
      ...row(726, '营业总收入', '482,310.55', '461,002.18', '4.62'),
      ...row(708, '归属于上市公司股东'),
      ...row(699, null, '88,102.33', '91,544.61', '-3.76'),
      ...row(690, '的净利润'),
      ...row(672, '归属于上市公司股东', '84,215.09', '86,301.22', '-2.42'),
      ...row(654, '的扣非净利润'),
      ...row(636, '基本每股收益（元）', '0.5507', '0.5722', '-3.76'),
    ];
    const { figures } = await read([cover, table], GB_UCS2, {
      issuer: '示例新材',
      publishedAt: '2024-02-27',
    });
    expect(figures).toEqual([
      'result revenue FY2023 4823105500 CNY yoy 4.62..4.62 @2',
      'result net_profit FY2023 881023300 CNY yoy -3.76..-3.76 @2',
      'result net_profit_ex_nonrecurring FY2023 842150900 CNY yoy -2.42..-2.42 @2',
      'result eps FY2023 0.5507 CNY/share yoy -3.76..-3.76 @2',
    ]);
  });

  it('reads a mainland pre-announcement: ranges in cells, the change below them, and the page', async () => {
    const { figures, words } = await read(
      [
        column(['示例科技股份有限公司', '2024年半年度业绩预告']),
        [
          ...row(780, '一、本期业绩预计情况'),
          ...row(762, '业绩预告期间：2024年1月1日至2024年6月30日'),
          ...row(744, '预计净利润为28,000万元至32,000万元，同比增加51.35%至72.97%。'),
        ],
      ],
      GBK,
      { issuer: '示例科技', publishedAt: '2024-07-12' },
    );
    expect(figures).toEqual(['guidance net_profit FY2024H1 280000000..320000000 CNY yoy 51.35..72.97 @2']);
    expect(words).toEqual(['净利润为28,000万元至32,000万元']);
  });

  it('reads a Hong Kong profit warning in traditional characters, and its results in English', async () => {
    const { figures } = await read(
      [
        column(['示例控股有限公司', '盈利警告']),
        column([
          '預期截至二零二四年六月三十日止六個月錄得股東應佔虧損不少於8,500萬港元，',
          '去年同期則錄得溢利約3,120萬港元。',
        ]),
      ],
      BIG5,
      { issuer: '示例控股', publishedAt: '2024-08-02' },
    );
    expect(figures).toEqual(['guidance net_profit FY2024H1 ..-85000000 HKD @2']);
    const results = await read(
      [
        column(['EXAMPLE HOLDINGS LIMITED', 'INTERIM RESULTS FOR THE SIX MONTHS ENDED 30 JUNE 2024']),
        [
          ...row(780, null, 'Six months ended 30 June'),
          ...row(762, "HK$'000", '2024', '2023'),
          ...row(744, 'Revenue', '3,456,700', '3,078,100'),
          ...row(726, 'Profit attributable', '402,500', '371,900'),
          ...row(708, 'to owners'),
        ],
      ],
      GB_UCS2,
      { issuer: 'Example Holdings', publishedAt: '2024-08-23' },
    );
    expect(results.figures).toEqual([
      'result revenue FY2024H1 3456700000 HKD @2',
      'result net_profit FY2024H1 402500000 HKD @2',
    ]);
  });
});
