import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../../src/db/index.ts';
import { type Figure, findFigures, type Passage } from '../../src/releases/index.ts';

/** As ../shared/measure.py: same kind, metric, unit and values; where only a change is given, the change. */
const key = (f: Pick<Figure, 'kind' | 'metric' | 'unit' | 'low' | 'high' | 'point' | 'yoyPercent'>): string =>
  [f.kind, f.metric, f.unit, f.low, f.high, f.point, f.low ?? f.high ?? f.point ?? f.yoyPercent].join();

function measured(file: string): { precision: number; recall: number; figures: number } {
  let [right, found, expected] = [0, 0, 0];
  for (const line of readFileSync(join(packageFolder(), 'bench', 'figures', file), 'utf8')
    .trim()
    .split('\n')) {
    const passage = JSON.parse(line) as Passage & { expected: Figure[] };
    const left = findFigures(passage).map(key);
    found += left.length;
    expected += passage.expected.length;
    for (const e of passage.expected.map(key)) {
      const at = left.indexOf(e);
      if (at < 0) continue;
      right++;
      left.splice(at, 1);
    }
  }
  return { precision: right / found, recall: right / expected, figures: expected };
}

describe('passages composed and labelled by this project (issuers and figures invented)', () => {
  it('are read with hardly a wrong figure', () => {
    const open = measured('open.ndjson');
    expect(open.figures).toBeGreaterThan(80);
    expect(open.precision).toBeGreaterThanOrEqual(0.97);
    expect(open.recall).toBeGreaterThanOrEqual(0.95);
  });

  it('and those held back stay where they stood at first sight, or better', () => {
    const closed = measured('closed.ndjson');
    expect(closed.precision).toBeGreaterThanOrEqual(0.93);
    expect(closed.recall).toBeGreaterThanOrEqual(0.9);
  });
});
