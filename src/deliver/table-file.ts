/** A view as a file of tables: the formats that analysts open without asking. */
import { ByteWriter, parquetWrite } from 'hyparquet-writer';
import writeExcel from 'write-excel-file/node';
import type { View, ViewColumn } from './analyst.repository.ts';
import { clip } from './digest.ts';

export const TABLE_FORMATS = ['csv', 'ndjson', 'xlsx', 'parquet'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];
/** Those that are bytes rather than text, and want a file. */
export const BINARY_FORMATS: readonly TableFormat[] = ['xlsx', 'parquet'];

type Row = Readonly<Record<string, unknown>>;
type Pages = AsyncIterable<readonly Row[]>;

/**
 * CSV (RFC 4180, a header, empty for null) and NDJSON come a piece at a time; a workbook or a Parquet file is one piece, held in
 * memory.
 */
export async function* tableFile(
  view: View,
  pages: Pages,
  format: TableFormat,
): AsyncGenerator<string | Uint8Array> {
  if (format === 'csv') yield `${view.columns.map((c) => c.column).join(',')}\r\n`;
  if (format === 'csv' || format === 'ndjson') {
    for await (const rows of pages)
      yield rows.map((r) => (format === 'ndjson' ? `${JSON.stringify(r)}\n` : csvLine(view, r))).join('');
    return;
  }
  const rows: Row[] = [];
  for await (const page of pages) rows.push(...page);
  yield format === 'xlsx' ? await workbook(view, rows) : parquet(view, rows);
}

function csvLine(view: View, row: Row): string {
  return `${view.columns.map((c) => csv(row[c.column])).join(',')}\r\n`;
}
function csv(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = Array.isArray(value) ? value.join('; ') : String(value);
  // A cell that a spreadsheet would run as a formula is given to it as text.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Excel's own limits: characters in a cell, rows in a sheet. */
const CELL_LIMIT = 32_767;
const SHEET_ROWS = 1_048_576;

/** Two sheets: the rows, with typed cells, and what each column means. */
async function workbook(view: View, rows: readonly Row[]): Promise<Uint8Array> {
  const head = (text: string) => ({ value: text, fontWeight: 'bold' as const });
  const shown = rows.slice(0, SHEET_ROWS - 1);
  const data = [
    view.columns.map((c) => head(c.column)),
    ...shown.map((r) => view.columns.map((c) => cell(c, r[c.column]))),
  ];
  const meaning = [
    [head('column'), head('type'), head('meaning')],
    ...view.columns.map((c) => [c.column, c.type, c.meaning].map((value) => ({ value, type: String }))),
    [{ value: view.meaning, type: String }],
    ...(shown.length < rows.length
      ? [[{ value: `${rows.length - shown.length} rows are left out: a sheet holds no more.`, type: String }]]
      : []),
  ];
  return writeExcel([
    { data, sheet: view.view.slice(0, 31), stickyRowsCount: 1 },
    { data: meaning, sheet: 'dictionary', columns: [{ width: 24 }, { width: 26 }, { width: 90 }] },
  ]).toBuffer();
}

/** Instants are dates in UTC, since a cell knows no time zone. */
function cell(column: ViewColumn, value: unknown) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return { value, type: Number };
  if (typeof value === 'boolean') return { value, type: Boolean };
  const text = Array.isArray(value) ? value.join('; ') : String(value);
  if (column.type === 'date')
    return { value: new Date(`${text}T00:00:00Z`), type: Date, format: 'yyyy-mm-dd' };
  if (column.type === 'timestamp with time zone')
    return { value: new Date(text), type: Date, format: 'yyyy-mm-dd hh:mm:ss' };
  // XML has no place for control characters.
  const shown = text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, ' ');
  return { value: shown.length > CELL_LIMIT ? clip(shown, CELL_LIMIT) : shown, type: String };
}

/** Parquet's name for a column's type; lists are JSON, as readers of every age understand it. */
function parquetType(type: string) {
  const of = { repetition_type: 'OPTIONAL' as const };
  switch (type) {
    case 'boolean':
      return { ...of, type: 'BOOLEAN' as const };
    case 'integer':
    case 'smallint':
      return { ...of, type: 'INT32' as const };
    case 'bigint':
      return { ...of, type: 'INT64' as const };
    case 'real':
    case 'double precision':
    case 'numeric':
      return { ...of, type: 'DOUBLE' as const };
    case 'date':
      return { ...of, type: 'INT32' as const, converted_type: 'DATE' as const };
    case 'timestamp with time zone':
      return {
        ...of,
        type: 'INT64' as const,
        converted_type: 'TIMESTAMP_MILLIS' as const,
        logical_type: { type: 'TIMESTAMP' as const, isAdjustedToUTC: true, unit: 'MILLIS' as const },
      };
    default:
      return type.endsWith('[]')
        ? { ...of, type: 'BYTE_ARRAY' as const, converted_type: 'JSON' as const }
        : { ...of, type: 'BYTE_ARRAY' as const, converted_type: 'UTF8' as const };
  }
}

function parquetValue(type: string, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (type === 'bigint') return BigInt(value as number);
  if (type === 'date') return new Date(`${String(value)}T00:00:00Z`);
  if (type === 'timestamp with time zone') return new Date(String(value));
  return value;
}

/** The meanings travel with the file, as key-value metadata `column:NAME`. */
function parquet(view: View, rows: readonly Row[]): Uint8Array {
  const writer = new ByteWriter();
  parquetWrite({
    writer,
    columnData: view.columns.map((c) => ({
      name: c.column,
      data: rows.map((r) => parquetValue(c.type, r[c.column])),
    })),
    schema: [
      { name: 'root', num_children: view.columns.length },
      ...view.columns.map((c) => ({ name: c.column, ...parquetType(c.type) })),
    ],
    kvMetadata: [
      { key: 'view', value: `analyst.${view.view}: ${view.meaning}` },
      ...view.columns.map((c) => ({ key: `column:${c.column}`, value: c.meaning })),
    ],
    createdBy: 'duibiao',
  });
  return writer.getBytes();
}
