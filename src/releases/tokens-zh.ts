import type { MetricMention } from './metrics.ts';
import { chineseMetricAt } from './metrics-zh.ts';
import type { PeriodMention } from './periods.ts';
import { within } from './place.ts';
import type { Quantity } from './quantity.ts';
import { type ChineseCue, chineseCueAt } from './words-zh.ts';

/** A Chinese sentence as the reader sees it; `han` stands for a character that means nothing to it. */
export type ChineseToken =
  | { type: 'q'; q: Quantity; start: number; end: number }
  | { type: 'm'; m: MetricMention; start: number; end: number }
  | { type: 'p'; p: PeriodMention; start: number; end: number }
  | { type: ChineseCue | 'comma' | 'semi' | 'open' | 'close' | 'han'; start: number; end: number };

const MARKS: Readonly<Record<string, 'comma' | 'semi' | 'open' | 'close'>> = {
  ',': 'comma',
  ':': 'comma',
  ';': 'semi',
  '.': 'semi',
  '(': 'open',
  ')': 'close',
  '!': 'semi',
  '|': 'semi',
};

export function tokeniseChinese(
  folded: string,
  start: number,
  end: number,
  quantities: readonly Quantity[],
  periods: readonly PeriodMention[],
  issuer: string,
): ChineseToken[] {
  const out: ChineseToken[] = [];
  const qs = within(quantities, start, end).filter((q) => !(q.bare && Math.abs(q.point ?? 0) < 1));
  const qAt = new Map(qs.map((q) => [q.start, q]));
  const ps = within(periods, start, end);
  const pAt = new Map(ps.map((p) => [p.start, p]));
  let clause = start;
  for (let i = start; i < end; ) {
    const unit = folded[i]!;
    const q = qAt.get(i);
    const p = pAt.get(i);
    // 较二零二零年减少: the cue swallows the year; a year alone is a period.
    const cue = unit > '\u2fff' || /[a-z]/.test(unit) ? chineseCueAt(folded, i) : null;
    if (q !== undefined) {
      out.push({ type: 'q', q, start: i, end: q.end });
      i = q.end;
      continue;
    }
    if (
      cue !== null &&
      (cue.cue === 'yoy' ||
        cue.cue === 'prior' ||
        cue.cue === 'seq' ||
        cue.cue === 'expect' ||
        cue.cue === 'prev')
    ) {
      out.push({ type: cue.cue, start: i, end: cue.end });
      i = cue.end;
      continue;
    }
    if (p !== undefined) {
      out.push({ type: 'p', p, start: i, end: p.end });
      i = p.end;
      continue;
    }
    const m = unit > '\u2fff' || /[a-z]/.test(unit) ? chineseMetricAt(folded, i, clause, issuer) : null;
    const latin = /[a-z]/.test(unit) && /[a-z]/.test(folded[i - 1] ?? ' ');
    if (m !== null && !latin) {
      out.push({ type: 'm', m, start: i, end: m.end });
      i = m.end;
    } else if (cue !== null) {
      out.push({ type: cue.cue, start: i, end: cue.end });
      i = cue.end;
    } else {
      const mark = MARKS[unit];
      if (mark !== undefined && !(unit === '.' && /\d/.test(folded[i + 1] ?? ''))) {
        out.push({ type: mark, start: i, end: i + 1 });
        if (mark !== 'close') clause = i + 1;
      } else if (unit > '\u2fff' || /[a-z]/.test(unit)) out.push({ type: 'han', start: i, end: i + 1 });
      i++;
    }
  }
  return out;
}
