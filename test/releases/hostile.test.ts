import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFiling } from '../../src/extract/filing/index.ts';
import { findExpectations, findFigures, findMixShifts } from '../../src/releases/index.ts';

const WORDS =
  'revenue|net income|EPS|gross margin|between|and|to|from|plus or minus|±|$5.2 billion|4%|50 basis points|per share|(|)|,|.|;|up|down|compared with|respectively|guidance|expects|raised|prior|analysts|Q3 2024|FY24|fiscal year ended June 30|year over year| | |\n|净利润|营业收入|预计|同比|增长|下降|亏损|至|-|~|亿元|万元|3.5|2023年|上年同期|分别|环比|上调|指引|%|:|0|1,2,3|$|（|）|。|，|mid-single-digit|\u0130|\uD800|😀'.split(
    '|',
  );

describe('hostile text', () => {
  it('never throws, never loses its place, and is the same twice', () => {
    const passage = fc.oneof(
      fc.string({ maxLength: 400, unit: 'binary' }),
      fc.array(fc.constantFrom(...WORDS), { maxLength: 120 }).map((words) => words.join(' ')),
      fc.array(fc.constantFrom(...WORDS), { maxLength: 120 }).map((words) => words.join('')),
    );
    const dates = fc.constantFrom(undefined, '', '2024-08-01', 'yesterday', '2024-99-99');
    fc.assert(
      fc.property(passage, dates, fc.constantFrom('en', 'zh', undefined), (text, publishedAt, language) => {
        const input = {
          text,
          ...(publishedAt === undefined ? {} : { publishedAt }),
          ...(language === undefined ? {} : { language }),
        };
        const figures = findFigures(input);
        for (const f of figures) {
          expect(f.start).toBeGreaterThanOrEqual(0);
          expect(f.end).toBeGreaterThan(f.start);
          expect(f.end).toBeLessThanOrEqual(text.length);
          for (const x of [f.low, f.high, f.point]) if (x !== null) expect(Number.isFinite(x)).toBe(true);
          if (f.low !== null && f.high !== null) expect(f.low).toBeLessThanOrEqual(f.high);
        }
        expect(findFigures(input)).toEqual(figures);
        findExpectations(input);
        findMixShifts(input);
      }),
      { numRuns: 200 },
    );
  });

  it('comes to an end on long runs of one thing', () => {
    for (const text of [
      '1,'.repeat(30_000),
      '($('.repeat(20_000),
      '5-'.repeat(20_000),
      'a'.repeat(60_000),
      '预计2023年净利润同比增长5%-10%，'.repeat(1500),
      'revenue was $5 billion, up 5% and '.repeat(1500),
      '5% and 6%, respectively, plus or minus 50 basis points, '.repeat(800),
      `${'| 5 '.repeat(20)}\n`.repeat(800),
    ])
      expect(findFigures({ text, publishedAt: '2024-08-01' }).length).toBeLessThan(10_000);
  });

  it('reads broken markup of a filing without complaint', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '<table>',
            '</table>',
            '<tr>',
            '<td colspan="9999999">',
            '<td rowspan="-3">',
            '</td>',
            '$',
            '(1,234',
            ')',
            'Revenue',
            '<div style="display:none">',
            '</div>',
            '<sup>',
            '<ix:header>',
            '<TYPE>8-K',
            '&#160;',
            '<br>',
          ),
          { maxLength: 60 },
        ),
        (parts) => {
          expect(typeof readFiling(parts.join(' ')).text).toBe('string');
        },
      ),
      { numRuns: 200 },
    );
  });

  it('refuses a filing beyond all size in one sentence, before it is parsed', () => {
    const row = '<tr><td>Revenue</td><td>1,234</td></tr>';
    const huge = `<DOCUMENT><TYPE>EX-99.1<html><table>${row.repeat(Math.ceil(200e6 / row.length))}</table></html>`;
    expect(huge.length).toBeGreaterThan(200e6);
    expect(() => readFiling(huge, 'https://www.sec.gov/ex99.htm')).toThrow(
      /^https:\/\/www\.sec\.gov\/ex99\.htm: it has \d+ characters; at most 24000000 characters\.$/,
    );
  });

  it('reads a table of ten megabytes to its last row, piece by piece, with the head it has', () => {
    const row = (n: number): string =>
      `<tr style="vertical-align:bottom"><td style="padding:2px 1pt;text-align:left">Item ${n}</td><td style="padding:2px 0 2px 1pt;border-top:1pt solid #000">$</td><td>${10_000 + n}</td><td>$</td><td>(${n}</td><td>)</td></tr>\n`;
    const rows = (count: number): string => Array.from({ length: count }, (_, n) => row(n)).join('');
    const filing = (count: number): string =>
      `<DOCUMENT><TYPE>EX-13<html><head><title>x</title></head><body><p>(in thousands)</p><table><tr><td></td><td colspan="2">2024</td><td colspan="3">2023</td></tr>${rows(count)}</table><p>Signed.</p></body></html>`;
    const long = filing(50_000);
    expect(long.length).toBeGreaterThan(10e6);
    const lines = readFiling(long).text.split('\n');
    // Every row once, in order, with what stands before and after the table.
    expect(lines).toHaveLength(50_003);
    expect(lines.slice(0, 3)).toEqual(readFiling(filing(9)).text.split('\n').slice(0, 3));
    expect(lines.at(-2)).toBe('Item 49999 | $59999 | $(49999)');
    expect(lines.at(-1)).toBe('Signed.');
    expect(lines.every((l, i) => i < 2 || i > 50_001 || l.startsWith(`Item ${i - 2} | `))).toBe(true);
  }, 120_000);

  it('refuses tags that are opened without end, which would keep an HTML parser busy for minutes', () => {
    for (const open of ['<p><b>', '<table><tr><td>', '<i><b><p>t'])
      expect(() => readFiling(`<DOCUMENT><TYPE>EX-99.1<html>${open.repeat(200_000)}`, 'ex99.htm')).toThrow(
        'ex99.htm: elements nested without end; at most 5000 levels.',
      );
  });

  it('reads nested tables, and comes to an end on depth and spans that are bombs', () => {
    const inner =
      '<table><tr><td colspan="3">(in thousands)</td></tr><tr><td></td><td>2024</td><td>2023</td></tr><tr><td>Revenue</td><td>$ 12,500</td><td>11,000</td></tr></table>';
    const nested = `<html><body><table><tr><td>For the year ended December 31, 2024</td><td>${inner}</td></tr></table></body></html>`;
    expect(
      findFigures({ text: readFiling(nested).text, publishedAt: '2025-02-10' }).map((f) => [
        f.metric,
        f.point,
      ]),
    ).toEqual([['revenue', 12_500_000]]);
    const deep = `<html>${'<div>'.repeat(3000)}Revenue${'</div>'.repeat(3000)}`;
    expect(readFiling(deep).text).toBe('Revenue');
    const tables = `<html>${'<table><tr><td>'.repeat(2000)}x`;
    expect(readFiling(tables).text).toBe('x');
    const spans = `<table>${'<tr><td rowspan="65000" colspan="65000">1</td><td>2</td></tr>'.repeat(300)}</table>`;
    expect(readFiling(`<html>${spans}`).text.length).toBeLessThan(100_000);
  });

  it('gives a right answer for widths, scripts, words, footnotes and units that quarrel', () => {
    const point = (text: string, language?: string): unknown =>
      findFigures({ text, publishedAt: '2024-08-20', ...(language === undefined ? {} : { language }) }).map(
        (f) => [f.metric, f.point, f.unit],
      );
    expect(point('公司上半年实现营业收入１２，８５３．０１万元，同比增长２５．７％。')).toEqual([
      ['revenue', 128530100, 'CNY'],
    ]);
    expect(point('公司上半年实现营业收入十二亿三千万元。')).toEqual([['revenue', 1230000000, 'CNY']]);
    expect(point('Revenue was three hundred and twelve million dollars.')).toEqual([
      ['revenue', 312e6, 'USD'],
    ]);
    expect(point('\u202bRevenue was $312 million\u202c.')).toEqual([['revenue', 312e6, 'USD']]);
    // Two currencies stand side by side: the figure is the first, the second its translation.
    expect(point('Revenue was RMB 2.1 billion (US$ 290 million), up 12%.')).toEqual([
      ['revenue', 2.1e9, 'CNY'],
    ]);
    // What a number says of itself goes before what the head of its table says.
    expect(point('(in thousands)\n | 2024 | 2023\nRevenue | $5.2 million | $4.9 million')).toEqual([
      ['revenue', 5.2e6, 'USD'],
    ]);
  });
});
