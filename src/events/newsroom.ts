import { FIRST_YEAR, LAST_YEAR, sessions } from '../market/index.ts';
import type { DayKind, TellingLanguage } from '../themes/index.ts';

/**
 * When the newsrooms of a language are at work, told by the exchange of their country: Shanghai's holidays are those of
 * the Chinese press (Spring Festival, National Day), New York's those of the English (Thanksgiving, Christmas). A working
 * Saturday that makes up for a holiday counts as a Saturday. Years without a calendar have no holidays.
 */
const EXCHANGE = { zh: 'XSHG', en: 'XNYS' } as const;
/** Local time ahead of UTC: China's, and New York's in winter; an hour does not matter here. */
const OFFSET_HOURS = { zh: 8, en: -5 } as const;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const open = new Map<string, Set<string>>();
function openDays(language: TellingLanguage, year: number): Set<string> {
  const key = `${language} ${year}`;
  let days = open.get(key);
  if (days === undefined) {
    days = new Set(sessions(EXCHANGE[language], `${year}-01-01`, `${year}-12-31`).map((s) => s.date));
    open.set(key, days);
  }
  return days;
}

/** 0 Sunday … 6 Saturday; 7 a Monday to Friday on which the language's newsrooms rest. */
export function kindOfDay(day: string, language: TellingLanguage): DayKind {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() as DayKind;
  const year = Number(day.slice(0, 4));
  if (weekday === 0 || weekday === 6 || year < FIRST_YEAR || year > LAST_YEAR) return weekday;
  return openDays(language, year).has(day) ? weekday : 7;
}

/**
 * Hours between two instants in which those who tell a story were at work: each language's hours on its working days,
 * weighed by its share of the articles. Neither Spring Festival nor Christmas looks like silence.
 */
export function workingHours(
  from: string,
  to: string,
  share: Readonly<Record<TellingLanguage, number>>,
): number {
  let hours = 0;
  for (const language of ['zh', 'en'] as const) {
    if (share[language] === 0) continue;
    const shift = OFFSET_HOURS[language] * HOUR;
    const end = Date.parse(to) + shift;
    for (let at = Date.parse(from) + shift; at < end; ) {
      const midnight = Math.floor(at / DAY) * DAY + DAY;
      const kind = kindOfDay(new Date(at).toISOString().slice(0, 10), language);
      if (kind >= 1 && kind <= 5) hours += (share[language] * (Math.min(end, midnight) - at)) / HOUR;
      at = midnight;
    }
  }
  return Math.round(hours * 1000) / 1000;
}
