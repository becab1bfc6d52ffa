import { Around } from './around-en.ts';

/** Whether a number of an English sentence is of a part, of another time, or only an effect: what stands around it tells. */
export class Parts extends Around {
  /** "up 17.5% over $1.24 billion", and not "increased to over $2 billion". */
  overBase(i: number): boolean {
    const back = this.tokens[i - 1];
    const next = this.tokens[i + 1];
    return (
      this.folded.startsWith('over', this.tokens[i]!.start) &&
      next?.type === 'q' &&
      next.q.unit === 'money' &&
      back?.type === 'q' &&
      back.q.unit === 'percent'
    );
  }

  /** After "with": a name of its own and a verb of change before the number ("with the U.S. growing 14%"). */
  partMoves(i: number): boolean {
    let named = false;
    for (let j = i + 1; j < this.tokens.length && j - i <= 6; j++) {
      const t = this.tokens[j]!;
      if (t.type === 'word') named = true;
      else if (t.type === 'up' || t.type === 'down')
        return named && /ing$|^(?:up|down)$/.test(this.folded.slice(t.start, t.end));
      else if (t.type !== 'filler') return false;
    }
    return false;
  }

  /** "while cycling a 52% increase in the prior year": then's change, not this year's. */
  changeOfPrior(i: number): boolean {
    const noun = this.tokens[i + 1];
    if (noun?.type !== 'up' && noun?.type !== 'down' && noun?.type !== 'm') return false;
    for (let j = i + 2; j < this.tokens.length && j - i <= 5; j++) {
      const t = this.tokens[j]!;
      if (t.type === 'prior')
        return (
          /^(?:in|for|during)/.test(this.folded.slice(this.tokens[j - 1]!.start)) ||
          this.tokens[j - 1]!.type === 'filler'
        );
      if (t.type !== 'segprep' && t.type !== 'filler') return false;
      if (t.type === 'segprep' && !/^(?:in|for|during)/.test(this.folded.slice(t.start))) return false;
    }
    return false;
  }

  /** "15% growth in our biggest brand", "a 19% improvement in the U.S.": of a part that has a name, and no metric. */
  growthOfPart(i: number): boolean {
    const noun = this.tokens[i + 1];
    if (
      noun?.type !== 'up' &&
      noun?.type !== 'down' &&
      !(noun?.type === 'm' && noun.m.loose && noun.m.growth)
    )
      return false;
    const prep = this.tokens[i + 2];
    if (prep?.type !== 'segprep' || !this.folded.startsWith('in', prep.start)) return false;
    for (let j = i + 3; j < this.tokens.length && j - i <= 6; j++) {
      const t = this.tokens[j]!;
      if (t.type === 'm') return false;
      if (t.type === 'word')
        return (
          /^[A-Z]/.test(this.text.slice(t.start)) ||
          /^our\b/.test(this.folded.slice(this.tokens[i + 3]!.start))
        );
      if (t.type !== 'filler') return false;
    }
    return false;
  }

  /** "contributed $12 million of revenue", "$0.04 of dilution": a part of the whole, or an effect on it. */
  isContribution(i: number): boolean {
    for (let j = i - 1; j >= 0 && i - j <= 4; j--) {
      const t = this.tokens[j]!;
      if (['m', 'comma', 'semi', 'q'].includes(t.type)) break;
      if (/^(?:contribut|add(?:s|ed|ing)? |adding )/.test(this.folded.slice(t.start, t.start + 9)))
        return true;
    }
    // "$200 million in available liquidity", "$3 million of charges"
    const of = this.tokens[i + 1];
    const skip =
      of?.type === 'of' || (of?.type === 'segprep' && this.folded.startsWith('in', of.start)) ? 2 : 1;
    for (let j = i + skip; j < this.tokens.length && j - i <= 3; j++) {
      const t = this.tokens[j]!;
      const words = this.folded.slice(t.start, t.end);
      if (
        t.type === 'effect' ||
        /^(?:impact|benefit|headwind|tailwind|detriment|dilutive|savings)/.test(words)
      )
        return true;
      if (t.type !== 'word' && t.type !== 'filler') break;
      if (/^(?:in|for|on|to|as|which|that|it|is|was)$/.test(words)) break;
    }
    return false;
  }
}
