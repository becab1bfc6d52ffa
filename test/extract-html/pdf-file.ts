import iconv from 'iconv-lite';

export interface Placed {
  text: string;
  x: number;
  y: number;
  /** Points; 12 unless given. */
  size?: number;
}
export interface Font {
  map: string;
  ordering: string;
  hex: (text: string) => string;
}
const ucs2 = (text: string): string =>
  [...text].map((c) => c.codePointAt(0)!.toString(16).padStart(4, '0')).join('');
export const GB_UCS2: Font = { map: 'UniGB-UCS2-H', ordering: 'GB1', hex: ucs2 };
export const GBK: Font = {
  map: 'GBK-EUC-H',
  ordering: 'GB1',
  hex: (t) => iconv.encode(t, 'gbk').toString('hex'),
};
export const BIG5: Font = {
  map: 'ETen-B5-H',
  ordering: 'CNS1',
  hex: (t) => iconv.encode(t, 'big5').toString('hex'),
};

/** One byte a letter, 500 units wide: Latin text in a font that is not embedded. */
export const LATIN: Font = { map: '', ordering: '', hex: (t) => Buffer.from(t, 'latin1').toString('hex') };

/** A PDF whose font names a predefined character map and embeds nothing, as announcements' do. */
export function pdf(pages: Placed[][], font: Font, info = '', trailer = ''): Uint8Array {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '',
    `<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (${font.ordering}) /Supplement 2 >> /DW 1000 /FontDescriptor 5 0 R >>`,
    font.map === ''
      ? `<< /Type /Font /Subtype /Type1 /BaseFont /Courier /FirstChar 32 /LastChar 126 /Widths [${'500 '.repeat(95)}] >>`
      : `<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /${font.map} /DescendantFonts [3 0 R] >>`,
    '<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 80 >>',
    `<< ${info} >>`,
  ];
  const kids = pages.map((lines) => {
    const content = `BT\n${lines.map((l) => `/F1 ${l.size ?? 12} Tf 1 0 0 1 ${l.x} ${l.y} Tm <${font.hex(l.text)}> Tj`).join('\n')}\nET`;
    objects.push(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents ${objects.length} 0 R >>`,
    );
    return `${objects.length} 0 R`;
  });
  objects[1] = `<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${pages.length} >>`;
  let out = '%PDF-1.4\n';
  const offsets = objects.map((o, i) => {
    const at = out.length;
    out += `${i + 1} 0 obj\n${o}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const xref = out.length;
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}trailer << /Size ${objects.length + 1} /Root 1 0 R /Info 6 0 R ${trailer} >>\nstartxref\n${xref}\n%%EOF`;
  return Buffer.from(out, 'latin1');
}
export const column = (lines: string[], x = 60): Placed[] =>
  lines.map((text, i) => ({ text, x, y: 780 - 18 * i }));
