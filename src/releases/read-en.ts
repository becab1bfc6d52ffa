import { Around } from './around-en.ts';
import { type Comparison, change, type Draft, fits, type Reading, signed } from './draft.ts';
import type { Direction, Kind } from './figure.ts';
import { adjustedForm, isProfit, type MetricMention } from './metrics.ts';
import { tidy } from './numbers.ts';
import type { PeriodMention } from './periods.ts';
import { EMPTY_QUANTITY, type Quantity } from './quantities.ts';
import type { Token } from './tokens-en.ts';

/**
 * Reads one English sentence from left to right. A number belongs to the metric before it in the clause, or to the
 * one right after it ("5% organic growth"), unless what stands between opens a comparison (last year's, expected,
 * earlier guidance), a sequential change, an amount of change ("by $20 million") or somebody else's quantity.
 */
/** Past tense and participles move what stands before them; the nouns ("a $20 million increase") measure. */
const VERB_OF_CHANGE = /(?:ed|grew|rose|fell|slid|sank|shrank|leapt|up|down)$/;
const SEGMENT_SUBJECT =
  /(?:^|[.,;:] )(?:(?:and|but|while|in|for|at|within|on|turning to|moving (?:on )?to|looking at|now to|from) )*(?:our|the|its|in|(?:the )?[a-z]+'s) ((?!(?:company|whole|entire|overall|core|total|underlying|broader|business|group|combined|base|existing|first|second|third|fourth|current|prior|same)\b)(?:(?!(?:the|an?|of|to|in|for|by|expects?|board|reports?|reported|is|was|were|are|has|have|had|that|which|our|its|strong|growth|company)\b)[a-z&'/-]+ ){1,4}?)(?:segment|division|business(?:es)?|business unit|unit|region|brand|operations|group|category|categories|channel)s?(?![a-z])/;
/** "At Aerospace & Electronics, sales declined": a name with a capital, in the original text. */
const NAMED_SUBJECT =
  /^(?:And |But |and )?(?:At|In|Within|Across|For) (?:our |the )?((?!Q\d|FY|Fiscal|Total|Summary|Addition|Fact|Short|Closing|Sum|January|February|March|April|May|June|July|August|September|October|November|December|First|Second|Third|Fourth|H\d)[A-Z][A-Za-z&.'-]*(?: (?:[A-Z&][A-Za-z&.'-]*|and))*),/;

interface Compare {
  from: number;
  basis: Comparison['basis'];
  consumed: number;
  seenReference: boolean;
  result: Direction | null;
  /** "Analysts had expected …": the whole clause is theirs. */
  whole: boolean;
  depth: number;
  mention: MetricMention | null;
}

export interface SentenceState {
  /** The span an outlook heading names: it holds for every line under it that names none. */
  outlookPeriod: PeriodMention | null;
  /** Under an "Outlook" heading sentences without a past-tense verb are guidance. */
  outlook: boolean;
  /** "We are raising our outlook." said alone holds for the sentence after it. */
  direction: Direction | null;
  issuer: ReadonlySet<string>;
  /** A change against this year or an earlier one is no year-on-year change; null without a date. */
  staleYear: number | null;
  /** What the sentence before was about. */
  kind: Kind | null;
  /** The metric last guided to: "We are lowering our guidance to …" names none. */
  metric: MetricMention | null;
}

