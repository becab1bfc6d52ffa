import { type Comparison, type Draft, type Reading, signed } from './draft.ts';
import type { Direction, Kind } from './figure.ts';
import type { MetricMention } from './metrics.ts';
import type { PeriodMention } from './periods.ts';
import { EMPTY_QUANTITY, type Quantity } from './quantity.ts';
import { type ChineseToken, tokeniseChinese } from './tokens-zh.ts';

/** The state of reading one Chinese sentence, and the drafts and comparisons that come of its numbers. */
export class ChineseDraftKeeper {
  protected readonly tokens: readonly ChineseToken[];
  protected readonly folded: string;
  protected readonly sentence: number;
  protected readonly reading: Reading;
  protected kind: Kind | null;
  protected readonly resultOnly: boolean;
  protected metric: MetricMention | null = null;
  protected used = 0;
  protected last: Draft | null = null;
  protected blocked = false;
  protected compare: {
    basis: Comparison['basis'];
    depth: number;
    consumed: number;
    result: Direction | null;
    one: boolean;
    /** Opened by an earlier period (较截至…止年度之溢利1.12亿元): a metric in it is the one in hand. */
    earlier?: boolean;
    /** 上年同期归属于…净利润为…，每股收益…: the whole sentence is of then. */
    whole?: boolean;
  } | null = null;
  protected loss = false;
  protected sign: 1 | -1 | null = null;
  protected sequential = false;
  protected unknown = 0;
  /** The metric stands in this very clause. */
  protected inClause = false;
  protected depth = 0;
  protected direction: Direction | null = null;
  /** How many figures stood before the verb that gave the direction. */
  protected directionFrom = 0;
  protected pending: {
    yoy: NonNullable<Draft['yoy']>;
    metric: MetricMention;
    at: number;
    period: PeriodMention | null;
  } | null = null;
  private waiting: Comparison[] = [];
  protected drafts: Draft[] = [];
  protected period: PeriodMention | null = null;
  private primaryYear: number | null = null;
  protected list: MetricMention[] = [];
  protected shared = 0;
  protected lossHere = false;
  /** The metric that the number before it has already taken. */
  protected named: MetricMention | null = null;

  constructor(
    folded: string,
    start: number,
    end: number,
    quantities: readonly Quantity[],
    periods: readonly PeriodMention[],
    issuer: string,
    sentence: number,
    inherited: Kind | null,
    resultOnly: boolean,
    reading: Reading,
  ) {
    this.folded = folded;
    this.tokens = tokeniseChinese(folded, start, end, quantities, periods, issuer);
    this.sentence = sentence;
    this.reading = reading;
    this.kind = inherited;
    this.resultOnly = resultOnly;
  }

  protected isLoss(): boolean {
    return (
      this.lossHere ||
      this.metric?.loss === true ||
      (this.loss && this.last !== null && (this.last.value?.high ?? this.last.value?.point ?? 0) < 0)
    );
  }

  /** Notes a number that the next figure of the sentence is held against. */
  protected heldAgainst(q: Quantity, basis: Comparison['basis']): void {
    const said: Comparison = {
      quantity: q,
      basis,
      mention: this.metric,
      period: null,
      sentence: this.sentence,
    };
    this.reading.comparisons.push(said);
    this.waiting.push(said);
  }

  protected textOf(t: ChineseToken): string {
    return this.folded.slice(t.start, t.end);
  }

  protected compared(q: Quantity): void {
    const c = this.compare!;
    c.consumed++;
    this.unknown = 0;
    const said: Comparison = {
      quantity: signed(q, this.lossHere && q.unit === 'money'),
      basis: c.basis === 'unknown' ? 'expectation' : c.basis,
      mention: this.metric ?? this.last?.mention ?? null,
      period: null,
      sentence: this.sentence,
    };
    this.reading.comparisons.push(said);
    if (this.last !== null) this.last.against.push(said);
    else this.waiting.push(said);
    if (c.one) this.closeCompare();
  }

