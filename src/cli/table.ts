import { widthOf } from '../deliver/index.ts';

/** Columns of the terminal that a table may take; a pipe has no width, and a line of 160 is still readable in a file. */
export function terminalColumns(): number {
  return Math.max(60, process.stdout.columns ?? 160);
}

/** Cuts to a width in columns (Han takes two), with an ellipsis where something was cut. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let out = '';
  for (const c of text) {
    if (widthOf(out) + widthOf(c) > columns - 1) break;
    out += c;
  }
  return `${out}…`;
}

export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

/** Rows in columns, two spaces apart; the last column takes what room is left. */
export function table(rows: readonly (readonly string[])[], columns = terminalColumns()): string {
  const count = Math.max(...rows.map((r) => r.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...rows.map((r) => widthOf(r[i] ?? ''))));
  const fixed = widths.slice(0, -1).reduce((sum, w) => sum + w + 2, 0);
  return rows
    .map((row) =>
      row
        .map((cell, i) =>
          i === count - 1 ? cut(cell, Math.max(20, columns - fixed)) : padded(cell, widths[i]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}
