import { ChineseClauses } from './clauses-zh.ts';
import { sameMetric } from './drafts-zh.ts';
import type { Kind } from './figure.ts';
import type { MetricMention } from './metrics.ts';
import type { ChineseToken } from './tokens-zh.ts';

const BY_PART =
  /^(?:其中,?)?(?:分|按|从)(?:产品|地区|区域|业务|行业|板块|渠道|客户|分部|品类)(?:类型|结构|来看|划分|看)?/;

/** Who expects: 市场预期, 分析师预计; 预期 alone is the company's. */
const WHOSE = /^(?:投资者|市场|机构|外界|券商|分析师|华尔街|彭博|路孚特|factset|refinitiv|lseg|wind|万得)/;

/**
 * Reads one Chinese sentence. The order is steady: metric, verb, number, then 同比 and its change; a clause without a
 * metric goes on with the one before it, unless it opens with a subject of its own (煤炭销售量同比下降5.4%).
 */
export class ChineseSentence extends ChineseClauses {
  /** Returns the kind the sentence ended in, for the next one to go on from. */
  read(): Kind | null {
    if (
      this.tokens.some((t) => t.type === 'crowd') ||
      /年薪|薪酬|薪水|基本工资|激励|考核|业绩承诺|对赌|承诺净利/.test(
        this.folded.slice(this.tokens[0]?.start ?? 0, this.tokens.at(-1)?.end ?? 0),
      )
    )
      return null;
    for (let i = 0; i < this.tokens.length; i++) this.step(i);
    this.settlePending();
    this.closeCompare();
    // 预计第四季度…，并维持全年…的指引: said of what follows the verb; where nothing does, of what stood before it.
    const after = this.drafts.slice(this.directionFrom);
    for (const d of after.some((x) => x.kind === 'guidance') ? after : this.drafts)
      if (d.kind === 'guidance') d.direction ??= this.direction;
    this.reading.drafts.push(...this.drafts);
    return this.drafts.length > 0 ? this.drafts.at(-1)!.kind : this.kind;
  }

  /** A clause before told a number of something else. */
  private foreign = false;

