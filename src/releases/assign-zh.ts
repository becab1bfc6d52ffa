import { change, fits } from './draft.ts';
import { ChineseDraftKeeper, levels } from './drafts-zh.ts';
import { type MetricMention, PLAIN_METRIC } from './metrics.ts';
import type { Quantity } from './quantity.ts';
import type { ChineseToken } from './tokens-zh.ts';

/** Where a number of a Chinese sentence goes: to a metric as its value or change, or to what it is compared with. */
export class ChineseAssigner extends ChineseDraftKeeper {
  protected quantity(q: Quantity, i: number): void {
    if (q.margin || q.unit === 'points') return;
    if (q.bare) return;
    const previous = this.tokens[i - 1];
    if (this.compare !== null) {
      this.compared(q);
      return;
    }
    if (q.earlier) {
      this.heldAgainst(q, 'guidance');
      return;
    }
    // 由1.2亿元至1.5亿元下修为0.8亿元至1亿元: what it was before.
    if (
      /(?:从|由|自)(?:此前|之前|原来?|原先|上年|去年|同期|盈利|亏损|净亏损|的|约|人民币){0,4}$/.test(
        this.folded.slice(Math.max(0, q.start - 10), q.start),
      )
    ) {
      this.heldAgainst(q, this.kind === 'guidance' ? 'guidance' : 'yearBefore');
      return;
    }
    if (q.unit === 'percent') {
      this.percent(q, i);
      return;
    }
    if (
      previous !== undefined &&
      (previous.type === 'up' ||
        previous.type === 'down' ||
        (previous.type === 'filler' && ['up', 'down'].includes(this.tokens[i - 2]?.type ?? '')) ||
        previous.type === 'widen' ||
        previous.type === 'narrow') &&
      !this.goesTo(i)
    )
      return;
    this.value(q, i);
  }
  /** 增至, 降至, 增长28%至: the number is the level it went to. */
  private goesTo(i: number): boolean {
    const back = this.tokens[i - 1]!;
    const words = this.tokens.slice(Math.max(0, i - 2), i).some((t) => t.type === 'to');
    return words || (back.type !== 'q' && back.end - back.start === 2 && this.isToWord(back));
  }
  private isToWord(t: ChineseToken): boolean {
    return (t.type === 'up' || t.type === 'down') && this.textOf(t).endsWith('至');
  }
  private percent(q: Quantity, i: number): void {
    const next = this.metricAfter(i);
    const metric = this.metric;
    const ratio = metric !== null && metric.units === 'percent' && !metric.growth;
    const list = this.list.length > 1 ? this.list[this.shared] : undefined;
    // 分别不低于18.41%和17.66%: the bound of the first holds for the rest.
    const before = this.tokens.slice(0, i).findLast((t) => t.type === 'q');
    if (
      list !== undefined &&
      this.shared > 0 &&
      before?.type === 'q' &&
      q.point !== null &&
      before.q.point === null &&
      (before.q.low === null) !== (before.q.high === null)
    )
      q = before.q.low !== null ? { ...q, low: q.point, point: null } : { ...q, high: q.point, point: null };
    const sign = this.changeSign(q, i);
    if (this.sequential) return;
    if (ratio && metric !== null && !this.blocked) {
      if (sign === null || this.goesTo(i)) if (this.used === 0 && this.unknown < 4) this.keep(q, metric);
      return;
    }
    // 收入增速均超过30%: of a rate the percentage is the figure, whichever way it went.
    if (
      metric?.growth === true &&
      metric.segment &&
      sign === null &&
      !this.blocked &&
      this.used === 0 &&
      this.inClause
    ) {
      if (this.unknown < 4) this.keep(q, metric);
      return;
    }
    if (next !== null && metric === null) return;
    if (
      metric === null ||
      this.blocked ||
      sign === null ||
      (!this.inClause && this.unknown > 0) ||
      this.unknown >= 2 + (this.used === 0 ? 2 : 0)
    )
      return;
    const yoy = change(q, sign);
    if (metric.growth && metric.metric === 'revenue_growth') {
      if (this.used === 0) this.keep({ ...q, ...levels(yoy), signed: true }, metric);
      return;
    }
    const target = list ?? metric;
    if (list !== undefined) this.shared++;
    const holder =
      list === undefined && this.used > 0
        ? this.last
        : list !== undefined
          ? (this.drafts.findLast((d) => d.mention === list) ?? null)
          : null;
    if (holder !== null && holder.value !== null && holder.value.unit === 'money') {
      holder.yoy ??= yoy;
      return;
    }
    if (this.pending !== null && this.pending.metric === target) return;
    this.settlePending();
    this.pending = { yoy, metric: target, at: q.start, period: this.period };
    if (list !== undefined) this.settlePending();
  }

