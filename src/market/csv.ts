/**
 * Rows of a delimited text with the line each began on (RFC 4180: quoted fields, doubled quotes, line ends inside quotes).
 * The delimiter is whichever of comma, tab, semicolon and bar the header has most of.
 */
export interface CsvRow {
  /** Counted from 1 as an editor does. */
  readonly line: number;
  readonly fields: readonly string[];
}

export function delimiterOf(text: string): string {
  const end = text.search(/[\r\n]/);
  const header = end < 0 ? text : text.slice(0, end);
  const count = (mark: string): number => header.split(mark).length;
  return [',', '\t', ';', '|'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

export function* csvRows(text: string, delimiter: string): Generator<CsvRow> {
  let line = 1;
  let at = 0;
  let quote = nextQuote(text, 0);
  while (at < text.length) {
    const end = lineEnd(text, at);
    const began = line;
    // Most rows have no quotes; those that have are read character by character.
    if (quote < at) quote = nextQuote(text, at);
    if (quote >= end) {
      const row = text.slice(at, end);
      at = after(text, end);
      line += 1;
      if (row.trim() !== '') yield { line: began, fields: row.split(delimiter).map((f) => f.trim()) };
      continue;
    }
    const quoted = quotedRow(text, at, delimiter);
    at = quoted.next;
    line += quoted.lines;
    if (quoted.fields.some((f) => f !== '')) yield { line: began, fields: quoted.fields };
  }
}

function quotedRow(
  text: string,
  from: number,
  delimiter: string,
): { fields: string[]; next: number; lines: number } {
  const fields: string[] = [];
  let field = '';
  let inside = false;
  let lines = 0;
  let k = from;
  for (; k < text.length; k += 1) {
    const c = text[k]!;
    if (inside) {
      if (c === '"' && text[k + 1] === '"') {
        field += '"';
        k += 1;
      } else if (c === '"') inside = false;
      else {
        if (c === '\n') lines += 1;
        field += c;
      }
    } else if (c === '"' && field.trim() === '') {
      inside = true;
      field = '';
    } else if (c === delimiter) {
      fields.push(field.trim());
      field = '';
    } else if (c === '\n' || c === '\r') break;
    else field += c;
  }
  fields.push(field.trim());
  return { fields, next: after(text, k), lines: lines + 1 };
}

function nextQuote(text: string, from: number): number {
  const at = text.indexOf('"', from);
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}

function lineEnd(text: string, from: number): number {
  for (let k = from; k < text.length; k += 1) {
    const c = text.charCodeAt(k);
    if (c === 10 || c === 13) return k;
  }
  return text.length;
}

function after(text: string, end: number): number {
  return text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
}
