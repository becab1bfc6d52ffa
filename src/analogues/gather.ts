import type { SaidOfEvent } from './answer.ts';
import { type CompanyQuote, type EventHit, type Evidence, quoteFor, quoteSpan } from './evidence.ts';
import type { Ranked } from './rank.ts';
import type { StoredRule } from './rule.repository.ts';
import type { RuleTerm } from './rule.ts';

/** A dated fact about a company, with its share of revenue where one is published. */
export type Fact = CompanyQuote & { share: number | null; strength: number };
const plain = ({ share: _share, strength: _strength, ...quote }: Fact): CompanyQuote => quote;
const subjectOf = (term: RuleTerm): string => (term.subject === 'theme' ? `theme:${term.name}` : term.name);

/** The traits of a company that its line may quote. */
export function quotable(line: Pick<Ranked, 'product' | 'opposed'>, rule: StoredRule | undefined): string[] {
  const terms = (rule?.rule.terms ?? []).flatMap((t) =>
    t.side === 'company' && t.role !== 'forbid' ? [t.name] : [],
  );
  return [
    ...terms,
    ...(line.product === null ? [] : [line.product]),
    ...(line.opposed === null ? [] : [line.opposed.company]),
  ];
}

/** Both sides of a line, for and against: spans of the event's articles, dated sources of the company. */
export function gather(
  line: Ranked,
  rule: StoredRule | undefined,
  hits: readonly EventHit[],
  textOf: (articleId: string, field: 'title' | 'body') => string,
  facts: readonly Fact[],
  strengths: ReadonlyMap<string, number>,
  lookalike: { articleId: string; field: 'title' | 'body'; start: number; end: number } | undefined,
): { evidence: Evidence[]; against: Evidence[] } {
  const evidence: Evidence[] = [];
  const against: Evidence[] = [];
  const add = (list: Evidence[], item: Evidence | undefined): void => {
    if (item === undefined) return;
    const same = (o: Evidence): boolean =>
      o.side === 'event' && item.side === 'event'
        ? o.articleId === item.articleId && o.start === item.start && o.field === item.field
        : o.side === 'company' && item.side === 'company' && o.trait === item.trait;
    if (!list.some(same)) list.push(item);
  };
  const eventQuote = (subject: string): Evidence | undefined => quoteFor(hits, subject, textOf);
  const companyFact = (trait: string): Evidence | undefined => {
    const fact = facts.find((f) => f.trait === trait);
    return fact === undefined ? undefined : plain(fact);
  };
  if (rule !== undefined) {
    for (const role of ['require', 'any', 'prefer'] as const)
      for (const term of rule.rule.terms.filter((t) => t.role === role)) {
        const limit = role === 'require' ? 6 : 4;
        if (term.side === 'event') {
          if (evidence.filter((e) => e.side === 'event').length < limit)
            add(evidence, eventQuote(subjectOf(term)));
        } else if (
          evidence.filter((e) => e.side === 'company').length < limit &&
          (facts.find((f) => f.trait === term.name)?.strength ?? 0) >= term.minimum - 1e-6
        )
          add(evidence, companyFact(term.name));
      }
    for (const term of rule.rule.terms.filter((t) => t.role === 'against'))
      if (term.side === 'event') {
        if ((strengths.get(term.name) ?? 0) > 0 || term.subject === 'theme')
          add(against, eventQuote(subjectOf(term)));
      } else add(against, companyFact(term.name));
  }
  if (line.product !== null) {
    add(evidence, eventQuote(line.product));
    add(evidence, companyFact(line.product));
  }
  if (line.opposed !== null) {
    add(evidence, eventQuote(line.opposed.event));
    add(evidence, companyFact(line.opposed.company));
  }
  if (line.relation !== null)
    add(evidence, {
      side: 'company',
      trait: line.relation.kind,
      source: line.relation.sourceTitle,
      url: line.relation.sourceUrl,
      date: line.relation.sourceDate,
      note: line.relation.shown.en,
      ...(line.relation.shown.zh === null ? {} : { noteZh: line.relation.shown.zh }),
    });
  if (lookalike !== undefined && line.lookalike !== null) {
    const text = textOf(lookalike.articleId, lookalike.field);
    const span = quoteSpan(text, lookalike);
    add(evidence, {
      side: 'event',
      trait: 'name',
      articleId: lookalike.articleId,
      field: lookalike.field,
      ...span,
      text: text.slice(span.start, span.end),
    });
  }
  // The company's own word: against a link or its own news, and a reason more to call the name a trap.
  for (const s of line.said)
    add(line.kind === 'trap' && s.stance !== 'questioned' ? evidence : against, saidQuote(s));
  if (!evidence.some((e) => e.side === 'company') && facts[0] !== undefined) add(evidence, plain(facts[0]));
  // A rule may fire from the theme alone, and an issuer's line from its name: quote what the event is about then.
  if (!evidence.some((e) => e.side === 'event')) {
    const strongest = [...strengths].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    for (const [trait] of strongest) {
      add(evidence, eventQuote(trait));
      if (evidence.some((e) => e.side === 'event')) break;
    }
  }
  return { evidence, against };
}

function saidQuote(s: SaidOfEvent): Evidence {
  const subject = s.subjects.find((x) => !x.startsWith('entity:')) ?? 'name';
  return {
    side: 'event',
    trait: subject.replace(/^trait:/, ''),
    articleId: s.articleId,
    field: s.field,
    start: s.start,
    end: s.end,
    text: s.text,
  };
}
