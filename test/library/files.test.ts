import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenDatabase } from '../../src/db/index.ts';
import { openEmbedded } from '../../src/db/index.ts';
import { DuibiaoError } from '../../src/errors.ts';
import { applyLibrary, checkLibrary, readLibrary } from '../../src/library/index.ts';
import { readSmallLibrary, smallLibrary, writeLibraryFolder } from '../small-library.ts';

type Parts = Record<string, unknown>;
// biome-ignore lint/suspicious/noExplicitAny: the tests break files on purpose, where no type would let them
type Loose = any;

/** The small library with one thing spoilt. */
function spoilt(spoil: (parts: Record<string, Loose>) => void): Parts {
  const parts = structuredClone(smallLibrary());
  spoil(parts as Record<string, Loose>);
  return parts;
}
function sentence(parts: Parts): string {
  const folder = writeLibraryFolder(parts);
  try {
    readLibrary(folder);
  } catch (error) {
    expect(error).toBeInstanceOf(DuibiaoError);
    return (error as Error).message;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return 'accepted';
}
const RULE = 'rules/main.yaml';
const COMPANY = 'companies/1111.HK.yaml';

const BAD: [what: string, spoil: (parts: Record<string, Loose>) => void, says: string[]][] = [
  [
    'a file that is not YAML',
    (p) => {
      p['traits.yaml'] = '- id: [unclosed';
    },
    ['traits.yaml'],
  ],
  [
    'a list that is none',
    (p) => {
      p['themes.yaml'] = { id: 'chips' };
    },
    ['themes.yaml', 'is not a list'],
  ],
  [
    'a trait on an unknown axis',
    (p) => {
      p['traits.yaml'][0].axis = 'mood';
    },
    ['traits.yaml entry 1 (ip_licensing)', 'axis'],
  ],
  [
    'a misspelt field',
    (p) => {
      p['traits.yaml'][1].patern = [];
    },
    ['traits.yaml entry 2 (device_sales)', 'patern'],
  ],
  [
    'a pattern weight above 1',
    (p) => {
      p['traits.yaml'][0].patterns[1].w = 2;
    },
    ['traits.yaml entry 1', 'patterns.1'],
  ],
  [
    'a trait that stands twice',
    (p) => void p['traits.yaml'].push(p['traits.yaml'][0]),
    ['traits.yaml', '"ip_licensing" stands twice'],
  ],
  [
    'a theme with an unknown parent',
    (p) => {
      p['themes.yaml'][1].parent = 'techs';
    },
    ['themes.yaml, chips', '"techs" is not known'],
  ],
  [
    'a company in a file of another name',
    (p) => {
      p[COMPANY].ticker = '1112.HK';
    },
    [COMPANY, 'holds 1112.HK', 'companies/1112.HK.yaml'],
  ],
  [
    'a ticker that is none',
    (p) => {
      p[COMPANY].ticker = 'alpha';
    },
    [COMPANY, 'ticker', '6608.HK'],
  ],
  [
    'a company with an unknown trait',
    (p) => {
      p[COMPANY].traits[0].trait = 'licencing';
    },
    [COMPANY, '"licencing" is not known', 'library/traits.yaml'],
  ],
  [
    'a company with a signal',
    (p) => {
      p[COMPANY].traits[0].trait = 'product_abandoned';
    },
    [COMPANY, 'is a signal'],
  ],
  [
    'a fact whose source is not listed',
    (p) => {
      p[COMPANY].traits[0].source = 's1999';
    },
    [COMPANY, 'trait ip_licensing', '"s1999" is not listed', 's2023-04-28'],
  ],
  [
    'a date that is none',
    (p) => {
      p[COMPANY].listedOn = '2015';
    },
    [COMPANY, 'listedOn'],
  ],
  [
    'a share of revenue above all of it',
    (p) => {
      p[COMPANY].traits[0].share = 60;
    },
    [COMPANY, 'traits.0.share'],
  ],
  [
    'a rule without event terms',
    (p) => {
      p[RULE][0].event = {};
    },
    [RULE, 'rule licences-to-licences', 'has no event terms'],
  ],
  [
    'a rule without company terms',
    (p) => {
      p[RULE][0].company = {};
    },
    [RULE, 'has no company terms'],
  ],
  [
    'a rule that names a company',
    (p) => {
      p[RULE][0].company = { require: ['6608.HK'] };
    },
    [RULE, 'names the company 6608.HK', 'tickers only in its cases'],
  ],
  [
    'a term that cannot be read',
    (p) => {
      p[RULE][0].event.require = ['ip licensing > 3'];
    },
    [RULE, 'cannot read the event term "ip licensing > 3"'],
  ],
  [
    'a rule with an unknown trait',
    (p) => {
      p[RULE][0].event.require = ['ip_licencing'];
    },
    ['rule licences-to-licences', '"ip_licencing" is not known'],
  ],
  [
    'a rule with an unknown theme',
    (p) => {
      p[RULE][1].event.require = ['theme:chipps'];
    },
    ['rule trap-compute-read-as-chips', '"chipps" is not known'],
  ],
  [
    'a rule of an unknown kind',
    (p) => {
      p[RULE][0].kind = 'hint';
    },
    [RULE, 'entry 1 (licences-to-licences)', 'kind'],
  ],
  [
    'a rule that stands twice',
    (p) => void p[RULE].push(p[RULE][0]),
    ['rules', '"licences-to-licences" stands twice'],
  ],
  [
    'a case with an unknown ticker',
    (p) => {
      p[RULE][0].cases = [
        { name: 'x', asOf: '2024-01-01', title: 't', body: 'b', ticker: '0001.HK', expect: 'soft' },
      ];
    },
    ['rule licences-to-licences, case "x"', 'the ticker 0001.HK is not known'],
  ],
  [
    'an opposed pair with an unknown trait',
    (p) => {
      p['opposed.yaml'][0].company = 'boxes';
    },
    ['opposed.yaml', '"boxes" is not known'],
  ],
  [
    'a verdict of parity that is none',
    (p) => {
      p['parity.yaml'][0].verdict = 'better';
    },
    ['parity.yaml entry 1', 'verdict'],
  ],
  [
    'an entity whose maker nobody is',
    (p) => {
      p['entities.yaml'].entities[0].maker = 'nobody';
    },
    ['entities.yaml', 'maker nobody'],
  ],
  [
    'an entity that stands twice',
    (p) => void p['entities.yaml'].entities.push(p['entities.yaml'].entities[0]),
    ['entities.yaml', 'foreignco', 'stands twice'],
  ],
  ['a lexicon entry in one language', (p) => void delete p['lexicon.yaml'].terms[0].en, ['lexicon.yaml']],
];

describe('a library file with a mistake', () => {
  it.each(BAD)('%s is refused in one sentence that names the file and the place', (_what, spoil, says) => {
    const text = sentence(spoilt(spoil));
    for (const part of ['library: ', ...says]) expect(text).toContain(part);
    expect(text.split('\n')).toHaveLength(1);
    expect(text).toContain('allowed:');
  });

  it('is not there at all: the folder is named', () => {
    expect(() => readLibrary('/nowhere/library')).toThrow('/nowhere/library: no such file or folder');
  });

  it('is told from one that only deserves a look', () => {
    const files = readSmallLibrary(
      spoilt((p) => {
        p[RULE][0].event.forbid = ['ip_licensing>=0.3'];
        p[RULE].push({ ...p[RULE][1], id: 'the-same-again' });
        p['companies/1212.HK.yaml'].traits = [];
      }),
    );
    const findings = checkLibrary(files, '2024-03-01');
    const of = (where: string) => findings.filter((f) => f.where === where).map((f) => f.what);
    expect(of('rule licences-to-licences')).toContainEqual(expect.stringContaining('requires and forbids'));
    expect(of('rule the-same-again')).toContainEqual(expect.stringContaining('says the same as'));
    expect(of('companies/1212.HK.yaml')).toContainEqual(expect.stringContaining('never named'));
  });
});

describe('checking a library says of', () => {
  const about = (where: string, today: string, spoil: (parts: Record<string, Loose>) => void) =>
    checkLibrary(readSmallLibrary(spoilt(spoil)), today).flatMap((f) =>
      f.where === where ? [`${f.level}: ${f.what}`] : [],
    );
  const STALE = 'warning: stale: its newest source is of 2023-04-28, more than 3 years ago';
  it('a company that nobody has looked at for three years, on the day after, and not before', () => {
    expect(about('companies/1111.HK.yaml', '2026-04-28', () => {})).not.toContain(STALE);
    expect(about('companies/1111.HK.yaml', '2026-04-29', () => {})).toContain(STALE);
  });

  const second = (change: (rule: Loose) => void) => (p: Record<string, Loose>) => {
    const rule = structuredClone(p[RULE][0]);
    rule.id = 'the-second';
    change(rule);
    p[RULE].push(rule);
  };
  const shadow = (change: (rule: Loose) => void) =>
    about('rule the-second', '2024-03-01', second(change)).filter((f) => f.includes('shadowed'));
  it('a note that only one language has, and a share that cannot be said in Chinese', () => {
    const said = about('companies/1111.HK.yaml', '2024-03-01', (p) => {
      const [fact] = p['companies/1111.HK.yaml'].traits;
      p['companies/1111.HK.yaml'].traits = [
        { ...fact, note: 'cloud only' },
        { ...fact, note: { zh: '仅云服务', en: 'cloud only' }, share: 0.5, of: 'revenue, the good part' },
        { ...fact, note: '仅云服务' },
      ];
    });
    expect(said.filter((s) => s.includes('the note of'))).toEqual([
      expect.stringContaining('is English only: who reads Chinese does not see “cloud only”'),
      expect.stringContaining('is Chinese only: who reads English does not see “仅云服务”'),
    ]);
    expect(said).toContainEqual(expect.stringContaining('"revenue, the good part", which cannot be said'));
  });
  it('a rule that asks for more than another of its kind, which is never heard', () => {
    expect(
      shadow((r) => {
        r.event = { require: ['ip_licensing>=0.5*2', 'fragmented_demand'] };
        r.company = { require: ['ip_licensing>=0.7'] };
      }),
    ).toEqual([
      'warning: shadowed: wherever it fires, licences-to-licences fires for the same companies with no less weight',
    ]);
  });
  it.each<[string, (rule: Loose) => void]>([
    ['asks for less of the event', (r) => Object.assign(r.event, { require: ['ip_licensing>=0.25*2'] })],
    ['asks for less of the company', (r) => Object.assign(r.company, { require: ['ip_licensing>=0.5'] })],
    ['asks for something else', (r) => Object.assign(r.event, { require: ['fragmented_demand'] })],
    ['weighs more', (r) => Object.assign(r, { weight: 1.1 })],
    ['is of another kind', (r) => Object.assign(r, { kind: 'trap' })],
  ])('nothing of a rule that %s', (_what, change) => {
    expect(shadow(change)).toEqual([]);
  });
  it('nothing of a rule that speaks where the other is forbidden to', () => {
    const found = about('rule the-second', '2024-03-01', (p) => {
      second((r) => {
        r.event.require = ['ip_licensing>=0.5'];
      })(p);
      p[RULE][0].event.forbid = ['device_sales'];
    });
    expect(found.filter((f) => f.includes('shadowed'))).toEqual([]);
  });

  it('a rule that can never fire: its words are found by no pattern, or never strongly enough', () => {
    const of = (change: (p: Record<string, Loose>) => void) =>
      about('rule licences-to-licences', '2024-03-01', change);
    expect(
      of((p) => {
        p['traits.yaml'][0].patterns = [];
      }),
    ).toContain('error: needs the trait ip_licensing, which no pattern finds in text');
    expect(
      of((p) => {
        p['traits.yaml'][0].patterns = [{ w: 0.1, p: ['licens*'] }];
        p[RULE][0].event.require = ['ip_licensing>=0.9'];
      }),
    ).toContainEqual(
      expect.stringContaining('error: never fires: it needs ip_licensing at 0.9, and its patterns reach'),
    );
  });
  it('a rule that never names anybody: no company holds its side, or a block rule always speaks first', () => {
    expect(
      about('rule licences-to-licences', '2024-03-01', (p) => {
        p[RULE][0].company.require = ['ip_licensing>=0.6', 'ai_chip'];
      }),
    ).toContain('warning: never names anybody: no company of the library holds its company side');
    expect(
      about(
        'rule the-second',
        '2024-03-01',
        second((r) => {
          r.event.require = ['product_abandoned>=0.4', 'ip_licensing'];
        }),
      ),
    ).toContain(
      'warning: never names anybody: wherever it fires, the block rule nothing-of-what-is-given-up does too',
    );
  });
});

describe('loading', () => {
  let database: OpenDatabase;
  const dump = async () =>
    JSON.stringify(
      await Promise.all(
        [
          'rule',
          'rule_term',
          'company',
          'company_trait',
          'trait_pattern',
          'entity_alias',
          'library_version',
        ].map(async (t) => (await database.run(`SELECT * FROM ${t} ORDER BY 1, 2`)).rows),
      ),
    );
  beforeAll(async () => {
    database = await openEmbedded(null);
    await applyLibrary(database.db, readSmallLibrary(), '2024-01-10T00:00:00Z');
  });
  afterAll(async () => database.close());

  it('the same files again changes nothing', async () => {
    const before = await dump();
    expect(await applyLibrary(database.db, readSmallLibrary(), '2024-05-05T00:00:00Z')).toBe(false);
    expect(await dump()).toBe(before);
  });

  it('leaves nothing half-loaded when the database refuses a row in the middle', async () => {
    const before = await dump();
    const files = readSmallLibrary();
    // Reading would refuse it; a caller that builds a library by itself meets the database's own guard.
    const broken = { ...files, rules: [...files.rules, { ...files.rules[0]!, id: 'heavy', weight: 99 }] };
    await expect(applyLibrary(database.db, broken, '2024-05-05T00:00:00Z')).rejects.toThrow();
    expect(await dump()).toBe(before);
  });

  it('a changed rule gives it the next version and leaves the others as they were', async () => {
    const files = readSmallLibrary(
      spoilt((p) => {
        p[RULE][0].weight = 0.8;
      }),
    );
    await applyLibrary(database.db, files, '2024-06-06T00:00:00Z');
    const { rows } = await database.run('SELECT id, version, recorded_at FROM rule ORDER BY id COLLATE "C"');
    expect(rows).toEqual([
      { id: 'licences-to-licences', version: 2, recorded_at: '2024-06-06T00:00:00Z' },
      { id: 'nothing-of-what-is-given-up', version: 1, recorded_at: '2024-01-10T00:00:00Z' },
      { id: 'trap-compute-read-as-chips', version: 1, recorded_at: '2024-01-10T00:00:00Z' },
    ]);
  });
});
