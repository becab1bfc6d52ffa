import { type Cell, isPeriodCell, joinBroken } from './cells.ts';
import { CHANGE, type Column, columnsOf, currentColumns } from './columns.ts';
import type { Draft, Reading } from './draft.ts';
import type { MetricMention } from './metrics.ts';
import { tidy } from './numbers.ts';
import { within } from './place.ts';
import type { Quantity } from './quantity.ts';
import { linesOf, type Row } from './rows.ts';
import { rowDrafts, rowMetric, yoyOf } from './table-row.ts';

const SCALES: readonly (readonly [RegExp, number])[] = [
  [/thousands|'000|\b000s|千元/, 1e3],
  [/millions?\b|\bmn\b|[$£€¥] ?m\b|\b(?:rmb|eur|gbp|usd|hkd|chf) ?m\b|百万/, 1e6],
  [/billions?\b|\bbn\b/, 1e9],
  [/亿元|亿/, 1e8],
  [/万元/, 1e4],
];
const CURRENCY: readonly (readonly [RegExp, string])[] = [
  [/hk\$|港元|港币|hong kong dollars/, 'HKD'],
  [/nt\$|新台币/, 'TWD'],
  [/us\$|美元|u\.s\. dollars/, 'USD'],
  [/rmb|人民币|cny|renminbi/, 'CNY'],
  [/€|euros?|\beur\b|欧元/, 'EUR'],
  [/£|gbp/, 'GBP'],
  [/\$/, 'USD'],
];

/**
 * Tables flattened to lines with pipes. Empty cells are often lost on the way, so columns are counted over the cells
 * that hold something; "$", "%" and ")" that stand in cells of their own are joined to the number beside them.
 */
export function readTables(
  folded: string,
  quantities: readonly Quantity[],
  chinese: boolean,
  issuer: string,
  reading: Reading,
): void {
  const lines = joinBroken(folded);
  for (let i = 0; i < lines.length; ) {
    if (!lines[i]!.text.includes('|')) {
      i++;
      continue;
    }
    const top = headAbove(lines, i, chinese);
    let j = i;
    while (
      j < lines.length &&
      (lines[j]!.text.includes('|') ||
        (lines[j]!.text.trim().length < 60 && lines.slice(j + 1, j + 3).some((l) => l.text.includes('|'))))
    )
      j++;
    // The second half of the last label may hang below its numbers.
    if (j < lines.length && /^[^.:;|]{2,24}$/.test(lines[j]!.text.trim())) j++;
    const above = lines
      .slice(Math.max(0, top - 5), top)
      .map((l) => l.text)
      .join('\n')
      .slice(-400);
    readTable(lines.slice(top, j), above, quantities, chinese, issuer, reading);
    i = j;
  }
}

/** "Six months ended 30 June" over all columns stands on a line of its own without a pipe: where the head begins. */
function headAbove(lines: readonly Cell[], at: number, chinese: boolean): number {
  const line = lines[at - 1];
  if (line === undefined || line.text.includes('|')) return at;
  const lead = line.text.length - line.text.trimStart().length;
  const text = line.text.trim();
  const cell = { text, start: line.start + lead, end: line.start + lead + text.length };
  return text.length > 8 && isPeriodCell(cell, chinese) ? at - 1 : at;
}

function readTable(
  lines: readonly Cell[],
  above: string,
  quantities: readonly Quantity[],
  chinese: boolean,
  issuer: string,
  reading: Reading,
): void {
  const head: Cell[][] = [];
  const rows: Row[] = [];
  for (const line of linesOf(lines, chinese))
    if (line.kind === 'row') rows.push({ ...line.row, label: withSection(line.row.label, line.section) });
    else if (line.kind === 'head') {
      if (rows.length > 0 && line.cells.length > 1) {
        // A new head inside the block: the table under it is another one.
        emit(head, rows.splice(0), above, quantities, chinese, issuer, reading);
        head.length = 0;
      }
      head.push(line.cells);
    }
  emit(head, rows, above, quantities, chinese, issuer, reading);
}

/** "EARNINGS PER SHARE:" over "Basic" and "Diluted". */
function withSection(label: Cell | null, section: string): Cell | null {
  if (
    label === null ||
    !/^(?:basic|diluted|基本|稀释|摊薄)/.test(label.text) ||
    !/per share|每股|per ads/.test(section)
  )
    return label;
  return { ...label, text: `${label.text} ${section.replace(/[:.]/g, '')}` };
}

function emit(
  head: readonly Cell[][],
  rows: readonly Row[],
  above: string,
  quantities: readonly Quantity[],
  chinese: boolean,
  issuer: string,
  reading: Reading,
): void {
  if (rows.length === 0) return;
  const title = `${above}\n${head.map((cells) => cells.map((c) => c.text).join(' ')).join('\n')}`;
  const note =
    /[^\n]*(?:thousands|millions?|billions?|'000|\b000s|[$£€¥] ?m\b|\b(?:rmb|eur|gbp|usd|hkd|chf) ?m\b|单位|百万|万元|亿元|千元)[^\n]*/.exec(
      title,
    )?.[0] ?? title.split('\n').at(-1)!;
  const named = SCALES.find(([re]) => re.test(note))?.[1];
  const unscaled = named === undefined && !/单位|元/.test(note);
  const scale = named ?? 1;
  const currency = CURRENCY.find(([re]) => re.test(note))?.[1] ?? null;
  const lone = head.filter((cells) => cells.length === 1).map((cells) => cells[0]!.text);
  const first = rows[0]!.label?.text ?? '';
  const nearTitle = `${above.slice(-240)}\n${lone.join('\n')}\n${/^[^|]{0,60}:/.exec(first)?.[0] ?? ''}`;
  const guidance =
    /(?:outlook|guidance|forecast|业绩预告|指引|预计的?经营业绩)/.test(nearTitle) &&
    !/results? and outlook/.test(nearTitle) &&
    !/actual/.test(nearTitle);
  const adjusted =
    /non-gaap|adjusted|非gaap|经调整/.test(
      head
        .flat()
        .map((c) => c.text)
        .join(' '),
    ) &&
    !/(?<!non-)gaap/.test(
      head
        .flat()
        .map((c) => c.text)
        .join(' ')
        .replace(/non-gaap/g, ''),
    );
  const names = new Set(issuer.split(/[^a-z0-9]+/).filter((w) => w.length > 1));
  const brief = rows.length <= 12;
  let last: Draft[] = [];
  let lastColumns: number[] = [];
  for (const row of rows) {
    const mention = row.label === null ? null : rowMetric(row.label, names, chinese, issuer);
    if (mention === null && !chinese && row.label !== null && CHANGE.test(row.label.text)) {
      for (const d of last) {
        const at = row.values[lastColumns[last.indexOf(d)] ?? -1];
        if (at !== undefined) d.yoy ??= yoyOf(at);
      }
      continue;
    }
    const change = mention === null && chinese ? changeRow(row, quantities) : null;
    if (change !== null && last.length > 0) {
      for (const d of last) d.yoy ??= change;
      continue;
    }
    if (mention === null || mention.metric === null || (!brief && isStatementLine(mention))) {
      last = [];
      continue;
    }
    const columns =
      columnsOf(head, row.values.length, chinese, guidance, above) ??
      (row.values.length === 1
        ? [
            {
              period: null,
              group: '',
              role: guidance ? 'guidance' : 'value',
              qualifier: null,
              end: null,
            } satisfies Column,
          ]
        : null);
    if (columns === null) continue;
    lastColumns = currentColumns(columns);
    last = rowDrafts(
      row,
      columns,
      mention,
      { ...(rowScale(row.label) ?? { scale, unscaled }), currency, adjusted, chinese },
      quantities,
      reading,
    );
    reading.drafts.push(...last);
  }
}

/** "Revenue (in millions)": a row that says its own scale goes before what the head says. */
function rowScale(label: Cell | null): { scale: number; unscaled: boolean } | null {
  const own =
    /\(?(?:\bin (?:us\$|\$|rmb|usd)? ?(?:thousands|millions|billions)|[$£€]? ?millions?|百万元|万元|亿元|千元)\)/.exec(
      label?.text ?? '',
    );
  const scale = own === null ? undefined : SCALES.find(([re]) => re.test(own[0]))?.[1];
  return scale === undefined ? null : { scale, unscaled: false };
}

/** Lines of a full statement that nobody calls a headline figure. */
const isStatementLine = (m: MetricMention): boolean =>
  m.metric === 'other' &&
  (/gross profit|pre-tax|before|interest|depreciation|cost|expense|sg&a|selling|research|毛利|成本|费用|利润总额|税前/.test(
    m.name ?? '',
  ) ||
    m.segment);

function changeRow(row: Row, quantities: readonly Quantity[]): [number | null, number | null] | null {
  const cell = row.values[0] ?? row.label;
  const text = `${row.label?.text ?? ''} ${row.values[0]?.text ?? ''}`;
  if (cell == null || !/(?:比上年同期|同比)/.test(text)) return null;
  const q = within(quantities, row.label?.start ?? cell.start, cell.end).find((x) => x.unit === 'percent');
  if (q === undefined) return null;
  const down = /下降|减少/.test(text);
  const [low, high] = q.point !== null ? [q.point, q.point] : [q.low, q.high];
  if (!down) return [low, high];
  return [high === null ? null : tidy(-high), low === null ? null : tidy(-low)];
}
