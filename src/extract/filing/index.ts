/**
 * EDGAR-style filings (8-K, 6-K and their exhibits) as text a reader of figures can use: a line a paragraph, a line a
 * table row with ` | ` between label and values. Hidden XBRL headers, footnote marks and layout tables leave no trace.
 */
import type { AnyNode, Element } from 'domhandler';
import { DuibiaoError } from '../../errors.ts';
import { parsePage } from '../feed/index.ts';
import { alignRows, type GridCell } from './grid.ts';
import { piecesOf } from './pieces.ts';

export interface Filing {
  /** EX-99.1, 8-K …; null where the file carries no SGML head. */
  type: string | null;
  title: string;
  text: string;
  /** Item numbers of an 8-K ("2.02"), in order, each once. */
  items: string[];
}

/** Whether bytes look like a filing and not like a page of the web. */
export function isFiling(html: string): boolean {
  return /<DOCUMENT>\s*<TYPE>|xmlns:ix=|SECURITIES AND EXCHANGE COMMISSION|<ix:header/i.test(
    html.slice(0, 20_000),
  );
}

const BLOCK = new Set([
  'p',
  'div',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'li',
  'ul',
  'ol',
  'body',
  'html',
  'section',
  'article',
  'center',
  'blockquote',
  'hr',
  'table',
]);

/** Characters of markup that are read; the longest annual report with its exhibits stays below. */
const LARGEST = 24_000_000;
/** Elements within elements that are told apart; what lies deeper is read as one run of text. */
const DEEPEST = 256;

/**
 * The text of a filing's document.
 * @throws DuibiaoError PAGE_TOO_LARGE for more than 24 million characters, or elements opened without end; anything else is read, long ones piece by piece, however broken.
 */
export function readFiling(html: string, where = 'the filing'): Filing {
  if (html.length > LARGEST)
    throw new DuibiaoError('PAGE_TOO_LARGE', {
      where,
      what: `it has ${html.length} characters`,
      allowed: `${LARGEST} characters`,
    });
  const type = /<TYPE>([^\s<]+)/i.exec(html.slice(0, 2000))?.[1] ?? null;
  const from = html.search(/<html|<body|<TEXT>/i);
  const lines: string[] = [];
  for (const piece of piecesOf(from > 0 ? html.slice(from) : html))
    for (const line of linesOf(piece, where)) lines.push(line);
  const text = lines.join('\n');
  const items = [...new Set([...text.matchAll(/^\s*item\s+(\d\.\d\d)/gim)].map((m) => m[1]!))];
  return { type, title: titleOf(lines), text, items };
}

/** The lines of one piece of markup. */
function linesOf(html: string, where: string): string[] {
  const $ = parsePage(html, where, LARGEST);
  $('script, style, noscript, title, ix\\:header, head').remove();
  $('[style]').each((_, el) => {
    if (/display:\s*none/i.test($(el).attr('style') ?? '')) $(el).remove();
  });
  // Footnote marks: "(1)" or "*" in superscript reads as part of the number beside it.
  $('sup').each((_, el) => {
    if (/^\s*(?:\(?\d{1,2}\)?|\(?[a-z]\)|\*+|[†‡])\s*$/i.test(textOf(el))) $(el).remove();
  });
  const lines: string[] = [];
  let line = '';
  const flush = (): void => {
    const text = tidy(line);
    if (text !== '') lines.push(text);
    line = '';
  };
  const walk = (node: AnyNode, depth: number): void => {
    if (node.type === 'text') {
      line += node.data;
      return;
    }
    if (node.type !== 'tag' && node.type !== 'root') return;
    const name = node.type === 'tag' ? node.name.toLowerCase() : 'root';
    if (name === 'br') {
      flush();
      return;
    }
    const block = BLOCK.has(name);
    if (block) flush();
    if (depth > DEEPEST) line += textOf(node);
    else if (name === 'table') {
      for (const part of tableParts(node as Element))
        if (typeof part === 'string') lines.push(part);
        else {
          // A cell that holds a table lays out the page: what is in it is read as if it stood alone.
          for (const child of part.children) walk(child, depth + 1);
          flush();
        }
    } else for (const child of node.children) walk(child, depth + 1);
    if (block) flush();
  };
  for (const node of $.root().toArray()) walk(node, 0);
  flush();
  return lines;
}

