import { type Cell, cellsOf, isPeriodCell, isValue } from './cells.ts';
import { metricAt } from './metrics-en.ts';
import { chineseMetricAt } from './metrics-zh.ts';

/**
 * Lines of a flattened table to rows of a label and values. PDFs break a long label over two lines, with the numbers on
 * the first of them or between them; and now and then the heading shares a line with the first row.
 */
export interface Row {
  label: Cell | null;
  values: Cell[];
  start: number;
}

/** A line of a table: a row of figures, a line of headings, or a title over the rows below it. */
export type Line =
  | { kind: 'row'; row: Row; section: string }
  | { kind: 'head'; cells: Cell[] }
  | { kind: 'title'; cell: Cell };

interface Parted {
  cells: Cell[];
  label: Cell | null;
  values: Cell[];
  start: number;
}

export function linesOf(lines: readonly Cell[], chinese: boolean): Line[] {
  const out: Line[] = [];
  let section = '';
  let seen = false;
  let headed = false;
  for (const line of unwrapped(
    lines.flatMap((l) => parted(l, chinese)),
    chinese,
  )) {
    const { label, cells } = line;
    const shared = label !== null && !isNumeric(line.values.slice(0, 1)) ? afterHeading(line, chinese) : null;
    const { values } = shared ?? line;
    // "Revenue | 2024 | 1987" under a head of its own: amounts that look like years.
    const years =
      headed &&
      label !== null &&
      values.length > 0 &&
      values.every((c) => /^(?:19|20)\d\d$/.test(c.text)) &&
      namesMetric(label.text, chinese);
    const figures =
      years ||
      (isNumeric(values) &&
        values.filter(isValue).length >= values.length / 2 &&
        !values.every((c) => isPeriodCell(c, chinese)));
    if (figures) {
      if (shared !== null) out.push({ kind: 'head', cells: [label!] });
      const own = shared?.label ?? label;
      out.push({
        kind: 'row',
        row: { label: own === null && section !== '' ? null : own, values, start: line.start },
        section,
      });
      seen = true;
    } else if (line.values.length > 0 || (label !== null && !seen)) {
      out.push({ kind: 'head', cells });
      headed ||= cells.filter((c) => isPeriodCell(c, chinese)).length > 1;
      if (cells.length > 1) seen = false;
    } else if (label !== null) {
      section = label.text;
      out.push({ kind: 'title', cell: label });
    }
  }
  return out;
}

const isNumeric = (cells: readonly Cell[]): boolean => cells.some(isValue);

function parted(line: Cell, chinese: boolean): Parted[] {
  const cells = cellsOf(line);
  if (cells.length === 0) return [];
  const first = cells[0]!;
  const bare =
    isValue(first) ||
    (cells.length > 1 && isPeriodCell(first, chinese) && cells.every((c) => isPeriodCell(c, chinese)));
  return [{ cells, label: bare ? null : first, values: bare ? cells : cells.slice(1), start: line.start }];
}

/** "Q4 outlook | Revenue | $410 million": the first cell heads the table, the second labels the row. */
function afterHeading(line: Parted, chinese: boolean): { label: Cell; values: Cell[] } | null {
  const [label, ...values] = line.values;
  if (label === undefined || values.length === 0 || !values.every(isValue)) return null;
  return namesMetric(line.label!.text, chinese) || !namesMetric(label.text, chinese)
    ? null
    : { label, values };
}

/** The longest piece of a label on a line of its own. */
const PIECE = 40;

function unwrapped(lines: readonly Parted[], chinese: boolean): Parted[] {
  const out: Parted[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const next = lines[i + 1];
    const tail = next !== undefined && isPiece(next) ? next.label! : null;
    const before = out.at(-1);
    // 归属于上市公司股东的 / 88,102.33 / 净利润: the numbers stand between the halves of their label.
    if (
      line.label === null &&
      isNumeric(line.values) &&
      tail !== null &&
      before !== undefined &&
      isPiece(before)
    ) {
      const label = together(before.label!, tail, chinese);
      if (namesMetric(label.text, chinese)) {
        out[out.length - 1] = { ...line, label, start: before.start };
        i++;
        continue;
      }
    }
    // 归属于上市公司股东的扣除非经常性损益 | 84,215.09 / 的净利润: only both halves name the metric.
    if (line.label !== null && isNumeric(line.values) && tail !== null) {
      const label = together(line.label, tail, chinese);
      const whole = metricOf(label.text, chinese);
      const half = metricOf(line.label.text, chinese);
      if (whole !== null && whole !== half && metricOf(tail.text, chinese) !== null) {
        out.push({ ...line, label });
        i++;
        continue;
      }
    }
    out.push(line);
  }
  return out;
}

const isPiece = (line: Parted): boolean =>
  line.label !== null &&
  line.values.length === 0 &&
  line.label.text.length <= PIECE &&
  !/[.:;]$/.test(line.label.text);

const together = (a: Cell, b: Cell, chinese: boolean): Cell => ({
  text: chinese ? a.text + b.text : `${a.text} ${b.text}`,
  start: a.start,
  end: a.end,
});

const NOBODY: ReadonlySet<string> = new Set();

/** The first metric a label names; null where it names none. */
function metricOf(text: string, chinese: boolean): string | null {
  for (let i = 0; i < text.length; i++) {
    if (!chinese && (!/[a-z]/.test(text[i]!) || /[a-z0-9]/.test(text[i - 1] ?? ' '))) continue;
    const m = chinese ? chineseMetricAt(text, i, 0, '') : metricAt(text, i, 0, NOBODY);
    if (m?.metric != null) return m.metric;
  }
  return null;
}
const namesMetric = (text: string, chinese: boolean): boolean => metricOf(text, chinese) !== null;
