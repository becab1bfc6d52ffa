/**
 * Pages set in two columns (annual reports, often one language a column). A gutter is looked for by where pieces stand, not by
 * their order in the file: some programs write a page across both columns, line by line.
 */
import type { Piece } from './layout.ts';

interface Band {
  y: number;
  size: number;
  pieces: Piece[];
}

const CJK = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]/g;
/** Letters a line of a column has on average, a Han character counted twice: labels and figures of a table have fewer. */
const LINE_MIN = 22;
/** Lines in each column. */
const LINES_MIN = 6;
/** Part of the page's lines that may cross the gutter (headings, tables across the page). */
const CROSSING_MAX = 0.45;
const GUTTER_MIN = 0.9;

const letters = (text: string): number =>
  (text.match(/\p{L}/gu)?.length ?? 0) + (text.match(CJK)?.length ?? 0);
const right = (p: Piece): number => p.x + p.width;

/**
 * The page as runs of pieces to be read one after the other: what stands across the page above, then the left column, then the
 * right one, then what stands below. One run, in the order of the file, where there is no gutter.
 */
export function columnsOf(pieces: readonly Piece[]): Piece[][] {
  const inked = pieces.filter((p) => p.text.trim() !== '');
  const bands = bandsOf(inked);
  const at = bands.length < LINES_MIN ? null : gutterOf(inked, bands);
  if (at === null) return [[...pieces]];
  const out: Piece[][] = [];
  let sides: [Piece[], Piece[]] = [[], []];
  const flush = (): void => {
    for (const side of sides) if (side.length > 0) out.push(side);
    sides = [[], []];
  };
  for (const band of bands) {
    if (crosses(band, at)) {
      flush();
      out.push(byX(band.pieces));
    } else for (const p of byX(band.pieces)) sides[right(p) <= at + 1 ? 0 : 1].push(p);
  }
  flush();
  return joinedAcross(out, at);
}

const byX = (pieces: readonly Piece[]): Piece[] => [...pieces].sort((a, b) => a.x - b.x);

/** Lines across the page that follow each other are one run, so that their paragraphs are joined. */
function joinedAcross(runs: readonly Piece[][], at: number): Piece[][] {
  const out: Piece[][] = [];
  let across = false;
  for (const run of runs) {
    const wide = run.some((p) => p.x < at - 1) && run.some((p) => right(p) > at + 1);
    if (wide && across) out[out.length - 1]!.push(...run);
    else out.push([...run]);
    across = wide;
  }
  return out;
}

/** Pieces of one height, from the top of the page down. */
function bandsOf(pieces: readonly Piece[]): Band[] {
  const bands: Band[] = [];
  for (const p of [...pieces].sort((a, b) => b.y - a.y)) {
    const last = bands[bands.length - 1];
    const size = p.size || 10;
    if (last && last.y - p.y <= 0.4 * Math.max(size, last.size)) {
      last.pieces.push(p);
      last.size = Math.max(last.size, size);
    } else bands.push({ y: p.y, size, pieces: [p] });
  }
  return bands;
}

function crosses(band: Band, at: number): boolean {
  if (band.pieces.some((p) => p.x < at - 1 && right(p) > at + 1)) return true;
  const left = band.pieces.filter((p) => right(p) <= at + 1).map(right);
  const other = band.pieces.filter((p) => p.x >= at - 1).map((p) => p.x);
  return (
    left.length > 0 && other.length > 0 && Math.min(...other) - Math.max(...left) < GUTTER_MIN * band.size
  );
}

/** The middle of the gutter, or null. Every right column begins its lines at one place, so only those places are tried. */
function gutterOf(pieces: readonly Piece[], bands: readonly Band[]): number | null {
  const from = Math.min(...pieces.map((p) => p.x));
  const to = Math.max(...pieces.map(right));
  const starts = new Map<number, number>();
  for (const p of pieces) {
    const x = Math.round(p.x);
    if (x > from + 0.3 * (to - from) && x < from + 0.7 * (to - from)) starts.set(x, (starts.get(x) ?? 0) + 1);
  }
  const tried = [...starts].filter(([, n]) => n >= LINES_MIN / 2).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  for (const [x] of tried.slice(0, 6)) if (isGutter(x - 2, bands)) return x - 2;
  return null;
}

function isGutter(at: number, bands: readonly Band[]): boolean {
  let crossing = 0;
  const sides: [string[], string[]] = [[], []];
  for (const band of bands) {
    if (crosses(band, at)) {
      crossing++;
      continue;
    }
    const text = ['', ''];
    for (const p of band.pieces) text[right(p) <= at + 1 ? 0 : 1] += p.text;
    text.forEach((t, i) => {
      if (t !== '') sides[i as 0 | 1].push(t);
    });
  }
  if (crossing > CROSSING_MAX * bands.length) return false;
  return sides.every(
    (lines) =>
      lines.length >= LINES_MIN && lines.reduce((n, l) => n + letters(l), 0) / lines.length >= LINE_MIN,
  );
}
