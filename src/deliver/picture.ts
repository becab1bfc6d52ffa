import { Resvg } from '@resvg/resvg-js';

/** An SVG of ours as a PNG, twice as wide as it is shown. It holds no text, so no font of the machine is asked for. */
export function pngOf(svg: string, width = 960): Uint8Array {
  return new Resvg(svg, { fitTo: { mode: 'width', value: width }, font: { loadSystemFonts: false } })
    .render()
    .asPng();
}
