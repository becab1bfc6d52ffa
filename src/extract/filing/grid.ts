/** A table as a reader sees it: merged cells spread over the columns they cover, signs joined to their numbers. */
export interface GridCell {
  text: string;
  /** First column and the one after the last, in the columns of the markup. */
  from: number;
  to: number;
}

/** EDGAR tables put "$", the number and ")" in three cells: joined here, keeping the columns they covered. */
export function joinSigns(cells: readonly GridCell[]): GridCell[] {
  const out: GridCell[] = [];
  for (const cell of cells) {
    if (cell.text === '') continue;
    const last = out.at(-1);
    const opens =
      last !== undefined &&
      /^(?:[$€£¥]|US\$|HK\$|NT\$|RMB|EUR)\s?\(?$|^\($/.test(last.text) &&
      /^[\d(.—–-]/.test(cell.text);
    const closes = last !== undefined && /^[)%]+$|^\)\s?%$/.test(cell.text) && /\d$/.test(last.text);
    if (last !== undefined && (opens || closes)) {
      out[out.length - 1] = { text: last.text + cell.text, from: last.from, to: cell.to };
    } else out.push(cell);
  }
  return out;
}

const NUMERIC = /^[($€£¥+\-—–\s]*(?:US|HK|NT|RMB|EUR)?[$€£¥]?\s?\(?[\d.]|^[—–-]$|^n\/?[am]$/i;

/**
 * Rows of equal meaning: the label first, then one text a value column. A heading that spans several value columns is
 * repeated over each; a value column without a text in some row gets '-'. Columns come from the rows that hold numbers.
 */
export function alignRows(rows: readonly (readonly GridCell[])[]): string[][] {
  const joined = rows.map(joinSigns).filter((cells) => cells.length > 0);
  const bands: { from: number; to: number }[] = [];
  for (const cells of joined) {
    const numbers = cells.filter(
      (c, i) => NUMERIC.test(c.text) && (i > 0 || cells.length === 1 || c.from > 0),
    );
    if (numbers.length === 0) continue;
    for (const n of numbers) {
      // A year or a date over the columns is a heading and may be wider than they are.
      if (/^(?:19|20)\d\d$/.test(n.text) && n.to - n.from > 1) continue;
      const touching = bands.filter((b) => b.from < n.to && n.from < b.to);
      if (touching.length === 0) bands.push({ from: n.from, to: n.to });
      else if (touching.length === 1) {
        touching[0]!.from = Math.min(touching[0]!.from, n.from);
        touching[0]!.to = Math.max(touching[0]!.to, n.to);
      }
    }
  }
  bands.sort((a, b) => a.from - b.from);
  if (bands.length === 0) return joined.map((cells) => cells.map((c) => c.text));
  const firstValue = bands[0]!.from;
  return joined.map((cells) => {
    const labels = cells.filter((c) => c.from < firstValue && c.to <= firstValue);
    const values = bands.map(
      (b) => cells.find((c) => !labels.includes(c) && c.from < b.to && b.from < c.to)?.text ?? '',
    );
    const label = labels.map((c) => c.text).join(' ');
    const filled = values.some((v) => v !== '');
    if (!filled) return [label === '' ? cells.map((c) => c.text).join(' ') : label];
    return [label, ...values.map((v) => (v === '' ? '-' : v))];
  });
}
