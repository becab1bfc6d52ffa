import type { Comparison } from './draft.ts';
import { change, fits } from './draft.ts';
import { NumberJudge } from './judge-en.ts';
import { isProfit, PLAIN_METRIC } from './metrics.ts';
import { tidy } from './numbers.ts';
import type { Quantity } from './quantity.ts';

/** Decides what a number of the sentence is: a value, a change, a comparison, a share, an amount of change, or none. */
export class NumberAssigner extends NumberJudge {
  protected quantity(q: Quantity, i: number): void {
    if (q.margin) {
      this.margin(q, i);
      return;
    }
    if (q.earlier) {
      // "at the high end of its previously announced range of A to B": the numbers are the earlier guidance's.
      this.note(q, 'guidance');
      return;
    }
    if (this.compare !== null) {
      // "from $3.5 billion to $3.7 billion", "below our expectation at $1.63 billion": the value comes after.
      const back = this.tokens[i - 1]?.type;
      const returns =
        ((this.compare.consumed > 0 || this.compare.seenReference) &&
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
    if (q.fromTo !== null && this.tokens[i + 1]?.type === 'to') {
      // "from 16% to 17% to now 16.9% to 17.1%"
      this.note({ ...q, fromTo: null }, this.kind === 'guidance' ? 'guidance' : 'yearBefore');
      return;
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
      // "customers: 303 (+29%)": the change of a number that is no amount of ours.
      if (
        q.signed &&
        this.tokens[i - 1]?.type === 'open' &&
        !['p', 'q'].includes(this.tokens[i - 2]?.type ?? '') &&
        /\d \($/.test(this.folded.slice(Math.max(0, q.start - 4), q.start))
      )
        return;
      if (this.stacked || this.at.changeOfPrior(i) || this.at.growthOfPart(i)) return;
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
        // "sales increased 5% or $22 million"
        (wasChange && this.tokens[i - 1]?.type === 'or' && this.kind !== 'guidance') ||
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
  protected margin(q: Quantity, i: number): void {
    if (this.compare !== null || this.last?.value?.point == null || q.point === null) return;
    if (!this.at.near(i, -4, 'to', 'of', 'filler', 'midpoint') || this.at.near(i, -2, 'from')) return;
    const v = this.last.value;
    if (v.point === null || (v.unit !== q.unit && !(v.unit === 'money' && q.unit === 'percent'))) return;
    const size = v.unit === q.unit ? q.point : (Math.abs(v.point) * q.point) / 100;
    this.last.value = { ...v, low: tidy(v.point - size), high: tidy(v.point + size), point: null };
  }

  protected compared(q: Quantity, i: number): void {
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
                : // A range beside a range: a year before is one number.
                  this.kind === 'guidance' &&
                    (this.revisedFrom(i) || (q.low !== null && q.high !== null && !has('prior')))
                  ? 'guidance'
                  : 'yearBefore';
    this.note(q, basis, c?.mention ?? this.metric);
  }

  /** "narrowed from …", "from the … given in July": what a revised guidance was before. */
  private revisedFrom(i: number): boolean {
    const from = this.compare?.from ?? i;
    if (this.tokens[from]!.type !== 'from') return false;
    const verb = this.folded.slice(this.tokens[Math.max(0, from - 3)]!.start, this.tokens[from]!.start);
    const after = this.folded.slice(this.tokens[i]!.end, this.tokens[i]!.end + 24);
    return (
      /\b(?:rais|lift|lower|cut|trimm|narrow|tighten|revis|updat|chang|widen|upward|downward)/.test(verb) ||
      /^ (?:given|issued|provided|communicated|guided|announced|stated|indicated)\b/.test(after)
    );
  }

  protected changed(q: Quantity, sign: 1 | -1, i: number): void {
    // "increases of 24%, 21% and 16%, respectively": whose they are stands elsewhere.
    if (this.list.length < 2 && this.at.near(i, 8, 'respectively')) return;
    const m = this.metric;
    if (
      m !== null &&
      /sequential|linked[- ]quarter|quarter-over-quarter/.test(
        this.folded.slice(Math.max(0, m.start - 20), m.end),
      )
    )
      return;
    this.lastSign = sign;
    this.lastWasChange = true;
    if (this.at.againstStaleYear(i, this.staleYear)) return;
    const yoy = change(q, this.metric?.loss === true && !this.metric.growth ? (-sign as 1 | -1) : sign);
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

  protected value(q: Quantity, i: number): void {
    if (this.blocked || this.averaged || (q.unit === 'money' && this.at.isContribution(i))) return;
    const left = this.metric;
    // "increases in selling expenses of $8 million": by how much, not how much.
    if (
      q.unit === 'money' &&
      this.at.before(i, ['filler'], 2)?.type === 'of' &&
      this.at.signOfNoun(i, left) !== null
    )
      return;
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
      (left.metric === 'net_profit' || /^(?:net (?:income|earnings|profit|loss))/.test(left.name ?? ''))
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
    // "net income of $1.05 per share"
    if (left !== null && left.metric === 'net_profit' && !left.growth && q.perShare && this.used === 0) {
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
    // "Full-year guidance: revenue of …, $2.18 to $2.23 a share": what a share is guided to is earnings.
    else if (q.perShare && q.low !== null && q.high !== null && this.guidesShares())
      this.keep(
        q,
        { ...PLAIN_METRIC, metric: 'eps', units: 'money', start: q.start, end: q.end },
        i,
        1,
        true,
      );
  }

  /** Under a word for guidance, and not of a price or a payment. */
  private guidesShares(): boolean {
    const words = this.folded.slice(this.tokens[0]!.start, this.tokens.at(-1)!.end);
    return (
      this.tokens.some((t) => t.type === 'guideNoun') &&
      !/offer|dividend|distribution|repurchase|buyback|tender|price|acquir|ffo|book value|nav\b/.test(words)
    );
  }

  /** "accounted for 15% of royalty revenue", "16% of sales": a share, or the margin of the profit before it. */
  protected shareOf(q: Quantity, i: number): boolean {
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
}

const isSmall = (q: Quantity): boolean =>
  q.unit === 'money' &&
  Math.abs(q.point ?? q.high ?? q.low ?? 0) < 500 &&
  (q.point ?? q.high ?? q.low ?? 0) % 1 !== 0;
