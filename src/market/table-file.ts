/** A delimited file with named columns, for the small imports (status, valuation): rows with their lines, or what is wrong with them. */
import { decodeBytes } from '../extract/charset/index.ts';
import type { Problem } from './bars-csv.ts';
import { csvRows, delimiterOf } from './csv.ts';

export interface TableFile<C extends string> {
  readonly rows: readonly { readonly line: number; get(column: C): string }[];
  readonly problems: Problem[];
  readonly charset: string;
  has(column: C): boolean;
}

/**
 * Columns by header; case, spaces and full-width letters do not matter.
 * @param names what each column may be called, Chinese or English; the key itself always
 * @param required columns without which the file is refused
 */
export function readTable<C extends string>(
  bytes: Uint8Array,
  names: Readonly<Record<C, readonly string[]>>,
  required: readonly NoInfer<C>[],
): TableFile<C> {
  const { text, charset } = decodeBytes(bytes);
  const all = csvRows(text, delimiterOf(text));
  const header = all.next();
  const problems: Problem[] = [];
  const at = new Map<C, number>();
  const has = (column: C): boolean => at.has(column);
  if (header.done === true)
    return { rows: [], problems: [{ line: 1, what: 'the file is empty' }], charset, has };
  const columns = Object.keys(names) as C[];
  header.value.fields.forEach((field, position) => {
    const plain = field
      .replace(/^\uFEFF/, '')
      .normalize('NFKC')
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_');
    const column = columns.find((c) => c.toLowerCase() === plain || names[c].includes(plain));
    if (column === undefined) return;
    if (at.has(column)) problems.push({ line: 1, what: `two columns for ${column}` });
    at.set(column, position);
  });
  const missing = required.filter((c) => !at.has(c));
  if (missing.length > 0)
    problems.push({
      line: 1,
      what: `no column for ${missing.join(', ')} among: ${header.value.fields.join(', ').slice(0, 120)}`,
    });
  if (problems.length > 0) return { rows: [], problems, charset, has };
  const rows = [...all].map(({ line, fields }) => ({
    line,
    get: (column: C): string => {
      const position = at.get(column);
      return position === undefined ? '' : (fields[position] ?? '').trim();
    },
  }));
  if (rows.length === 0) problems.push({ line: 1, what: 'there are no rows under the header' });
  return { rows, problems, charset, has };
}

/** `YYYY-MM-DD` of a real day written so, or with slashes, dots or nothing between; null for anything else. */
export function readDay(raw: string): string | null {
  const match = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$/.exec(raw.trim());
  if (match === null) return null;
  const date = `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}`;
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date) ? date : null;
}
