import { findPeriods } from './periods.ts';

/** Cells of a flattened table: joined from their pieces, told apart as values and headings. */
export interface Cell {
  text: string;
  start: number;
  end: number;
}

const NUMBER_CELL = /^[($€£¥+\-~\s]*(?:us|hk|nt|rmb|eur)?[$€£¥]?\s?\(?[+-]?\d[\d,]*(?:\.\d+)?/;
const SEVERAL = /^[(-]?\d[\d,]*(?:\.\d+)?[)%]{0,2}(?: +[(-]?\d[\d,]*(?:\.\d+)?[)%]{0,2})+$/;
export const EMPTY_CELL = /^(?:-+|n\/?a|nm|n\.m\.|\*|不适用|\/)$/;

/** "November 2,⏎2024": a date broken over two lines inside a cell. */
export function joinBroken(folded: string): Cell[] {
  const out: Cell[] = [];
  let at = 0;
  for (const line of folded.split('\n')) {
    const last = out.at(-1);
    if (
      last !== undefined &&
      /[a-z]{3,9}\.? \d{1,2},? ?$/.test(last.text) &&
      /^\s*(?:19|20)\d\d\s*(?:\||$)/.test(line)
    ) {
      last.text += ` ${line}`;
      last.end = at + line.length;
    } else out.push({ text: line, start: at, end: at + line.length });
    at += line.length + 1;
  }
  return out;
}

export function cellsOf(line: Cell): Cell[] {
  const cells: Cell[] = [];
  let at = line.start;
  for (const part of line.text.split('|')) {
    const lead = part.length - part.trimStart().length;
    const text = part.trim();
    // Narrow columns of a PDF: "482,310.55 461,002.18 4.62" are three cells.
    if (SEVERAL.test(text))
      for (const m of text.matchAll(/\S+/g))
        cells.push({ text: m[0], start: at + lead + m.index, end: at + lead + m.index + m[0].length });
    else if (text !== '') cells.push({ text, start: at + lead, end: at + lead + text.length });
    at += part.length + 1;
  }
  // "$ | 293,618", "(365,241 | )", "35.5 | %"
  const joined: Cell[] = [];
  for (const cell of cells) {
    const last = joined.at(-1);
    if (last !== undefined && /^(?:[$€£¥]|us\$|hk\$|nt\$|rmb)\(?$/.test(last.text))
      joined[joined.length - 1] = { text: last.text + cell.text, start: last.start, end: cell.end };
    else if (last !== undefined && /^[)%]+$/.test(cell.text))
      joined[joined.length - 1] = { text: last.text + cell.text, start: last.start, end: cell.end };
    else joined.push(cell);
  }
  return joined;
}

export const isValue = (cell: Cell): boolean =>
  EMPTY_CELL.test(cell.text) ||
  (NUMBER_CELL.test(cell.text) &&
    !/^(?:19|20)\d\d$|^\d{1,2}q\d\d|^[1-4]q|^(?:19|20)\d\d ?[年q]|^\d+(?:st|nd|rd|th)/.test(cell.text) &&
    cell.text.length < 60) ||
  /^(?:盈利|亏损|比上年同期|同比|增长|下降)[^|]{0,60}\d/.test(cell.text);

export function isPeriodCell(cell: Cell, chinese: boolean): boolean {
  if (/^(?:19|20)\d\d(?: ?\(\d\))?$/.test(cell.text)) return true;
  const found = findPeriods(cell.text, chinese);
  return (
    found.length > 0 &&
    cell.text.length < 48 &&
    found.reduce((n, p) => n + p.end - p.start, 0) >= cell.text.length * 0.5
  );
}