  private step(i: number): void {
    const t = this.tokens[i]!;
    if (t.type === 'q' && t.q.unit !== 'percent' && !this.inClause && this.unknown >= 1) this.foreign = true;
    switch (t.type) {
      case 'm':
        this.met(t.m, i);
        return;
      case 'p':
        // (二零二二年:亏损6,781,000元): all in the brackets is of then.
        if (
          this.compare === null &&
          this.tokens[i - 1]?.type === 'open' &&
          this.tokens[i - 2]?.type === 'q' &&
          this.folded[t.end] === ':'
        ) {
          this.compare = {
            basis: 'yearBefore',
            depth: this.depth,
            consumed: 0,
            result: null,
            one: false,
            earlier: true,
          };
          return;
        }
        // 不低于2021年前三季度水平: a period that the figure is held against.
        if (this.opensEarlier(i)) {
          this.compare = {
            basis: 'yearBefore',
            depth: this.depth,
            consumed: 0,
            result: null,
            one: true,
            earlier: true,
          };
          return;
        }
        if (
          /(?:高于|低于|超过|优于|好于|不及|达到|较|比|与|同)$/.test(
            this.folded.slice(Math.max(0, t.start - 4), t.start),
          )
        )
          return;
        if (this.compare === null && !t.p.anaphor && t.p.kind !== 'date') {
          this.period = t.p;
          this.reading.periods.push({ mention: t.p, kind: null, sentence: this.sentence });
        } else if (t.p.anaphor) this.period ??= t.p;
        return;
      case 'q':
        this.quantity(t.q, i);
        return;
      case 'guide':
        // 由此前的3.2亿元至3.8亿元调整为4.1亿元至4.5亿元: what comes after the word is the new one.
        if (this.compare !== null && this.compare.consumed > 0 && /^调整为/.test(this.textOf(t))) {
          this.closeCompare();
          this.kind = 'guidance';
        }
        if (this.compare === null && !this.resultOnly) this.kind = 'guidance';
        return;
      case 'result':
        if (this.compare === null && this.kind === null) this.kind = 'result';
        return;
      case 'revised':
        this.revise();
        return;
      case 'expect':
      case 'prev':
      case 'prior':
        if (this.compare === null || this.compare.consumed > 0) {
          if (t.type === 'prior' && this.followedByChange(i)) return;
          const whole =
            this.opensClause(i) && this.namesNext(i) && (t.type === 'prior' || WHOSE.test(this.textOf(t)));
          // "247亿元，高于预期的…" opens on the comparing word; here the number may stand before: (预期20亿).
          this.compare = {
            basis: t.type === 'expect' ? 'expectation' : t.type === 'prev' ? 'guidance' : 'yearBefore',
            depth: this.depth,
            consumed: 0,
            result: this.compare?.result ?? null,
            one: t.type === 'prior' && this.tokens[i - 1]?.type === 'than',
            whole,
          };
        } else if (t.type !== 'prior' && this.compare.basis === 'unknown')
          this.compare.basis = t.type === 'expect' ? 'expectation' : 'guidance';
        return;
      case 'beat':
      case 'miss':
      case 'inline':
        this.closeCompare();
        this.compare = {
          basis: 'unknown',
          depth: this.depth,
          consumed: 0,
          result: t.type === 'beat' ? 'beat' : t.type === 'miss' ? 'missed' : 'inline',
          one: false,
        };
        return;
      case 'respectively':
        // 营收、净利润分别为…，同比分别增长…: each 分别 deals its numbers out from the first again.
        this.shared = 0;
        return;
      case 'yoy':
        this.sequential = false;
        if (/[增减]$/.test(this.textOf(t))) this.sign = this.textOf(t).endsWith('增') ? 1 : -1;
        return;
      case 'seq':
        this.sequential = true;
        return;
      case 'up':
      case 'down':
        this.sign = t.type === 'up' ? 1 : -1;
        this.foretold(t);
        return;
      case 'widen':
        this.sign = this.isLoss() ? -1 : 1;
        this.lossHere = false;
        return;
      case 'narrow':
        this.sign = this.isLoss() ? 1 : -1;
        this.lossHere = false;
        return;
      case 'loss':
        this.loss = true;
        this.lossHere = true;
        this.foretold(t);
        return;
      case 'profit':
        this.loss = false;
        this.foretold(t);
        return;
      case 'cause':
        if (/^(?:出售|处置|转让)/.test(this.textOf(t))) this.disposed = true;
        if (this.compare === null) this.blocked = true;
        return;
      case 'raise':
      case 'lower':
      case 'keep':
        this.directionFrom = this.drafts.length;
        this.direction = t.type === 'raise' ? 'raised' : t.type === 'lower' ? 'lowered' : 'reaffirmed';
        // 维持全年资本支出指引: the word for guidance may come last.
        if (
          this.compare === null &&
          !this.resultOnly &&
          /指引|预期|目标|展望|预测|预算/.test(this.folded.slice(t.end, t.end + 60))
        )
          this.kind = 'guidance';
        return;
      case 'han':
        this.unknown++;
        return;
      case 'open':
        this.depth++;
        return;
      case 'close':
        this.depth--;
        if (this.compare !== null && this.compare.depth > this.depth) this.closeCompare();
        this.unknown = 0;
        return;
      case 'comma':
      case 'semi':
        this.boundary(t.type, i);
        return;
      default:
        return;
    }
  }

  private boundary(type: 'comma' | 'semi', i: number): void {
    if (this.compare?.whole === true && type !== 'semi' && !this.ownAgain(i)) return;
    // 年末有效会员数达5040万，同比增长40%: a clause with a subject and a number of its own; what follows is not the metric's.
    if (type === 'comma' && !this.inClause && this.foreign && this.compare === null) this.metric = null;
    this.foreign = false;
    if (
      this.compare !== null &&
      (this.compare.consumed > 0 ||
        this.compare.result !== null ||
        type === 'semi' ||
        this.compare.basis === 'yearBefore') &&
      this.compare.depth >= this.depth &&
      !(this.compare.depth > 0 && type === 'comma')
    ) {
      // 上年同期：亏损 — the colon belongs to it.
      if (
        !(this.compare.consumed === 0 && this.tokens[i - 1]?.type === 'prior' && this.compare.result === null)
      )
        this.closeCompare();
    }
    if (type === 'comma' && this.list.length > 1 && this.dealsOn(i)) return;
    // 比上年同期上升：120.35%至202.98%
    if (
      this.folded[this.tokens[i]!.start] === ':' &&
      ['up', 'down'].includes(this.tokens[i - 1]?.type ?? '') &&
      this.tokens[i + 1]?.type === 'q'
    )
      return;
    this.sign = null;
    this.sequential = false;
    this.lossHere = false;
    this.unknown = 0;
    if (this.list.length > 0 && this.used > 0) this.list = [];
    this.inClause = false;
    // "…15.5亿元；同比增长173%" goes on with what stood before the semicolon.
    const goesOn =
      type === 'semi' &&
      this.tokens[i]!.end - this.tokens[i]!.start === 1 &&
      this.folded[this.tokens[i]!.start] === ';' &&
      this.tokens[i + 1]?.type === 'yoy';
    if (goesOn) {
      this.blocked = false;
    } else if (type === 'semi') {
      this.settlePending();
      this.blocked = false;
      this.metric = null;
      this.loss = false;
      this.used = 0;
    } else {
      if (this.blocked && !this.nextClauseContinues(i)) this.metric = null;
      // 转让项目，实现净利润约2.6亿; 计提减值，相应减少净利润约4.5亿: what the clause before brought about.
      this.blocked = this.blocked && this.isOutcome(i);
    }
  }

