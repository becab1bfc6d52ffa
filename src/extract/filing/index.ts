/**
 * EDGAR-style filings (8-K, 6-K and their exhibits) as text a reader of figures can use: a line a paragraph, a line a
 * table row with ` | ` between label and values. Hidden XBRL headers, footnote marks and layout tables leave no trace.
 */
import * as cheerio from 'cheerio';
import type { AnyNode, Element } from 'domhandler';
import { alignRows, type GridCell } from './grid.ts';

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

export function readFiling(html: string): Filing {
  const type = /<TYPE>([^\s<]+)/i.exec(html.slice(0, 2000))?.[1] ?? null;
  const from = html.search(/<html|<body|<TEXT>/i);
  const $ = cheerio.load(from > 0 ? html.slice(from) : html);
  $('script, style, noscript, title, ix\\:header, head').remove();
  $('[style]').each((_, el) => {
    if (/display:\s*none/i.test($(el).attr('style') ?? '')) $(el).remove();
  });
  // Footnote marks: "(1)" or "*" in superscript reads as part of the number beside it.
  $('sup').each((_, el) => {
    if (/^\s*(?:\(?\d{1,2}\)?|\(?[a-z]\)|\*+|[†‡])\s*$/i.test($(el).text())) $(el).remove();
  });
  const lines: string[] = [];
  let line = '';
  const flush = (): void => {
    const text = tidy(line);
    if (text !== '') lines.push(text);
    line = '';
  };
  const walk = (node: AnyNode): void => {
    if (node.type === 'text') {
      line += node.data;
      return;
    }
    if (node.type !== 'tag' && node.type !== 'root') return;
    const name = node.type === 'tag' ? node.name.toLowerCase() : 'root';
    if (name === 'table') {
      flush();
      lines.push(...tableLines($, node as Element));
      return;
    }
    if (name === 'br') {
      flush();
      return;
    }
    const block = BLOCK.has(name);
    if (block) flush();
    for (const child of node.children) walk(child);
    if (block) flush();
  };
  for (const node of $.root().toArray()) walk(node);
  flush();
  const text = lines.join('\n');
  const items = [...new Set([...text.matchAll(/^\s*item\s+(\d\.\d\d)/gim)].map((m) => m[1]!))];
  return { type, title: titleOf(lines), text, items };
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

function tableLines($: cheerio.CheerioAPI, table: Element): string[] {
  const grid: GridCell[][] = [];
  /** Columns that cells of earlier rows still cover. */
  const covered: number[] = [];
  for (const tr of $(table).find('tr').toArray()) {
    if ($(tr).closest('table').get(0) !== table) continue;
    const row: GridCell[] = [];
    let column = 0;
    for (const td of $(tr).children('td, th').toArray()) {
      while ((covered[column] ?? 0) > 0) column++;
      const span = Math.min(200, Math.max(1, Number($(td).attr('colspan')) || 1));
      const rows = Math.min(200, Math.max(1, Number($(td).attr('rowspan')) || 1));
      $(td).find('br').replaceWith(' ');
      row.push({ text: tidy($(td).text()), from: column, to: column + span });
      for (let c = column; c < column + span; c++) covered[c] = rows;
      column += span;
    }
    for (let c = 0; c < covered.length; c++) if ((covered[c] ?? 0) > 0) covered[c]!--;
    grid.push(row);
  }
  // A layout table holds prose or single cells: its texts are lines of their own.
  const rows = alignRows(grid);
  return rows
    .map((cells) => (cells.length === 1 ? cells[0]! : cells.join(' | ').trim()))
    .filter((l) => l !== '');
}
