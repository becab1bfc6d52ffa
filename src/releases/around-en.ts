import type { MetricMention } from './metrics.ts';
import type { PeriodMention } from './periods.ts';
import type { Quantity } from './quantity.ts';
import type { Token } from './tokens-en.ts';

/**
 * Questions about what stands around a token of an English sentence. They know the words only, not how far the
 * reader has come: the state of reading lives in read-en.ts.
 */
export class Around {
  protected readonly tokens: readonly Token[];
  protected readonly text: string;
  protected readonly folded: string;
  private readonly analysts: boolean;

  constructor(tokens: readonly Token[], text: string, folded: string) {
    this.tokens = tokens;
    this.text = text;
    this.folded = folded;
    this.analysts = tokens.some((t) => t.type === 'analyst');
  }

  /** A token of one of the types within `reach` tokens (negative looks back), not across a semicolon. */
  near(i: number, reach: number, ...types: Token['type'][]): boolean {
    const step = reach < 0 ? -1 : 1;
    for (let j = i + step, n = 0; n < Math.abs(reach) && j >= 0 && j < this.tokens.length; j += step, n++) {
      if (types.includes(this.tokens[j]!.type)) return true;
      if (this.tokens[j]!.type === 'semi') return false;
    }
    return false;
  }

  before(i: number, skip: readonly string[], limit = 5): Token | null {
    for (let j = i - 1; j >= 0 && i - j <= limit + 1; j--)
      if (!skip.includes(this.tokens[j]!.type)) return this.tokens[j]!;
    return null;
  }

  hasOwnVerb(i: number): boolean {
    return this.near(i, 3, 'result', 'guide', 'up', 'down') && !this.near(i, -1, 'of');
  }

  /** "more than $2 billion", "above $5": the word before a number is its bound and compares nothing. */
  isBound(i: number): boolean {
    const next = this.tokens[i + 1];
    return (
      next?.type === 'q' && (next.q.low === null) !== (next.q.high === null) && !this.expectedAfter(i + 1)
    );
  }

  /** "earnings, excluding the charge, were $0.41", "$0.41 per share excluding items": said of the metric or of the number. */
  leavesOut(m: MetricMention, i: number): boolean {
    const j = this.tokens.findIndex((t) => t.type === 'm' && t.m.start === m.start);
    const follows = (from: number): boolean => {
      for (let k = from + 1; k < this.tokens.length && k - from <= 3; k++) {
        const t = this.tokens[k]!;
        if (t.type === 'exclude') return !/^(?:defined|calculated)/.test(this.folded.slice(t.start, t.end));
        if (t.type !== 'comma' && t.type !== 'open' && t.type !== 'filler') return false;
      }
      return false;
    };
    return (j >= 0 && j < i && follows(j)) || (i >= 0 && this.tokens[i]!.type === 'q' && follows(i));
  }

  /** An "and" or a comma since the last metric: the number may belong to what comes after it. */
  joinedSince(i: number): boolean {
    for (let j = i - 1; j >= 0; j--) {
      const { type } = this.tokens[j]!;
      if (type === 'm' || type === 'q') return false;
      if (type === 'and') return true;
    }
    return false;
  }
  isMove(i: number): boolean {
    for (let j = i - 1; j >= 0 && i - j < 14; j--) {
      const t = this.tokens[j]!.type;
      if (['raise', 'lower', 'up', 'down'].includes(t)) return true;
      if (
        t === 'semi' ||
        (t === 'filler' &&
          /rang/.test(this.folded.slice(this.tokens[j]!.start, this.tokens[j]!.end)) &&
          i - j <= 2)
      )
        return false;
    }
    return false;
  }

  toBefore(i: number): boolean {
    for (let j = i - 1; j >= 0 && i - j <= 6; j--) {
      const t = this.tokens[j]!.type;
      if (t === 'to') return true;
      if (t === 'q' || t === 'comma') return false;
    }
    return false;
  }

  fromCompares(i: number): boolean {
    const before = this.tokens[i - 1];
    if (before?.type === 'm' && this.tokens[i + 1]?.type === 'word') return false;
    for (let j = i + 1; j < this.tokens.length && j - i <= 8; j++) {
      const t = this.tokens[j]!;
      if (t.type === 'q')
        return t.q.fromTo === null || this.near(j, 1, 'prev') || this.near(i, j - i, 'prev');
      if (['prev', 'prior', 'p', 'seq'].includes(t.type)) return true;
      if (t.type === 'comma' || t.type === 'semi') return false;
    }
    return false;
  }

  /** "the $0.25 analysts were expecting", "$761 million consensus", "25 cents expected by LSEG" */
  expectedAfter(i: number): boolean {
    const next = this.tokens[i + 1];
    const second = this.tokens[i + 2];
    if (next?.type === 'analyst') return true;
    // "EPS view $2.76 -- Thomson Reuters": the source stands behind the dash, and nothing after it.
    if (
      next?.type === 'comma' &&
      this.folded.startsWith('--', next.start) &&
      this.tokens.slice(i + 2).some((t) => t.type === 'analyst') &&
      !this.tokens.slice(i + 2).some((t) => t.type === 'q' || t.type === 'm')
    )
      return true;
    if (next?.type === 'expectNoun' || next?.type === 'guide')
      return (
        (second?.type === 'by' || this.tokens[i - 1]?.type === 'cmp' || next.type === 'expectNoun') &&
        this.analysts
      );
    return (
      next?.type === 'filler' &&
      second?.type === 'analyst' &&
      this.folded.slice(next.start, next.end) !== 'and'
    );
  }

