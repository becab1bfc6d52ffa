import { NumberAssigner } from './assign-en.ts';
import type { Draft } from './draft.ts';
import type { Direction, Kind } from './figure.ts';

/**
 * Reads one English sentence from left to right. A number belongs to the metric before it in the clause, or to the
 * one right after it ("5% organic growth"), unless what stands between opens a comparison (last year's, expected,
 * earlier guidance), a sequential change, an amount of change ("by $20 million") or somebody else's quantity.
 */
export class EnglishSentence extends NumberAssigner {
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
        // "On a GAAP basis, prior-year net earnings were …": the clause is about then.
        if (this.compare === null && /^(?:prior[- ]year|year-ago|last year)/.test(t.m.name ?? '')) {
          this.openCompare(i, 'yearBefore', null, true);
          return;
        }
        if (this.compare !== null) {
          this.compare.named = true;
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
        if (this.compare !== null) {
          this.compare.seenReference = true;
          if (!['beat', 'miss', 'inline'].includes(this.tokens[this.compare.from]!.type))
            this.comparedPeriods.add(t.p);
        } else if (this.blocked && this.blockedBy === 'aside') this.comparedPeriods.add(t.p);
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
        // "should come in between": the verb before it has decided.
        if (
          this.compare === null &&
          !this.at.near(i, 2, 'guide') &&
          !(this.tokens[i - 1]?.type === 'guide' && this.kind === 'guidance')
        )
          this.kind = 'result';
        return;
      case 'analyst':
        if (this.compare === null)
          this.openCompare(
            i,
            'expectation',
            null,
            (this.at.near(i, 5, 'guide', 'prev') && !this.at.near(i, -3, 'and')) ||
              // "Stanmore models revenue of …": a house that is not the issuer's.
              /^model/.test(this.folded.slice(t.start, t.end)) ||
              // "The consensus from three analysts is for …": the sentence is about them.
              (/^consensus/.test(this.folded.slice(t.start, t.end)) &&
                !this.tokens.slice(0, i).some((x) => x.type === 'm' || x.type === 'q')),
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
        // "had guided to", "Previously, the company expected": all that follows is what was said then.
        if (
          this.compare === null &&
          (/^had /.test(this.folded.slice(t.start, t.end)) || (i === 0 && this.saidBefore()))
        ) {
          this.openCompare(i, 'guidance', null, true);
          return;
        }
        // "6% to 7% (prior: 5% to 6%)": a range beside an earlier one is a guidance, whatever the line says.
        if (
          this.compare === null &&
          this.tokens[i - 1]?.type === 'open' &&
          this.tokens[i - 2]?.type === 'q' &&
          this.meansGuidance(i) &&
          this.last !== null &&
          this.last.kind === null &&
          this.last.value?.point === null
        )
          this.last.kind = 'guidance';
        if (
          this.compare === null &&
          (!this.at.near(i, 3, 'guideNoun', 'm') || this.tokens[i - 1]?.type === 'open')
        )
          this.openCompare(i, this.meansGuidance(i) ? 'guidance' : 'yearBefore', null, false);
        else if (this.compare !== null && this.compare.basis !== 'expectation' && this.meansGuidance(i))
          this.compare.basis = 'guidance';
        return;
      case 'withdraw':
        this.drafts = this.drafts.filter((d) => d.kind !== 'guidance' || !this.group.includes(d));
        if (this.compare === null) this.openCompare(i, 'unknown', null, true);
        return;
      case 'from':
        if (this.compare === null && this.at.fromCompares(i)) this.openCompare(i, 'unknown', null, false);
        return;
      case 'up':
      case 'down':
        // "Operating profit before exceptional items rose …": the aside is over.
        if (this.blocked && this.blockedBy === 'aside' && this.used === 0 && this.compare === null)
          this.blocked = false;
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
        // "(2023: earnings per share of HK0.9 cents)": all in the brackets is of then.
        if (
          this.compare === null &&
          this.tokens[i - 1]?.type === 'open' &&
          this.tokens[i + 1]?.type === 'colon'
        ) {
          this.openCompare(i, 'yearBefore', null, true);
          return;
        }
        this.seen(t.type);
        return;
      case 'seq':
      case 'expectNoun':
        // "EPS $1.18, EST. $1.10"
        if (
          this.compare === null &&
          t.type === 'expectNoun' &&
          this.tokens[i + 1]?.type === 'q' &&
          ['comma', 'open', 'semi'].includes(this.tokens[i - 1]?.type ?? '')
        )
          this.openCompare(i, 'expectation', null, false);
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
            t.type === 'exclude' ||
            /^(?:including|include|net of|incorporat)/.test(this.folded.slice(t.start, t.end))
              ? 'aside'
              : 'cause';
        }
        return;
      case 'filler':
        // "an increase of 17.5% over $1.24 billion": what it rose from.
        if (this.compare === null && this.at.overBase(i)) this.openCompare(i, 'yearBefore', null, false);
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
      else if (this.compare.named && type === 'and' && next === 'm' && !this.at.hasOwnVerb(i + 1)) return;
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
    // "… broad-based, with the U.S. growing 14% and …": a part of the whole begins, and holds to the comma.
    if (type === 'with' && this.compare === null && this.at.partMoves(i)) {
      this.settlePending();
      this.blocked = true;
      this.blockedBy = 'part';
      return;
    }
    // "… due to client assets, which totaled $115 billion"
    const relative = type === 'comma' && /^which\b/.test(this.folded.slice(this.tokens[i + 1]?.start ?? 0));
    if (relative && this.blocked) return;
    const goesOn = type === 'and' && (this.blockedBy === 'aside' || this.blockedBy === 'part');
    if (this.compare === null && type !== 'with' && !goesOn) this.blocked = false;
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
      if (t === 'q') return type !== 'comma' && this.compare!.consumed > 0 && this.at.isOwnChange(j);
      if (t === 'comma' || t === 'semi') return false;
    }
    return false;
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
}
