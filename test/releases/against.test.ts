import { describe, expect, it } from 'vitest';
import { findExpectations, findFigures, findMixShifts, surprise } from '../../src/releases/index.ts';

describe('what a figure is set against', () => {
  it('finds stated expectations in both languages and grades the surprise', () => {
    const english = {
      text: 'Revenue was $824 million against a consensus of $761m, and adjusted EPS of $0.29 versus $0.25 expected.',
    };
    const expected = findExpectations(english);
    expect(expected.map((e) => [e.metric, e.point, e.basis])).toEqual([
      ['revenue', 761000000, 'expectation'],
      ['eps_adjusted', 0.25, 'expectation'],
    ]);
    const figures = findFigures(english);
    expect(surprise(figures[0]!, expected[0]!)).toEqual({
      value: 8.278581,
      measure: 'percent',
      grade: 2,
    });
    expect(surprise(figures[1]!, expected[1]!)).toEqual({ value: 16, measure: 'percent', grade: 2 });
    expect(surprise(figures[0]!, expected[1]!)).toBeNull();

    const chinese = { text: '英伟达第四财季营收221亿美元，分析师预计204.1亿美元。' };
    expect(findExpectations(chinese).map((e) => [e.metric, e.point, e.unit])).toEqual([
      ['revenue', 20410000000, 'USD'],
    ]);
  });

  it('compares guidance with the guidance before, and a result with the year before by its change', () => {
    const text =
      'We are raising revenue guidance to $5.0 billion to $5.2 billion from $4.8 billion to $5.0 billion.';
    const [figure] = findFigures({ text });
    const [before] = findExpectations({ text });
    expect(before?.basis).toBe('guidance');
    expect(surprise(figure!, before!)?.value).toBeCloseTo(4.08, 1);
    const [result] = findFigures({ text: 'Revenue rose 14% to $824 million.' });
    expect(
      surprise(result!, { low: null, high: null, point: null, unit: 'USD', basis: 'yearBefore' }),
    ).toEqual({ value: 14, measure: 'percent', grade: 1 });
  });

  it('finds shares of a whole that moved, in both languages', () => {
    const shift = (text: string): unknown =>
      findMixShifts({ text }).map((m) => [m.part, m.whole, m.before, m.share, m.basis]);
    expect(shift('v9 was 15% of royalties, up from 10%.')).toEqual([['v9', 'royalties', 10, 15, null]]);
    expect(shift('Services represented 26% of total revenue, up from 23% a year ago.')).toEqual([
      ['Services', 'total revenue', 23, 26, 'yearBefore'],
    ]);
    expect(shift('Armv9架构占版税收入的比例由上季度的10%提升至15%。')).toEqual([
      ['Armv9架构', '版税收入', 10, 15, 'sequential'],
    ]);
    expect(shift('Revenue was $5 billion, up 10% from a year ago.')).toEqual([]);
  });
});
