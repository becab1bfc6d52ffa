import { DraftKeeper } from './drafts-en.ts';
import type { MetricMention } from './metrics.ts';
import type { Quantity } from './quantity.ts';

/** Past tense and participles move what stands before them; the nouns ("a $20 million increase") measure. */
const VERB_OF_CHANGE = /(?:ed|grew|rose|fell|slid|sank|shrank|leapt|up|down)$/;
/** Judges a number by the state of reading: a change and its sign, an amount of change, linked to the metric or foreign to it. */
export class NumberJudge extends DraftKeeper {
  protected variant(m: MetricMention, i: number): MetricMention {
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
  protected perShare(m: MetricMention, i: number): MetricMention {
    const adjusted =
      m.adjusted || /non-gaap|adjusted/.test(m.name ?? '') || this.at.qualifierAfter(i) === 'non-GAAP';
    // Up to the next number's brackets: "$0.89 per share ($0.88 per share on a diluted basis)".
    const text = this.folded.slice(this.tokens[i]!.start, this.tokens[i]!.end + 40).split(/[(;]/)[0]!;
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

  protected changeSign(q: Quantity, i: number, wasChange: boolean): 1 | -1 | null {
    const ratio = this.metric !== null && this.metric.units === 'percent' && !this.metric.growth;
    const left = this.at.signBefore(i);
    if (left !== null && !this.at.toOnly(i)) return left;
    const noun = ratio ? null : this.at.signOfNoun(i, this.metric);
    if (noun !== null) return noun;
    const right = this.at.signAfter(i);
    if (right !== null) return right;
    // "a decrease of $1.3 million or 6.8%"
    if (this.lastWasDelta && this.tokens[i - 1]?.type === 'or') return this.lastSign;
    if (q.signed && !ratio) return (q.point ?? q.low ?? 0) < 0 ? -1 : 1;
    if (this.at.near(i, 2, 'yoy', 'prior') && !ratio) return this.lastSign ?? 1;
    if (wasChange && !ratio && this.at.near(i, 5, 'yoy', 'prior')) return this.lastSign;
    return null;
  }

  protected movesInto(i: number): boolean {
    const back = this.at.before(i, ['filler'], 4);
    return (
      back !== null &&
      (['up', 'down', 'by'].includes(back.type) || (back.type === 'or' && this.lastSign !== null))
    );
  }

  protected isAmountOfChange(i: number): boolean {
    let at = i;
    // "growing by more than $2 billion": the bound stands between.
    while (['beat', 'miss'].includes(this.tokens[at - 1]?.type ?? '') && this.at.isBound(at - 1)) at--;
    const back = this.at.before(at, ['filler'], 4);
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

  protected joinedBefore(m: MetricMention): boolean {
    const at = this.tokens.findIndex((t) => t.type === 'm' && t.m === m);
    return this.at.near(at, -2, 'and', 'with', 'cause');
  }

  /** Whether nothing foreign stands between the metric and the number: at most three words that mean nothing to us. */
  protected linked(i: number): boolean {
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
  protected sameAgain(i: number): boolean {
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

  /** "previous range", "prior guidance", "previously expected"; a "previous record" is none. */
  protected meansGuidance(i: number): boolean {
    const word = this.folded.slice(this.tokens[i]!.start, this.tokens[i]!.end);
    if (word.startsWith('had ') || (word === 'previously' && this.kind === 'guidance')) return true;
    const next = this.tokens[Math.min(this.tokens.length - 1, i + 4)]!;
    return (
      this.at.near(i, 4, 'guideNoun', 'expectNoun', 'guide') ||
      /range|midpoint|view/.test(this.folded.slice(this.tokens[i]!.start, next.end)) ||
      this.tokens[i + 1]?.type === 'q' ||
      // "6% to 7% (prior: 5% to 6%)"
      (this.tokens[i + 1]?.type === 'colon' && this.tokens[i + 2]?.type === 'q') ||
      (this.tokens[i + 1]?.type === 'of' && this.kind === 'guidance')
    );
  }

  /** "Previously, the company expected …", "Prior guidance was …": a sentence about what was said before. */
  protected saidBefore(): boolean {
    const words = this.folded.slice(this.tokens[0]!.start, this.tokens.at(-1)!.end);
    return (
      /^(?:previously|earlier|originally|prior (?:guidance|outlook|expectations?|forecast)|the (?:previous|prior) (?:guidance|outlook))/.test(
        words,
      ) &&
      /\b(?:expected|anticipated|projected|forecast|guided|targeted|estimated|was|were|called)\b/.test(
        words,
      ) &&
      !/\bnow\b/.test(words)
    );
  }

  protected joinedMetric(i: number): boolean {
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

  protected isCause(i: number): boolean {
    return this.at.near(i, -3, 'cause', 'exclude') && this.blocked;
  }
}