  /** What was guided in the sentence so far is the earlier guidance; its metric goes on. */
  private revise(): void {
    if (this.resultOnly) return;
    this.closeCompare();
    this.kind = 'guidance';
    const guided = this.drafts.filter((d) => d.kind === 'guidance' && d.value !== null);
    const former = guided.at(-1);
    if (former === undefined) return;
    this.drafts = this.drafts.filter((d) => !guided.includes(d));
    for (const d of guided) this.heldAgainst(d.value!, 'guidance');
    this.metric = former.mention;
    this.period ??= former.period;
    this.used = 0;
    this.blocked = false;
    this.inClause = true;
  }

  /** 预增, 预减, 预盈, 预亏, 首亏, 续亏: the word itself says that the figures are still to be reported. */
  private foretold(t: ChineseToken): void {
    if (this.compare === null && !this.resultOnly && /^预|^[首续略]/.test(this.textOf(t)))
      this.kind = 'guidance';
  }

  private met(m: MetricMention, i: number): void {
    if (m.metric === null) {
      this.blocked = true;
      return;
    }
    if (this.compare?.whole === true) return;
    // 将录得不少于130,000,000港元之股东应占溢利: its number stood before it.
    if (m === this.named) {
      this.metric = m;
      this.used = 1;
      return;
    }
    if (
      this.compare !== null &&
      this.compare.consumed === 0 &&
      this.compare.basis !== 'unknown' &&
      (!this.compare.one || this.compare.earlier === true)
    )
      return;
    if (this.compare !== null && this.compare.consumed > 0 && this.compare.depth === this.depth)
      this.closeCompare();
    if (m.loose && this.metric !== null && this.used === 0 && this.metric.metric === 'net_profit') return;
    if (
      this.pending !== null &&
      this.pending.metric !== m &&
      this.used >= 0 &&
      !sameMetric(this.pending.metric, m)
    )
      this.settlePending();
    // 净利润和扣非净利润…分别: the metrics of a list wait for their numbers.
    const previous = this.tokens[i - 1];
    const joined =
      previous !== undefined &&
      (previous.type === 'filler' || previous.type === 'comma') &&
      this.tokens[i - 2]?.type === 'm' &&
      this.used === 0 &&
      this.metric !== null;
    // 白酒业务收入20.5亿元，毛利率78.2%: the margin is the part's, until the company is named.
    if (
      m.metric === 'gross_margin' &&
      this.last?.mention.segment === true &&
      this.metric?.segment === true &&
      !/(?:公司|整体|综合|集团|合并|总体)的?$/.test(this.folded.slice(Math.max(0, m.start - 4), m.start)) &&
      !/^(?:整体|综合)/.test(this.folded.slice(m.start, m.end))
    )
      m = {
        ...m,
        metric: 'other',
        segment: true,
        name: this.metric.name + this.folded.slice(m.start, m.end),
      };
    // 分地区看，省内收入12亿元: under such a head every revenue is a part's.
    if (
      m.metric === 'revenue' &&
      BY_PART.test(this.folded.slice(this.tokens[0]!.start, m.start)) &&
      !/(?:总|合计|整体|公司)$/.test(this.folded.slice(Math.max(0, m.start - 3), m.start))
    )
      m = { ...m, metric: 'other', segment: true, name: this.folded.slice(m.start, m.end) };
    this.list = joined ? [...(this.list.length > 0 ? this.list : [this.metric!]), m] : [];
    this.shared = 0;
    this.metric = m;
    this.inClause = true;
    this.used = 0;
    this.loss = m.loss;
    this.unknown = 0;
    const brought = this.blocked && !this.tokens.slice(Math.max(0, i - 4), i).some((t) => t.type === 'cause');
    if (
      !(
        this.blocked &&
        (this.tokens.slice(Math.max(0, i - 4), i).some((t) => t.type === 'cause') ||
          (brought && this.outcomeBefore(i)))
      )
    )
      this.blocked = false;
  }
}
