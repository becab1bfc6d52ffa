import { type Cell, isPeriodCell } from './cells.ts';
import { findPeriods, type PeriodMention } from './periods.ts';

/** What the columns of a table stand for: a period, a change, an earlier guidance, GAAP or not. */
export interface Column {
  period: PeriodMention | null;
  /** Columns of one span ("three months ended") are compared with each other only. */
  group: string;
  role: 'value' | 'prior' | 'yoy' | 'sequential' | 'guidance' | 'earlierGuidance';
  qualifier: 'GAAP' | 'non-GAAP' | null;
  /** One side of a range that stands in two columns ("Low", "High"). */
  end: 'low' | 'high' | null;
}

export const CHANGE =
  /y\/y|yoy|y-o-y|year[- ]over[- ]year|同比|增减|变动|% ?change|change ?%|percent(?:age)? change|^change$|^% ?chg|growth|inc\b/;
const THIS_PERIOD = /^(?:本报告期|本期|报告期)(?!末|比|较)/;
const LOW = /^(?:low(?: end)?|minimum|from|下限|最低)$/;
const HIGH = /^(?:high(?: end)?|maximum|to|上限|最高)$/;
const SEQUENTIAL = /q\/q|qoq|sequential|环比/;

export function columnsOf(
  head: readonly Cell[][],
  count: number,
  chinese: boolean,
  guidanceTitle: boolean,
  above = '',
): Column[] | null {
  // The corner cell over the labels is no column; what it says holds for all of them.
  const rows = head.map((all) => {
    const cells = all.filter((c) => isColumnHead(c, chinese));
    return cells.length === count + 1 && cells[0] === all[0] ? cells.slice(1) : cells;
  });
  const corner =
    head.find((all) => all.filter((c) => isColumnHead(c, chinese)).length === count + 1)?.[0]?.text ?? '';
  const last =
    rows.findLast((cells) => cells.length === count) ??
    rows.findLast((cells) => cells.length > 0 && count % cells.length === 0 && cells.length > 1);
  if (last === undefined) return null;
  const columns: Column[] = [];
  const titles = findPeriods(above, chinese).filter((p) => /^(?:Q|H|M9|FY)$/.test(p.kind) && p.ends !== null);
  // 2024年度业绩快报 over a column 本报告期: the title names the period. Asked for only where a column is so called.
  const current = (): PeriodMention | null => {
    const over = [
      above,
      ...head
        .flat()
        .filter((x) => !isColumnHead(x, chinese))
        .map((x) => x.text),
    ].join('\n');
    return (
      findPeriods(over, chinese).findLast(
        (p) => /^(?:Q|H|M9|FY)$/.test(p.kind) && (p.year !== null || p.ends?.year != null),
      ) ?? null
    );
  };
  const upper = rows.filter((cells) => cells !== last && cells.length > 0 && count % cells.length === 0);
  for (let i = 0; i < count; i++) {
    const own = last[Math.floor((i * last.length) / count)]!.text;
    const texts = upper.map((cells) => cells[Math.floor((i * cells.length) / count)]!.text);
    const group = `${corner} ${texts.join(' ')}`.trim();
    const words = `${group} ${own}`.trim();
    // "2025 Q1" under "2025 Guidance": the column's own quarter goes before the year above it.
    const quarter = findPeriods(own, chinese).find(
      (p) => /^(?:Q|H|M9)$/.test(p.kind) && p.index > 0 && p.year !== null,
    );
    const dated = findPeriods(words, chinese);
    const period =
      quarter ??
      dated.find((p) => p.kind !== 'date' && (p.year !== null || p.ends?.year != null)) ??
      dated.find((p) => p.kind !== 'date') ??
      null;
    const day = dated.find((p) => p.kind === 'date');
    const dates =
      period !== null && period.kind === 'none' && period.ends === null && day !== undefined
        ? { ...period, ends: day.ends }
        : period;
    const end = LOW.test(own) ? 'low' : HIGH.test(own) ? 'high' : null;
    const guided =
      end !== null || guidanceTitle || /guidance|outlook|forecast|expect|指引|预测|预计|展望/.test(words);
    // 截至二零二四年三月三十一日止三个月 over the table, 二零二四年三月三十一日 over the column: the three months that end then.
    const closing = dates === null && day?.ends != null ? day.ends : null;
    const span =
      closing === null
        ? undefined
        : titles.find((p) => p.ends?.month === closing.month && p.ends.day === closing.day);
    columns.push({
      period:
        (THIS_PERIOD.test(own) ? current() : null) ??
        (span !== undefined ? { ...span, ends: closing, year: null } : null) ??
        dates ??
        (day !== undefined ? { ...day, kind: 'none' } : null),
      group,
      role: SEQUENTIAL.test(own)
        ? 'sequential'
        : CHANGE.test(own) && !guided
          ? 'yoy'
          : /上年|去年|上期|year[- ]ago|prior[- ]year|previous year/.test(own)
            ? 'prior'
            : guided && /previous|prior|old|earlier|此前|原/.test(own)
              ? 'earlierGuidance'
              : guided
                ? 'guidance'
                : 'value',
      qualifier: /non-?gaap|adjusted|non-ifrs|经调整|非/.test(words)
        ? 'non-GAAP'
        : /\bgaap\b|\bifrs\b|as reported/.test(words)
          ? 'GAAP'
          : null,
      end,
    });
  }
  return columns;
}

const isColumnHead = (c: Cell, chinese: boolean): boolean =>
  c.text.length < 70 &&
  !/millions|thousands|unaudited|单位/.test(c.text) &&
  (isPeriodCell(c, chinese) ||
    LOW.test(c.text) ||
    HIGH.test(c.text) ||
    CHANGE.test(c.text) ||
    SEQUENTIAL.test(c.text) ||
    /\bgaap\b|non-gaap|adjusted|guidance|outlook|forecast|actual|current|prior|previous|报告期|本期|上期|同期|指引|预计|项目金额|ended|weeks|months/.test(
      c.text,
    ));

/** Of the columns of one span only the latest is the period reported; guidance columns all count. */
export function currentColumns(columns: readonly Column[]): number[] {
  const stamp = (c: Column): number => {
    const p = c.period;
    if (p === null) return -1;
    const year = p.year ?? p.ends?.year ?? 0;
    return (
      year * 400 +
      (p.ends?.year != null && p.year === null
        ? p.ends.month * 31 + p.ends.day
        : p.index * 90 + (p.kind === 'FY' ? 360 : 0))
    );
  };
  const best = new Map<string, number>();
  const out: number[] = [];
  columns.forEach((c, i) => {
    if (c.role === 'guidance') out.push(i);
    if (c.role !== 'value') return;
    // The quarter before, dated beside the columns of a named span: what those are compared with in sequence.
    if (
      c.period?.kind === 'none' &&
      c.period.ends !== null &&
      columns.some(
        (x) => x.role === 'value' && x.period !== null && x.period.kind !== 'none' && stamp(x) > stamp(c),
      )
    )
      return;
    const span =
      c.period === null
        ? ''
        : c.period.kind === 'none'
          ? c.group
          : c.period.ends !== null
            ? `${c.period.kind}`
            : c.period.kind;
    const key = `${span}/${c.qualifier ?? ''}`;
    const now = best.get(key);
    if (now === undefined || stamp(c) > stamp(columns[now]!)) best.set(key, i);
  });
  return [...out, ...best.values()].sort((a, b) => a - b);
}