/** All text within, without recursion: hostile markup nests deeper than a stack. A line break is a space. */
function textOf(root: AnyNode): string {
  const out: string[] = [];
  const waiting: AnyNode[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === 'text') out.push(node.data);
    else if (node.type === 'tag' || node.type === 'root') {
      if (node.type === 'tag' && node.name === 'br') out.push(' ');
      for (let i = node.children.length - 1; i >= 0; i--) waiting.push(node.children[i]!);
    }
  }
  return out.join('');
}

const tidy = (text: string): string => text.replace(/[\s\u00a0\u200b]+/g, ' ').trim();

/** The headline is the first line of some length in capitals or with a verb of reporting; else the first long line. */
function titleOf(lines: readonly string[]): string {
  const plain = lines.filter((l) => !l.includes(' | ') && l.length > 12 && l.length < 250);
  return (
    plain
      .slice(0, 40)
      .find((l) => /report|announce|result|present|appoint/i.test(l) && !/pursuant|commission/i.test(l)) ??
    plain[0] ??
    ''
  );
}

/** Rows and cells of one table, not those of tables within it. */
function ownRows(table: Element): Element[][] {
  const rows: Element[][] = [];
  const elements = (node: Element): Element[] => node.children.filter((c): c is Element => c.type === 'tag');
  for (const child of elements(table)) {
    const trs =
      child.name === 'tr' ? [child] : /^t(?:head|body|foot)$/.test(child.name) ? elements(child) : [];
    for (const tr of trs)
      if (tr.name === 'tr') rows.push(elements(tr).filter((c) => c.name === 'td' || c.name === 'th'));
  }
  return rows;
}

function holdsTable(cell: Element): boolean {
  const waiting: AnyNode[] = [...cell.children];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop())
    if (node.type === 'tag') {
      if (node.name === 'table') return true;
      for (const child of node.children) waiting.push(child);
    }
  return false;
}

/** Columns that are told apart; a span beyond them is a slip or a bomb. */
const COLUMNS = 400;

/** The lines of a table in order; a cell that holds a table itself is handed back to be read on its own. */
function tableParts(table: Element): (string | Element)[] {
  const out: (string | Element)[] = [];
  let grid: GridCell[][] = [];
  /** Columns that cells of earlier rows still cover. */
  const covered: number[] = [];
  const flush = (): void => {
    // A layout table holds prose or single cells: its texts are lines of their own.
    for (const cells of alignRows(grid)) {
      const line = cells.length === 1 ? cells[0]! : cells.join(' | ').trim();
      if (line !== '') out.push(line);
    }
    grid = [];
  };
  for (const cells of ownRows(table)) {
    const row: GridCell[] = [];
    let column = 0;
    for (const td of cells) {
      if (holdsTable(td)) {
        if (row.length > 0) grid.push(row.splice(0));
        flush();
        out.push(td);
        continue;
      }
      while ((covered[column] ?? 0) > 0) column++;
      const span = Math.min(200, Math.max(1, Number(td.attribs.colspan) || 1));
      const rows = Math.min(200, Math.max(1, Number(td.attribs.rowspan) || 1));
      if (column >= COLUMNS) break;
      const to = Math.min(COLUMNS, column + span);
      row.push({ text: tidy(textOf(td)), from: column, to });
      for (let c = column; c < to; c++) covered[c] = rows;
      column = to;
    }
    for (let c = 0; c < covered.length; c++) if ((covered[c] ?? 0) > 0) covered[c]!--;
    grid.push(row);
  }
  flush();
  return out;
}