  priorAfter(i: number): boolean {
    const next = this.tokens[i + 1];
    if (next?.type === 'prior') return true;
    if ((next?.type === 'segprep' || next?.type === 'filler') && this.tokens[i + 2]?.type === 'prior')
      return true;
    return (
      next?.type === 'segprep' &&
      this.tokens[i + 2]?.type === 'filler' &&
      this.tokens[i + 3]?.type === 'prior'
    );
  }

  isSequential(i: number): boolean {
    for (let j = i + 1; j < this.tokens.length && j - i <= 6; j++) {
      const t = this.tokens[j]!.type;
      if (t === 'seq') return true;
      if (['q', 'comma', 'semi', 'and', 'm', 'yoy', 'prior'].includes(t)) break;
    }
    const back = this.before(i, ['filler', 'of', 'by', 'up', 'down'], 4);
    return (
      back?.type === 'seq' &&
      this.tokens[i]!.type === 'q' &&
      (this.tokens[i] as { q: Quantity }).q.unit === 'percent' &&
      this.near(i, -4, 'up', 'down')
    );
  }

  signBefore(i: number): 1 | -1 | null {
    for (let j = i - 1; j >= 0 && i - j <= 7; j--) {
      const t = this.tokens[j]!;
      if (t.type === 'up') return 1;
      if (t.type === 'down') return -1;
      // "will increase by not less than 150%": the bound stands between.
      if ((t.type === 'beat' || t.type === 'miss') && this.isBound(j)) continue;
      if (t.type === 'to' && !this.near(j, -1, 'filler')) return null;
      if (
        !['filler', 'of', 'by', 'word', 'segprep', 'at', 'p', 'yoy', 'midpoint', 'seq', 'to'].includes(t.type)
      )
        return null;
      if (t.type === 'word' && i - j > 3) return null;
    }
    return null;
  }

  /** "a decrease in profit attributable to owners of approximately 60% to 70%": the noun stands before the metric. */
  signOfNoun(i: number, metric: MetricMention | null): 1 | -1 | null {
    if (metric === null) return null;
    let j = i - 1;
    while (
      j >= 0 &&
      i - j <= 8 &&
      (['filler', 'of', 'by', 'p', 'basis', 'guide', 'at', 'to'].includes(this.tokens[j]!.type) ||
        ((this.tokens[j]!.type === 'beat' || this.tokens[j]!.type === 'miss') && this.isBound(j)))
    )
      j--;
    const own = this.tokens[j];
    // "increases in selling expenses": a word of the metric's own may stand between.
    if (this.tokens[j - 1]?.type === 'word') j--;
    if (own?.type !== 'm' || own.m !== metric || this.tokens[j - 1]?.type !== 'segprep') return null;
    const noun = this.before(j - 1, ['filler', 'yoy'], 4);
    const word = noun === null ? '' : this.folded.slice(noun.start, noun.end);
    return /^(?:increase|rise|growth|improvement|gain|jump|surge)s?$/.test(word)
      ? 1
      : /^(?:decrease|decline|drop|fall|reduction|contraction)s?$/.test(word)
        ? -1
        : null;
  }

  signAfter(i: number): 1 | -1 | null {
    for (let j = i + 1; j < this.tokens.length && j - i <= 3; j++) {
      const t = this.tokens[j]!;
      // "61% as our improved outlook": another thing begins.
      if (
        t.type === 'filler' &&
        /^(?:as|our|the|its|their|which|that|it)$/.test(this.folded.slice(t.start, t.end))
      )
        return null;
      if (t.type === 'up') return 1;
      if (t.type === 'down') return -1;
      if (t.type === 'm' && t.m.growth && t.m.loose) return 1;
      if (t.type === 'beat' && /(?:better|stronger|higher|more)/.test(this.folded.slice(t.start, t.end)))
        return 1;
      if (t.type === 'miss' && this.near(j, 3, 'prior', 'p')) return -1;
      if (t.type === 'beat' && this.near(j, 3, 'prior', 'p')) return 1;
      if (!['filler', 'word', 'yoy', 'basis'].includes(t.type)) return null;
    }
    return null;
  }

  /** "and 9% higher", "and 15% year over year": this year's change; "and 53.6% in the year-ago period" is then's. */
  isOwnChange(j: number): boolean {
    return this.signAfter(j) !== null || this.near(j, 3, 'yoy');
  }

  /** "increased to 44%": the number is where it went, not how far. */
  toOnly(i: number): boolean {
    const back = this.before(i, ['filler', 'word'], 4);
    return back?.type === 'to';
  }

