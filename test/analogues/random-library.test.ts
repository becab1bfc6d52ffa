import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchProducts, matchRules, rank, scoreOf } from '../../src/analogues/index.ts';
import { type Db, type OpenDatabase, undone } from '../../src/db/index.ts';
import { testDatabases } from '../databases.ts';

/*
 * Libraries that nobody wrote, put into the tables and matched by the statement that runs in earnest: what must hold of
 * every library, held of whole ones and not of rows handed to the ranking (rank.test.ts does that).
 */
const AT = '2024-06-01T00:00:00Z';
const AXES = ['model', 'delivery', 'customer', 'economics', 'product', 'signal'] as const;
const ROLES = ['require', 'any', 'prefer', 'forbid', 'against'] as const;

interface Term {
  side: 'event' | 'company';
  trait: number;
  role: (typeof ROLES)[number];
  weight: number;
  minimum: number;
}
interface Fact {
  company: number;
  trait: number;
  /** 0..1 in steps that no two facts share: equal strengths are told apart by name, on purpose. */
  strength: number;
  share: number | null;
  from: string;
}
interface World {
  axes: (typeof AXES)[number][];
  companies: number;
  facts: Fact[];
  rules: { kind: 'analogue' | 'trap'; weight: number; terms: Term[] }[];
  event: { trait: number; strength: number; firstHand: boolean }[];
}

