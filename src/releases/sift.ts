import type { Period } from './calendar.ts';
import type { Draft } from './draft.ts';
import type { Figure, Kind } from './figure.ts';

/** Of the figures of a passage, those that are only said again, or a part's, or the minority's: they go. */
export interface Settled {
  draft: Draft;
  period: Period | null;
  kind: Kind;
  figure: Figure;
}

/** Of the whole company and one span there is one of each of these; a second, smaller one later on is a part's. */
const ONE = /^(?:revenue|net_profit|operating_income)$/;

/**
 * "… all divisions but News, which saw $74 million in revenue": where the whole was stated for the span, a much
 * smaller amount in a later sentence is some part's, whose name was not understood. Better none than a wrong one.
 */
export function unopposed(all: readonly Settled[]): Settled[] {
  const size = (s: Settled): number => Math.abs(s.figure.point ?? 0);
  const whole = all.filter(
    (s) => s.draft.sentence >= 0 && s.figure.point !== null && s.period !== null && ONE.test(s.figure.metric),
  );
  const opposed = (s: Settled): boolean =>
    whole.some(
      (w) =>
        w.draft.sentence < s.draft.sentence &&
        w.kind === s.kind &&
        w.figure.metric === s.figure.metric &&
        w.figure.period === s.figure.period &&
        w.figure.unit === s.figure.unit &&
        w.draft.mention.adjusted === s.draft.mention.adjusted &&
        size(s) < 0.6 * size(w) &&
        Math.sign(s.figure.point!) === Math.sign(w.figure.point!),
    );
  return all.filter((s) => !whole.includes(s) || !opposed(s));
}

/** "The loss of not more than $9 million is due to …": a guidance named again in a sentence that says neither is no result. */
export function toldAgain(all: readonly Settled[]): Settled[] {
  const key = (f: Figure): string => [f.metric, f.name ?? '', f.unit, f.low, f.high, f.point].join();
  const guided = new Set(
    all.filter((s) => s.kind === 'guidance' && s.draft.value !== null).map((s) => key(s.figure)),
  );
  return all.filter((s) => s.kind !== 'result' || s.draft.kind !== null || !guided.has(key(s.figure)));
}

const OWNERS = /應佔|应占|歸屬|归属|歸母|归母|拥有人|擁有人|attributable|available to/i;

/** Where the owners' profit is stated, the whole group's beside it, minorities and all, is another number. */
export function attributable(all: readonly Settled[], text: string): Settled[] {
  const owned = (s: Settled): boolean => OWNERS.test(text.slice(s.draft.mention.start, s.draft.mention.end));
  const key = (s: Settled): string => `${s.kind} ${s.figure.period}`;
  const profits = all.filter((s) => s.figure.metric === 'net_profit');
  const stated = new Set(profits.filter(owned).map(key));
  const values = (s: Settled): string => [s.figure.low, s.figure.high, s.figure.point].join();
  return all.filter(
    (s) =>
      s.figure.metric !== 'net_profit' ||
      owned(s) ||
      values(s) === ',,' ||
      s.draft.sentence < 0 ||
      !stated.has(key(s)) ||
      !profits.some(
        (p) => owned(p) && key(p) === key(s) && values(p) !== ',,' && p.draft.sentence === s.draft.sentence,
      ),
  );
}
