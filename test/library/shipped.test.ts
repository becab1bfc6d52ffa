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
});
