import { Resvg } from '@resvg/resvg-js';

const WIDTH = 132;
const HEIGHT = 24;
/** Drawn at twice its size, so that it is sharp on dense screens. */
const SCALE = 2;

/**
 * A hype curve (scores 0–100, two or more) as a PNG: mail clients draw no SVG. One blue that stands out on light and on dark,
 * on nothing. Against its own top, or against 20 where it never got so far.
 */
export function curvePng(scores: readonly number[]): Uint8Array {
  const top = Math.max(20, ...scores);
  const x = (i: number) => 2 + (i * (WIDTH - 6)) / (scores.length - 1);
  const y = (s: number) => HEIGHT - 3 - (Math.max(0, s) / top) * (HEIGHT - 6);
  const points = scores.map((s, i) => `${x(i).toFixed(1)},${y(s).toFixed(1)}`).join(' ');
  const last = scores.length - 1;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">
<polygon points="2,${HEIGHT - 1} ${points} ${x(last).toFixed(1)},${HEIGHT - 1}" fill="#3f83d0" fill-opacity="0.22"/>
<polyline points="${points}" fill="none" stroke="#3f83d0" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"/>
<circle cx="${x(last).toFixed(1)}" cy="${y(scores[last]!).toFixed(1)}" r="2.6" fill="#3f83d0"/></svg>`;
  return new Resvg(svg, { fitTo: { mode: 'width', value: WIDTH * SCALE }, font: { loadSystemFonts: false } })
    .render()
    .asPng();
}
export const CURVE_SIZE = { width: WIDTH, height: HEIGHT } as const;
