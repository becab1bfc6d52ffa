import { zoneOffset } from '../../text/index.ts';

/**
 * Dates as pages write them, English and Chinese, to instants. A wall-clock time without a zone stays one until a zone
 * is chosen; nothing here reads a clock.
 */
export interface Moment {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** What was written: a date only, or down to the minute or second. */
  precision: 'day' | 'minute' | 'second';
  /** Minutes east of UTC, an IANA name, or null when nothing is said. */
  zone: number | string | null;
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
/** Abbreviations of news pages. Those that switch in summer are places. */
const ZONES: Readonly<Record<string, number | string>> = {
  z: 0,
  utc: 0,
  gmt: 0,
  bst: 60,
  cet: 60,
  cest: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  ist: 330,
  hkt: 480,
  sgt: 480,
  cst: -360,
  cdt: -300,
  jst: 540,
  kst: 540,
  aest: 600,
  aedt: 660,
  est: -300,
  edt: -240,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  et: 'America/New_York',
  ct: 'America/Chicago',
  mt: 'America/Denver',
  pt: 'America/Los_Angeles',
  eastern: 'America/New_York',
  pacific: 'America/Los_Angeles',
};
const ZONE =
  '(?:\\s*\\(?(z|utc|gmt|bst|cet|cest|eet|eest|msk|ist|hkt|sgt|jst|kst|aest|aedt|est|edt|cst|cdt|mst|mdt|pst|pdt|et|ct|mt|pt|eastern|pacific)\\b(?!\\w)(?:\\s*([+-]\\d{1,2}):?(\\d{2})?)?|\\s*([+-]\\d{2}):?(\\d{2})(?!\\d))?';
const CLOCK = '(\\d{1,2})[:：.](\\d{2})(?:[:：](\\d{2})(?:[.,]\\d+)?)?(?:\\s*([ap])\\.?\\s?m\\b\\.?)?';
const HOUR_ONLY = '(\\d{1,2})\\s*([ap])\\.?\\s?m\\b\\.?';
/** Between a date and its clock: nothing but separators and filler words. */
const GAP = '(?:\\s*(?:[,|·•–—/-]|at|um|à|às|@|\\bt\\b)\\s*|\\s+|t)';

const YMD = new RegExp(
  `(?<!\\d)((?:19|20)\\d{2})\\s?(?:[-/.]|年)\\s?(\\d{1,2})\\s?(?:[-/.]|月)\\s?(\\d{1,2})(?!\\d)\\s?日?(?:\\s*(?:星期|周|週)[一二三四五六日天])?(?:${GAP}?(上午|下午|凌晨|早上|晚上|中午|晚间)?\\s*${CLOCK}${ZONE})?`,
  'i',
);
const MDY = new RegExp(
  `\\b${MONTH}\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+((?:19|20)\\d{2})\\b(?:${GAP}(?:${CLOCK}|${HOUR_ONLY})${ZONE})?`,
  'i',
);
const DMY = new RegExp(
  `(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)?[\\s-]+(?:of\\s+)?${MONTH}\\.?,?[\\s-]+((?:19|20)\\d{2})\\b(?:${GAP}(?:${CLOCK}|${HOUR_ONLY})${ZONE})?`,
  'i',
);
/** The clock first: `5:45 p.m. ET, Nov 19, 2019`. */
const CLOCK_MDY = new RegExp(
  `${CLOCK}${ZONE}[,\\s]+(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\\.?,?\\s+)?${MONTH}\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+((?:19|20)\\d{2})`,
  'i',
);
const SLASHED = new RegExp(
  `(?<!\\d)(\\d{1,2})[/.](\\d{1,2})[/.]((?:19|20)\\d{2})(?!\\d)(?:${GAP}${CLOCK}${ZONE})?`,
  'i',
);
const COMPACT = /^((?:19|20)\d{2})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?)?z?$/i;

const num = (s: string | undefined): number => (s === undefined ? 0 : Number(s));
function zoneOf(
  abbr: string | undefined,
  gmtHours: string | undefined,
  gmtMinutes: string | undefined,
  hours: string | undefined,
  minutes: string | undefined,
): number | string | null {
  if (hours !== undefined) return num(hours) * 60 + Math.sign(num(hours) || 1) * num(minutes);
  if (abbr === undefined) return null;
  if (gmtHours !== undefined) return num(gmtHours) * 60 + Math.sign(num(gmtHours) || 1) * num(gmtMinutes);
  return ZONES[abbr.toLowerCase()] ?? null;
}
function made(
  y: number,
  mo: number,
  d: number,
  clock: (string | undefined)[] | null,
  half: string | undefined,
  zone: number | string | null,
): Moment | null {
  if (mo < 1 || mo > 12 || d < 1 || d > new Date(Date.UTC(y, mo, 0)).getUTCDate()) return null;
  if (!clock || clock[0] === undefined)
    return { year: y, month: mo, day: d, hour: 0, minute: 0, second: 0, precision: 'day', zone };
  let hour = num(clock[0]);
  const h = (half ?? '').toLowerCase();
  if ((h === 'p' || h === '下午' || h === '晚上' || h === '晚间' || (h === '中午' && hour < 11)) && hour < 12)
    hour += 12;
  if ((h === 'a' || h === '凌晨') && hour === 12) hour = 0;
  const minute = num(clock[1]);
  const second = num(clock[2]);
  if (hour > 24 || minute > 59 || second > 60) return null;
  return {
    year: y,
    month: mo,
    day: d,
    hour,
    minute,
    second,
    precision: clock[2] === undefined ? 'minute' : 'second',
    zone,
  };
}
const monthOf = (name: string): number => MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;

