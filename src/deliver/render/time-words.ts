import type { Language, SessionLine } from '../digest.ts';
import type { Words } from './words.ts';
import { say } from './words.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2027-03-03` as `3 March 2027`-style short words. */
export function dayWords(date: string, language: Language): string {
  const [y, m, d] = date.split('-').map(Number);
  return language === 'en' ? `${d} ${MONTHS[m! - 1]} ${y}` : `${y}年${m}月${d}日`;
}

/** An instant by the clock of Hong Kong and Shanghai (UTC+8 all year), which both markets keep. */
function local(instant: string): { day: string; time: string; date: string } {
  const iso = new Date(Date.parse(instant) + 8 * 3_600_000).toISOString();
  return { date: iso.slice(0, 10), day: iso.slice(5, 10), time: iso.slice(11, 16) };
}
export function dayAndTime(instant: string, language: Language): string {
  const { date, time } = local(instant);
  const [, m, d] = date.split('-').map(Number);
  return language === 'en' ? `${d} ${MONTHS[m! - 1]} ${time} HKT` : `${m}月${d}日 ${time}`;
}

/** When a market next opens, and how long that is. */
export function sessionWords(s: SessionLine, words: Words, language: Language): string {
  const { date, time } = local(s.open);
  const [, m, d] = date.split('-').map(Number);
  const [hours, minutes] = [Math.floor(s.minutes / 60), s.minutes % 60];
  const wait =
    s.minutes < 120
      ? say(words.waitMinutes, { m: s.minutes })
      : hours < 48
        ? say(words.waitHours, { h: hours, m: minutes, total: s.minutes })
        : say(words.waitDays, { d: Math.floor(hours / 24), h: hours % 24, total: s.minutes });
  return say(words.opensIn, {
    market: words[s.exchange],
    day: language === 'en' ? `${d} ${MONTHS[m! - 1]}` : `${m}月${d}日`,
    time,
    wait,
  });
}

/** Whole minutes in the largest units that fit. */
export function durationWords(minutes: number, words: Words): string {
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60)];
  if (minutes < 120) return say(words.lastsMinutes, { m: minutes });
  return hours < 48
    ? say(words.lastsHours, { h: hours, m: minutes % 60 })
    : say(words.lastsDays, { d: days, h: hours % 24 });
}
