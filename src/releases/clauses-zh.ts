import { ChineseAssigner } from './assign-zh.ts';

/** How the clauses of a Chinese sentence hang together: which goes on, which opens anew, which tells what another brought about. */
export class ChineseClauses extends ChineseAssigner {
  /** Something was sold: what is 实现 next is its gain. */
  protected disposed = false;

  protected opensClause(i: number): boolean {
    const back = this.tokens[i - 1];
    return (
      back === undefined || back.type === 'comma' || back.type === 'semi' || /^[而,]$/.test(this.textOf(back))
    );
  }

  /** 市场预期其每股收益为…，营收预计将达到…: a metric before any number, so that the clause has its own. */
  protected namesNext(i: number): boolean {
    for (let j = i + 1; j < this.tokens.length && j - i <= 8; j++) {
      const { type } = this.tokens[j]!;
      if (type === 'm') return true;
      if (type === 'q' || type === 'comma' || type === 'semi') return false;
    }
    return false;
  }

  /** After the year before comes 本期, 实际, 报告期: the company's own numbers again. */
  protected ownAgain(i: number): boolean {
    const next = this.tokens[i + 1];
    return (
      next !== undefined &&
      (/^(?:实际|本期|报告期|本年|今年|公司|本公司|集团|本集团)/.test(
        this.folded.slice(next.start, next.start + 4),
      ) ||
        (next.type === 'p' && !next.p.anaphor && next.p.relative !== -1))
    );
  }

  /** The list goes on after this comma: with its next number, or with 分别 and what is dealt out next. */
  protected dealsOn(i: number): boolean {
    if (this.tokens[i + 1]?.type === 'q' && this.shared > 0 && this.shared < this.list.length) return true;
    for (let j = i + 1; j < this.tokens.length && j - i <= 4; j++) {
      const { type } = this.tokens[j]!;
      if (type === 'respectively') return true;
      if (type !== 'yoy' && type !== 'filler' && type !== 'prior') return false;
    }
    return false;
  }

  /** 较截至二零二二年…止年度之溢利1.12亿元: an amount of an earlier period follows, and no change before it. */
  protected opensEarlier(i: number): boolean {
    const t = this.tokens[i]!;
    if (
      this.compare !== null ||
      (!/(?:较|比|对比|相比|相较|相较于|对比于)(?:于)?$/.test(
        this.folded.slice(Math.max(0, t.start - 4), t.start),
      ) &&
        // 与2021年相应期间的溢利约240万港元相比
        !(
          /[与跟同]$/.test(this.folded.slice(0, t.start)) &&
          /^[^,.;]{0,40}相比/.test(this.folded.slice(t.end, t.end + 44))
        ))
    )
      return false;
    for (let j = i + 1; j < this.tokens.length; j++) {
      const next = this.tokens[j]!;
      if (next.type === 'q') return next.q.unit === 'money';
      if (!['filler', 'm', 'han', 'loss', 'profit', 'result', 'prior'].includes(next.type)) return false;
    }
    return false;
  }

  /** The clause of token `i` opened as the outcome of the one before. */
  protected outcomeBefore(i: number): boolean {
    for (let j = i - 1; j >= 0; j--)
      if (this.tokens[j]!.type === 'comma') return this.isOutcome(j);
      else if (this.tokens[j]!.type === 'semi') return false;
    return false;
  }

  protected isOutcome(i: number): boolean {
    const next = this.tokens[i + 1];
    if (next === undefined) return false;
    return (
      /^(?:相应|因此|由此|从而|影响|减少|增加|产生|贡献)/.test(
        this.folded.slice(next.start, next.start + 4),
      ) ||
      (/^(?:实现|获得|取得|录得)/.test(this.folded.slice(next.start, next.start + 4)) && this.disposed)
    );
  }

  protected nextClauseContinues(i: number): boolean {
    for (let j = i + 1; j < this.tokens.length; j++) {
      const t = this.tokens[j]!.type;
      if (t === 'yoy') return j - i <= 2;
      if (t === 'comma' || t === 'semi') return false;
    }
    return false;
  }

  protected followedByChange(i: number): boolean {
    const next = this.tokens[i + 1];
    return (
      next !== undefined &&
      (['up', 'down', 'either', 'yoy', 'widen', 'narrow'].includes(next.type) ||
        (next.type === 'filler' && ['up', 'down'].includes(this.tokens[i + 2]?.type ?? '')))
    );
  }
}
