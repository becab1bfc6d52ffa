import { chunks, type Db } from '../db/index.ts';
import { type OpposedPair, ROLES, type Rule, type RuleKind, type RuleTerm, type Verdict } from './rule.ts';

/**
 * Makes the tables hold exactly these rules. A rule whose text changed gets the next version; one that did not keeps
 * its version and the time it was written down.
 */
export async function saveRules(
  db: Db,
  rules: readonly Rule[],
  opposed: readonly OpposedPair[],
  recordedAt: string,
): Promise<void> {
  const before = new Map((await loadRules(db)).map((r) => [r.rule.id, r]));
  await db.deleteFrom('rule').execute();
  await db.deleteFrom('opposed_pair').execute();
  for (const part of chunks(rules, 100))
    await db
      .insertInto('rule')
      .values(
        part.map((r) => {
          const old = before.get(r.id);
          const same = old !== undefined && canonicalRule(old.rule) === canonicalRule(r);
          return {
            id: r.id,
            kind: r.kind,
            status: r.status,
            version: old === undefined ? 1 : same ? old.version : old.version + 1,
            title_zh: r.title.zh,
            title_en: r.title.en,
            rationale_zh: r.rationale.zh,
            rationale_en: r.rationale.en,
            author: r.author,
            written_on: r.written,
            weight: r.weight,
            recorded_at: same ? old.recordedAt : recordedAt,
          };
        }),
      )
      .execute();
  const terms = rules.flatMap((r) => r.terms.map((t) => ({ rule_id: r.id, ...t })));
  for (const part of chunks(terms)) await db.insertInto('rule_term').values(part).execute();
  const cases = rules.flatMap((r) =>
    r.cases.map((c) => ({
      rule_id: r.id,
      name: c.name,
      title: c.title,
      body: c.body,
      as_of: c.asOf,
      first_hand: c.firstHand,
      ticker: c.ticker,
      expect: c.expect,
    })),
  );
  for (const part of chunks(cases)) await db.insertInto('rule_case').values(part).execute();
  if (opposed.length > 0)
    await db
      .insertInto('opposed_pair')
      .values(
        opposed.map((o) => ({
          event_trait: o.event,
          company_trait: o.company,
          reason_zh: o.reason.zh,
          reason_en: o.reason.en,
        })),
      )
      .execute();
}

/** What makes two versions of a rule the same: everything but the order of terms and cases, numbers as the columns hold them. */
export function canonicalRule(rule: Rule): string {
  const f = (n: number): number => Math.fround(n);
  const terms = rule.terms
    .map((t) => [t.side, t.subject, t.name, t.role, f(t.weight), f(t.minimum)].join(' '))
    .sort();
  const cases = rule.cases
    .map((c) =>
      JSON.stringify([c.name, c.title, c.body, new Date(c.asOf).getTime(), c.firstHand, c.ticker, c.expect]),
    )
    .sort();
  return JSON.stringify([
    rule.kind,
    rule.status,
    rule.title.zh,
    rule.title.en,
    rule.rationale.zh,
    rule.rationale.en,
    rule.author,
    rule.written,
    f(rule.weight),
    terms,
    cases,
  ]);
}

export interface StoredRule {
  rule: Rule;
  version: number;
  recordedAt: string;
}

/** Every rule as the tables hold it, in order of id, terms and cases in a stable order. */
export async function loadRules(db: Db): Promise<StoredRule[]> {
  const rows = await db.selectFrom('rule').selectAll().execute();
  const terms = await db.selectFrom('rule_term').selectAll().execute();
  const cases = await db.selectFrom('rule_case').selectAll().execute();
  const group = <T extends { rule_id: string }>(all: T[]): Map<string, T[]> => {
    const map = new Map<string, T[]>();
    for (const row of all) map.set(row.rule_id, [...(map.get(row.rule_id) ?? []), row]);
    return map;
  };
  const termsOf = group(terms);
  const casesOf = group(cases);
  return rows
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((r) => ({
      version: r.version,
      recordedAt: r.recorded_at,
      rule: {
        id: r.id,
        kind: r.kind as RuleKind,
        status: r.status as Rule['status'],
        title: { zh: r.title_zh, en: r.title_en },
        rationale: { zh: r.rationale_zh, en: r.rationale_en },
        author: r.author,
        written: r.written_on,
        weight: r.weight,
        terms: (termsOf.get(r.id) ?? [])
          .map(
            (t) =>
              ({
                side: t.side,
                subject: t.subject,
                name: t.name,
                role: t.role,
                weight: t.weight,
                minimum: t.minimum,
              }) as RuleTerm,
          )
          .sort((a, b) => order(a) - order(b) || (a.name < b.name ? -1 : 1)),
        cases: (casesOf.get(r.id) ?? [])
          .map((c) => ({
            name: c.name,
            title: c.title,
            body: c.body,
            asOf: c.as_of,
            firstHand: c.first_hand,
            ticker: c.ticker,
            expect: c.expect as Verdict,
          }))
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
      },
    }));
}
const order = (t: RuleTerm): number => (t.side === 'event' ? 0 : 10) + ROLES.indexOf(t.role);
