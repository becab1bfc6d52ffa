import { monthNumber } from './months.ts';
import { instantAtOffset, instantIn, instantNamed, isZoneName, type Wall } from './zone.ts';

/**
 * Dates as feeds write them: ISO 8601 in all its forms, RFC 822/850, asctime and `Date.toString()`, Unix time, Chinese,
 * Japanese and Korean forms, month names of a dozen languages, twelve-hour clocks, named zones and offsets.
 */
export interface DateHint {
  /** IANA zone of a date that names none; UTC unless given. */
  timeZone?: string | undefined;
  /** Language of the feed, `zh-CN` for example: it decides what CST means. */
  language?: string | undefined;
  /** `08/10/2025` is 8 October; without it, America's order is assumed where the numbers leave it open. */
  dayFirst?: boolean | undefined;
}

interface Reading extends Partial<Wall> {
  zone?: { offset: number } | { name: string } | { iana: string };
  half?: 'am' | 'pm';
}

const FULL_WIDTH = /[\uff10-\uff19\uff1a\uff0d\uff0f\uff0b\u3000]/g;
const MAX_UNITS = 200;

/** ISO 8601 UTC with Z, to the second; null when the text names no moment. Pure. */
export function parseDate(text: string | null | undefined, hint: DateHint = {}): string | null {
  if (!text || text.length > MAX_UNITS) return null;
  const s = text
    .replace(FULL_WIDTH, (c) => (c === '\u3000' ? ' ' : String.fromCharCode(c.charCodeAt(0) - 0xfee0)))
    .replace(/[\u00a0\u202f\s]+/g, ' ')
    .trim();
  if (!/\d/.test(s)) return null;
  const reading = rfc822(s) ?? digitsOnly(s) ?? iso(s) ?? words(s, hint.dayFirst === true);
  if (!reading) return null;
  if (typeof reading === 'number') return written(reading);
  const wall = completed(reading);
  if (!wall) return null;
  const chinese = /^zh/i.test(hint.language ?? '') || /^Asia\//.test(hint.timeZone ?? '');
  const zone = reading.zone;
  const at =
    zone === undefined
      ? instantIn(wall, hint.timeZone ?? 'UTC')
      : 'offset' in zone
        ? instantAtOffset(wall, zone.offset)
        : 'name' in zone
          ? instantNamed(wall, zone.name, chinese)
          : instantIn(wall, zone.iana);
  return at === null ? null : written(at);
}

const written = (ms: number): string | null => {
  const year = new Date(ms).getUTCFullYear();
  return Number.isFinite(ms) && year >= 1900 && year <= 2200
    ? `${new Date(ms).toISOString().slice(0, 19)}Z`
    : null;
};

function completed(r: Reading): Wall | null {
  const { year, month = 1, day = 1, minute = 0 } = r;
  let { hour = 0, second = 0 } = r;
  if (year === undefined) return null;
  if (r.half) {
    // 13:00 PM is written too: the 24-hour reading is then meant
    if (r.half === 'pm' && hour < 12) hour += 12;
    if (r.half === 'am' && hour === 12) hour = 0;
  }
  if (second === 60) second = 59;
  if (month < 1 || month > 12 || hour > 24 || minute > 59 || second > 59) return null;
  if (hour === 24 && (minute > 0 || second > 0)) return null;
  if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  return { year, month, day, hour, minute, second };
}

/** The usual form of RSS, apart from the rest only because nearly every date has it. */
function rfc822(s: string): Reading | null {
  const m =
    /^(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2})(?::(\d{2}))? (GMT|UTC|Z|[+-]\d{4})$/.exec(
      s,
    );
  const month = m ? monthNumber(m[2]!) : undefined;
  return m && month ? zoneOf(fields([m[3], String(month), m[1], m[4], m[5], m[6]]), m[7]!) : null;
}

function digitsOnly(s: string): Reading | number | null {
  if (!/^\d+(\.\d+)?$/.test(s)) return null;
  const whole = s.split('.')[0]!;
  if (whole.length === 4) return { year: Number(whole) };
  if (whole.length === 9 || whole.length === 10) return Number(whole) * 1000;
  if (whole.length === 13) return Number(whole);
  const m = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/.exec(whole);
  if (m) return fields(m.slice(1));
  const ordinal = /^(\d{4})(\d{3})$/.exec(whole);
  return ordinal ? dayOfYear(Number(ordinal[1]), Number(ordinal[2])) : null;
}

