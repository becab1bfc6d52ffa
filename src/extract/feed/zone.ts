import { zoneOffset } from '../../text/index.ts';

/** Minutes east of UTC for the zone names that feeds use. `CST` and `IST` are ambiguous: see `namedOffset`. */
const OFFSETS: Readonly<Record<string, number>> = {
  z: 0,
  ut: 0,
  utc: 0,
  gmt: 0,
  wet: 0,
  west: 60,
  bst: 60,
  cet: 60,
  mez: 60,
  cest: 120,
  mesz: 120,
  eet: 120,
  eest: 180,
  sast: 120,
  msk: 180,
  msd: 240,
  trt: 180,
  gst: 240,
  pkt: 300,
  ist: 330,
  npt: 345,
  bdt: 360,
  ict: 420,
  wib: 420,
  hkt: 480,
  sgt: 480,
  myt: 480,
  pht: 480,
  awst: 480,
  jst: 540,
  kst: 540,
  acst: 570,
  acdt: 630,
  aest: 600,
  aedt: 660,
  nzst: 720,
  nzdt: 780,
  nst: -210,
  ndt: -150,
  ast: -240,
  adt: -180,
  brt: -180,
  art: -180,
  clt: -240,
  est: -300,
  edt: -240,
  et: -300,
  cst: -360,
  cdt: -300,
  ct: -360,
  mst: -420,
  mdt: -360,
  mt: -420,
  pst: -480,
  pdt: -420,
  pt: -480,
  akst: -540,
  akdt: -480,
  hst: -600,
};
/** Named without saying summer or winter: the date decides. */
const WALLS: Readonly<Record<string, string>> = {
  et: 'America/New_York',
  ct: 'America/Chicago',
  mt: 'America/Denver',
  pt: 'America/Los_Angeles',
};

export interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const utc = (w: Wall): number => {
  const at = new Date(0);
  at.setUTCFullYear(w.year, w.month - 1, w.day);
  at.setUTCHours(w.hour, w.minute, w.second, 0);
  return at.getTime();
};

/** Milliseconds since 1970 of a wall-clock reading in an IANA zone, or null for a zone that does not exist. */
export function instantIn(wall: Wall, zone: string): number | null {
  if (zone === 'UTC') return utc(wall);
  const asUtc = utc(wall);
  let at = asUtc;
  // Twice: the first guess may fall on the other side of a change of clocks
  for (let round = 0; round < 2; round++) {
    const offset = zoneOffset(zone, at);
    if (offset === null) return null;
    at = asUtc - offset;
  }
  return at;
}

/** `CST` is China's time in a Chinese feed and the United States' elsewhere. */
export function instantNamed(wall: Wall, name: string, chinese: boolean): number | null {
  const key = name.toLowerCase();
  if (key === 'cst' && chinese) return utc(wall) - 480 * 60_000;
  const wallZone = WALLS[key];
  if (wallZone) return instantIn(wall, wallZone);
  const offset = OFFSETS[key];
  return offset === undefined ? null : utc(wall) - offset * 60_000;
}

export const isZoneName = (word: string): boolean => Object.hasOwn(OFFSETS, word.toLowerCase());
export const instantAtOffset = (wall: Wall, minutesEast: number): number => utc(wall) - minutesEast * 60_000;
