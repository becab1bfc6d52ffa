import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readFiling } from '../../src/extract/filing/index.ts';
import { type Figure, findFigures } from '../../src/releases/index.ts';
import { line } from './said.ts';

const RELEASES = '../shared/corpora/releases';
const PASSAGES = '../shared/corpora/guidance/dev.ndjson';

const figuresOf = (file: string, publishedAt: string): Figure[] =>
  findFigures({ text: readFiling(readFileSync(`${RELEASES}/${file}`, 'utf8')).text, publishedAt });

describe('real filings', () => {
  it("finds The Buckle's headline figures in its exhibit", (ctx) => {
    if (!existsSync(RELEASES)) return ctx.skip('shared test material is absent');
    const lines = figuresOf('BuckleInc.8-K.EX99.1.html', '2024-11-22').map(line);
    for (const expected of [
      'result revenue FY2024Q3 293600000 USD yoy -3.2',
      'result revenue FY2024M9 838500000 USD yoy -4.6',
      'result eps FY2024Q3 0.89 USD/share',
      'result eps FY2024Q3 0.88 USD/share',
    ])
      expect(lines).toContain(expected);
    expect(lines.some((l) => /^result net_profit FY2024Q3 44[12]\d{5} USD/.test(l))).toBe(true);
    expect(lines.every((l) => l.startsWith('result '))).toBe(true);
  });

  it("finds Philips' sales and margin targets, and keeps the words beside the numbers", (ctx) => {
    if (!existsSync(RELEASES)) return ctx.skip('shared test material is absent');
    const figures = figuresOf('form6k.RoyalPhilips.html', '2023-01-30');
    const targets = figures.filter((f) => f.kind === 'guidance' && f.period === 'FY2025');
    expect(targets.map((f) => [f.metric, f.inWords])).toEqual([
      ['revenue_growth', 'mid-single-digit'],
      ['other', 'low-teens'],
    ]);
    expect(figures.map(line)).toContain('result revenue FY2022 17800000000 EUR');
  });

  it('finds nothing in filings that hold no results', (ctx) => {
    if (!existsSync(RELEASES)) return ctx.skip('shared test material is absent');
    for (const file of [
      '1800Flowers.8-K.html',
      'NextPoint.8K.html',
      'Oracle.8-K.html',
      'form.6k.Athena.html',
      'form8k.Nordstrom.html',
    ])
      expect(figuresOf(file, '2023-12-20').map(line), file).toEqual([]);
  });

  it('reads labelled passages with few wrong numbers and few missing ones', (ctx) => {
    if (!existsSync(PASSAGES)) return ctx.skip('shared test material is absent');
    let right = 0;
    let found = 0;
    let labelled = 0;
    for (const row of readFileSync(PASSAGES, 'utf8').trim().split('\n')) {
      const passage = JSON.parse(row) as { text: string; expected: Figure[] };
      const left = findFigures(passage).map((f) => [f.kind, f.metric, f.low, f.high, f.point, f.unit].join());
      found += left.length;
      for (const e of passage.expected) {
        labelled++;
        const at = left.indexOf([e.kind, e.metric, e.low, e.high, e.point, e.unit].join());
        if (at >= 0) {
          right++;
          left.splice(at, 1);
        }
      }
    }
    expect(right / found).toBeGreaterThanOrEqual(0.95);
    expect(right / labelled).toBeGreaterThanOrEqual(0.9);
  });
});
