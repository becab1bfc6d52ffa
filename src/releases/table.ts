import { type Cell, EMPTY_CELL, isPeriodCell, joinBroken } from './cells.ts';
import { CHANGE, type Column, columnsOf, currentColumns } from './columns.ts';
import { type Draft, fits, type Reading, signed } from './draft.ts';
import type { Kind } from './figure.ts';
import { adjustedForm, type MetricMention } from './metrics.ts';
import { metricAt } from './metrics-en.ts';
import { chineseMetricAt } from './metrics-zh.ts';
import { tidy } from './numbers.ts';
import { within } from './place.ts';
import { EMPTY_QUANTITY, type Quantity } from './quantities.ts';
import { linesOf, type Row } from './rows.ts';

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

function rowMetric(
  label: Cell,
  names: ReadonlySet<string>,
  chinese: boolean,
  issuer: string,
): MetricMention | null {
  const text = label.text.replace(/\(\d\)$/, '').trim();
  if (
    /% of|as a percent|percent of|per employee|占比|占.{0,8}比|weighted|shares|cost of|diluted shares|净资产|资产/.test(
      text,
    ) &&
    !/per (?:[a-z]+ )*share/.test(text)
  )
    return null;
  for (let i = 0; i < text.length; i++) {
    if (!chinese && (!/[a-z]/.test(text[i]!) || /[a-z0-9]/.test(text[i - 1] ?? ' '))) continue;
    const m = chinese ? chineseMetricAt(text, i, 0, issuer) : metricAt(text, i, 0, names);
    if (m === null) continue;
    // "EPS, diluted", "net income - diluted"
    const tail = text.slice(m.end);
    if (/per (?:[a-z]+ )*(?:share|ads)/.test(tail) && m.metric === 'net_profit')
      return {
        ...m,
        metric: m.adjusted ? 'eps_adjusted' : 'eps',
        units: 'money',
        name: /dilut/.test(text) ? 'diluted' : /basic/.test(text) ? 'basic' : null,
        start: label.start,
        end: label.end,
      };
    const name =
      m.metric === 'eps' && /dilut/.test(text)
        ? 'diluted'
        : m.metric === 'eps' && /basic/.test(text)
          ? 'basic'
          : m.name;
    const adjusted = m.adjusted || /non-gaap|adjusted/.test(tail);
    return {
      ...(adjusted && !m.adjusted ? adjustedForm(m) : m),
      ...(m.metric === 'other' || adjusted !== m.adjusted ? {} : { name }),
      start: label.start,
      end: label.end,
    };
  }
  return null;
}

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

interface Frame {
  scale: number;
  /** Nothing says whether the numbers are units, thousands or millions. */
  unscaled: boolean;
  currency: string | null;
  adjusted: boolean;
  chinese: boolean;
}

function rowDrafts(
  row: Row,
  columns: readonly Column[],
  mention: MetricMention,
  frame: Frame,
  quantities: readonly Quantity[],
  reading: Reading,
): Draft[] {
  const out: Draft[] = [];
  const chosen = currentColumns(columns);
  for (const i of chosen) {
    const column = columns[i]!;
    const cell = row.values[i]!;
    let m = frame.adjusted || column.qualifier === 'non-GAAP' ? adjustedForm(mention) : mention;
    if (column.qualifier === 'GAAP' && (m.metric === 'gross_margin' || m.metric === 'operating_income'))
      m = { ...m, name: m.name ?? 'GAAP' };
    let q = cellValue(cell, m, frame, quantities);
    if (q === null || !fits(m, q)) continue;
    if (column.end === 'high' && columns[i - 1]?.end === 'low') continue;
    if (column.end !== null) q = oneRange(q, column, row, columns, i, m, frame, quantities);
    if (q === null) continue;
    const yoyAt = columns.findIndex(
      (c, k) =>
        k > i &&
        c.role === 'yoy' &&
        (c.group === column.group || columns.filter((x) => x.role === 'yoy').length === 1),
    );
    const kind: Kind = column.role === 'guidance' ? 'guidance' : 'result';
    const mentionAt = column.period === null ? null : { ...column.period, start: row.start, end: row.start };
    if (mentionAt !== null && mentionAt.kind !== 'none')
      reading.periods.push({ mention: mentionAt, kind, sentence: -1 });
    out.push({
      mention: m,
      kind,
      value: q,
      yoy: yoyAt < 0 ? null : yoyOf(row.values[yoyAt]!),
      period: mentionAt,
      direction: null,
      against: [],
      sentence: -1,
      start: row.label !== null && cell.end - row.label.start < 160 ? row.label.start : cell.start,
      end: cell.end,
    });
    const alike = (c: Column): boolean =>
      c.period === null ||
      column.period === null ||
      (c.period.kind === column.period.kind &&
        c.period.index === column.period.index &&
        c.period.year === column.period.year);
    const earlier = columns.findIndex((c) => c.role === 'earlierGuidance' && alike(c));
    if (kind === 'guidance' && earlier >= 0) {
      const was = cellValue(row.values[earlier]!, m, frame, quantities);
      if (was !== null)
        out
          .at(-1)!
          .against.push({ quantity: was, basis: 'guidance', mention: m, period: null, sentence: -1 });
    }
  }
  return out;
}

