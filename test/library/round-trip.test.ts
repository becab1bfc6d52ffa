import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPipeline } from '../../jobs/pipeline.ts';
import { type OpenDatabase, openEmbedded } from '../../src/db/index.ts';
import { eventId } from '../../src/events/index.ts';
import {
  applyLibrary,
  diffLibrary,
  exportLibrary,
  libraryDigest,
  PARTS,
  readLibrary,
} from '../../src/library/index.ts';
import { testClock, testContext, testDatabases } from '../databases.ts';
import { LICENCE_STORY, readSmallLibrary, smallLibrary, writeLibraryFolder } from '../small-library.ts';

const made: string[] = [];
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'duibiao-export-'));
  made.push(path);
  return path;
};
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});
function texts(root: string): Map<string, string> {
  return new Map(
    (readdirSync(root, { recursive: true }) as string[])
      .filter((f) => f.endsWith('.yaml') && statSync(join(root, f)).isFile())
      .map((f) => [relative(root, join(root, f)), readFileSync(join(root, f), 'utf8')]),
  );
}
const NOW = '2024-03-10T00:00:00Z';
const keysOf = (diff: Awaited<ReturnType<typeof diffLibrary>>) =>
  PARTS.flatMap((part) => diff.parts[part].map((c) => `${c.change} ${part} ${c.key}`));

describe('the library that ships with the program, loaded and exported', () => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openEmbedded(null);
    await applyLibrary(database.db, readLibrary('library'), '2024-01-10T00:00:00Z');
  });
  afterAll(async () => database.close());

  it('is byte for byte what it was: comments, order and line breaks', async () => {
    const out = folder();
    expect(await exportLibrary(database.db, 'library', out)).toMatchObject({
      changed: [],
      added: [],
      removed: [],
    });
    expect(libraryDigest(readLibrary(out))).toBe(libraryDigest(readLibrary('library')));
    const shipped = texts('library');
    for (const [file, text] of texts(out)) expect([file, text]).toEqual([file, shipped.get(file)]);
  });

  it('reads back the same where every entry is written anew, without the files it came from', async () => {
    const [base, out] = [folder(), folder()];
    for (const file of ['entities.yaml', 'lexicon.yaml', 'hype.yaml'])
      cpSync(join('library', file), join(base, file));
    // Makers among the entities are issuers of home companies: without company files they name nobody.
    const entities = readFileSync(join(base, 'entities.yaml'), 'utf8');
    expect(entities).toContain('entities:');
    const counts = await exportLibrary(database.db, base, out);
    expect(counts.added.length).toBeGreaterThan(300);
    const diff = await diffLibrary(database.db, readLibrary(out), { days: 1, now: NOW });
    expect(keysOf(diff)).toEqual([]);
  });

  it('is written into no folder that holds something', async () => {
    await expect(exportLibrary(database.db, 'library', 'library')).rejects.toThrow(
      'a folder that is new or empty',
    );
  });
});

describe.each(await testDatabases())('edits made in SQL on $name', ({ open }) => {
  let database: OpenDatabase;
  let base: string;
  beforeAll(async () => {
    database = await open();
    // JSON is YAML too: a list in brackets must survive being edited.
    const parts = smallLibrary();
    base = writeLibraryFolder({ ...parts, 'parity.yaml': JSON.stringify(parts['parity.yaml']) });
    made.push(base);
    await applyLibrary(database.db, readLibrary(base), '2024-01-10T00:00:00Z');
  });
  afterAll(async () => database.close());

  it('come out as files: what was edited, added and withdrawn, and nothing else', async () => {
    for (const statement of [
      "UPDATE rule SET weight = 0.75, rationale_en = 'because I say so: it holds' WHERE id = 'licences-to-licences'",
      "INSERT INTO trait_pattern (trait_id, position, pattern, weight, near) VALUES ('ai_chip', 9, 'accelerator*', 0.5, '{training,训练}')",
      "UPDATE product_parity SET verdict = 'level' WHERE trait_id = 'ai_chip'",
      "DELETE FROM rule WHERE id = 'nothing-of-what-is-given-up'",
      "INSERT INTO rule (id, kind, title_zh, title_en, rationale_zh, rationale_en, author, written_on, recorded_at) VALUES ('from-sql', 'trap', '题', 'a: title', '因', 'why #1', 'ann', '2024-03-01', '2024-03-01T00:00:00Z')",
      "INSERT INTO rule_term (rule_id, side, subject, name, role, weight, minimum) VALUES ('from-sql', 'event', 'theme', 'chips', 'require', 1, 0.3), ('from-sql', 'company', 'trait', 'device_sales', 'any', 1.5, 0.35)",
      "INSERT INTO rule_case (rule_id, name, title, body, as_of, ticker, expect) VALUES ('from-sql', 'a case: 1', 'Chips', 'Yes, chips.', '2024-02-01T12:00:00Z', '300001.SZ', 'trap')",
      "INSERT INTO company_trait (ticker, trait_id, valid_from, strength, revenue_share, share_of, source_title, source_url, source_date, note, note_zh, recorded_at) VALUES ('4444.HK', 'fragmented_demand', '2023-12-31', 0.4, 0.123, 'revenue', 'interim report', 'https://reports.example/new', '2024-02-20', 'page 12: \"many\"', '第12页：“众多”', '2024-03-01T00:00:00Z')",
    ])
      await database.run(statement);
    const out = join(folder(), 'edited');
    const counts = await exportLibrary(database.db, base, out);
    expect(counts).toMatchObject({
      changed: ['ai_chip', 'ai_chip 2023-09-01', 'licences-to-licences', '4444.HK'],
      added: ['from-sql'],
      removed: ['nothing-of-what-is-given-up'],
    });
    const before = texts(base);
    const changed = [...texts(out)].filter(([file, text]) => before.get(file) !== text).map(([file]) => file);
    expect(changed.sort()).toEqual([
      'companies/4444.HK.yaml',
      'parity.yaml',
      'rules/added.yaml',
      'rules/main.yaml',
      'traits.yaml',
    ]);
    for (const file of ['traits.yaml', 'rules/main.yaml'])
      expect(texts(out).get(file)).toContain('# written by the tests');
    const files = readLibrary(out);
    expect(files.parity).toMatchObject([{ trait: 'ai_chip', verdict: 'level' }]);
    expect(files.rules.find((r) => r.id === 'licences-to-licences')).toMatchObject({
      weight: 0.75,
      rationale: { en: 'because I say so: it holds' },
    });
    expect(files.rules.find((r) => r.id === 'from-sql')!.terms).toMatchObject([
      { side: 'event', subject: 'theme', name: 'chips', minimum: 0.3 },
      { side: 'company', name: 'device_sales', role: 'any', weight: 1.5 },
    ]);
    expect(files.companies.find((c) => c.ticker === '4444.HK')!.traits).toContainEqual(
      expect.objectContaining({
        trait: 'fragmented_demand',
        share: 0.123,
        note: { zh: '第12页：“众多”', en: 'page 12: "many"' },
      }),
    );
    expect(keysOf(await diffLibrary(database.db, files, { days: 1, now: NOW }))).toEqual([]);
  });
});