const trait = fc.nat({ max: 6 });
const strength = fc.integer({ min: 1, max: 7 });
const term = fc.record({
  side: fc.constantFrom('event' as const, 'company' as const),
  trait,
  role: fc.constantFrom('require' as const, ...ROLES),
  weight: fc.constantFrom(0.3, 1, 1.1, 2),
  minimum: fc.constantFrom(0.2, 0.35, 0.6),
});
const world: fc.Arbitrary<World> = fc
  .record({
    axes: fc.array(fc.constantFrom(...AXES.slice(0, 2), ...AXES), { minLength: 7, maxLength: 7 }),
    companies: fc.integer({ min: 2, max: 5 }),
    facts: fc.array(
      fc.record({
        company: fc.nat({ max: 4 }),
        trait,
        strength,
        share: fc.option(fc.integer({ min: 3, max: 100 }).map((n) => n / 100)),
        from: fc.constantFrom('2022-12-31', '2023-12-31'),
      }),
      { minLength: 12, maxLength: 40 },
    ),
    rules: fc.array(
      fc.record({
        kind: fc.constantFrom('analogue' as const, 'trap' as const),
        weight: fc.constantFrom(0.7, 1, 1.3),
        first: fc.tuple(trait, trait, trait),
        more: fc.array(term, { maxLength: 6 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    event: fc.uniqueArray(fc.record({ trait, strength, firstHand: fc.boolean() }), {
      minLength: 4,
      maxLength: 7,
      selector: (e) => e.trait,
    }),
  })
  .map(({ rules, facts, event, ...w }) => ({
    ...w,
    facts: facts
      .filter((f) => f.company < w.companies)
      .map((f, i) => ({ ...f, strength: (f.strength * 64 + i + 1) / 512 })),
    event: event.map((e, i) => ({ ...e, strength: (e.strength * 64 + i + 41) / 512 })),
    // Every rule asks something of both sides, mostly of what is there.
    rules: rules.map(({ first, more, ...r }) => ({
      ...r,
      terms: [
        {
          side: 'event' as const,
          trait: event[first[0] % event.length]!.trait,
          role: 'require' as const,
          weight: 1,
          minimum: 0.2,
        },
        { side: 'company' as const, trait: first[1], role: 'require' as const, weight: 1, minimum: 0.35 },
        { side: 'event' as const, trait: first[2], role: 'against' as const, weight: 1, minimum: 0.2 },
        ...more,
      ],
    })),
  }));

/** How the things of a world are called, and in which order they are written down. */
interface Naming {
  trait(n: number): string;
  company(n: number): string;
  rule(n: number): string;
  order<T>(rows: T[]): T[];
}
const PLAIN: Naming = {
  trait: (n) => `t${n}`,
  company: (n) => `c${n}`,
  rule: (n) => `r${n}`,
  order: (rows) => rows,
};
/** Every name another, their order turned round, and the rows from the last to the first. */
const TURNED: Naming = {
  trait: (n) => `x${'zyxwvut'[n]}`,
  company: (n) => `${'zyxwv'[n]}-co`,
  rule: (n) => `${'zyxw'[n]}-rule`,
  order: (rows) => [...rows].reverse(),
};

async function write(db: Db, w: World, as: Naming = PLAIN): Promise<void> {
  const traits = w.axes.map((axis, n) => ({
    id: as.trait(n),
    axis,
    name_zh: 'x',
    name_en: 'x',
    meaning: 'x',
  }));
  await db.insertInto('trait').values(as.order(traits)).execute();
  const companies = Array.from({ length: w.companies }, (_, n) => ({
    ticker: as.company(n),
    exchange: 'XHKG',
    issuer: `issuer-${as.company(n)}`,
    name_zh_hans: 'x',
    name_zh_hant: 'x',
    name_en: 'x',
    listed_on: '2015-01-01',
    summary_zh: '',
    summary_en: '',
  }));
  await db.insertInto('company').values(as.order(companies)).execute();
  if (w.facts.length > 0)
    await db
      .insertInto('company_trait')
      .values(as.order(w.facts.map((f, n) => factRow(f, `https://facts.example/${n}`, as))))
      .execute();
  const rules = w.rules.map((r, n) => ({
    id: as.rule(n),
    kind: r.kind,
    title_zh: 'x',
    title_en: 'x',
    rationale_zh: 'x',
    rationale_en: 'x',
    author: 'chance',
    written_on: '2024-01-01',
    weight: r.weight,
    recorded_at: AT,
  }));
  await db.insertInto('rule').values(as.order(rules)).execute();
  const terms = w.rules.flatMap((r, n) =>
    r.terms.map((t) => ({
      rule_id: as.rule(n),
      side: t.side,
      subject: 'trait',
      name: as.trait(t.trait),
      role: t.role,
      weight: t.weight,
      minimum: t.minimum,
    })),
  );
  for (const t of as.order(once(terms, (t) => [t.rule_id, t.side, t.name, t.role].join())))
    await db.insertInto('rule_term').values(t).execute();
  const when = { published_at: AT, fetched_at: AT, detected_at: AT };
  const article = { id: 'chance', origin: 'replay', url: 'https://chance.example', title: 'x', body: 'x' };
  await db
    .insertInto('article')
    .values({ ...article, ...when, canonical_url: article.url, language: 'en', outlet: 'x' })
    .execute();
  await db
    .insertInto('event')
    .values({
      id: 'chance',
      origin: 'replay',
      headline: 'x',
      first_seen: AT,
      last_seen: AT,
      first_article_id: 'chance',
      recorded_at: AT,
    })
    .execute();
  for (const e of as.order(w.event)) await has(db, as.trait(e.trait), e.strength, e.firstHand);
}
const once = <T>(rows: readonly T[], keyOf: (row: T) => string): T[] => [
  ...new Map(rows.map((r) => [keyOf(r), r])).values(),
];
const factRow = (f: Fact, url: string, as: Naming) => ({
  ticker: as.company(f.company),
  trait_id: as.trait(f.trait),
  valid_from: f.from,
  strength: f.strength,
  revenue_share: f.share,
  source_title: 'x',
  source_url: url,
  source_date: '2024-01-15',
  recorded_at: AT,
});
const has = (db: Db, id: string, of: number, firstHand = false) =>
  db
    .insertInto('event_trait')
    .values({ event_id: 'chance', trait_id: id, strength: of, first_hand: firstHand, articles: 1 })
    .onConflict((c) => c.columns(['event_id', 'trait_id']).doUpdateSet({ strength: of }))
    .execute();

const MOMENT = { eventId: 'chance', at: AT, strict: false };
/** Rule and company → score, before anything is cut off. */
async function scores(db: Db): Promise<Map<string, number>> {
  const matches = await matchRules(db, MOMENT);
  return new Map(matches.map((m) => [`${m.ruleId} ${m.ticker}`, scoreOf(m, undefined).score]));
}
/** Company → kind and score. */
async function named(db: Db): Promise<Map<string, string>> {
  const nothing = { issuers: new Set<string>(), relations: [], named: new Map(), lookalikes: new Map() };
  const lines = rank({
    matches: await matchRules(db, MOMENT),
    products: await matchProducts(db, MOMENT),
    crowding: new Map(),
    ...nothing,
  });
  return new Map(lines.map((l) => [l.ticker, `${l.kind} ${l.score}`]));
}
const roles = (w: World, rule: number, side: Term['side'], of: number): Set<string> =>
  new Set(w.rules[rule]!.terms.flatMap((t) => (t.side === side && t.trait === of ? [t.role] : [])));
const only = (found: ReadonlySet<string>, ...allowed: string[]): boolean =>
  found.size > 0 && [...found].every((r) => allowed.includes(r));
const none = (found: ReadonlySet<string>, ...refused: string[]): boolean =>
  !refused.some((r) => found.has(r));

describe.each(await testDatabases())('any library at all, matched on $name,', ({ name, open }) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(async () => database.close());
  const runs = { numRuns: name === 'PGlite' ? 15 : 40 };
  /** Scores before and after a change, of the same world in the same transaction. */
  const around = (w: World, change: (db: Db) => Promise<unknown>) =>
    undone(database.db, async (db) => {
      await write(db, w);
      const before = await scores(db);
      await change(db);
      return { before, after: await scores(db) };
    });
  const ofRule = (all: ReadonlyMap<string, number>, rule: number): [string, number][] =>
    [...all].filter(([key]) => key.startsWith(`r${rule} `));
  const EPSILON = 1e-9;
  const raised = fc.integer({ min: 1, max: 8 }).map((n) => n / 8);
  let seen = 0;

  it('never scores a line higher for what speaks against it, in the event or of the company', async () => {
    seen = 0;
    await fc.assert(
      fc.asyncProperty(world, fc.nat({ max: 9 }), raised, fc.nat({ max: 4 }), async (w, pick, to, who) => {
        const speaking = w.rules
          .flatMap((r) => r.terms)
          .filter((t) => t.role === 'against' || t.role === 'forbid')
          .map((t) => t.trait);
        fc.pre(speaking.length > 0);
        const of = speaking[pick % speaking.length]!;
        const e = w.event.find((x) => x.trait === of);
        const inEvent = await around(w, (db) => has(db, `t${of}`, Math.max(to, e?.strength ?? 0)));
        const fact = { company: who % w.companies, trait: of, strength: 1, share: null, from: '2024-01-10' };
        const ofCompany = await around(w, (db) =>
          db
            .insertInto('company_trait')
            .values(factRow(fact, 'https://facts.example/new', PLAIN))
            .execute(),
        );
        for (const rule of w.rules.keys())
          for (const [side, { before, after }] of [
            ['event', inEvent],
            ['company', ofCompany],
          ] as const)
            if (only(roles(w, rule, side, of), 'against', 'forbid')) {
              seen += ofRule(before, rule).length;
              for (const [key, score] of ofRule(after, rule))
                expect(score).toBeLessThanOrEqual((before.get(key) ?? -1) + EPSILON);
            }
      }),
      runs,
    );
    expect(seen).toBeGreaterThan(0);
  });

  it('never scores a line lower for what event and company have in common, shares of revenue as they were', async () => {
    seen = 0;
    await fc.assert(
      fc.asyncProperty(world, trait, raised, fc.nat({ max: 4 }), async (w, of, to, who) => {
        const company = who % w.companies;
        const fact = { company, trait: of, strength: 1, share: null, from: '2024-01-10' };
        // First of the company, in full; then the event has it more strongly, which the company matches.
        const [start, learnt, told] = await undone(database.db, async (db) => {
          await write(db, w);
          const first = await scores(db);
          await db
            .insertInto('company_trait')
            .values(factRow(fact, 'https://facts.example/new', PLAIN))
            .execute();
          const then = await scores(db);
          const e = w.event.find((x) => x.trait === of);
          await has(db, `t${of}`, Math.max(to, e?.strength ?? 0));
          return [first, then, await scores(db)] as const;
        });
        const key = (rule: number): string => `r${rule} c${company}`;
        for (const rule of w.rules.keys()) {
          const was = start.get(key(rule));
          if (was !== undefined && none(roles(w, rule, 'company', of), 'against', 'forbid')) {
            seen += 1;
            expect(learnt.get(key(rule)) ?? -1).toBeGreaterThanOrEqual(was - EPSILON);
          }
          const known = learnt.get(key(rule));
          if (known !== undefined && none(roles(w, rule, 'event', of), 'against', 'forbid')) {
            seen += 1;
            expect(told.get(key(rule)) ?? -1).toBeGreaterThanOrEqual(known - EPSILON);
          }
        }
      }),
      runs,
    );
    expect(seen).toBeGreaterThan(0);
  });

  it('is the same to the last digit under other names and in another order of rows', async () => {
    seen = 0;
    await fc.assert(
      fc.asyncProperty(world, async (w) => {
        const both = (as: Naming) =>
          undone(database.db, async (db) => {
            await write(db, w, as);
            return { scores: await scores(db), named: await named(db) };
          });
        const [plain, turned] = [await both(PLAIN), await both(TURNED)];
        const back = new Map<string, string>();
        for (let n = 0; n < 7; n++) back.set(TURNED.company(n), PLAIN.company(n));
        for (const [r] of w.rules.entries())
          for (let n = 0; n < w.companies; n++)
            back.set(`${TURNED.rule(r)} ${TURNED.company(n)}`, `${PLAIN.rule(r)} ${PLAIN.company(n)}`);
        const renamed = <T>(all: ReadonlyMap<string, T>): [string, T][] =>
          [...all].map(([key, value]): [string, T] => [back.get(key)!, value]).sort(byKey);
        seen += plain.scores.size;
        expect(renamed(turned.scores)).toEqual([...plain.scores].sort(byKey));
        expect(renamed(turned.named)).toEqual([...plain.named].sort(byKey));
      }),
      runs,
    );
    expect(seen).toBeGreaterThan(0);
  });
});
const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]): number =>
  a[0] < b[0] ? -1 : 1;
