/**
 * What is usual for a theme: articles an hour, learned from the days before by exponentially weighted moving averages
 * with multiplicative seasons (Winters, Management Science 6, 1960), a language apart, because Chinese and English
 * newsrooms rest on different days:
 *
 *   usual(hour) = Σ over languages of  level × factor[kind of day] × share[hour of day]
 *
 *   level   articles a working day        += 0.2 · f · (count / f − level)          a holiday says little of it
 *   factor  of Sunday … Saturday, holiday += 0.2 · level/(level+5) · (count/level − factor)
 *   share   of the 24 hours, UTC          += 0.2 · count/(count+20) · (count[h]/count − share[h])
 *
 * The seasons of the whole stream are learned first; a theme starts from them and leaves them as far as its own counts
 * are large enough to say something. A day on which a theme is not told counts nought; days before the stream began
 * do not count. Only whole days before `until` are read: the same rows give the same baseline, after a restart and in a
 * replay, and nothing of the day itself or later is seen.
 */
export type TellingLanguage = 'zh' | 'en';
export const TELLING: readonly TellingLanguage[] = ['zh', 'en'];
export const tellingLanguage = (language: string): TellingLanguage => (language === 'zh' ? 'zh' : 'en');

export interface DayCount {
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  readonly language: TellingLanguage;
  /** 24 counts, the first for 00:00 to 01:00 UTC. */
  readonly hours: readonly number[];
}
/** 0 Sunday … 6 Saturday; 7 a working day of the week on which that language's newsrooms rest. */
export type DayKind = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
export type KindOfDay = (day: string, language: TellingLanguage) => DayKind;

export interface Usual {
  /** Articles usual between two instants (milliseconds). */
  between(from: number, to: number): number;
}
export interface BaselineQuestion {
  /** Days of all articles of the stream. */
  readonly stream: readonly DayCount[];
  /** Days of the theme's articles. */
  readonly theme: readonly DayCount[];
  /** Instant; whole days before its day are read. */
  readonly until: string;
  readonly kindOfDay: KindOfDay;
  /** Articles a day that a theme is expected to have before anything is known of it. */
  readonly priorPerDay: number;
}

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Days of arrivals that are read: eight of each weekday. */
export const BASELINE_DAYS = 56;
const RATE = 0.2;
/** Before anything is learned: Sunday first, a holiday last. */
const FIRST_FACTORS = [0.6, 1, 1, 1, 1, 1, 0.7, 0.5];
const EVEN = Array.from({ length: 24 }, () => 1 / 24);

interface Season {
  level: number;
  readonly factor: number[];
  readonly share: number[];
}
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

function learnDay(s: Season, kind: DayKind, hours: readonly number[] | undefined): void {
  const count = hours === undefined ? 0 : sum(hours);
  const factor = Math.max(0.05, s.factor[kind]!);
  const before = s.level;
  s.level += RATE * Math.min(1, factor) * (count / factor - s.level);
  if (before > 0) {
    // Three times the usual is a wave, not a season.
    const ratio = Math.min(3, count / before);
    s.factor[kind] = factor + RATE * (before / (before + 5)) * (ratio - factor);
  }
  if (hours !== undefined && count > 0) {
    const rate = RATE * (count / (count + 20));
    for (let h = 0; h < 24; h++) s.share[h]! += rate * (hours[h]! / count - s.share[h]!);
  }
}

export function usualOf(question: BaselineQuestion): Usual {
  const { kindOfDay, priorPerDay } = question;
  const last = Date.parse(question.until.slice(0, 10));
  const earliest = last - BASELINE_DAYS * DAY;
  const seasons = TELLING.map((language) => {
    const of = (rows: readonly DayCount[]): Map<string, readonly number[]> =>
      new Map(
        rows
          .filter((r) => r.language === language && Date.parse(r.day) >= earliest && Date.parse(r.day) < last)
          .map((r) => [r.day, r.hours]),
      );
    const stream = of(question.stream);
    const theme = of(question.theme);
    // The stream is as old as its oldest day in any language.
    const first = question.stream.reduce(
      (min, r) => (Date.parse(r.day) >= earliest ? Math.min(min, Date.parse(r.day)) : min),
      last,
    );
    const all: Season = {
      level: sum(stream.get(dayOf(first)) ?? []),
      factor: [...FIRST_FACTORS],
      share: [...EVEN],
    };
    for (let ms = first; ms < last; ms += DAY)
      learnDay(all, kindOfDay(dayOf(ms), language), stream.get(dayOf(ms)));
    const own: Season = {
      level: priorPerDay / TELLING.length,
      factor: [...all.factor],
      share: [...all.share],
    };
    for (let ms = first; ms < last; ms += DAY)
      learnDay(own, kindOfDay(dayOf(ms), language), theme.get(dayOf(ms)));
    return { language, own };
  });
  return {
    between(from, to) {
      let usual = 0;
      for (let at = from; at < to; ) {
        const end = Math.min(to, Math.floor(at / HOUR) * HOUR + HOUR);
        for (const { language, own } of seasons)
          usual +=
            (own.level *
              own.factor[kindOfDay(dayOf(at), language)]! *
              own.share[new Date(at).getUTCHours()]! *
              (end - at)) /
            HOUR;
        at = end;
      }
      return Math.round(usual * 1000) / 1000;
    },
  };
}

/** Articles counted in whole hours from `from` up to `to` (milliseconds, both at an hour). */
export function countBetween(rows: readonly DayCount[], from: number, to: number): number {
  let n = 0;
  for (const row of rows) {
    const midnight = Date.parse(row.day);
    for (let h = 0; h < 24; h++) {
      const at = midnight + h * HOUR;
      if (at >= from && at < to) n += row.hours[h]!;
    }
  }
  return n;
}

/** Standard deviations of a Poisson count above the usual; the one added keeps a silent theme from bursting at one article. */
export function burstZ(excess: number, usual: number): number {
  return Math.round((excess / Math.sqrt(usual + 1)) * 1000) / 1000;
}
