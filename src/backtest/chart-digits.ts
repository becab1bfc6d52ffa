/**
 * Figures drawn as strokes: a mail's picture is made on machines that may have no fonts, and must be the same on all of them.
 * Glyphs on a grid 4 wide and 8 high, drawn for this program; only what an axis needs.
 */
const GLYPHS: Readonly<Record<string, string>> = {
  '0': 'M1 0H3L4 1V7L3 8H1L0 7V1Z',
  '1': 'M1 2L2.5 0V8',
  '2': 'M0 1.5L1 0H3L4 1V3L0 8H4',
  '3': 'M0 0H4L2 3H3L4 4V7L3 8H1L0 7',
  '4': 'M3 8V0L0 5.5H4',
  '5': 'M4 0H0.5L0 4L1 3.5H3L4 4.5V7L3 8H1L0 7',
  '6': 'M3.5 0L0.5 3.5L0 5V7L1 8H3L4 7V5L3 4H1L0 5',
  '7': 'M0 0H4L1.5 8',
  '8': 'M1 0H3L4 1V3L3 4H1L0 3V1ZM1 4L0 5V7L1 8H3L4 7V5L3 4',
  '9': 'M0.5 8L3.5 4.5L4 3V1L3 0H1L0 1V3L1 4H3L4 3',
  '-': 'M0.5 4.5H3.5',
  '.': 'M1.8 7.6H2.2V8H1.8Z',
  '%': 'M0 8L4 0M0 0H1.2V2H0ZM2.8 6H4V8H2.8Z',
};
const ADVANCE = 5.6;

/** A path for the text with its baseline at (x, y); `anchor` as in SVG. Characters without a glyph are left out. */
export function strokes(
  text: string,
  x: number,
  y: number,
  anchor: 'end' | 'middle',
  size: number,
  ink: string,
): string {
  const scale = size / 8;
  const glyphs = [...text].filter((c) => GLYPHS[c] !== undefined);
  const width = Math.max(0, glyphs.length * ADVANCE - 1.6) * scale;
  const left = x - (anchor === 'end' ? width : width / 2);
  return glyphs
    .map(
      (c, i) =>
        `<path d="${GLYPHS[c]}" transform="translate(${round(left + i * ADVANCE * scale)} ${round(y - size)}) scale(${round(scale)})" fill="none" stroke="${ink}" stroke-width="1" stroke-linecap="round" stroke-linejoin="round"/>`,
    )
    .join('');
}

function round(v: number): number {
  return Math.round(v * 100) / 100;
}
