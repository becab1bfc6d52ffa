import { columnsOf } from './columns.ts';

/** Placed pieces of text to lines and paragraphs. Distances are in points; y grows upwards, as in PDF. */

export interface Piece {
  text: string;
  x: number;
  y: number;
  width: number;
  /** Height of the type. */
  size: number;
}

interface Line {
  text: string;
  left: number;
  right: number;
  y: number;
  size: number;
  /** Columns: a gap that no word space explains. */
  table: boolean;
}

const CJK = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/;
/** Gaps in parts of the type's size: a word space, and the space between columns. */
const WORD_GAP = 0.18;
const COLUMN_GAP = 1.8;

function linesOf(pieces: readonly Piece[]): Line[] {
  const lines: Line[] = [];
  let line: Line | null = null;
  for (const p of pieces) {
    // pdf.js fills gaps with blanks as wide as the gap: the gap itself says more
    if (p.text.trim() === '') continue;
    const size = p.size || 10;
    if (line && Math.abs(line.y - p.y) <= 0.5 * Math.max(size, line.size) && p.x >= line.right - 2 * size) {
      const gap = p.x - line.right;
      if (gap > COLUMN_GAP * size) {
        line.text = `${line.text.trimEnd()}\t`;
        line.table = true;
      } else if (gap > WORD_GAP * size && !/\s$/.test(line.text) && !/^\s/.test(p.text)) {
        const between = CJK.test(line.text.slice(-1)) || CJK.test(p.text[0]!);
        if (!between) line.text += ' ';
      }
      line.text += p.text;
      line.right = Math.max(line.right, p.x + p.width);
      // raised marks are smaller than their line
      line.size = Math.max(line.size, size);
      continue;
    }
    line = { text: p.text, left: p.x, right: p.x + p.width, y: p.y, size, table: false };
    lines.push(line);
  }
  for (const l of lines)
    l.text = l.text
      .replace(/[ \u00a0\u3000]+/g, ' ')
      .replace(/ ?\t ?/g, '\t')
      .trim();
  return lines.filter((l) => l.text !== '');
}

/** Starts a paragraph of its own wherever it stands. */
const ITEM =
  /^(?:[•●■◆▪–—*-]\s|[(（]?(?:\d{1,2}|[a-z]|[ivx]{1,4}|[一二三四五六七八九十]{1,3})[)）.、．]\s?\S|第[一二三四五六七八九十百\d]+[章节條条])/i;
const SENTENCE_END = /[.。！？!?：:；;][”"’')）]?$/;

/** The text of one page: paragraphs a line each, rows of tables with tabs between their columns, one column after the other. */
export function pageText(pieces: readonly Piece[]): string {
  return columnsOf(pieces)
    .map(runText)
    .filter((t) => t !== '')
    .join('\n');
}

function runText(pieces: readonly Piece[]): string {
  const lines = linesOf(pieces);
  if (lines.length === 0) return '';
  const rights = lines.map((l) => l.right).sort((a, b) => a - b);
  const margin = rights[Math.floor((rights.length - 1) * 0.95)]!;
  const out: string[] = [];
  let previous: Line | null = null;
  for (const line of lines) {
    const last = out.length - 1;
    if (previous && continues(previous, line, margin)) out[last] = joined(out[last]!, line.text);
    else out.push(line.text);
    previous = line;
  }
  return out.join('\n');
}

function continues(a: Line, b: Line, margin: number): boolean {
  if (a.table || b.table || ITEM.test(b.text)) return false;
  if (Math.abs(a.size - b.size) > 0.15 * a.size) return false;
  const drop = a.y - b.y;
  if (drop <= 0 || drop > 2.2 * a.size) return false;
  const full = a.right >= margin - 3 * a.size;
  if (!full) return false;
  // a full last line that ends a sentence is followed by an indented one, where paragraphs are indented
  return !(SENTENCE_END.test(a.text) && b.left > a.left + 0.8 * a.size);
}

function joined(a: string, b: string): string {
  if (/[A-Za-z]-$/.test(a) && /^[a-z]/.test(b)) return a.slice(0, -1) + b;
  return CJK.test(a.slice(-1)) || CJK.test(b[0] ?? '') ? a + b : `${a} ${b}`;
}

/** Size of a headline's type over that of the page's text. */
const HEADLINE = 1.25;
/** Lines and letters of a headline. */
const HEADLINE_LINES = 4;
const HEADLINE_MIN = 6;
/** The lines in the largest type of a first page, where they stand out: its headline. */
export function headlineOf(pieces: readonly Piece[]): string | null {
  const lines = linesOf(pieces);
  const sizes = lines.flatMap((l) => Array.from({ length: Math.ceil(l.text.length / 10) }, () => l.size));
  const usual = sizes.sort((a, b) => a - b)[Math.floor(sizes.length / 2)] ?? 0;
  const long = (l: Line): boolean => /\p{L}/u.test(l.text) && l.text.length >= 2;
  const largest = Math.max(0, ...lines.filter(long).map((l) => l.size));
  if (largest < HEADLINE * usual) return null;
  const first = lines.findIndex((l) => long(l) && l.size >= 0.95 * largest);
  let text = '';
  for (const l of lines.slice(first, first + HEADLINE_LINES)) {
    if (l.size < 0.95 * largest) break;
    text = text === '' ? l.text : joined(text, l.text);
  }
  return (text.match(/\p{L}/gu)?.length ?? 0) >= HEADLINE_MIN ? text.replace(/\t/g, ' ').slice(0, 300) : null;
}

/** Page numbers and running heads: first and last lines that at least half of the pages share, numbers aside. */
export function withoutRunningLines(pages: readonly string[]): string[] {
  const split = pages.map((p) => p.split('\n'));
  const key = (line: string): string => line.replace(/\d+|[ivxlc]+(?=\s*$)/gi, '#').replace(/[\s–—-]+/g, '');
  const seen = new Map<string, number>();
  const edges = (lines: string[]): string[] => [
    ...new Set([...lines.slice(0, 2), ...lines.slice(-2)].filter((l) => l.length <= 120).map(key)),
  ];
  for (const lines of split) for (const k of edges(lines)) seen.set(k, (seen.get(k) ?? 0) + 1);
  const running = (line: string | undefined): boolean =>
    line !== undefined &&
    line.length <= 120 &&
    (/^[\s–—-]*(?:page\s*)?\d{1,4}(?:\s*(?:of|\/)\s*\d{1,4})?[\s–—-]*$/i.test(line) ||
      /^第\s*\d{1,4}\s*页(?:.{0,3}共\s*\d{1,4}\s*页)?$/.test(line) ||
      (pages.length >= 3 && (seen.get(key(line)) ?? 0) >= Math.max(3, pages.length / 2)));
  return split.map((lines) => {
    const kept = [...lines];
    for (let i = 0; i < 2 && running(kept[0]); i++) kept.shift();
    for (let i = 0; i < 2 && running(kept[kept.length - 1]); i++) kept.pop();
    return kept.join('\n');
  });
}