  /** "up 40% from 2019", said in 2021 */
  againstStaleYear(i: number, staleYear: number | null): boolean {
    if (staleYear === null) return false;
    for (let j = i + 1; j < this.tokens.length && j - i <= 4; j++) {
      const t = this.tokens[j]!;
      if (t.type === 'comma' || t.type === 'q' || t.type === 'semi') return false;
      const year = t.type === 'prior' ? /\b((?:19|20)\d\d)\b/.exec(this.folded.slice(t.start, t.end)) : null;
      if (year !== null) return Number(year[1]) <= staleYear;
    }
    return false;
  }

  /** The metric right after a number: "$6 billion in revenue", "5% to 6% organic revenue growth". */
  rightMetric(i: number, through: readonly string[]): { m: MetricMention; owns: boolean } | null {
    for (let j = i + 1; j < this.tokens.length && j - i <= 5; j++) {
      const t = this.tokens[j]!;
      if (t.type === 'm') {
        if (t.m.metric === null) return null;
        let owns = false;
        for (let k = j + 1; k < this.tokens.length && k - j <= 4; k++) {
          const u = this.tokens[k]!;
          if (u.type === 'q') owns = true;
          if (!['of', 'at', 'filler', 'result', 'guide', 'to', 'basis'].includes(u.type)) break;
        }
        return { m: t.m, owns };
      }
      if (
        t.type === 'filler' ||
        through.includes(t.type) ||
        t.type === 'yoy' ||
        t.type === 'gaap' ||
        t.type === 'nongaap' ||
        t.type === 'p'
      )
        continue;
      return null;
    }
    return null;
  }

  /** "63.2% on a GAAP basis and 66.0% non-GAAP", "($0.88 per share on a diluted basis)" */
  qualifierAfter(i: number): string | null {
    for (let j = i + 1; j < this.tokens.length && j - i <= 3; j++) {
      const t = this.tokens[j]!;
      if (t.type === 'gaap') return 'GAAP';
      if (t.type === 'nongaap') return 'non-GAAP';
      if (t.type !== 'basis' && t.type !== 'filler' && t.type !== 'open' && t.type !== 'segprep') return null;
    }
    return null;
  }

  subjectBefore(i: number): string | null {
    let j = i - 1;
    while (j >= 0 && !['comma', 'semi', 'q', 'but', 'colon'].includes(this.tokens[j]!.type) && i - j < 10)
      j--;
    const from = this.tokens[j + 1];
    if (from === undefined || j + 1 >= i) return null;
    const words = this.folded.slice(from.start, this.tokens[i]!.start).trim();
    return words.length > 60 ||
      words.length < 2 ||
      /^(?:which|that|this|it|and)$|prior|\byear\b|\band$|^(?:up|down|below|above)\b/.test(words)
      ? null
      : words;
  }

  lastTokenIsQuantityWithin(i: number, reach: number): boolean {
    return this.near(i, -reach, 'q');
  }

  /** "… a record $22.6 billion in Data Center": a name with a capital after the number is a part of the whole. */
  partAfter(i: number): string | null {
    const prep = this.tokens[i + 1];
    const word = this.tokens[i + 2];
    if (
      prep?.type !== 'segprep' ||
      word?.type !== 'word' ||
      !/^(?:in|for|from|at)/.test(this.folded.slice(prep.start, prep.end))
    )
      return null;
    return /^[A-Z]/.test(this.text.slice(word.start, word.end))
      ? this.folded.slice(word.start, word.end)
      : null;
  }

  /** The span a number is for: named right after it, else between metric and number, else before the metric. */
  periodAt(i: number, headingPeriod: PeriodMention | null): PeriodMention | null {
    for (let j = i + 1; j < this.tokens.length && j - i <= 8; j++) {
      const t = this.tokens[j]!;
      if (t.type === 'p' && t.p.kind !== 'date') return t.p;
      if (!['filler', 'of', 'segprep', 'basis', 'gaap', 'nongaap', 'm', 'yoy', 'by', 'word'].includes(t.type))
        break;
    }
    let nearest: PeriodMention | null = null;
    let compare = false;
    for (let j = 0; j < i; j++) {
      const t = this.tokens[j]!;
      if (['cmp', 'than', 'from', 'prior'].includes(t.type)) compare = true;
      if (['comma', 'semi', 'and', 'but'].includes(t.type)) compare = false;
      if (t.type === 'p' && t.p.kind !== 'date' && !compare) nearest = t.p;
    }
    if (nearest !== null) return nearest;
    // "… and adjusted EPS of $1.31 for the third quarter": one span at the end of a list holds for all of it.
    for (let j = i + 1; j < this.tokens.length; j++) {
      const t = this.tokens[j]!;
      if (
        ['semi', 'cmp', 'than', 'from', 'beat', 'miss', 'prior', 'but', 'cause', 'analyst', 'prev'].includes(
          t.type,
        )
      )
        break;
      if (t.type === 'p' && t.p.kind !== 'date') return t.p;
    }
    return headingPeriod;
  }
}
