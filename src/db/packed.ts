/**
 * Columns of numbers as the bytes PostgreSQL sends them (`float8send`, `date_send`): a million bars come over as a few
 * values a share instead of ten million fields that are each written as text and read back.
 */

/** Days from 1970-01-01 to 2000-01-01, from which PostgreSQL counts. */
const POSTGRES_EPOCH = 10_957;

/** Big-endian doubles; NaN stands for what is not known, null for no row at all. */
export function doublesIn(bytes: Uint8Array | null): Float64Array {
  if (bytes === null) return new Float64Array(0);
  const out = new Float64Array(bytes.length / 8);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < out.length; i += 1) out[i] = view.getFloat64(i * 8);
  return out;
}

/** Dates as whole days since 1970-01-01. */
export function daysIn(bytes: Uint8Array): Int32Array {
  const out = new Int32Array(bytes.length / 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < out.length; i += 1) out[i] = view.getInt32(i * 4) + POSTGRES_EPOCH;
  return out;
}

/** Words without spaces, as `string_agg(word, ' ')` joins them; none where there was no row. */
export function wordsIn(joined: string | null): string[] {
  return joined === null || joined === '' ? [] : joined.split(' ');
}

export function isAscending(days: Int32Array): boolean {
  return days.every((day, i) => i === 0 || days[i - 1]! < day);
}

/** A column as one array literal: the driver would quote and escape every number of it. */
export function literalOf(values: readonly (number | null)[]): string {
  return `{${values.map((v) => v ?? 'NULL').join(',')}}`;
}
export function textLiteralOf(values: readonly string[]): string {
  // Most values stand many times in a row: a ticker, a day.
  let last: string | undefined;
  let quoted = '';
  const quote = (v: string): string => {
    if (v !== last) quoted = `"${v.replace(/["\\]/g, '\\$&')}"`;
    last = v;
    return quoted;
  };
  return `{${values.map(quote).join(',')}}`;
}