describe.each(await testDatabases())('a library diff on $name', ({ open }) => {
  let database: OpenDatabase;
  const changed = () => {
    const parts = structuredClone(smallLibrary());
    const rules = parts['rules/main.yaml'] as Record<string, unknown>[];
    rules[0]!.company = { require: ['ip_licensing>=0.6', 'fragmented_demand>=0.9'] };
    const traits = parts['traits.yaml'] as { id: string; patterns: unknown[] }[];
    traits.find((t) => t.id === 'compute_intensive')!.patterns.push(['of every maker']);
    delete parts['companies/1212.HK.yaml'];
    return readSmallLibrary(parts);
  };
  beforeAll(async () => {
    database = await open();
    const files = readSmallLibrary();
    await applyLibrary(database.db, files, '2024-01-10T00:00:00Z');
    const pipeline = await createPipeline(testContext(database, testClock(NOW)), files);
    await pipeline.take([LICENCE_STORY], 'replay');
    await pipeline.analyse();
  });
  afterAll(async () => database.close());

  it('says what would change in the files and on the page, and changes nothing', async () => {
    const tables = [
      'rule',
      'rule_term',
      'company',
      'company_trait',
      'trait_pattern',
      'article_trait',
      'event_trait',
      'analogue',
      'library_version',
    ];
    const dump = async () =>
      JSON.stringify(
        await Promise.all(
          tables.map(async (t) => (await database.run(`SELECT * FROM ${t} ORDER BY 1, 2`)).rows),
        ),
      );
    const before = await dump();
    const diff = await diffLibrary(database.db, changed(), { days: 90, now: NOW });
    expect(keysOf(diff)).toEqual([
      'changed traits compute_intensive',
      'removed companies 1212.HK',
      'changed rules licences-to-licences',
    ]);
    expect(diff.parts.traits[0]!.what).toEqual(['+ pattern of every maker 1.00']);
    expect(diff.parts.rules[0]!.what).toEqual(
      expect.arrayContaining([expect.stringMatching(/^\+ term company require fragmented_demand/)]),
    );
    // The new pattern is found in the stored article: the trap rule fires, and the tightened analogue rule lets go.
    const event = diff.changed.find((e) => e.event === eventId(LICENCE_STORY.id))!;
    const of = (ticker: string) => event.lines.find((l) => l.ticker === ticker)!;
    expect(of('1111.HK')).toMatchObject({ before: { kind: 'soft' }, after: null });
    expect(of('300001.SZ').after).toMatchObject({ kind: 'trap' });
    expect(of('300001.SZ').after!.score).not.toBe(of('300001.SZ').before!.score);
    expect(await dump()).toBe(before);
  });

  it('tells the truth: applying the files and linking again gives those lines', async () => {
    const files = changed();
    const diff = await diffLibrary(database.db, files, { days: 90, now: NOW });
    await applyLibrary(database.db, files, NOW);
    const after = await diffLibrary(database.db, files, { days: 90, now: NOW });
    expect(keysOf(after)).toEqual([]);
    expect(diff.changed.length).toBe(1);
  });
});
