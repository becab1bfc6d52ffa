import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LIMITS,
  MATERIALITY,
  type ProductMatch,
  type RankInput,
  type RuleMatch,
  rank,
  scoreOf,
} from '../../src/analogues/index.ts';

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const ticker = fc.integer({ min: 1, max: 40 }).map((n) => `${String(n).padStart(4, '0')}.HK`);
const share = fc.option(unit, { nil: null });

const match: fc.Arbitrary<RuleMatch> = fc
  .record({
    ruleId: fc.constantFrom('rule-a', 'rule-b', 'rule-c', 'trap-a', 'trap-b'),
    ruleKind: fc.constant('analogue' as const),
    ruleVersion: fc.constant(1),
    ruleWeight: fc.double({ min: 0.1, max: 1.5, noNaN: true }),
    ticker,
    eventFit: unit,
    companyFit: unit,
    kinship: unit,
    grade: fc.constantFrom(0.7, 1),
    share,
    shareTrait: fc.constant('model_as_a_service'),
    shareQuartile: share,
    eventAgainst: unit,
    companyAgainst: unit,
  })
  .map((m) => ({ ...m, ruleKind: m.ruleId.startsWith('trap') ? ('trap' as const) : ('analogue' as const) }));

const product: fc.Arbitrary<ProductMatch> = fc
  .record({
    ticker,
    product: fc.constantFrom('ai_chip', 'ai_video'),
    eventStrength: fc.double({ min: 0.35, max: 1, noNaN: true }),
    companyStrength: fc.double({ min: 0.4, max: 1, noNaN: true }),
    firstHand: fc.boolean(),
    opposed: fc.boolean(),
    share,
  })
  .map(({ opposed, ...p }) => ({
    ...p,
    opposedEvent: opposed ? 'ip_licensing' : null,
    opposedCompany: opposed ? 'device_sales' : null,
    reasonZh: opposed ? '相反' : null,
    reasonEn: opposed ? 'opposed' : null,
  }));

/** One match a rule and company, one product a company: as the two statements give them. */
const input: fc.Arbitrary<RankInput> = fc
  .record({
    matches: fc.uniqueArray(match, { selector: (m) => `${m.ruleId} ${m.ticker}`, maxLength: 60 }),
    products: fc.uniqueArray(product, { selector: (p) => p.ticker, maxLength: 20 }),
    issuers: fc.uniqueArray(ticker, { maxLength: 2 }),
    related: fc.uniqueArray(ticker, { maxLength: 3 }),
    named: fc.uniqueArray(fc.tuple(ticker, unit), { selector: ([t]) => t, maxLength: 10 }),
    crowded: fc.uniqueArray(fc.tuple(ticker, fc.constantFrom(0.6, 0.85, 0.9, 1, 1.15)), {
      selector: ([t]) => t,
      maxLength: 10,
    }),
    lookalikes: fc.uniqueArray(ticker, { maxLength: 2 }),
  })
  .map((x) => ({
    matches: x.matches,
    products: x.products,
    issuers: new Set(x.issuers),
    relations: x.related.map((t) => ({
      ticker: t,
      kind: 'supplier_of',
      entity: 'nvidia',
      sourceTitle: 'contract',
      sourceUrl: 'https://x.example',
      sourceDate: '2023-01-01',
      shown: { zh: null, en: null },
    })),
    named: new Map(x.named),
    lookalikes: new Map(x.lookalikes.map((t) => [t, 'Broadcom'])),
    crowding: new Map(x.crowded.map(([t, factor]) => [t, { factor, shape: 'running' }])),
  }));

describe('the score of a rule for a company', () => {
  it('is never raised by evidence against, on either side', () => {
    fc.assert(
      fc.property(
        match,
        unit,
        fc.constantFrom('eventAgainst' as const, 'companyAgainst' as const),
        (m, more, side) => {
          const worse = { ...m, [side]: Math.max(m[side], more) };
          expect(scoreOf(worse, undefined).score).toBeLessThanOrEqual(scoreOf(m, undefined).score + 1e-9);
        },
      ),
    );
  });

  it('is never lowered by matching evidence, with the revenue share as it is', () => {
    fc.assert(
      fc.property(
        match,
        unit,
        fc.constantFrom('eventFit' as const, 'companyFit' as const, 'kinship' as const),
        (m, more, part) => {
          const better = { ...m, [part]: Math.max(m[part], more) };
          expect(scoreOf(better, undefined).score).toBeGreaterThanOrEqual(scoreOf(m, undefined).score - 1e-9);
          expect(scoreOf({ ...m, grade: 1 }, undefined).score).toBeGreaterThanOrEqual(
            scoreOf({ ...m, grade: 0.7 }, undefined).score,
          );
        },
      ),
    );
  });

  it('is never lowered by a larger share of revenue in the model', () => {
    fc.assert(
      fc.property(match, unit, unit, (m, a, b) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)];
        expect(scoreOf({ ...m, share: large }, undefined).score).toBeGreaterThanOrEqual(
          scoreOf({ ...m, share: small }, undefined).score,
        );
      }),
    );
  });

  it('is the product of its components, so that it can be taken apart', () => {
    fc.assert(
      fc.property(match, fc.option(fc.constantFrom(0.6, 1, 1.15), { nil: undefined }), (m, factor) => {
        const { score, components } = scoreOf(m, factor === undefined ? undefined : { factor, shape: 'x' });
        const product = components.reduce((p, c) => p * c.value, 100);
        expect(score).toBeCloseTo(Math.min(100, product), 6);
      }),
    );
  });

  it('says where a share was not published', () => {
    fc.assert(
      fc.property(match, (m) => {
        const note = scoreOf({ ...m, share: null }, undefined).components.find((c) => c.name === 'purity')!
          .note!;
        expect(note).toMatch(/^not published/);
      }),
    );
  });
});