  protected closeCompare(): void {
    const c = this.compare;
    this.compare = null;
    if (c === null || c.result === null) return;
    if (this.last !== null && this.last.kind !== 'guidance') this.last.direction ??= c.result;
  }

  protected keep(q: Quantity, mention: MetricMention): void {
    const year = this.period === null ? null : (this.period.year ?? this.period.ends?.year ?? null);
    if (
      year !== null &&
      this.primaryYear !== null &&
      year < this.primaryYear &&
      this.drafts.some((d) => d.mention.metric === mention.metric && d.period?.kind === this.period!.kind)
    ) {
      // 2024年度虧損則約為: an earlier year of the same metric is what the first is set against.
      const said: Comparison = {
        quantity: signed(q, this.loss),
        basis: 'yearBefore',
        mention,
        period: this.period,
        sentence: this.sentence,
      };
      this.reading.comparisons.push(said);
      this.last?.against.push(said);
      // What follows is not of that year: the span is not what the passage last spoke of.
      const at = this.reading.periods.findLastIndex((p) => p.mention === this.period);
      if (at >= 0) this.reading.periods.splice(at, 1);
      this.period = this.drafts.at(-1)!.period;
      this.used++;
      return;
    }
    if (year !== null) this.primaryYear = Math.max(this.primaryYear ?? 0, year);
    const negative =
      q.unit === 'money' &&
      (mention.loss || this.loss) &&
      /net_profit|eps|operating|other/.test(mention.metric ?? '');
    const near = q.start - mention.end < 60 && mention.start <= q.start;
    const draft: Draft = {
      mention,
      kind: this.kindOf(q),
      value: signed(q, negative),
      yoy: null,
      period: this.period,
      direction: null,
      against: this.waiting.splice(0),
      sentence: this.sentence,
      start: near ? mention.start : q.start,
      end: q.end,
    };
    if (this.pending !== null && q.unit === 'money' && sameMetric(this.pending.metric, mention)) {
      draft.yoy = this.pending.yoy;
      this.pending = null;
    }
    this.drafts.push(draft);
    this.last = draft;
    this.used++;
    this.unknown = 0;
    const seen = this.reading.periods.findLast((p) => p.mention === this.period);
    if (seen !== undefined) seen.kind = draft.kind;
  }

  /** Nobody reports a result as a range: two ends are a forecast, whatever the verb. */
  private kindOf(q: Quantity): Kind {
    const range = q.low !== null && q.high !== null && !this.resultOnly;
    return range ? 'guidance' : (this.kind ?? 'result');
  }

  protected settlePending(): void {
    const p = this.pending;
    this.pending = null;
    if (p === null || p.metric.metric === null) return;
    const { metric } = p;
    const sales =
      metric.metric === 'revenue' || (metric.segment && /收入|营收|收益|销售额/.test(metric.name ?? ''));
    const percent: Quantity = {
      ...EMPTY_QUANTITY,
      ...levels(p.yoy),
      signed: true,
      start: metric.start,
      end: metric.end,
    };
    this.drafts.push({
      mention: metric.metric === 'revenue' ? { ...metric, metric: 'revenue_growth', growth: true } : metric,
      kind: this.kindOf(percent),
      value: sales ? percent : null,
      yoy: sales ? null : p.yoy,
      period: p.period,
      direction: null,
      against: this.waiting.splice(0),
      sentence: this.sentence,
      start: metric.start,
      end: Math.max(metric.end, p.at),
    });
  }
}

export const sameMetric = (a: MetricMention, b: MetricMention): boolean =>
  a.metric === b.metric && (a.name ?? '') === (b.name ?? '');
export const levels = (y: NonNullable<Draft['yoy']>): Pick<Quantity, 'low' | 'high' | 'point'> =>
  y[0] !== null && y[0] === y[1]
    ? { low: null, high: null, point: y[0] }
    : { low: y[0], high: y[1], point: null };
