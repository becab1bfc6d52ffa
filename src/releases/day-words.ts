/** Days and hours as announcements write them, in folded text; and instants from them. Pure. */
import { zoneOffset } from '../text/index.ts';

export interface DayMention {
  /** YYYY-MM-DD */
  date: string;
  start: number;
  end: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const HAN_DIGITS = '〇一二三四五六七八九';
const ENGLISH = new RegExp(
  `\\b${MONTH} (\\d{1,2})(?:st|nd|rd|th)?(?![\\d%])(?:,? (20\\d\\d))?|\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH}(?:,? (20\\d\\d))?|\\b(20\\d\\d)-(\\d\\d)-(\\d\\d)\\b`,
  'g',
);
const CHINESE =
  /(?:((?:19|20)\d\d|[〇零一二三四五六七八九]{4}) ?年 ?)?(\d{1,2}|[一二三四五六七八九十]{1,3}) ?月 ?(\d{1,2}|[一二三四五六七八九十]{1,3}) ?[日号]|\b(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/g;

/** 三十一 → 31, 十 → 10, 二〇二四 → 2024. */
function hanNumber(words: string): number {
  if (/^\d+$/.test(words)) return Number(words);
  if (words.includes('十')) {
    const [tens, ones] = words.split('十');
    return (tens ? HAN_DIGITS.indexOf(tens) : 1) * 10 + (ones ? HAN_DIGITS.indexOf(ones) : 0);
  }
  return Number([...words.replace(/零/g, '〇')].map((c) => HAN_DIGITS.indexOf(c)).join(''));
}

/**
 * Days named in folded text. A year left out is the one that puts the day nearest after `published`; a day that the
 * calendar does not have is none.
 */
export function findDays(folded: string, chinese: boolean, published: string): DayMention[] {
  const out: DayMention[] = [];
  for (const m of folded.matchAll(chinese ? CHINESE : ENGLISH)) {
    const parts = chinese ? chineseParts(m) : englishParts(m);
    const date = dated(parts, published);
    if (date !== null) out.push({ date, start: m.index, end: m.index + m[0].length });
  }
  return out;
}

interface Parts {
  year: number | null;
  month: number;
  day: number;
}
const monthOf = (word: string): number => MONTHS.indexOf(word.slice(0, 3)) + 1;
const yearOf = (word: string | undefined): number | null => (word === undefined ? null : Number(word));

function englishParts(m: RegExpMatchArray): Parts {
  if (m[1] !== undefined) return { year: yearOf(m[3]), month: monthOf(m[1]), day: Number(m[2]) };
  if (m[5] !== undefined) return { year: yearOf(m[6]), month: monthOf(m[5]), day: Number(m[4]) };
  return { year: Number(m[7]), month: Number(m[8]), day: Number(m[9]) };
}

function chineseParts(m: RegExpMatchArray): Parts {
  if (m[4] !== undefined) return { year: Number(m[4]), month: Number(m[5]), day: Number(m[6]) };
  return {
    year: m[1] === undefined ? null : hanNumber(m[1]),
    month: hanNumber(m[2]!),
    day: hanNumber(m[3]!),
  };
}

function dated({ year, month, day }: Parts, published: string): string | null {
  const write = (y: number): string | null => {
    const at = new Date(Date.UTC(y, month - 1, day));
    return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : null;
  };
  if (month < 1 || month > 12) return null;
  if (year !== null) return write(year);
  const now = Number(published.slice(0, 4));
  const thisYear = write(now);
  return thisYear !== null && thisYear >= published.slice(0, 10) ? thisYear : write(now + 1);
}

export interface Hour {
  hour: number;
  minute: number;
  /** Hours east of UTC are the zone's business: an IANA name, null where the text names none. */
  zone: string | null;
}

const ZONES: readonly (readonly [RegExp, string])[] = [
  [/^(?:\(?(?:u\.?s\.? )?(?:eastern|et\b|est\b|edt\b|new york)|美东|美国东部|纽约)/, 'America/New_York'],
  [/^(?:\(?(?:u\.?s\.? )?(?:pacific|pt\b|pst\b|pdt\b)|太平洋|美西)/, 'America/Los_Angeles'],
  [/^(?:\(?(?:u\.?s\.? )?(?:central (?:time|standard|daylight)|ct\b|cst\b|cdt\b))/, 'America/Chicago'],
  [/^(?:\(?(?:hong kong|hkt\b)|香港)/, 'Asia/Hong_Kong'],
  [/^(?:\(?(?:beijing|china standard|shanghai)|北京|中国)/, 'Asia/Shanghai'],
  [/^(?:\(?(?:japan|jst\b|tokyo)|日本|东京)/, 'Asia/Tokyo'],
  [/^(?:\(?(?:bst\b|london|uk time|british)|伦敦|英国)/, 'Europe/London'],
  [/^(?:\(?(?:cet\b|cest\b|central european)|欧洲中部)/, 'Europe/Paris'],
  [/^(?:\(?(?:gmt\b|utc\b)|格林)/, 'UTC'],
];
const zoneOf = (words: string): string | null => ZONES.find(([re]) => re.test(words))?.[1] ?? null;

/** The first hour named in folded words: "4:30 p.m. ET", "16:30 (Hong Kong time)", 北京时间下午3点, 15:00-16:00. */
export function findHour(folded: string): Hour | null {
  const english =
    /\b(\d{1,2})(?:[:.](\d\d))? ?([ap])\.?m\.?,? ?(?:\()?/.exec(folded) ??
    /\b(\d{1,2}):(\d\d)() ?(?:hours|hrs)?,? ?(?:\()?/.exec(folded);
  const chinese =
    /(北京|香港|美东|美国东部|美西|日本|伦敦)?(?:时间)?(?:[^\d,.;。]{0,4})?(上午|早上|下午|晚上|晚间|中午)?(\d{1,2}) ?(?:点|时|:)(?:(\d\d)|(半))?/.exec(
      folded,
    );
  if (chinese !== null && (chinese[1] !== undefined || chinese[2] !== undefined || english === null)) {
    let hour = Number(chinese[3]);
    if (/下午|晚/.test(chinese[2] ?? '') && hour < 12) hour += 12;
    const minute = chinese[5] !== undefined ? 30 : Number(chinese[4] ?? 0);
    return valid(hour, minute, zoneOf(chinese[1] ?? ''));
  }
  if (english === null) return null;
  let hour = Number(english[1]);
  if (english[3] === 'p' && hour < 12) hour += 12;
  if (english[3] === 'a' && hour === 12) hour = 0;
  return valid(hour, Number(english[2] ?? 0), zoneOf(folded.slice(english.index + english[0].length)));
}

const valid = (hour: number, minute: number, zone: string | null): Hour | null =>
  hour < 24 && minute < 60 ? { hour, minute, zone } : null;

/** The instant of a wall clock in a zone, ISO 8601 in UTC; an hour that a clock change skips is the one after it. */
export function instantIn(zone: string, date: string, hour: number, minute: number): string {
  const wall = Date.parse(`${date}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00Z`);
  let at = wall;
  for (let i = 0; i < 2; i++) at = wall - zoneOffset(zone, at)!;
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

/** The day an instant falls on in a zone. */
export const dateAt = (zone: string, instant: string): string =>
  new Date(Date.parse(instant) + zoneOffset(zone, Date.parse(instant))!).toISOString().slice(0, 10);