  private changeSign(q: Quantity, i: number): 1 | -1 | null {
    const previous = this.tokens.slice(Math.max(0, i - 8), i);
    let sign: 1 | -1 | null = null;
    for (let j = previous.length - 1; j >= 0; j--) {
      const t = previous[j]!;
      // 同比分别增长18.2%、96.5%: the list mark between two numbers parts nothing.
      const listed = t.type === 'comma' && this.list.length > 1 && previous[j - 1]?.type === 'q';
      if ((t.type === 'comma' && !listed) || t.type === 'semi' || t.type === 'm') break;
      if (t.type === 'q' && !(t.q.unit === 'percent' && this.list.length > 1)) break;
      if (t.type === 'up' || t.type === 'down') {
        sign = t.type === 'up' ? 1 : -1;
        // 亏损增加 is a fall, 亏损减少 a rise; 净利润…亏损，同比下降 is what it says.
        if (this.lossHere || (this.metric?.loss === true && this.metric.metric === 'net_profit'))
          sign = sign === 1 ? -1 : 1;
        break;
      }
      if (t.type === 'widen' || t.type === 'narrow') return this.sign ?? (t.type === 'widen' ? 1 : -1);
      if (t.type === 'either') return 1;
      if (t.type === 'yoy' && this.sign !== null) return this.sign;
    }
    if (sign !== null) return q.signed ? 1 : sign;
    if (q.signed) return 1;
    // 介乎40%至45%的按年增长
    const [of, yoy, way] = this.tokens.slice(i + 1, i + 4);
    if (
      of !== undefined &&
      this.textOf(of) === '的' &&
      yoy?.type === 'yoy' &&
      (way?.type === 'up' || way?.type === 'down')
    )
      return way.type === 'up' ? 1 : -1;
    return this.sign !== null && previous.some((t) => t.type === 'yoy') ? this.sign : null;
  }

  private value(q: Quantity, i: number): void {
    let metric = this.metric;
    const close = this.lossOrProfitBefore(i);
    if (
      close !== null &&
      (metric === null || this.used > 0 || !/net_profit|eps|operating|other/.test(metric.metric ?? ''))
    ) {
      // 自合同生效以来累计盈利150万元: a profit without a metric and of no period is whoever's.
      if (this.blocked || this.ofPart(close) || !this.dated()) return;
      metric = { ...PLAIN_METRIC, metric: 'net_profit', units: 'money', start: close.start, end: close.end };
      this.metric = metric;
      this.used = 0;
    }
    const link = this.tokens[i + 1];
    const behind = this.tokens[i + 2];
    if (
      (metric === null || this.used > 0) &&
      !this.blocked &&
      link !== undefined &&
      /^[之的]$/.test(this.textOf(link)) &&
      behind?.type === 'm' &&
      behind.m.metric !== null &&
      fits(behind.m, q)
    ) {
      this.named = behind.m;
      this.keep(q, behind.m);
      return;
    }
    // 将录得约2.4百万港元之亏损
    if (
      (metric === null || this.used > 0) &&
      !this.blocked &&
      link !== undefined &&
      /^[之的]$/.test(this.textOf(link)) &&
      (behind?.type === 'loss' || behind?.type === 'profit') &&
      q.unit === 'money' &&
      !q.perShare &&
      this.dated()
    ) {
      this.loss = behind.type === 'loss';
      this.keep(q, {
        ...PLAIN_METRIC,
        metric: 'net_profit',
        units: 'money',
        start: behind.start,
        end: behind.end,
      });
      return;
    }
    // 减少收入约一千万港元: by how much, not how much.
    if (metric !== null && q.unit === 'money' && this.changeBefore(metric, i)) return;
    if (
      metric === null ||
      metric.metric === null ||
      this.blocked ||
      (close === null && this.unknown >= (this.inClause ? 4 : 2))
    )
      return;
    const listed =
      this.list.length > 1 && this.shared < this.list.length ? this.list[this.shared] : undefined;
    if (listed !== undefined && this.tokens.some((t) => t.type === 'respectively')) {
      this.shared++;
      if (fits(listed, q)) this.keep(q, listed);
      return;
    }
    if (!fits(metric, q) || (metric.loose && i > 0 && q.start - metric.end > 14)) return;
    if (
      this.used > 0 &&
      !(
        this.period !== null &&
        this.last !== null &&
        this.period !== this.last.period &&
        this.tokens[i - 1]?.type !== 'q'
      )
    )
      return;
    this.keep(q, metric);
  }
  private changeBefore(metric: MetricMention, i: number): boolean {
    const at = this.tokens.findLastIndex((t, k) => k < i && t.type === 'm' && t.m === metric);
    const back = this.tokens[at - 1];
    return (
      at > 0 &&
      (back?.type === 'up' || back?.type === 'down') &&
      /^(?:减少|增加|降低|提高)$/.test(this.textOf(back)) &&
      !this.tokens.slice(at, i).some((t) => t.type === 'to')
    );
  }
  private lossOrProfitBefore(i: number): ChineseToken | null {
    for (let j = i - 1; j >= 0 && i - j <= 4; j--) {
      const t = this.tokens[j]!;
      if (t.type === 'loss' || t.type === 'profit') return t;
      // 亏损扩大至约4,600万
      if (!['filler', 'guide', 'p', 'widen', 'narrow', 'to'].includes(t.type)) return null;
    }
    return null;
  }
  /** A span is named, here or before in the passage. */
  private dated(): boolean {
    return this.period !== null || this.reading.periods.length > 0;
  }
  /** 核心业务录得亏损, 该分类的亏损: the loss of a part and not the owners'. */
  private ofPart(t: ChineseToken): boolean {
    return /(?:业务|分部|分类|板块|部门|产品线)(?:的|之)?(?:录得|实现|取得)?$/.test(
      this.folded.slice(Math.max(0, t.start - 10), t.start),
    );
  }
  private metricAfter(i: number): MetricMention | null {
    const t = this.tokens[i + 1];
    return t?.type === 'm' ? t.m : null;
  }
}