function fields(parts: readonly (string | undefined)[]): Reading {
  const names = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;
  const r: Reading = {};
  names.forEach((name, i) => {
    if (parts[i]) r[name] = Number(parts[i]);
  });
  return r;
}

function dayOfYear(year: number, day: number): Reading | null {
  if (day < 1 || day > 366) return null;
  const at = new Date(Date.UTC(year, 0, day));
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

const ISO_TIME = /^(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2})(?:[.,]\d+)?)?|^(\d{2})(\d{2})(\d{2})?(?![\d:])/;
const ZONE =
  /^\s*(Z\b|[+\-\u2212]\d{1,2}(?::?\d{2})?(?!\d)|(?:GMT|UTC?)\s*[+\-\u2212]\d{1,2}(?::?\d{2})?)?\s*$/i;

function iso(s: string): Reading | null {
  const m =
    /^(\d{4})-?W(\d{2})(?:-?(\d))?(.*)$/.exec(s) ??
    /^(\d{4})-(\d{3})(?!\d)(.*)$/.exec(s) ??
    /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(.*)$/.exec(s) ??
    /^(\d{4})(\d{2})(\d{2})(T.*)$/i.exec(s);
  if (!m) return null;
  let r: Reading | null;
  const tail = m.at(-1)!;
  if (/^\d{4}-?W/.test(s)) {
    // ISO week 1 holds 4 January
    const fourth = new Date(Date.UTC(Number(m[1]), 0, 4));
    const monday = 4 - ((fourth.getUTCDay() + 6) % 7);
    const at = new Date(Date.UTC(Number(m[1]), 0, monday + (Number(m[2]) - 1) * 7 + Number(m[3] ?? 1) - 1));
    r = { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
  } else if (/^\d{4}-\d{3}(?!\d)/.test(s)) r = dayOfYear(Number(m[1]), Number(m[2]));
  else r = fields(m.slice(1, 4));
  if (!r) return null;
  const rest = tail.replace(/^[T\s,]+/i, '');
  if (rest === '') return r;
  const t = ISO_TIME.exec(rest);
  if (!t) {
    if (!ZONE.test(rest)) return null;
    return zoneOf(r, rest);
  }
  Object.assign(r, {
    hour: Number(t[1] ?? t[4]),
    minute: Number(t[2] ?? t[5]),
    second: Number(t[3] ?? t[6] ?? 0),
  });
  const after = rest.slice(t[0].length);
  // AM, zone names and the rest of the world go through the words
  return ZONE.test(after) ? zoneOf(r, after) : tokens(after, r);
}

function zoneOf(r: Reading, text: string): Reading {
  const t = text.trim();
  if (t === '') return r;
  if (/^(Z|GMT|UTC?)$/i.test(t)) return { ...r, zone: { offset: 0 } };
  const m = /([+\-\u2212])(\d{1,2}):?(\d{2})?$/.exec(t);
  if (!m) return r;
  const minutes = Number(m[2]) * 60 + Number(m[3] ?? 0);
  return { ...r, zone: { offset: m[1] === '+' ? minutes : -minutes } };
}

const EAST_ASIAN: readonly [RegExp, string][] = [
  [/(\d{2,4})\s*[年년]\s*/g, '$1-'],
  [/(\d{1,2})\s*[月월]\s*/g, '$1-'],
  [/(\d{1,2})\s*[日号號일]\s*/g, '$1 '],
  [/(\d{1,2})\s*[时時点點시]\s*(?=\d)/g, '$1:'],
  [/(\d{1,2})\s*[时時点點시](整|钟)?/g, '$1:00 '],
  [/(\d{1,2})\s*[分분]\s*/g, '$1:'],
  [/(\d{1,2})\s*[秒초]\s*/g, '$1 '],
  [/[(（]?(星期|周|週|礼拜)[一二三四五六日天][)）]?/g, ' '],
  [/[(（][日月火水木金土월화수목금토일][)）]/g, ' '],
  [/上午|早上|凌晨|清晨|午前|오전/g, ' AM '],
  [/下午|晚上|傍晚|中午|午後|오후/g, ' PM '],
];

function words(s: string, dayFirst: boolean): Reading | null {
  let t = s;
  if (/[\u3000-\u9fff\uac00-\ud7af]/.test(t)) {
    for (const [from, to] of EAST_ASIAN) t = t.replace(from, to);
    t = t.replace(/[:-](?=\s|$)/g, ' ').trim();
    const again = iso(t);
    if (again) return again;
  }
  return tokens(t, {}, dayFirst);
}

/** Whatever is left, token by token: a time, a month's name, an offset, numbers that must be day and year. */
function tokens(s: string, start: Reading, daysFirst = false): Reading | null {
  const r: Reading = { ...start };
  const numbers: { value: number; text: string; before: string }[] = [];
  let month = false;
  const pattern =
    /(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d+)?)?|(?:GMT|UTC?)?\s?[+\-\u2212]\d{2}:?\d{2}(?!\d)|(?:GMT|UTC)[+\-\u2212]\d{1,2}(?!\d)|[A-Za-z]+\/[A-Za-z_]+(?:\/[A-Za-z_]+)?|[ap]\.?m\.?(?![A-Za-z])|\p{L}+\.?|\d+/giu;
  let last = 0;
  for (const m of s.matchAll(pattern)) {
    const token = m[0];
    const before = s.slice(last, m.index);
    last = m.index + token.length;
    if (m[1] !== undefined) {
      if (r.hour !== undefined && start.hour === undefined) continue;
      r.hour = Number(m[1]);
      r.minute = Number(m[2]);
      r.second = Number(m[3] ?? 0);
    } else if (/^[ap]\.?m\.?$/i.test(token)) r.half = token[0]!.toLowerCase() === 'p' ? 'pm' : 'am';
    else if (/[+\-\u2212]\d/.test(token)) {
      // `16-2024` is a date's own hyphen unless a time came before
      if (r.hour !== undefined) Object.assign(r, zoneOf(r, token));
      else numbers.push({ value: Number(/\d+/.exec(token)![0]), text: /\d+/.exec(token)![0], before: '-' });
    } else if (/^\d+$/.test(token)) numbers.push({ value: Number(token), text: token, before });
    else if (token.includes('/')) r.zone ??= { iana: token };
    else {
      const named = month ? undefined : monthNumber(token);
      if (named !== undefined) {
        r.month = named;
        month = true;
      } else if (isZoneName(token) && (r.hour !== undefined || r.zone === undefined))
        r.zone ??= { name: token };
    }
  }
  if (start.year !== undefined) return r;
  return dayAndYear(r, numbers, month, daysFirst);
}

