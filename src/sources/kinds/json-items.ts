import { DuibiaoError } from '../../errors.ts';
import { decodeBytes } from '../../extract/charset/index.ts';
import { parseDate, tooDeep } from '../../extract/feed/index.ts';

/** JSON lists of the usual shape: where the items are and what their fields are called, as paths (`data.items`). */
export function field(value: unknown, path: string): unknown {
  let at = value;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

/**
 * The list at a path; an object there is a list of one, and JSON inside a string is opened (HKEXnews does that).
 * @throws DuibiaoError FEED_MALFORMED when there is none: an interface that changed its shape must not look like a quiet day.
 */
export function items(bytes: Uint8Array, path: string, where: string): unknown[] {
  let value: unknown;
  try {
    value = parsed(
      withoutCallback(decodeBytes(bytes, { contentType: 'application/json; charset=utf-8' }).text),
    );
    value = path === '' ? value : field(value, path);
    if (typeof value === 'string') value = parsed(value);
  } catch (error) {
    throw new DuibiaoError('FEED_MALFORMED', { where, what: 'its JSON cannot be read' }, error);
  }
  if (Array.isArray(value)) return value;
  if (typeof value === 'object' && value !== null) return [value];
  if (value === null) return [];
  throw new DuibiaoError('FEED_MALFORMED', { where, what: `nothing at ${path || 'its top'}` });
}

/** `callback({…});`, undone without a regular expression over the whole: foreign text could make it search for hours. */
function withoutCallback(text: string): string {
  const whole = text.trim();
  const call = (whole.endsWith(';') ? whole.slice(0, -1) : whole).trimEnd();
  const open = call.indexOf('(');
  const named = open > 0 && call.endsWith(')') && /^[\w$.]+$/.test(call.slice(0, open).trimEnd());
  return named ? call.slice(open + 1, -1) : text;
}

/** @throws SyntaxError, also for what is nested without end */
function parsed(text: string): unknown {
  if (tooDeep(text)) throw new SyntaxError('nested without end');
  return JSON.parse(text);
}

export const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

/** Seconds or milliseconds since 1970, or a date in words. */
export const time = (value: unknown, hint: { timeZone: string; dayFirst?: boolean }): string | null =>
  parseDate(text(value), hint);

/** `https://example.com/a/{id}` filled from the item; null when a name in it is missing. */
export function filled(template: string, item: unknown): string | null {
  let complete = true;
  const url = template.replace(/\{([\w.]+)\}/g, (_, path: string) => {
    const value = text(field(item, path));
    if (value === '') complete = false;
    return value;
  });
  return complete ? url : null;
}
