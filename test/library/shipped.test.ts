import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../src/db/index.ts';
import {
  applyLibrary,
  type CaseResult,
  checkLibrary,
  distinctness,
  readLibrary,
  runCases,
} from '../../src/library/index.ts';

const FILES = readLibrary('library');

describe('the rules that ship with the program', () => {
  let results: CaseResult[];
  let database: Awaited<ReturnType<typeof openEmbedded>>;
  beforeAll(async () => {
    database = await openEmbedded(null);
    await applyLibrary(database.db, FILES, '2000-01-01T00:00:00Z');
    results = await runCases(database.db, FILES, FILES.rules);
  }, 600_000);
  afterAll(async () => database.close());

  it('do in every case what the case says', () => {
    expect(results.filter((r) => !r.passed).map((r) => `${r.rule}: ${r.name}: ${r.got}, ${r.note}`)).toEqual(
      [],
    );
    expect(results.length).toBeGreaterThan(300);
  });

  it('are distinct: take any one out, and a case that was not written for it comes out otherwise', () => {
    const idle = distinctness(FILES.rules, results).filter((d) => d.turns.length === 0);
    expect(idle.map((d) => d.rule)).toEqual([]);
  });

  it('would be told from one that adds nothing', async () => {
    const twin = { ...FILES.rules[0]!, id: 'a-twin-of-the-first', weight: 0.01, cases: [] };
    const some = FILES.rules.slice(0, 3);
    const db = await openEmbedded(null);
    try {
      await applyLibrary(db.db, { ...FILES, rules: [...FILES.rules, twin] }, '2000-01-01T00:00:00Z');
      const tried = await runCases(db.db, FILES, some);
      const idle = distinctness([twin], tried).filter((d) => d.turns.length === 0);
      expect(idle.map((d) => d.rule)).toEqual([twin.id]);
    } finally {
      await db.close();
    }
  });

  it('are at least forty of each kind, each with a thought in both languages, an author and a case on either side', () => {
    for (const kind of ['analogue', 'trap'])
      expect(
        FILES.rules.filter((r) => r.kind === kind && r.status === 'published').length,
        kind,
      ).toBeGreaterThanOrEqual(40);
    const caught = { analogue: 'soft', trap: 'trap', block: 'none' } as const;
    const thin = FILES.rules.filter(
      (r) =>
        r.author === '' ||
        !/\p{Script=Han}{8}/u.test(r.rationale.zh) ||
        r.rationale.en.split(' ').length < 8 ||
        !r.cases.some((c) => c.expect === caught[r.kind]) ||
        !r.cases.some((c) => c.expect !== caught[r.kind]),
    );
    expect(thin.map((r) => r.id)).toEqual([]);
  });

  it('and their companies raise no error in a check, and no rule is shadowed or silent', () => {
    const findings = checkLibrary(FILES, '2026-11-24');
    expect(findings.filter((f) => f.level === 'error' || f.where.startsWith('rule '))).toEqual([]);
  });

  it('stand on dated shares of revenue of at least sixty companies, VeriSilicon’s and Bairong’s not before they were out', () => {
    const shared = FILES.companies.filter((c) => c.traits.some((t) => t.share !== null));
    expect(shared.length).toBeGreaterThanOrEqual(60);
    const known = (ticker: string, day: string) =>
      FILES.companies
        .find((c) => c.ticker === ticker)!
        .traits.flatMap((t) => (t.share !== null && t.source.publishedAt < day ? [[t.trait, t.share]] : []));
    expect(known('688521.SH', '2024-03-30').map(([, share]) => share)).not.toContain(0.669);
    expect(known('688521.SH', '2024-03-30').map(([, share]) => share)).not.toContain(0.28);
    expect(known('688521.SH', '2024-04-30')).toEqual(
      expect.arrayContaining([
        ['custom_design_service', 0.669],
        ['ip_licensing', 0.28],
        ['royalty_per_unit', 0.047],
      ]),
    );
    expect(known('6608.HK', '2025-08-01')).toEqual([]);
    expect(known('6608.HK', '2025-10-01')).toContainEqual(['model_as_a_service', 0.311]);
  });

  it('know every company of the cases of February 2024 by a source of before 30 January 2024', () => {
    const file = '../shared/linking/dev.json';
    if (!existsSync(file)) return console.log(`skipped: ${file} is not there`);
    const { cases } = JSON.parse(readFileSync(file, 'utf8')) as {
      cases: { soft: string[]; trap: string[] }[];
    };
    const late = [...new Set(cases.flatMap((c) => [...c.soft, ...c.trap]))].filter(
      (ticker) =>
        !FILES.companies.some(
          (c) => c.ticker === ticker && c.traits.some((t) => t.source.publishedAt < '2024-01-30'),
        ),
    );
    expect(late).toEqual([]);
  });
});
