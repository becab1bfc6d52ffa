import { type Cell, EMPTY_CELL } from './cells.ts';
import { type Column, currentColumns } from './columns.ts';
import { type Draft, fits, type Reading, signed } from './draft.ts';
import type { Kind } from './figure.ts';
import { adjustedForm, type MetricMention } from './metrics.ts';
import { metricAt } from './metrics-en.ts';
import { chineseMetricAt } from './metrics-zh.ts';
import { tidy } from './numbers.ts';
import { within } from './place.ts';
import { EMPTY_QUANTITY, type Quantity } from './quantity.ts';
import type { Row } from './rows.ts';

/** One row of a table: the metric its label names, and the figures of the columns that speak of the period in hand. */
export function rowMetric(
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
    !/per (?:[a-z]+ )*share|^(?:gaap |non-gaap |adjusted )?(?:gross|operating|net|ebitda) (?:profit )?margin/.test(
      text,
    )
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

interface Frame {
  scale: number;
  /** Nothing says whether the numbers are units, thousands or millions. */
  unscaled: boolean;
  currency: string | null;
  adjusted: boolean;
  chinese: boolean;
}

export function rowDrafts(
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

export function yoyOf(cell: Cell): [number, number] | null {
  if (/bps|basis|pts|百分点|pp/.test(cell.text)) return null;
  const m = /([(+-]*)\s?(\d[\d,]*(?:\.\d+)?)/.exec(cell.text);
  if (m === null) return null;
  const size = Number(m[2]!.replaceAll(',', ''));
  const value = /[(-]/.test(m[1]!) ? -size : size;
  return [value, value];
}