export class EnglishSentence {
  private readonly tokens: readonly Token[];
  private readonly at: Around;
  private readonly folded: string;
  private readonly sentence: number;
  private readonly reading: Reading;
  private kind: Kind | null;
  private metric: MetricMention | null = null;
  private used = 0;
  private blocked = false;
  private blockedBy: 'cause' | 'aside' | 'other' = 'other';
  /** Metrics that a number before them has already taken. */
  private taken = new Set<MetricMention>();
  /** "Net income and diluted EPS both increased 8.9%", "revenue and EPS were X and Y, respectively". */
  private list: MetricMention[] = [];
  private listAt = 0;
  private compare: Compare | null = null;
  private direction: Direction | null;
  private pending: { yoy: [number | null, number | null]; metric: MetricMention } | null = null;
  private pendingResult: { direction: Direction; metric: MetricMention | null } | null = null;
  private lastSign: 1 | -1 | null = null;
  private lastWasChange = false;
  private lastWasDelta = false;
  private lastQuantityAt = -1;
  private drafts: Draft[] = [];
  private group: Draft[] = [];
  private last: Draft | null = null;
  private depth = 0;
  private readonly adjusted: boolean;
  /** "Sequentially, revenues increased 3.5%" */
  private readonly sequential: boolean;
  private readonly staleYear: number | null;
  private readonly headingPeriod: PeriodMention | null;
  private readonly subject: { name: string; end: number } | null;

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
    this.at = new Around(tokens, text, folded);
    const from = tokens[0]?.start ?? 0;
    this.sequential = tokens[0]?.type === 'seq' && tokens[1]?.type === 'comma';
    this.adjusted =
      /^(?:[^,]{0,40}, )?(?:and )?(?:on|under) an? (?:non-?gaap|adjusted|non-ifrs|core|underlying|normalized) basis/.test(
        folded.slice(from, from + 90),
      );
    const subject = SEGMENT_SUBJECT.exec(folded.slice(from, tokens.at(-1)?.end ?? 0));
    const named = subject === null ? NAMED_SUBJECT.exec(text.slice(from, from + 120)) : null;
    const own =
      named !== null &&
      named[1]!
        .toLowerCase()
        .split(/[^a-z]+/)
        .some((w) => state.issuer.has(w));
    this.subject =
      subject !== null
        ? { name: subject[1]!.trim(), end: from + subject.index + subject[0].length }
        : named !== null && !own
          ? { name: named[1]!.toLowerCase(), end: from + named[0].length }
          : null;
    this.staleYear = state.staleYear;
  }

  read(): Draft[] {
    for (let i = 0; i < this.tokens.length; i++) this.step(i);
    this.closeCompare();
    this.finish();
    this.reading.drafts.push(...this.drafts);
    return this.drafts;
  }
  get saidDirection(): Direction | null {
    return this.direction;
  }
  get endKind(): Kind | null {
    return this.kind;
  }

  private step(i: number): void {
    const t = this.tokens[i]!;
    switch (t.type) {
      case 'm':
        if (this.compare !== null) {
          if (this.compare.consumed === 0 || this.compare.whole) this.compare.mention = t.m;
          if (
            !this.compare.whole &&
            (this.compare.consumed > 0 || this.compare.seenReference) &&
            this.at.hasOwnVerb(i)
          )
            this.closeCompare();
          else return;
        }
        if (this.pending !== null && this.pending.metric !== t.m && this.metric !== t.m) this.settlePending();
        if (this.taken.has(t.m)) return;
        // "EBITDA, defined as operating profit plus depreciation, was …": what an aside names is not what follows.
        if (this.blocked && this.blockedBy === 'aside' && this.metric !== null && this.used === 0) return;
        // "adjusted earnings per share loss of $0.38": one phrase, and a loss.
        if (
          t.m.loose &&
          t.m.loss &&
          this.used === 0 &&
          this.tokens[i - 1]?.type === 'm' &&
          this.metric?.metric?.startsWith('eps') === true
        ) {
          this.metric = { ...this.metric, loss: true };
          return;
        }
        this.list = this.joinedMetric(i) ? [...(this.list.length > 0 ? this.list : [this.metric!]), t.m] : [];
        this.listAt = 0;
        this.metric = t.m;
        this.used = 0;
        if (t.m.metric === null) this.blocked = true;
        else if (!this.isCause(i)) this.blocked = false;
        return;
      case 'p':
        if (this.compare !== null) this.compare.seenReference = true;
        return;
      case 'q':
        this.quantity(t.q, i);
        return;
      case 'guide':
      case 'guideNoun':
        if (this.compare !== null) {
          this.compare.seenReference = true;
          return;
        }
        if (t.type === 'guide' && this.at.near(i, -4, 'analyst')) {
          this.openCompare(i, 'expectation', null, true);
          return;
        }
        if (
          t.type === 'guideNoun' &&
          (this.at.near(i, -6, 'beat') || this.at.near(i, -6, 'miss') || this.at.near(i, -6, 'inline'))
        )
          return;
        this.kind = 'guidance';
        return;
      case 'result':
        // "Operating income excluding special items was $18 million": the aside is over.
        if (this.blocked && this.blockedBy === 'aside' && this.used === 0) this.blocked = false;
        // "was expected", "were guided": the verb that follows decides.
        if (this.compare === null && !this.at.near(i, 2, 'guide')) this.kind = 'result';
        return;
      case 'analyst':
        if (this.compare === null)
          this.openCompare(
            i,
            'expectation',
            null,
            this.at.near(i, 5, 'guide', 'prev') && !this.at.near(i, -3, 'and'),
          );
        else this.compare.seenReference = true;
        return;
      case 'beat':
      case 'miss':
      case 'inline':
        if (this.compare !== null && !this.compare.seenReference && this.compare.consumed === 0) return;
        if (this.compare !== null) this.closeCompare();
        if (this.at.isBound(i)) return;
        this.openCompare(
          i,
          'unknown',
          t.type === 'beat' ? 'beat' : t.type === 'miss' ? 'missed' : 'inline',
          false,
        );
        return;
      case 'cmp':
      case 'than':
        if (this.compare === null) this.openCompare(i, 'unknown', null, false);
        return;
      case 'prev':
        // "had guided to": all that follows is what was said then.
        if (this.compare === null && /^had /.test(this.folded.slice(t.start, t.end))) {
          this.openCompare(i, 'guidance', null, true);
          return;
        }
        if (this.compare === null && !this.at.near(i, 3, 'guideNoun', 'm'))
          this.openCompare(i, this.meansGuidance(i) ? 'guidance' : 'yearBefore', null, false);
        else if (this.compare !== null && this.compare.basis !== 'expectation' && this.meansGuidance(i))
          this.compare.basis = 'guidance';
        return;
      case 'from':
        if (this.compare === null && this.at.fromCompares(i)) this.openCompare(i, 'unknown', null, false);
        return;
      case 'up':
      case 'down':
        if (
          this.compare === null &&
          this.kind === null &&
          /^(?:grew|rose|climbed|jumped|surged|fell|dropped|declined|decreased|increased|slid|shrank|plunged|tumbled|improved|advanced|soared|doubled|tripled|contracted)$/.test(
            this.folded.slice(t.start, t.end),
          )
        )
          this.kind = 'result';
        return;
      case 'prior':
        // "In the year-ago quarter, revenue was …": the clause is about then.
        if (
          this.compare === null &&
          this.metric === null &&
          i <= 3 &&
          this.tokens[i + 1]?.type === 'comma' &&
          !this.at.near(i, -3, 'up', 'down', 'q')
        ) {
          this.openCompare(i, 'yearBefore', null, true);
          return;
        }
        this.seen(t.type);
        return;
      case 'seq':
      case 'expectNoun':
        this.seen(t.type);
        return;
      case 'raise':
      case 'lower':
      case 'reaffirm':
      case 'init':
        this.verb(t.type, i);
        return;
      case 'cause':
      case 'exclude':
      case 'effect':
        if (this.compare === null) {
          this.blocked = true;
          this.blockedBy =
            t.type === 'exclude' || /^(?:including|include|net of)/.test(this.folded.slice(t.start, t.end))
              ? 'aside'
              : 'cause';
        }
        return;
      case 'open':
        this.depth++;
        return;
      case 'close':
        this.depth--;
        if (this.compare !== null && this.compare.depth > this.depth) this.closeCompare();
        return;
      case 'semi':
        this.closeCompare();
        this.settlePending();
        this.group = [];
        this.blocked = false;
        this.kind = this.kind === 'result' ? null : this.kind;
        return;
      case 'comma':
      case 'and':
      case 'but':
      case 'with':
        this.boundary(i, t.type);
        return;
      default:
        return;
    }
  }

  private seen(type: 'prior' | 'seq' | 'expectNoun'): void {
    if (this.compare === null) return;
    this.compare.seenReference = true;
    if (this.compare.basis !== 'unknown') return;
    this.compare.basis = type === 'prior' ? 'yearBefore' : type === 'seq' ? 'sequential' : 'expectation';
  }

  private boundary(i: number, type: 'comma' | 'and' | 'but' | 'with'): void {
    if (this.compare !== null) {
      const done = this.compare.consumed > 0 || this.compare.seenReference;
      const next = this.tokens[i + 1]?.type;
      if (this.compare.whole) {
        if (type === 'but') this.closeCompare();
      } else if (done && type === 'but') this.closeCompare();
      else if (
        done &&
        type !== 'but' &&
        next !== 'or' &&
        next !== 'open' &&
        next !== 'q' &&
        next !== 'prior' &&
        next !== 'expectNoun' &&
        this.opensNew(i, type)
      )
        this.closeCompare();
    }
    if (type === 'but') {
      this.group = [];
      this.settlePending();
    }
    if (this.compare === null && type !== 'with' && !(type === 'and' && this.blockedBy === 'aside'))
      this.blocked = false;
  }

  /** After a comparison a comma ends it where something new starts; with its number still to come it does not. */
  private opensNew(i: number, type: 'comma' | 'and' | 'with'): boolean {
    if (type === 'comma' && this.compare!.consumed === 0) return true;
    for (let j = i + 1; j < Math.min(this.tokens.length, i + 6); j++) {
      const t = this.tokens[j]!.type;
      if (
        [
          'm',
          'up',
          'down',
          'represent',
          'guide',
          'result',
          'raise',
          'lower',
          'reaffirm',
          'but',
          'beat',
          'miss',
          'inline',
        ].includes(t)
      )
        return true;
      if (t === 'q') return type !== 'comma' && this.compare!.consumed > 0 && this.at.isChangeAfter(j);
      if (t === 'comma' || t === 'semi') return false;
    }
    return false;
  }

  private openCompare(
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
    };
  }

  private closeCompare(): void {
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
  private indexAfter(c: Compare): number {
    return Math.min(this.tokens.length, c.from + 14);
  }

  private verb(type: 'raise' | 'lower' | 'reaffirm' | 'init', i: number): void {
    const words = this.folded.slice(this.tokens[i]!.start, this.tokens[i]!.end);
    const ahead = this.folded.slice(this.tokens[i]!.end, this.tokens[i]!.end + 90);
    const guided =
      /\b(?:range|target)s?\b/.test(ahead) ||
      /expect|anticipat|project|forecast|guid|target/.test(words) ||
      this.at.near(i, 9, 'guideNoun', 'guide') ||
      this.at.near(i, -8, 'guideNoun') ||
      (type === 'reaffirm' && this.at.near(i, 9, 'expectNoun')) ||
      /^.{0,60}(?:budget|capital (?:spending|expenditure) plan)/.test(
        this.folded.slice(this.tokens[i]!.start),
      );
    if (!guided) {
      if (type === 'raise') this.lastSign = 1;
      return;
    }
    const said: Direction =
      type === 'raise'
        ? 'raised'
        : type === 'lower'
          ? 'lowered'
          : type === 'reaffirm'
            ? 'reaffirmed'
            : 'initiated';
    if (
      this.compare !== null &&
      !this.compare.whole &&
      (this.compare.consumed > 0 || this.compare.seenReference)
    )
      this.closeCompare();
    if (this.compare !== null) return;
    this.kind = 'guidance';
    this.direction = said;
    // "guidance of X to Y was raised": the verb comes last.
    if (this.group.length > 0 && !this.at.near(i, 12, 'q'))
      for (const d of this.group) if (d.kind === 'guidance') d.direction ??= said;
  }

  private quantity(q: Quantity, i: number): void {
    if (q.margin) {
      this.margin(q, i);
      return;
    }
    if (this.compare !== null) {
      // "from $3.5 billion to $3.7 billion", "below our expectation at $1.63 billion": the value comes after.
      const back = this.tokens[i - 1]?.type;
      const returns =
        (this.compare.consumed > 0 &&
          this.at.toBefore(i) &&
          this.tokens[this.compare.from]!.type === 'from') ||
        (this.compare.consumed === 0 &&
          this.compare.result !== null &&
          (back === 'at' || back === 'with') &&
          this.compare.seenReference &&
          this.metric !== null &&
          this.used === 0);
      if (!returns) {
        this.compared(q, i);
        return;
      }
      this.closeCompare();
    }
    if (q.fromTo !== null && this.used > 0 && this.at.isMove(i)) {
      // "… to $5.0 billion to $5.2 billion from $4.8 billion to $5.0 billion": the range it came from.
      this.note({ ...q, fromTo: null }, this.kind === 'guidance' ? 'guidance' : 'yearBefore');
      return;
    }
    if (q.fromTo !== null && this.at.isMove(i)) {
      this.note(
        { ...q, low: null, high: null, point: q.fromTo[0], fromTo: null },
        this.kind === 'guidance' ? 'guidance' : 'yearBefore',
      );
      q = { ...q, low: null, high: null, point: q.fromTo[1], fromTo: null };
    }
    if (q.unit === 'points') return;
    const wasChange = this.lastWasChange;
    this.lastWasChange = false;
    if (this.at.expectedAfter(i)) {
      this.compared(q, i);
      return;
    }
    if (this.at.isSequential(i) || (this.sequential && q.unit === 'percent')) {
      this.lastSign = this.at.signBefore(i) ?? this.at.signAfter(i) ?? this.lastSign;
      this.lastWasChange = true;
      return;
    }
    if (q.unit === 'percent') {
      if (this.shareOf(q, i)) return;
      const sign = this.changeSign(q, i, wasChange);
      if (sign !== null) {
        this.changed(q, sign, i);
        return;
      }
    } else {
      const pair = q.pair;
      // "declined 11% or $54.1 million to $439.5 million": by the first, to the second.
      if (pair !== null && q.unit === 'money' && this.kind !== 'guidance' && this.movesInto(i))
        q = { ...q, low: null, high: null, point: pair[1], pair: null };
      else if (
        this.isAmountOfChange(i) ||
        (this.lastWasDelta &&
          this.tokens
            .slice(this.lastQuantityAt + 1, i)
            .every((t) => ['and', 'filler', 'of', 'm'].includes(t.type)))
      ) {
        this.lastWasDelta = true;
        this.lastSign = this.at.signBefore(i) ?? this.at.signAfter(i) ?? this.lastSign;
        this.lastQuantityAt = i;
        return;
      }
    }
    this.lastWasDelta = false;
    this.lastQuantityAt = i;
    if (q.unit === 'money' && this.at.priorAfter(i)) {
      this.note(q, 'yearBefore');
      return;
    }
    this.value(q, i);
  }

  /** "the range to plus or minus $0.05": widens the value said before it. */
  private margin(q: Quantity, i: number): void {
    if (this.compare !== null || this.last?.value?.point == null || q.point === null) return;
    if (!this.at.near(i, -4, 'to', 'of', 'filler', 'midpoint') || this.at.near(i, -2, 'from')) return;
    const v = this.last.value;
    if (v.point === null || (v.unit !== q.unit && !(v.unit === 'money' && q.unit === 'percent'))) return;
    const size = v.unit === q.unit ? q.point : (Math.abs(v.point) * q.point) / 100;
    this.last.value = { ...v, low: tidy(v.point - size), high: tidy(v.point + size), point: null };
  }

  private compared(q: Quantity, i: number): void {
    const c = this.compare;
    if (c !== null) c.consumed++;
    let basis: Comparison['basis'] = c?.basis ?? 'expectation';
    const window = this.tokens.slice(Math.max(0, (c?.from ?? i) - 1), Math.min(this.tokens.length, i + 7));
    const has = (...types: string[]): boolean => window.some((t) => types.includes(t.type));
    if (basis === 'unknown' || basis === 'expectation')
      basis = has('analyst')
        ? 'expectation'
        : has('prev', 'guideNoun', 'midpoint') && !has('prior')
          ? 'guidance'
          : has('seq')
            ? 'sequential'
            : has('expectNoun') || has('guide')
              ? 'expectation'
              : basis === 'expectation'
                ? basis
                : 'yearBefore';
    this.note(q, basis, c?.mention ?? this.metric);
  }
  private note(q: Quantity, basis: Comparison['basis'], mention: MetricMention | null = this.metric): void {
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
  private waiting: Comparison[] = [];

  private changed(q: Quantity, sign: 1 | -1, i: number): void {
    this.lastSign = sign;
    this.lastWasChange = true;
    if (this.at.againstStaleYear(i, this.staleYear)) return;
    const yoy = change(
      q,
      this.metric?.loss === true && (this.last?.value?.point ?? this.last?.value?.high ?? 0) < 0
        ? (-sign as 1 | -1)
        : sign,
    );
    const right =
      this.at.signBefore(i) === null ? this.at.rightMetric(i, ['of', 'segprep', 'up', 'down']) : null;
    // "on a 35% increase in revenues to $7.3 billion", "12% revenue growth"
    if (
      right !== null &&
      !this.blocked &&
      (this.metric === null || this.used > 0 || this.last === null || right.m.growth)
    ) {
      this.taken.add(right.m);
      if (right.m.growth) {
        this.keep(q, right.m, i, sign);
        return;
      }
      this.settlePending();
      this.pending = { yoy, metric: right.m };
      this.metric = right.m;
      this.used = 0;
      return;
    }
    if (this.metric === null || this.blocked || this.metric.metric === null) return;
    if (
      this.metric.loose &&
      this.last !== null &&
      this.last.mention.metric !== 'revenue_growth' &&
      this.last.yoy === null &&
      this.metric.growth
    ) {
      this.last.yoy = yoy;
      return;
    }
    if (this.metric.growth && this.metric.metric !== 'eps') {
      if (this.used === 0) this.keep(q, this.metric, i, sign);
      return;
    }
    if (this.metric.units === 'percent' && !this.metric.growth) return;
    if (this.list.length > 1 && this.used === 0 && this.at.near(i, -6, 'each')) {
      for (const metric of this.list) {
        this.settlePending();
        this.pending = { yoy, metric };
      }
      return;
    }
    const direct = this.used > 0 ? this.last : null;
    if (direct !== null && direct.value !== null && direct.value.unit === 'money') direct.yoy ??= yoy;
    else if ((this.used === 0 && this.pending === null) || this.at.partAfter(i) !== null) {
      this.settlePending();
      const part = this.at.partAfter(i);
      this.pending = {
        yoy,
        metric:
          part !== null && this.metric.metric === 'revenue'
            ? { ...this.metric, metric: 'other', segment: true, name: `revenue, ${part}` }
            : this.metric,
      };
    }
  }

  private value(q: Quantity, i: number): void {
    if (this.blocked) return;
    const left = this.metric;
    // "… $1.8 billion, representing operational growth of 6% to 8%": the change of the value before it.
    if (
      left?.loose &&
      left.growth &&
      q.unit === 'percent' &&
      this.last !== null &&
      this.last.yoy === null &&
      this.last.value?.unit === 'money' &&
      !this.joinedBefore(left)
    ) {
      this.last.yoy = change(q, 1);
      return;
    }
    if (
      left !== null &&
      left.metric !== null &&
      this.used > 0 &&
      q.perShare &&
      left.metric === 'net_profit'
    ) {
      this.keep(q, this.perShare(left, i), i, 1, true);
      return;
    }
    if (left?.loose && !left.growth && (q.perShare || isSmall(q)) && this.used === 0) {
      const after = this.at.rightMetric(i, ['segprep']);
      if (after?.m.loose) {
        this.taken.add(after.m);
        this.keep(q, this.perShare(after.m, i), i, 1);
        return;
      }
      this.keep(q, this.perShare(left, i), i, 1);
      return;
    }
    const listed = this.list[this.listAt];
    if (
      this.list.length > 1 &&
      listed !== undefined &&
      this.at.near(i, 8, 'respectively') &&
      fits(listed, q)
    ) {
      this.listAt++;
      this.keep(q, listed, i, 1, true);
      return;
    }
    const right = this.at.rightMetric(i, ['of', 'segprep']);
    const canLeft = left !== null && !this.blocked && fits(left, q) && this.linked(i);
    // "… operating expenses and to defer $50 million of capital expenditures": what follows at once is nearer.
    const nearer = right !== null && fits(right.m, q) && !right.owns && this.at.joinedSince(i);
    if (canLeft && !nearer && (this.used === 0 || this.sameAgain(i))) {
      this.keep(q, this.variant(left, i), i, 1);
      return;
    }
    if (right !== null && fits(right.m, q) && !right.owns) {
      this.taken.add(right.m);
      this.keep(q, right.m, i, 1);
      return;
    }
    if (canLeft && this.used === 0) this.keep(q, left, i, 1);
  }

  /** "In our boat segment, sales were up 22%": the segment's sales, not the company's. */
  private owned(read: MetricMention, after = -1): MetricMention {
    const part = after < 0 ? null : this.at.partAfter(after);
    if (part !== null && read.metric === 'revenue' && !read.segment)
      return { ...read, metric: 'other', segment: true, name: `revenue, ${part}` };
    const m = this.adjusted && !read.adjusted ? adjustedForm(read) : read;
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

  private keep(q: Quantity, read: MetricMention, i: number, sign: 1 | -1, aside = false): void {
    const mention = this.owned(read, i);
    let value: Quantity | null = signed(q, mention.loss || (sign === -1 && mention.growth));
    let yoy: Draft['yoy'] = null;
    if (mention.growth && (mention.metric === 'eps' || mention.metric === 'net_profit')) {
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

  private settlePending(): void {
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
      against: [],
      sentence: this.sentence,
      start: metric.start,
      end: metric.end,
    };
    if (draft.kind === 'guidance' && this.direction !== null) draft.direction = this.direction;
    this.drafts.push(draft);
    this.group.push(draft);
  }

  private finish(): void {
    this.settlePending();
    if (this.direction !== null)
      for (const d of this.drafts)
        if (d.kind === 'guidance' && d.direction === null && !this.drafts.some((x) => x.direction !== null))
          d.direction = this.direction;
    const kinds = new Set(this.drafts.map((d) => d.kind));
    let inCompare = false;
    for (const t of this.tokens) {
      if (['cmp', 'than', 'prior', 'analyst'].includes(t.type)) inCompare = true;
      if (t.type === 'semi' || t.type === 'but') inCompare = false;
      if (t.type === 'p' && !inCompare && t.p.kind !== 'date')
        this.reading.periods.push({
          mention: t.p,
          kind: kinds.size === 1 ? [...kinds][0]! : kinds.size === 0 ? this.kind : null,
          sentence: this.sentence,
        });
    }
  }

  // -- what stands around a token ------------------------------------------------------------------------------

  /** "previous range", "prior guidance", "previously expected"; a "previous record" is none. */
  private meansGuidance(i: number): boolean {
    if (/^had /.test(this.folded.slice(this.tokens[i]!.start, this.tokens[i]!.end))) return true;
    const next = this.tokens[Math.min(this.tokens.length - 1, i + 4)]!;
    return (
      this.at.near(i, 4, 'guideNoun', 'expectNoun', 'guide') ||
      /range|midpoint|view/.test(this.folded.slice(this.tokens[i]!.start, next.end)) ||
      this.tokens[i + 1]?.type === 'q' ||
      (this.tokens[i + 1]?.type === 'of' && this.kind === 'guidance')
    );
  }
  private joinedMetric(i: number): boolean {
    const back = this.tokens[i - 1];
    return (
      this.metric !== null &&
      this.metric.metric !== null &&
      this.used === 0 &&
      this.pending === null &&
      (back?.type === 'and' || back?.type === 'comma') &&
      this.tokens[i - 2]?.type === 'm'
    );
  }
  private isCause(i: number): boolean {
    return this.at.near(i, -3, 'cause', 'exclude') && this.blocked;
  }
  private changeSign(q: Quantity, i: number, wasChange: boolean): 1 | -1 | null {
    const ratio = this.metric !== null && this.metric.units === 'percent' && !this.metric.growth;
    const left = this.at.signBefore(i);
    if (left !== null && !this.at.toOnly(i)) return left;
    const right = this.at.signAfter(i);
    if (right !== null) return right;
    // "a decrease of $1.3 million or 6.8%"
    if (this.lastWasDelta && this.tokens[i - 1]?.type === 'or') return this.lastSign;
    if (q.signed && !ratio) return (q.point ?? q.low ?? 0) < 0 ? -1 : 1;
    if (this.at.near(i, 2, 'yoy', 'prior') && !ratio) return this.lastSign ?? 1;
    if (wasChange && !ratio && this.at.near(i, 5, 'yoy', 'prior')) return this.lastSign;
    return null;
  }
  private movesInto(i: number): boolean {
    const back = this.at.before(i, ['filler'], 4);
    return (
      back !== null &&
      (['up', 'down', 'by'].includes(back.type) || (back.type === 'or' && this.lastSign !== null))
    );
  }
  private isAmountOfChange(i: number): boolean {
    const back = this.at.before(i, ['filler'], 4);
    const verb = this.at.near(i, -12, 'raise', 'lower');
    if (back?.type === 'by') return true;
    if (back !== null && (back.type === 'up' || back.type === 'down'))
      return !this.at.toBefore(i) || this.tokens[i - 1]!.type !== 'to';
    if (
      back?.type === 'of' &&
      ['up', 'down'].includes(this.at.before(this.tokens.indexOf(back), ['filler'], 3)?.type ?? '')
    )
      return true;
    const next = this.tokens[i + 1];
    const after = next?.type === 'filler' ? this.tokens[i + 2] : next;
    if (
      after !== undefined &&
      (after.type === 'effect' ||
        ((after.type === 'up' ||
          after.type === 'down' ||
          ((after.type === 'beat' || after.type === 'miss') && this.used > 0 && after === next)) &&
          !VERB_OF_CHANGE.test(this.folded.slice(after.start, after.end))))
    )
      return true;
    if (after?.type === 'midpoint' && verb && back?.type !== 'to') return true;
    return (
      after?.type === 'or' &&
      this.tokens[i + 2]?.type === 'q' &&
      verb &&
      this.at.near(i, 5, 'midpoint', 'up', 'down')
    );
  }
  /** "accounted for 15% of royalty revenue", "16% of sales": a share, or the margin of the profit before it. */
  private shareOf(q: Quantity, i: number): boolean {
    let j = i + 1;
    if (this.tokens[j]?.type !== 'of') return false;
    while (j < this.tokens.length && j - i < 5 && this.tokens[j]!.type !== 'm') j++;
    const m = this.tokens[j];
    if (m?.type === 'm') this.taken.add(m.m);
    if (m?.type !== 'm' || m.m.metric === null) return true;
    const left = this.at.before(i, ['filler', 'at', 'of'], 4);
    if (
      this.last !== null &&
      isProfit(this.last.mention) &&
      (m.m.metric === 'revenue' || m.m.metric === 'revenue_growth') &&
      (left?.type === 'or' ||
        left?.type === 'represent' ||
        left?.type === 'and' ||
        left?.type === 'comma' ||
        left?.type === 'open')
    ) {
      const name = `${this.last.mention.name ?? this.last.mention.metric!.replace('_', ' ')} margin`;
      this.keep(
        q,
        { ...this.last.mention, metric: 'other', name, units: 'percent', growth: false, loss: false },
        i,
        1,
        true,
      );
      return true;
    }
    if ((left?.type === 'share' || left?.type === 'represent') && !this.blocked) {
      const subject = this.at.subjectBefore(this.tokens.indexOf(left));
      if (subject !== null)
        this.keep(
          q,
          {
            ...m.m,
            metric: 'other',
            name: `${subject} share of ${m.m.name ?? 'revenue'}`,
            units: 'percent',
            growth: false,
            loss: false,
            start: left.start,
            end: left.end,
          },
          i,
          1,
          true,
        );
    }
    return true;
  }
  private joinedBefore(m: MetricMention): boolean {
    const at = this.tokens.findIndex((t) => t.type === 'm' && t.m === m);
    return this.at.near(at, -2, 'and', 'with', 'cause');
  }

  /** Whether nothing foreign stands between the metric and the number: at most three words that mean nothing to us. */
  private linked(i: number): boolean {
    let words = 0;
    for (let j = i - 1; j >= 0; j--) {
      const t = this.tokens[j]!;
      if (t.type === 'm') return t.m === this.metric || this.used > 0 || words < 3;
      if (t.type === 'word') words++;
      if (t.type === 'comma') words += 0.5;
      if (words > 5) return false;
      if (t.type === 'semi') return false;
    }
    return true;
  }
  /** The same metric again: the second of "GAAP and non-GAAP", or the next year of a list. */
  private sameAgain(i: number): boolean {
    const metric = this.metric!;
    if (metric.variants.length > 0 && this.used < metric.variants.length) return true;
    const after1 = this.tokens[i + 1];
    const next = after1?.type === 'segprep' || after1?.type === 'of' ? this.tokens[i + 2] : after1;
    const after = this.at.qualifierAfter(i);
    if (after !== null && this.last !== null && this.last.mention.metric !== 'eps') return true;
    if (
      this.tokens[i - 1] !== undefined &&
      this.at.near(i, -3, 'gaap', 'nongaap') &&
      this.at.lastTokenIsQuantityWithin(i, 8)
    )
      return true;
    if (
      next?.type === 'p' &&
      next.p.kind !== 'date' &&
      next.p !== this.last?.period &&
      this.last?.period != null &&
      next.p.kind !== 'none'
    )
      return true;
    return false;
  }
  private variant(m: MetricMention, i: number): MetricMention {
    const listed = m.variants[this.used];
    const before = this.at.before(i, ['filler', 'of', 'at', 'basis'], 3);
    const word =
      listed ??
      ((): { name: string; adjusted: boolean } | null => {
        const after = this.at.qualifierAfter(i);
        if (after !== null) return { name: after, adjusted: after === 'non-GAAP' };
        if (this.used > 0 && before?.type === 'gaap') return { name: 'GAAP', adjusted: false };
        if (this.used > 0 && before?.type === 'nongaap') return { name: 'non-GAAP', adjusted: true };
        return null;
      })();
    if (word === null) return m;
    if (m.metric === 'eps' || m.metric === 'eps_adjusted')
      return {
        ...m,
        metric: word.adjusted ? 'eps_adjusted' : 'eps',
        adjusted: word.adjusted,
        name: word.name,
      };
    if (m.metric === 'net_profit' && word.adjusted)
      return { ...m, metric: 'other', adjusted: true, name: `net income, ${word.name}` };
    return {
      ...m,
      adjusted: word.adjusted,
      name:
        m.metric === 'other'
          ? `${(m.name ?? '').replace(/^(?:non-GAAP|GAAP|adjusted) /, '')}, ${word.name}`
          : word.name,
    };
  }
  private perShare(m: MetricMention, i: number): MetricMention {
    const adjusted =
      m.adjusted || /non-gaap|adjusted/.test(m.name ?? '') || this.at.qualifierAfter(i) === 'non-GAAP';
    const text = this.folded.slice(
      this.tokens[i]!.start,
      Math.min(this.folded.length, this.tokens[i]!.end + 40),
    );
    const name =
      /dilut/.test(text) || /diluted/.test(m.name ?? '') ? 'diluted' : /basic/.test(text) ? 'basic' : null;
    return {
      ...m,
      metric: adjusted ? 'eps_adjusted' : 'eps',
      units: 'money',
      loose: false,
      name,
      variants: [],
    };
  }

  private kindAt(i: number): Kind | null {
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

const isSmall = (q: Quantity): boolean =>
  q.unit === 'money' &&
  Math.abs(q.point ?? q.high ?? q.low ?? 0) < 500 &&
  (q.point ?? q.high ?? q.low ?? 0) % 1 !== 0;
