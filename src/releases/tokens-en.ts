import type { MetricMention } from './metrics.ts';
import { metricAt } from './metrics-en.ts';
import type { PeriodMention } from './periods.ts';
import { within } from './place.ts';
import type { Quantity } from './quantity.ts';
import { type Cue, cueAt } from './words-en.ts';

/** An English sentence as the reader sees it: numbers, metrics, periods, and cues for every other word. */
export type Token =
  | { type: 'q'; q: Quantity; start: number; end: number }
  | { type: 'm'; m: MetricMention; start: number; end: number }
  | { type: 'p'; p: PeriodMention; start: number; end: number }
  | { type: Cue | 'comma' | 'semi' | 'colon' | 'open' | 'close'; start: number; end: number };

const MARKS: Readonly<Record<string, 'comma' | 'semi' | 'colon' | 'open' | 'close'>> = {
  ',': 'comma',
  ';': 'semi',
  ':': 'colon',
  '(': 'open',
  ')': 'close',
  '|': 'semi',
  '-': 'comma',
};

export function tokenise(
  folded: string,
  start: number,
  end: number,
  quantities: readonly Quantity[],
  periods: readonly PeriodMention[],
  issuer: ReadonlySet<string>,
): Token[] {
  const out: Token[] = [];
  const qs = new Map(
    within(quantities, start, end)
      .filter((q) => !q.bare)
      .map((q) => [q.start, q]),
  );
  const ps = new Map(within(periods, start, end).map((p) => [p.start, p]));
  for (let i = start; i < end; ) {
    const q = qs.get(i);
    if (q !== undefined) {
      out.push({ type: 'q', q, start: i, end: q.end });
      i = q.end;
      continue;
    }
    const p = ps.get(i);
    const unit = folded[i]!;
    const m =
      p === undefined && /[a-z]/.test(unit) && !/[a-z0-9]$|[a-z]-$/.test(folded.slice(Math.max(0, i - 2), i))
        ? metricAt(folded, i, start, issuer)
        : null;
    if (m !== null) {
      // Words of its own phrase that came before the head have been read already: drop them.
      while (out.length > 0 && out.at(-1)!.start >= m.start && !'qp'.includes(out.at(-1)!.type)) out.pop();
      out.push({ type: 'm', m, start: m.start, end: m.end });
      i = m.end;
    } else if (p !== undefined) {
      const back = folded.slice(Math.max(0, i - 24), i);
      const measured =
        /(?:versus|vs\.?|than|compared (?:to|with)|relative to|from) (?:the )?$/.test(back) ||
        (/over (?:the )?$/.test(back) &&
          out
            .slice(-4)
            .some(
              (t) =>
                t.type === 'up' ||
                t.type === 'down' ||
                t.type === 'yoy' ||
                (t.type === 'q' && t.q.unit !== 'money'),
            ));
      // "(2023: HK$540 million)": the year before, in brackets.
      const aside = /\($/.test(back) && folded[p.end] === ':';
      // "80% of Q4 2019 levels"
      const level = /^ (?:levels?|base(?:line)?)\b/.test(folded.slice(p.end, p.end + 10));
      if (measured || aside || level || /^last |^prior |^previous /.test(folded.slice(p.start, p.end)))
        out.push({ type: 'prior', start: i, end: p.end });
      else out.push({ type: 'p', p, start: i, end: p.end });
      i = p.end;
    } else if (/[a-z&]/.test(unit)) {
      const hit = cueAt(folded, i);
      let stop = i + 1;
      while (stop < end && /[a-z0-9'&\-.]/.test(folded[stop]!)) stop++;
      if (hit !== null) out.push({ type: hit.cue, start: i, end: hit.end });
      else out.push({ type: 'word', start: i, end: stop });
      i = hit?.end ?? stop;
      // A period or number may start inside a cue that ran too far.
      for (let k = out.at(-1)!.start + 1; k < i; k++)
        if (qs.has(k) || ps.has(k)) {
          i = k;
          break;
        }
    } else {
      const mark = MARKS[unit];
      if (
        mark !== undefined &&
        (unit !== '-' || folded[i + 1] === '-' || (folded[i - 1] === ' ' && folded[i + 1] === ' '))
      )
        out.push({ type: mark, start: i, end: i + 1 });
      i++;
    }
  }
  return out;
}