/** The first date in a text of at most a few hundred characters, or null. */
export function readMoment(input: string): Moment | null {
  const text = input.slice(0, 400).replace(/[\u00a0\u3000]/g, ' ');
  const epoch = /^\s*(1\d{9})(\d{3})?\s*$/.exec(text);
  if (epoch) return fromEpoch(Number(epoch[1]) * 1000);
  const compact = COMPACT.exec(text.trim());
  if (compact) {
    const clock = compact[4] === undefined ? null : [compact[4], compact[5], compact[6]];
    return made(
      num(compact[1]),
      num(compact[2]),
      num(compact[3]),
      clock,
      undefined,
      /z$/i.test(text.trim()) ? 0 : null,
    );
  }
  const found: { at: number; moment: Moment }[] = [];
  const push = (m: RegExpExecArray | null, moment: (m: RegExpExecArray) => Moment | null): void => {
    const got = m && moment(m);
    if (m && got) found.push({ at: m.index, moment: got });
  };
  push(YMD.exec(text), (m) =>
    made(
      num(m[1]),
      num(m[2]),
      num(m[3]),
      [m[5], m[6], m[7]],
      m[4] ?? m[8],
      zoneOf(m[9], m[10], m[11], m[12], m[13]),
    ),
  );
  push(CLOCK_MDY.exec(text), (m) =>
    made(
      num(m[12]),
      monthOf(m[10]!),
      num(m[11]),
      [m[1], m[2], m[3]],
      m[4],
      zoneOf(m[5], m[6], m[7], m[8], m[9]),
    ),
  );
  push(MDY.exec(text), (m) =>
    made(
      num(m[3]),
      monthOf(m[1]!),
      num(m[2]),
      m[4] === undefined ? (m[8] === undefined ? null : [m[8], '0']) : [m[4], m[5], m[6]],
      m[7] ?? m[9],
      zoneOf(m[10], m[11], m[12], m[13], m[14]),
    ),
  );
  push(DMY.exec(text), (m) =>
    made(
      num(m[3]),
      monthOf(m[2]!),
      num(m[1]),
      m[4] === undefined ? (m[8] === undefined ? null : [m[8], '0']) : [m[4], m[5], m[6]],
      m[7] ?? m[9],
      zoneOf(m[10], m[11], m[12], m[13], m[14]),
    ),
  );
  push(SLASHED.exec(text), (m) => {
    const a = num(m[1]);
    const b = num(m[2]);
    // 11/12/2019 is two dates; only what can be read one way is read
    if (a <= 12 && b <= 12 && a !== b) return null;
    return made(
      num(m[3]),
      a > 12 ? b : a,
      a > 12 ? a : b,
      [m[4], m[5], m[6]],
      m[7],
      zoneOf(m[8], m[9], m[10], m[11], m[12]),
    );
  });
  if (found.length === 0) return null;
  found.sort((x, y) => x.at - y.at);
  return found[0]!.moment;
}

function fromEpoch(ms: number): Moment {
  const d = new Date(ms);
  return {
    year: d.getUTCFullYear(),
    month: d.getUTCMonth() + 1,
    day: d.getUTCDate(),
    hour: d.getUTCHours(),
    minute: d.getUTCMinutes(),
    second: d.getUTCSeconds(),
    precision: 'second',
    zone: 0,
  };
}

/** Minutes east of UTC in a place at a UTC instant; null for a zone nobody knows. */
function offsetAt(zone: string, utc: number): number | null {
  const offset = zoneOffset(zone, utc);
  return offset === null ? null : Math.round(offset / 60_000);
}

/** ISO 8601 UTC with Z, to the second. `zone` (minutes east, or an IANA name) is used when the text named none. */
export function toIso(m: Moment, zone: number | string): string {
  const wall = Date.UTC(m.year, m.month - 1, m.day, m.hour, m.minute, m.second);
  const used = m.zone ?? zone;
  let offset = typeof used === 'number' ? used : (offsetAt(used, wall) ?? 0);
  // near a change of clocks the first guess is an hour off; the second settles
  if (typeof used === 'string') offset = offsetAt(used, wall - offset * 60_000) ?? 0;
  return `${new Date(wall - offset * 60_000).toISOString().slice(0, 19)}Z`;
}
export const wallClock = (m: Moment): string => `${m.year}-${m.month}-${m.day} ${m.hour}:${m.minute}`;
