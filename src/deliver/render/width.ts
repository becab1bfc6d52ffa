/** Columns of a terminal: Chinese, Japanese and Korean characters and full-width punctuation take two. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;

export function widthOf(text: string): number {
  let width = 0;
  for (const c of text) width += /\p{M}/u.test(c) ? 0 : WIDE.test(c) ? 2 : 1;
  return width;
}

/** Closing marks never begin a line, opening marks never end one. */
const NO_START = /^[，。、；：！？）】》”’,.;:!?)\]%]/u;

/** Breaks into lines of at most `columns`: between words, or between any two wide characters. A longer word (an address) stands alone. */
export function wrap(text: string, columns: number): string[] {
  const pieces = text.match(/\s+|[^\s]/gu) ?? [];
  const units: string[] = [];
  for (const piece of pieces) {
    const last = units.at(-1);
    const glued =
      last !== undefined &&
      !/^\s/.test(piece) &&
      !/\s$/.test(last) &&
      ((!WIDE.test(piece) && !WIDE.test(last.at(-1)!)) || NO_START.test(piece) || /[（【《“‘([]$/.test(last));
    if (glued) units[units.length - 1] = last + piece;
    else units.push(piece);
  }
  const lines: string[] = [];
  let line = '';
  for (const unit of units) {
    if (widthOf(line) + widthOf(unit.trimEnd()) > columns && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = unit.trimStart();
    } else line += unit;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  return lines;
}
