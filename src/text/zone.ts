const formats = new Map<string, Intl.DateTimeFormat | null>();
/** Zones kept: a foreign text may name anything. */
const KEPT = 500;

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  let format: Intl.DateTimeFormat | null = null;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    // Not a zone the platform knows
  }
  if (formats.size < KEPT) formats.set(zone, format);
  return format;
}

/** Milliseconds by which the clocks of an IANA zone are ahead of UTC at an instant; null for a zone that does not exist. */
export function zoneOffset(zone: string, at: number): number | null {
  const format = formatOf(zone);
  if (format === null) return null;
  const p: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) if (type !== 'literal') p[type] = Number(value);
  const wall = new Date(0);
  // Date.UTC would take the year 24 for 1924
  wall.setUTCFullYear(p.year!, p.month! - 1, p.day!);
  wall.setUTCHours(p.hour!, p.minute!, p.second!, 0);
  return wall.getTime() - Math.floor(at / 1000) * 1000;
}
