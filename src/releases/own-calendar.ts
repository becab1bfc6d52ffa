import type { Period } from './calendar.ts';
import type { Draft } from './draft.ts';
import type { PeriodMention } from './periods.ts';

/**
 * A release names its own calendar: "net income for the quarter ended November 2, 2024 was $44.2 million" in one place
 * and "net income for the third quarter of fiscal 2024 was $44.2 million" in another. The same figure said twice ties
 * the day to the name, and what else is said of the weeks to that day (13, 39) has its name from it.
 */
export function ownCalendar<T extends { draft: Draft; period: Period | null }>(all: readonly T[]): T[] {
  const named = new Map<string, Period>();
  const said = (d: Draft): string =>
    [d.mention.metric, d.mention.name ?? '', d.value?.unit, d.value?.point].join();
  const quarters = new Map<string, Period>();
  for (const { draft, period } of all)
    if (period?.kind === 'Q' && draft.period?.ends === null && draft.period.year !== null && isPoint(draft))
      quarters.set(said(draft), period);
  if (quarters.size === 0) return [...all];
  for (const { draft } of all) {
    const day = dayOfQuarter(draft.period);
    const quarter = quarters.get(said(draft));
    if (day !== null && quarter !== undefined && isPoint(draft)) named.set(day, quarter);
  }
  if (named.size === 0) return [...all];
  return all.map((s) => {
    const mention = s.draft.period;
    const quarter = s.period !== null || mention === null ? undefined : named.get(dayKey(mention) ?? '');
    const period = quarter === undefined ? null : spanTo(quarter, weeksOf(mention!));
    return period === null ? s : { ...s, period };
  });
}

const isPoint = (d: Draft): boolean => d.value !== null && d.value.point !== null;

const dayKey = (m: PeriodMention | null): string | null =>
  m?.ends?.year == null ? null : `${m.ends.year}-${m.ends.month}-${m.ends.day}`;

/** Weeks of a mention, a quarter being thirteen or fourteen of them; null where it does not say. */
const weeksOf = (m: PeriodMention): number | null =>
  m.weeks ?? (m.kind === 'Q' ? 13 : m.kind === 'M9' ? 39 : null);

function dayOfQuarter(m: PeriodMention | null): string | null {
  const weeks = m === null ? null : weeksOf(m);
  return weeks !== null && weeks >= 12 && weeks <= 14 ? dayKey(m) : null;
}

/** The span of so many weeks that closes with a quarter: 39 to the end of the third are the first nine months. */
function spanTo(quarter: Period, weeks: number | null): Period | null {
  const { index, year } = quarter;
  if (weeks === null) return null;
  if (weeks >= 12 && weeks <= 14) return quarter;
  if (index === 2 && weeks >= 24 && weeks <= 27) return { kind: 'H', index: 1, year };
  if (index === 3 && weeks >= 36 && weeks <= 40) return { kind: 'M9', index: 0, year };
  return index === 4 && weeks >= 52 ? { kind: 'FY', index: 0, year } : null;
}
