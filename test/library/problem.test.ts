import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenDatabase, openEmbedded } from '../../src/db/index.ts';
import { applyLibrary, diffLibrary, readLibrary, runCases } from '../../src/library/index.ts';
import { readSmallLibrary, smallLibrary, writeLibraryFolder } from '../small-library.ts';

const RULE = `- id: a-rule-by-hand
  kind: analogue
  title: { zh: "授权", en: "Licences" }
  rationale: { zh: "同一门生意", en: "the same business" }
  author: an analyst
  written: 2024-03-01
  weight: 1
  event:
    require: [ip_licensing>=0.4]
  company:
    require: [ip_licensing>=0.4]
  cases:
    - { name: catches, asOf: 2024-03-01, title: A licensor reports, body: "It licensed its designs, and more.", ticker: 1111.HK, expect: soft }
    - { name: leaves alone, asOf: 2024-03-01, title: A shop reports, body: "It sold shoes.", ticker: 1111.HK, expect: none }
`;

let small: string;
beforeAll(() => {
  small = writeLibraryFolder(smallLibrary());
});
afterAll(() => rmSync(small, { recursive: true, force: true }));

/** What reading says of the rule written by hand after one change, from the file's name on. */
function said(from: string, to: string): string {
  expect(RULE).toContain(from);
  const folder = mkdtempSync(join(tmpdir(), 'duibiao-hand-'));
  try {
    cpSync(small, folder, { recursive: true });
    writeFileSync(join(folder, 'rules', 'hand.yaml'), RULE.replace(from, to));
    readLibrary(folder);
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
const ENTRY = 'library: rules/hand.yaml entry 1 (a-rule-by-hand)';
const QUOTES = 'a text with a comma, a # or ": " in it stands in quotes';

describe('a rule written by hand', () => {
  it('is accepted without a mistake in it, with spaces around its signs too', () => {
    expect(said('weight: 1', 'weight: 1.5')).toBe('accepted');
    expect(said('require: [ip_licensing>=0.4]', 'require: [ip_licensing >= 0.4]')).toBe('accepted');
  });

  it.each<[what: string, from: string, to: string, says: string]>([
    ['a weight too large', 'weight: 1', 'weight: 5', `${ENTRY}, weight: is 5; allowed: at most 2.`],
    ['a weight of nothing', 'weight: 1', 'weight: 0', `${ENTRY}, weight: is 0; allowed: above 0.`],
    ['a weight in words', 'weight: 1', 'weight: high', `${ENTRY}, weight: is "high"; allowed: a number.`],
    [
      'a rationale left out',
      '  rationale: { zh: "同一门生意", en: "the same business" }\n',
      '',
      `${ENTRY}, rationale: is missing; allowed: { zh: "…", en: "…" }.`,
    ],
    [
      'a rationale in one language',
      ', en: "the same business"',
      '',
      `${ENTRY}, rationale.en: is missing; allowed: a text (in quotes where it looks like a number).`,
    ],
    [
      'an unknown kind',
      'kind: analogue',
      'kind: analog',
      `${ENTRY}, kind: is "analog"; allowed: analogue, trap, block.`,
    ],
    [
      'a case that expects no verdict',
      'expect: soft',
      'expect: analogue',
      `${ENTRY}, cases.0.expect: is "analogue"; allowed: soft, hard, trap, issuer, none.`,
    ],
    [
      'a misspelt role',
      'require: [ip_licensing>=0.4]',
      'requires: [ip_licensing>=0.4]',
      `${ENTRY}, event: "requires" is no field of it; allowed: require, any, prefer, forbid, against.`,
    ],
    [
      'a list that is a word',
      'require: [ip_licensing>=0.4]',
      'require: ip_licensing',
      `${ENTRY}, event.require: is "ip_licensing"; allowed: a list in brackets, such as [one, two].`,
    ],
    [
      'an id with capitals',
      'a-rule-by-hand',
      'A rule',
      'library: rules/hand.yaml entry 1 (A rule), id: is "A rule"; allowed: lower-case letters, digits and hyphens.',
    ],
    [
      'a day that the calendar has not',
      'written: 2024-03-01',
      'written: 2024-02-31',
      `${ENTRY}, written: is "2024-02-31"; allowed: a day of the calendar, as YYYY-MM-DD.`,
    ],
    [
      'a case on a day that is none',
      'asOf: 2024-03-01',
      'asOf: 2024-13-45',
      `${ENTRY}, cases.0.asOf: is "2024-13-45"; allowed: a day as YYYY-MM-DD, or a moment as YYYY-MM-DDThh:mm:ssZ.`,
    ],
    [
      'a trait misspelt by a letter',
      'require: [ip_licensing>=0.4]',
      'require: [ip_licencing>=0.4]',
      'library: rule a-rule-by-hand: the trait "ip_licencing" is not known (did you mean ip_licensing?); allowed: a trait of library/traits.yaml.',
    ],
    [
      'an id that another file has',
      'a-rule-by-hand',
      'licences-to-licences',
      'library: rules/main.yaml: the rule "licences-to-licences" stands twice, first in rules/hand.yaml; allowed: each id once.',
    ],
    [
      'a colon in a text without quotes',
      'title: A licensor reports',
      'title: A licensor: reports',
      `library: rules/hand.yaml, line 13, column`,
    ],
  ])('says of %s what stands there and what may', (_what, from, to, says) => {
    if (says.endsWith('.')) expect(said(from, to)).toBe(says);
    else expect(said(from, to)).toContain(says);
  });

  it('says that a text which fell apart at its comma wants quotes, and so does what is not YAML', () => {
    const body = 'body: "It licensed its designs, and more."';
    expect(said(body, 'body: It licensed its designs, and more.')).toContain(QUOTES);
    expect(said('title: A licensor reports', 'title: A licensor: reports')).toContain(QUOTES);
  });

  it('says that a signal under company belongs under event', () => {
    expect(
      said('company:\n    require: [ip_licensing>=0.4]', 'company:\n    require: [product_abandoned]'),
    ).toBe(
      'library: rule a-rule-by-hand: "product_abandoned" stands under company and is a signal; allowed: signals under event; under company, traits of the other axes.',
    );
  });
});

describe('whoever tries a rule', () => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openEmbedded(null);
  });
  afterAll(() => database.close());

  it('reads in the note of a failed case what the event was read as and what the rule lacks', async () => {
    const files = readSmallLibrary(smallLibrary());
    const rule = files.rules.find((r) => r.id === 'licences-to-licences')!;
    await applyLibrary(database.db, files, '2024-01-01T00:00:00Z');
    const [result] = await runCases(database.db, files, [
      {
        ...rule,
        cases: [
          {
            name: 'never catches',
            asOf: '2024-03-01T12:00:00Z',
            firstHand: true,
            title: 'A shop reports',
            body: 'It sold shoes.',
            ticker: '1111.HK',
            expect: 'soft',
          },
        ],
      },
    ]);
    expect(result!.passed).toBe(false);
    expect(result!.note).toContain('event read as nothing: no pattern finds a trait or theme in it');
    expect(result!.note).toContain('for licences-to-licences the event lacks');
    expect(result!.note).toContain('[ip_licensing]');
  });

  it('is told by the diff whether the database held a library at all', async () => {
    const files = readSmallLibrary(smallLibrary());
    const empty = await openEmbedded(null);
    try {
      const before = await diffLibrary(empty.db, files, { days: 90, now: '2024-03-01T00:00:00Z' });
      expect(before).toMatchObject({ fresh: true, events: 0 });
      expect(before.parts.rules.length).toBe(files.rules.length);
      await applyLibrary(empty.db, files, '2024-03-01T00:00:00Z');
      const after = await diffLibrary(empty.db, files, { days: 90, now: '2024-03-01T00:00:00Z' });
      expect(after).toMatchObject({ fresh: false });
      expect(after.parts.rules).toEqual([]);
    } finally {
      await empty.close();
    }
  });
});