describe('the ranking of an event', () => {
  it('is the same whatever the order of its rows', () => {
    fc.assert(
      fc.property(input, fc.integer(), (x, seed) => {
        const shuffled = <T>(rows: readonly T[]): T[] =>
          rows
            .map((row, i) => ({ row, key: Math.imul(i + 1, seed | 1) >>> 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ row }) => row);
        const again = {
          ...x,
          matches: shuffled(x.matches),
          products: shuffled(x.products),
          relations: shuffled(x.relations),
          named: new Map(shuffled([...x.named])),
          crowding: new Map(shuffled([...x.crowding])),
          lookalikes: new Map(shuffled([...x.lookalikes])),
          issuers: new Set(shuffled([...x.issuers])),
        };
        expect(rank(again)).toEqual(rank(x));
      }),
    );
  });

  it('does not read anything into the names of rules', () => {
    fc.assert(
      fc.property(input, (x) => {
        // Order-preserving, so that ties between rules of equal score fall alike.
        const rename = (id: string): string => `renamed-${id}`;
        const renamed = rank({ ...x, matches: x.matches.map((m) => ({ ...m, ruleId: rename(m.ruleId) })) });
        const bare = (lines: ReturnType<typeof rank>) =>
          lines.map((l) => [l.ticker, l.kind, l.score, l.rank]);
        expect(bare(renamed)).toEqual(bare(rank(x)));
      }),
    );
  });

  it('gives a company one line and one kind, ranks from 1 without gaps, and no more than fit a page', () => {
    fc.assert(
      fc.property(input, (x) => {
        const lines = rank(x);
        expect(new Set(lines.map((l) => l.ticker)).size).toBe(lines.length);
        expect(lines.map((l) => l.rank)).toEqual(lines.map((_, i) => i + 1));
        for (const kind of ['soft', 'hard', 'trap'] as const)
          expect(lines.filter((l) => l.kind === kind).length).toBeLessThanOrEqual(LIMITS[kind]);
        for (const l of lines) {
          expect(l.score).toBeGreaterThanOrEqual(0);
          expect(l.score).toBeLessThanOrEqual(100);
        }
      }),
    );
  });

  it('never calls a supplier of the issuer a trap by a rule or by its product, and never the issuer anything else', () => {
    fc.assert(
      fc.property(input, (x) => {
        for (const l of rank({ ...x, lookalikes: new Map() })) {
          if (x.issuers.has(l.ticker)) expect(l.kind).toBe('issuer');
          else if (x.relations.some((r) => r.ticker === l.ticker)) expect(l.kind).not.toBe('trap');
        }
      }),
    );
  });

  it('names an issuer once, by the line that stood first, and moves nobody else', () => {
    fc.assert(
      fc.property(input, (x) => {
        // Ten issuers of four lines each.
        const issuerOf = (t: string): string => String(Number(t.slice(0, 4)) % 10);
        const apart = rank(x);
        const once = rank({ ...x, issuerOf });
        expect(new Set(once.map((l) => issuerOf(l.ticker))).size).toBe(once.length);
        expect(rank({ ...x, issuerOf: (t) => t })).toEqual(apart);
        // A list that was not full loses the further lines of issuers and nothing else.
        for (const kind of ['soft', 'hard', 'trap', 'issuer'] as const) {
          const of = (lines: typeof once) => lines.filter((l) => l.kind === kind).map((l) => l.ticker);
          const kept = of(once);
          expect(of(apart).filter((t) => kept.includes(t))).toEqual(
            kept.filter((t) => of(apart).includes(t)),
          );
        }
      }),
    );
  });

  it('holds back as too small whoever publishes less than the floor', () => {
    fc.assert(
      fc.property(input, (x) => {
        const tiny = x.matches.map((m) => ({ ...m, share: MATERIALITY / 2 }));
        expect(rank({ ...x, matches: tiny }).filter((l) => l.kind === 'soft')).toEqual([]);
      }),
    );
  });

  it('names the side that lost where an analogue rule and a trap rule both speak', () => {
    fc.assert(
      fc.property(input, (x) => {
        for (const l of rank(x)) {
          if (l.ruleId === null) continue;
          const other = x.matches.some(
            (m) =>
              m.ticker === l.ticker &&
              (m.ruleKind === 'trap') !== (l.kind === 'trap') &&
              !(m.ruleKind === 'analogue' && m.share !== null && m.share < MATERIALITY),
          );
          expect(l.lostTo !== null).toBe(other);
          if (l.lostTo !== null) expect(l.lostTo.score).toBeLessThanOrEqual(l.score + 0.05);
        }
      }),
    );
  });

  it('names no analogue by a rule while a block rule speaks', () => {
    fc.assert(
      fc.property(input, (x) => {
        const block = { ...blank, ruleKind: 'block' as const, ticker: null };
        expect(rank({ ...x, matches: [...x.matches, block] }).filter((l) => l.kind === 'soft')).toEqual([]);
      }),
    );
  });
});

const blank: RuleMatch = {
  ruleId: 'block',
  ruleKind: 'block',
  ruleVersion: 1,
  ruleWeight: 1,
  ticker: null,
  eventFit: 1,
  companyFit: 0,
  kinship: 0,
  grade: 1,
  share: null,
  shareTrait: null,
  shareQuartile: null,
  eventAgainst: 0,
  companyAgainst: 0,
};
