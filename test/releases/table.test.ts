import { describe, expect, it } from 'vitest';
import { readFiling } from '../../src/extract/filing/index.ts';
import { said } from './said.ts';

describe('tables flattened to lines with pipes', () => {
  it('multiplies thousands out, keeps per-share amounts, and takes the latest column of each span', () => {
    expect(
      said(
        '(in thousands, except per share data) | Three Months Ended June 30, | Six Months Ended June 30,\n | 2024 | 2023 | 2024 | 2023\nRevenue | $ 120,345 | $ 100,234 | $ 230,456 | $ 190,345\nCost of revenue | 40,000 | 35,000 | 80,000 | 70,000\nNet loss | $ | (12,345 | ) | $ | (15,678 | ) | $ | (22,345 | ) | $ | (30,678 | )\nNet loss per share, basic and diluted | $ (0.12) | $ (0.16) | $ (0.22) | $ (0.31)',
      ),
    ).toEqual([
      'result revenue FY2024Q2 120345000 USD',
      'result revenue FY2024H1 230456000 USD',
      'result net_profit FY2024Q2 -12345000 USD',
      'result net_profit FY2024H1 -22345000 USD',
      'result eps FY2024Q2 -0.12 USD/share',
      'result eps FY2024H1 -0.22 USD/share',
    ]);
  });

  it('reads outlook columns, GAAP and non-GAAP, and the earlier guidance beside the new', () => {
    expect(
      said(
        'FQ3-24 | GAAP Outlook | Non-GAAP Outlook\nRevenue | $6.60 billion ± $200 million | $6.60 billion ± $200 million\nDiluted earnings per share | $0.17 ± $0.07 | $0.45 ± $0.07',
      ),
    ).toEqual([
      'guidance revenue FY2024Q3 6400000000..6800000000 USD',
      'guidance eps FY2024Q3 0.1..0.24 USD/share',
      'guidance eps_adjusted FY2024Q3 0.38..0.52 USD/share',
    ]);
    expect(
      said('| FY 2024 Guidance | Prior FY 2024 Guidance\nRevenue | $2.02B - $2.05B | $1.98B - $2.02B'),
    ).toEqual(['guidance revenue FY2024 2020000000..2050000000 USD raised']);
  });

  it('takes the last actual quarter and the forecast of a long row', () => {
    expect(
      said(
        "(in millions) | Q3'23 | Q4'23 | Q1'24 Forecast\nRevenue | $8,542 | $8,833 | $9,240\nY/Y % Growth | 7.8% | 12.5% | 13.2%",
      ),
    ).toEqual([
      'result revenue FY2023Q4 8833000000 USD yoy 12.5',
      'guidance revenue FY2024Q1 9240000000 USD yoy 13.2',
    ]);
  });

  it('reads the table of a Chinese flash report with its unit, and nothing where no unit is given', () => {
    const table =
      '项目 | 本报告期 | 上年同期 | 增减变动幅度（%）\n营业总收入 | 123,456.78 | 100,000.00 | 23.46\n归属于上市公司股东的扣除非经常性损益的净利润 | -1,000.00 | 10,000.00 | -110.00';
    expect(said(`2023年度业绩快报\n单位：人民币万元\n${table}`, { publishedAt: '2024-02-23' })).toEqual([
      'result revenue FY2023 1234567800 CNY yoy 23.46',
      'result net_profit_ex_nonrecurring FY2023 -10000000 CNY yoy -110',
    ]);
    expect(said(table, { publishedAt: '2024-02-23' })).toEqual([]);
  });
});

const commas = (x: number): string => x.toLocaleString('en-US');

describe('shapes of outlook tables', () => {
  const more = { publishedAt: '2024-02-27' };
  it('joins Low and High, takes a span for all columns, and reads a first row that stands on the heading line', () => {
    expect(
      said(
        '(In millions, except per share data) | Guidance for the Three Months Ending March 31, 2024 |\n | Low | High |\nTotal revenue | $ 410 | $ 430 |\nNon-GAAP diluted earnings per share | $ 0.44 | $ 0.49 |',
        more,
      ),
    ).toEqual([
      'guidance revenue FY2024Q1 410000000..430000000 USD',
      'guidance eps_adjusted FY2024Q1 0.44..0.49 USD/share',
    ]);
    expect(
      said('Q1 2024 outlook | Revenue | $410 million to $430 million\nGross margin | 41.5% to 42.5%', more),
    ).toEqual([
      'guidance revenue FY2024Q1 410000000..430000000 USD',
      'guidance gross_margin FY2024Q1 41.5..42.5 percent',
    ]);
  });

  it('takes amounts that look like years for amounts where a head with years stands over them', () => {
    expect(said('(in millions)\n | 2024 | 2023\nRevenue | 2024 | 1987\nNet income | 210 | 190')).toEqual([
      'result revenue FY2024 2024000000 USD',
      'result net_profit FY2024 210000000 USD',
    ]);
    expect(said(' | 2024 | 2023\nRevenue (in millions) | 2,024 | 1,987\nEPS | $1.10 | $1.02')).toEqual([
      'result revenue FY2024 2024000000 USD',
      'result eps FY2024 1.1 USD/share',
    ]);
  });

  it('gives a column dated by its end the span that the title names, and leaves the quarter before out', () => {
    expect(
      said(
        '截至二零二四年三月三十一日止三个月业绩（人民币百万元）\n | 二零二四年三月三十一日 | 二零二三年三月三十一日 | 同比变动 | 二零二三年十二月三十一日 | 环比变动\n收入 | 12,501 | 11,986 | 4% | 12,196 | 3%',
      ),
    ).toEqual(['result revenue FY2024Q1 12501000000 CNY yoy 4']);
  });

  it('reads a table of thousands of rows to its end', () => {
    const rows = Array.from(
      { length: 6000 },
      (_, i) => `Segment ${i} sales | ${commas(1e6 + i)} | ${commas(9e5 + i)}`,
    );
    const table = `(in thousands) | Year ended December 31,\n | 2023 | 2022\nRevenue | 81,250 | 72,000\n${rows.join('\n')}\nNet income | 9,150 | 8,100`;
    const read = said(table, more);
    expect(read).toContain('result revenue FY2023 81250000 USD');
    expect(read).toContain('result net_profit FY2023 9150000 USD');
  });
});

describe('filings', () => {
  it('turns merged cells, lone signs and footnote marks into rows of label and values', () => {
    const html = `<DOCUMENT><TYPE>EX-99.1<TEXT><html><body><p>Acme reports results</p><div style="display:none">hidden</div>
      <table><tr><td colspan="3"></td><td colspan="6">Three Months Ended</td></tr>
      <tr><td colspan="3"></td><td colspan="3">June 30,<br>2024</td><td colspan="3">June 30,<br>2023</td></tr>
      <tr><td colspan="3">Net loss <sup>(1)</sup></td><td>$</td><td>(12,345</td><td>)</td><td>$</td><td>(15,678</td><td>)</td></tr>
      <tr><td colspan="3">Revenue</td><td>$</td><td>120,345</td><td></td><td>$</td><td>100,234</td><td></td></tr></table></body></html>`;
    const filing = readFiling(html);
    expect(filing.type).toBe('EX-99.1');
    expect(filing.text.split('\n')).toEqual([
      'Acme reports results',
      '| Three Months Ended | Three Months Ended',
      '| June 30, 2024 | June 30, 2023',
      'Net loss | $(12,345) | $(15,678)',
      'Revenue | $120,345 | $100,234',
    ]);
  });
});
