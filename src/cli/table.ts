import { widthOf, wrap } from '../deliver/index.ts';

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

/** Columns for sentences: the terminal's, and 100 in a pipe, where lines of 160 are hard to read. */
function sentenceColumns(): number {
  return Math.max(60, process.stdout.columns ?? 100);
}

/** A sentence broken into lines of the terminal's width, whole; the lines after `first` stand six spaces in. */
export function sentence(text: string, first = '      ', columns = sentenceColumns()): string[] {
  return wrap(text, columns - 6).map((line, i) => `${i === 0 ? first : '      '}${line}`);
}

/** Rows in columns, each with its reason under it; neither is cut. `head` is a row without one. */
export function reasoned(
  head: readonly string[] | null,
  rows: readonly { readonly cells: readonly string[]; readonly reason: string }[],
  columns = sentenceColumns(),
): string {
  const lines = table(
    [...(head === null ? [] : [head]), ...rows.map((r) => r.cells)],
    Number.POSITIVE_INFINITY,
  )
    .trimEnd()
    .split('\n');
  const heads = head === null ? [] : [lines.shift()!];
  return [...heads, ...lines.flatMap((line, i) => [line, ...sentence(rows[i]!.reason, undefined, columns)])]
    .map((line) => `${line}\n`)
    .join('');
}
