import { type Comparison, change, type Draft, type Reading, signed } from './draft.ts';
import type { Direction, Kind } from './figure.ts';
import { adjustedForm, type MetricMention } from './metrics.ts';
import { Parts } from './parts-en.ts';
import type { PeriodMention } from './periods.ts';
import { EMPTY_QUANTITY, type Quantity } from './quantity.ts';
import { AVERAGED, adjustedSpans, STACKED, type Subject, subjectOf, topicOf } from './subject-en.ts';
import type { Token } from './tokens-en.ts';

export interface Compare {
  from: number;
  basis: Comparison['basis'];
  consumed: number;
  seenReference: boolean;
  result: Direction | null;
  /** "Analysts had expected …": the whole clause is theirs. */
  whole: boolean;
  depth: number;
  mention: MetricMention | null;
  /** A metric was named within: "compared with revenue of A and EBITDA of B". */
  named: boolean;
}

export interface SentenceState {
  /** The span an outlook heading names: it holds for every line under it that names none. */
  outlookPeriod: PeriodMention | null;
  /** Under an "Outlook" heading sentences without a past-tense verb are guidance. */
  outlook: boolean;
  /** "We are raising our outlook." said alone holds for the sentence after it. */
  direction: Direction | null;
  issuer: ReadonlySet<string>;
  /** The passage names its issuer: another name at the head of a sentence is not a short one for it. */
  issuerNamed: boolean;
  /** Under "Turning to our segments" what has a name of its own is a segment. */
  segments: boolean;
  /** A change against this year or an earlier one is no year-on-year change; null without a date. */
  staleYear: number | null;
  /** What the sentence before was about. */
  kind: Kind | null;
  /** The segment that the sentences before spoke of: "Operating margin was 9%" goes on with it. */
  topic: string | null;
  /** The metric last guided to: "We are lowering our guidance to …" names none. */
  metric: MetricMention | null;
}

/** What a segment has of its own, and a paragraph about one goes on with. */
const TOPICAL = /^(?:revenue|revenue_growth|operating_income|gross_margin)$/;

/**
 * The state of reading one English sentence, and what is done with a number once its metric is known: it becomes a
 * draft with kind, period and direction, or something a draft is held against.
 */
export class DraftKeeper {
  protected readonly tokens: readonly Token[];
  protected readonly at: Parts;
  protected readonly folded: string;
  protected readonly sentence: number;
  protected readonly reading: Reading;
  protected kind: Kind | null;
  protected metric: MetricMention | null = null;
  protected used = 0;
  protected blocked = false;
  protected blockedBy: 'cause' | 'aside' | 'part' | 'other' = 'other';
  /** Metrics that a number before them has already taken. */
  protected taken = new Set<MetricMention>();
  /** "Net income and diluted EPS both increased 8.9%", "revenue and EPS were X and Y, respectively". */
  protected list: MetricMention[] = [];
  protected listAt = 0;
  protected compare: Compare | null = null;
  protected direction: Direction | null;
  protected pending: { yoy: [number | null, number | null]; metric: MetricMention } | null = null;
  protected pendingResult: { direction: Direction; metric: MetricMention | null } | null = null;
  protected lastSign: 1 | -1 | null = null;
  protected lastWasChange = false;
  protected lastWasDelta = false;
  protected lastQuantityAt = -1;
  protected drafts: Draft[] = [];
  protected group: Draft[] = [];
  protected last: Draft | null = null;
  protected depth = 0;
  /** Spans named inside a comparison: not what the passage speaks of. */
  protected readonly comparedPeriods = new Set<PeriodMention>();
  /** Where an adjusted basis was announced ("Excluding the charge, …", "on a non-GAAP basis, …"): from and to, in the folded text. */
  private readonly adjustedSpans: readonly (readonly [number, number])[];
  /** "Sequentially, revenues increased 3.5%" */
  protected readonly sequential: boolean;
  protected readonly staleYear: number | null;
  protected readonly headingPeriod: PeriodMention | null;
  protected readonly subject: Subject | null;
  /** A rate of several years together, or nobody's of this company: its percentages are no figures. */
  protected readonly stacked: boolean;
  protected readonly averaged: boolean;
  private readonly topic: string | null;

  constructor(
    tokens: readonly Token[],
    text: string,
    folded: string,
    sentence: number,
    state: SentenceState,
    reading: Reading,
  ) {
    this.tokens = tokens;
    this.folded = folded;
    this.sentence = sentence;
    this.reading = reading;
    this.kind = state.outlook ? 'guidance' : null;
    this.direction = state.direction;
    this.headingPeriod = state.outlook ? state.outlookPeriod : null;
    // A line without a verb goes on in the tone of the one before it.
    if (
      this.kind === null &&
      state.kind === 'guidance' &&
      !tokens.some((t) => ['result', 'guide', 'up', 'down', 'p', 'cmp', 'beat', 'miss'].includes(t.type))
    )
      this.kind = 'guidance';
    if (!tokens.some((t) => t.type === 'm') && tokens.some((t) => t.type === 'guideNoun'))
      this.metric = state.metric;
    this.at = new Parts(tokens, text, folded);
    const from = tokens[0]?.start ?? 0;
    this.sequential =
      (tokens[0]?.type === 'seq' && tokens[1]?.type === 'comma') ||
      /^(?:and |but )?on an? (?:sequential|linked[- ]quarter|quarter-over-quarter) basis/.test(
        folded.slice(from, from + 60),
      );
    this.adjustedSpans = adjustedSpans(folded, from, tokens.at(-1)?.end ?? from);
    const words = folded.slice(from, tokens.at(-1)?.end ?? from);
    this.stacked = STACKED.test(words);
    this.averaged = AVERAGED.test(words);
    this.topic = topicOf(words, state.topic);
    this.subject = subjectOf(text, folded, from, tokens.at(-1)?.end ?? from, state);
    this.staleYear = state.staleYear;
  }

