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
});