/** "Low" and "High" in columns of their own are one range; a side alone is a bound. */
function oneRange(
  q: Quantity,
  column: Column,
  row: Row,
  columns: readonly Column[],
  i: number,
  m: MetricMention,
  frame: Frame,
  quantities: readonly Quantity[],
): Quantity | null {
  if (q.point === null) return q;
  if (column.end === 'high') return { ...q, high: q.point, point: null };
  if (columns[i + 1]?.end !== 'high') return { ...q, low: q.point, point: null };
  const other = cellValue(row.values[i + 1]!, m, frame, quantities);
  if (other?.point == null || !fits(m, other)) return null;
  const [low, high] = [Math.min(q.point, other.point), Math.max(q.point, other.point)];
  return low === high ? q : { ...q, low, high, point: null, end: other.end };
}

function cellValue(
  cell: Cell,
  m: MetricMention,
  frame: Frame,
  quantities: readonly Quantity[],
): Quantity | null {
  const q = /^(?:19|20)\d\d$/.test(cell.text)
    ? {
        ...EMPTY_QUANTITY,
        point: Number(cell.text),
        unit: 'plain' as const,
        bare: true,
        start: cell.start,
        end: cell.end,
      }
    : within(quantities, cell.start - 1, cell.end + 1)[0];
  if (q === undefined || q.margin || EMPTY_CELL.test(cell.text)) return null;
  const perShare = m.metric === 'eps' || m.metric === 'eps_adjusted' || /\bffo|\bfad/i.test(m.name ?? '');
  const negative = /^[^\d]*\(/.test(cell.text) && cell.text.includes(')') && (q.point ?? 0) > 0;
  if (m.units === 'percent') {
    if (q.unit === 'percent') return negative ? signed(q, true) : q;
    return q.bare &&
      Math.abs(q.point ?? 100) < 100 &&
      !perShare &&
      m.units === 'percent' &&
      /%/.test(cell.text)
      ? { ...q, unit: 'percent', bare: false }
      : null;
  }
  if (q.unit === 'percent' || q.unit === 'points') return null;
  // A small amount without any word on its unit may be in millions: better none than a wrong one.
  if (frame.unscaled && !perShare && !q.scaled && Math.abs(q.point ?? q.high ?? 0) < 1e6) return null;
  const by = perShare || q.scaled ? 1 : frame.scale;
  const times = (x: number | null): number | null => (x === null ? null : tidy(x * by));
  const loss = m.loss || /亏损/.test(cell.text) || negative;
  return signed(
    {
      ...q,
      unit: 'money',
      bare: false,
      currency: q.currency ?? frame.currency,
      low: times(q.low),
      high: times(q.high),
      point: times(q.point),
    },
    loss,
  );
}

function yoyOf(cell: Cell): [number, number] | null {
  if (/bps|basis|pts|百分点|pp/.test(cell.text)) return null;
  const m = /([(+-]*)\s?(\d[\d,]*(?:\.\d+)?)/.exec(cell.text);
  if (m === null) return null;
  const size = Number(m[2]!.replaceAll(',', ''));
  const value = /[(-]/.test(m[1]!) ? -size : size;
  return [value, value];
}