  protected openCompare(
    from: number,
    basis: Comparison['basis'],
    result: Direction | null,
    whole: boolean,
  ): void {
    this.compare = {
      from,
      basis,
      consumed: 0,
      seenReference: basis !== 'unknown',
      result,
      whole,
      depth: this.depth,
      mention: this.metric,
      named: false,
    };
  }

  protected closeCompare(): void {
    const c = this.compare;
    this.compare = null;
    if (
      c === null ||
      c.result === null ||
      c.basis === 'yearBefore' ||
      c.basis === 'sequential' ||
      this.kind === 'guidance'
    )
      return;
    const words = this.tokens.slice(c.from, this.indexAfter(c));
    const expected =
      // "was better than expected too"
      (words[1]?.type === 'guide' && c.consumed === 0) ||
      words.some(
        (t) =>
          t.type === 'analyst' ||
          t.type === 'expectNoun' ||
          t.type === 'guideNoun' ||
          t.type === 'midpoint' ||
          (t.type === 'guide' && c.consumed > 0),
      ) ||
      c.basis === 'expectation' ||
      c.basis === 'guidance';
    if (!expected) return;
    if (c.consumed > 0 && this.last !== null) this.last.direction ??= c.result;
    else if (this.group.length > 0 && (this.metric === null || this.used > 0))
      for (const draft of this.group) draft.direction ??= c.result;
    else this.pendingResult = { direction: c.result, metric: this.metric };
  }
  protected indexAfter(c: Compare): number {
    return Math.min(this.tokens.length, c.from + 14);
  }

  protected note(q: Quantity, basis: Comparison['basis'], mention: MetricMention | null = this.metric): void {
    const said: Comparison = { quantity: q, basis, mention, period: null, sentence: this.sentence };
    this.reading.comparisons.push(said);
    const owner =
      this.last !== null &&
      mention !== null &&
      (mention === this.metric || mention.metric === this.last.mention.metric)
        ? this.last
        : null;
    if (owner !== null) owner.against.push(said);
    else this.waiting.push(said);
  }
  protected waiting: Comparison[] = [];

  /** On an adjusted basis: announced for the clause, or the aside of this very metric or number leaves something out. */
  private isAdjusted(m: MetricMention, at: number): boolean {
    const own = this.folded.slice(at, Math.min(at + 40, this.tokens.at(-1)?.end ?? at));
    if (/^[^,;]{0,24}\bgaap\b/.test(own.replace(/non-gaap/g, ''))) return false;
    if (this.adjustedSpans.some(([from, to]) => at >= from && at < to)) return true;
    if (!/^(?:eps|net_profit)$/.test(m.metric ?? '')) return false;
    const i = this.tokens.findIndex((t) => t.start <= at && at < t.end);
    return this.at.leavesOut(m, i);
  }

  /** "In our boat segment, sales were up 22%": the segment's sales, not the company's. */
  protected owned(read: MetricMention, after = -1): MetricMention {
    const part = after < 0 ? null : this.at.partAfter(after);
    const at = after < 0 ? read.start : this.tokens[after]!.start;
    if (part !== null && read.metric === 'revenue' && !read.segment)
      return { ...read, metric: 'other', segment: true, name: `revenue, ${part}` };
    const m = !read.adjusted && this.isAdjusted(read, at) ? adjustedForm(read) : read;
    if (this.topic !== null && this.subject === null && TOPICAL.test(m.metric ?? '') && !m.segment)
      return { ...m, metric: 'other', segment: true, name: `${this.topic} ${m.name ?? m.metric}` };
    if (
      this.subject === null ||
      m.start < this.subject.end ||
      m.segment ||
      !/^(?:revenue|revenue_growth|operating_income|gross_margin|net_profit)$/.test(m.metric ?? '')
    )
      return m;
    if (/total|consolidated|company/.test(this.folded.slice(Math.max(0, m.start - 20), m.start))) return m;
    return {
      ...m,
      metric: 'other',
      segment: true,
      name: `${this.subject.name} ${this.folded.slice(m.start, m.end)}`,
    };
  }

