import { type Figure, findFigures, type Passage } from '../../src/releases/index.ts';

/** One figure as a line a person can check: `guidance revenue FY2024Q4 850000000..900000000 USD raised yoy 34..42`. */
export function line(f: Figure): string {
  const value =
    f.point !== null
      ? `${f.point}`
      : f.low !== null || f.high !== null
        ? `${f.low ?? ''}..${f.high ?? ''}`
        : '-';
  const y = f.yoyPercent;
  const yoy = y === null ? '' : y[0] === y[1] ? ` yoy ${y[0]}` : ` yoy ${y[0] ?? ''}..${y[1] ?? ''}`;
  return `${f.kind} ${f.metric} ${f.period ?? '-'} ${value} ${f.unit}${f.direction === null ? '' : ` ${f.direction}`}${yoy}`;
}

export function said(text: string, more: Omit<Passage, 'text'> = {}): string[] {
  return findFigures({ text, publishedAt: '2024-08-01', ...more }).map(line);
}