const fullYear = (text: string): number =>
  text.length > 2 ? Number(text) : Number(text) + (Number(text) >= 70 ? 1900 : 2000);

function dayAndYear(
  r: Reading,
  numbers: readonly { value: number; text: string; before: string }[],
  month: boolean,
  daysFirst: boolean,
): Reading | null {
  const year = numbers.findIndex((n) => n.text.length === 4);
  if (month) {
    const rest = numbers.filter((_, i) => i !== year);
    const day = rest.find((n) => n.value >= 1 && n.value <= 31);
    const two = rest.find((n) => n !== day && n.text.length === 2);
    const y = year >= 0 ? numbers[year]!.value : two ? fullYear(two.text) : undefined;
    return y === undefined ? null : { ...r, year: y, day: day?.value ?? 1 };
  }
  if (numbers.length < 3) return null;
  const [a, b, c] = numbers as [(typeof numbers)[0], (typeof numbers)[0], (typeof numbers)[0]];
  if (year === 0) return { ...r, year: a.value, month: b.value, day: c.value };
  if (year > 0 && year !== 2) return null;
  // 2/16/2024 is American, 16.2.2024 is not; the size of the numbers decides first
  const dayFirst = a.value > 12 || (b.value <= 12 && (daysFirst || b.before.trim() !== '/'));
  const [day, m] = dayFirst ? [a.value, b.value] : [b.value, a.value];
  return { ...r, year: fullYear(c.text), month: m, day };
}