  protected keep(q: Quantity, read: MetricMention, i: number, sign: 1 | -1, aside = false): void {
    const mention = this.owned(read, i);
    let value: Quantity | null = signed(q, mention.loss || (sign === -1 && mention.growth));
    let yoy: Draft['yoy'] = null;
    if (mention.growth && /^(?:eps|eps_adjusted|net_profit)$/.test(mention.metric ?? '')) {
      yoy = change(q, sign);
      value = null;
    }
    const near = q.start - mention.end < 120 && mention.start < q.start;
    const draft: Draft = {
      mention,
      kind: this.kindAt(i),
      value,
      yoy,
      period: this.at.periodAt(i, this.headingPeriod),
      direction: null,
      against: [],
      sentence: this.sentence,
      start: near ? mention.start : q.start,
      end: Math.max(q.end, mention.start > q.start && mention.end - q.end < 60 ? mention.end : q.end),
    };
    if (
      this.pending !== null &&
      value !== null &&
      value.unit === 'money' &&
      (this.pending.metric === read ||
        (this.pending.metric.metric === read.metric && this.pending.metric.name === read.name))
    ) {
      draft.yoy = this.pending.yoy;
      this.pending = null;
    }
    if (draft.kind === 'guidance' && this.direction !== null) draft.direction = this.direction;
    const pending = this.pendingResult;
    // "margin exceeded our expectation with EBITDA at $262 million or 16% of revenue": it is the margin's.
    if (
      draft.kind !== 'guidance' &&
      pending !== null &&
      (pending.metric === null || (pending.metric.units === 'percent') === (q.unit === 'percent'))
    ) {
      draft.direction = pending.direction;
      this.pendingResult = null;
    }
    draft.against.push(...this.waiting.splice(0));
    this.drafts.push(draft);
    this.group.push(draft);
    if (!aside) {
      if (read !== this.metric) this.used = 0;
      this.metric =
        this.metric !== null && this.metric.metric === read.metric && this.metric.variants.length > 0
          ? this.metric
          : read;
    }
    this.last = draft;
    this.used++;
  }

  protected settlePending(): void {
    const p = this.pending;
    this.pending = null;
    if (p === null || p.metric.metric === null || p.metric.loose) return;
    const metric = this.owned(p.metric);
    const isSales =
      metric.metric === 'revenue' ||
      (metric.metric === 'other' && /revenues?|sales/.test(metric.name ?? '') && metric.segment);
    const at = this.tokens.findIndex((t) => t.type === 'm' && t.m === p.metric);
    const percent: Quantity = {
      ...EMPTY_QUANTITY,
      low: p.yoy[0] === p.yoy[1] ? null : p.yoy[0],
      high: p.yoy[0] === p.yoy[1] ? null : p.yoy[1],
      point: p.yoy[0] === p.yoy[1] ? p.yoy[0] : null,
      signed: true,
      start: metric.start,
      end: metric.end,
    };
    const draft: Draft = {
      mention: metric.metric === 'revenue' ? { ...metric, metric: 'revenue_growth', growth: true } : metric,
      kind: this.kindAt(Math.max(0, at)),
      value: isSales ? percent : null,
      yoy: isSales ? null : p.yoy,
      period: this.at.periodAt(Math.max(0, at), this.headingPeriod),
      direction: null,
      // "… to increase 8 to 9 percent, compared to the previous range of up 7 to 8 percent"
      against: this.waiting.splice(0),
      sentence: this.sentence,
      start: metric.start,
      end: metric.end,
    };
    if (draft.kind === 'guidance' && this.direction !== null) draft.direction = this.direction;
    this.drafts.push(draft);
    this.group.push(draft);
  }

  protected finish(): void {
    this.settlePending();
    if (this.direction !== null)
      for (const d of this.drafts)
        if (d.kind === 'guidance' && d.direction === null && !this.drafts.some((x) => x.direction !== null))
          d.direction = this.direction;
    const kinds = new Set(this.drafts.map((d) => d.kind));
    let inCompare = false;
    for (const t of this.tokens) {
      // "beat Wall Street's expectations for second-quarter earnings" and no number: the quarter is what is spoken of.
      if (['cmp', 'than', 'prior'].includes(t.type) || (t.type === 'analyst' && this.drafts.length > 0))
        inCompare = true;
      if (t.type === 'semi' || t.type === 'but') inCompare = false;
      if (t.type === 'p' && !inCompare && t.p.kind !== 'date' && !this.comparedPeriods.has(t.p))
        this.reading.periods.push({
          mention: t.p,
          kind: kinds.size === 1 ? [...kinds][0]! : kinds.size === 0 ? this.kind : null,
          sentence: this.sentence,
        });
    }
  }

  // -- what stands around a token ------------------------------------------------------------------------------

  protected kindAt(i: number): Kind | null {
    if (this.kind !== null) return this.kind;
    for (let j = i + 1; j < this.tokens.length && j - i <= 8; j++) {
      const t = this.tokens[j]!.type;
      if (t === 'guide')
        return this.at.near(j, -3, 'analyst', 'than') || this.at.near(j, 2, 'by') ? null : 'guidance';
      if (
        ['result', 'semi', 'comma', 'cmp', 'beat', 'miss', 'inline', 'analyst', 'from', 'but', 'q'].includes(
          t,
        )
      )
        return t === 'result' ? 'result' : null;
    }
    return null;
  }
}
