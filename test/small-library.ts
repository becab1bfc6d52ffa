import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { type LibraryFiles, readLibrary } from '../src/library/index.ts';

/*
 * A library of a dozen invented companies, each there for one thing that the engine must do. The foreign company is Foreignco; its news is that it licenses chip designs.
 */
const both = (text: string) => ({ zh: text, en: text });
const trait = (id: string, axis: string, patterns: unknown[]) => ({
  id,
  axis,
  name: both(id.replaceAll('_', ' ')),
  meaning: `what ${id} means`,
  patterns,
});
const source = (publishedAt: string, title = 'annual report') => ({
  title,
  url: `https://reports.example/${publishedAt}`,
  publishedAt,
});

interface Fact {
  trait: string;
  strength?: number;
  share?: number;
  on?: string;
  from?: string;
  to?: string;
}
function company(ticker: string, name: string, facts: Fact[], other: object = {}): Record<string, unknown> {
  const dates = [...new Set(facts.map((f) => f.on ?? '2023-04-28'))];
  return {
    ticker,
    exchange: ticker.endsWith('HK') ? 'XHKG' : ticker.endsWith('SH') ? 'XSHG' : 'XSHE',
    issuer: name.toLowerCase(),
    name: { zhHans: `${name}公司`, zhHant: `${name}公司`, en: name },
    listedOn: '2015-06-01',
    summary: both(`${name} in a line`),
    sources: Object.fromEntries(dates.map((d) => [`s${d}`, source(d)])),
    traits: facts.map((f) => ({
      trait: f.trait,
      strength: f.strength ?? 1,
      ...(f.share === undefined ? {} : { share: f.share, of: 'revenue' }),
      source: `s${f.on ?? '2023-04-28'}`,
      validFrom: f.from ?? '2022-12-31',
      ...(f.to === undefined ? {} : { validTo: f.to }),
    })),
    ...other,
  };
}
const rule = (id: string, kind: string, event: object, company: object, other: object = {}) => ({
  id,
  kind,
  title: both(`title of ${id}`),
  rationale: both(`why ${id} holds`),
  author: 'tests',
  written: '2024-01-05',
  event,
  company,
  cases: [],
  ...other,
});

/** The parts of the small library by file; a test changes one and writes it out. */
export function smallLibrary(): Record<string, unknown> {
  const companies = [
    // licenses designs, and says how much of its revenue that is
    company('1111.HK', 'Alphalic', [
      { trait: 'ip_licensing', share: 0.6 },
      { trait: 'fragmented_demand', strength: 0.7 },
    ]),
    // the same, on a report that came out in June 2024 only
    company('2222.HK', 'Betalate', [{ trait: 'ip_licensing', share: 0.9, on: '2024-06-30' }]),
    // sells chips: the product is shared, the model opposed
    company('300001.SZ', 'Gammasell', [{ trait: 'ai_chip' }, { trait: 'device_sales' }]),
    // the product, with no model that speaks for or against
    company('4444.HK', 'Deltaprod', [{ trait: 'ai_chip', strength: 0.8 }]),
    // sells chips too, but supplies Foreignco
    company('600006.SH', 'Zetasupply', [{ trait: 'ai_chip' }, { trait: 'device_sales' }], {
      sources: { 's2023-04-28': source('2023-04-28'), supply: source('2023-05-15', 'contract announced') },
      relations: [{ kind: 'supplier_of', to: 'foreignco', source: 'supply', validFrom: '2023-05-15' }],
    }),
    // its name resembles Foreignco's and that is all
    company('600007.SH', 'Etaname', [{ trait: 'fragmented_demand' }], { lookalikes: ['Foreignco'] }),
    // licenses, but was listed only later
    company('688008.SH', 'Thetanew', [{ trait: 'ip_licensing', share: 0.9 }], { listedOn: '2024-09-02' }),
    // licenses a sliver of its revenue
    company('9999.HK', 'Iotasmall', [{ trait: 'ip_licensing', share: 0.008 }]),
    // licensed until the end of 2022
    company('1010.HK', 'Kappapast', [{ trait: 'ip_licensing', to: '2022-12-31', from: '2015-12-31' }]),
    // its own news is an event too
    company('1212.HK', 'Lambdahome', [{ trait: 'device_sales' }]),
  ];
  return {
    'traits.yaml': [
      trait('ip_licensing', 'model', [
        ['IP licensing', 'licenses its designs', 'IP授权'],
        { w: 0.6, p: ['licens*'], near: ['chip*', '芯片'], unless: ['driving'] },
      ]),
      trait('device_sales', 'model', [['sells devices', '卖设备']]),
      trait('fragmented_demand', 'customer', [['thousands of customers', '成千上万的客户']]),
      trait('compute_intensive', 'economics', [['training compute', '训练算力']]),
      trait('ai_chip', 'product', [['AI chip*', 'AI芯片']]),
      trait('product_abandoned', 'signal', [['abandons the project', '放弃项目']]),
    ],
    'themes.yaml': [
      { id: 'tech', name: both('technology'), parent: null, patterns: [['technology company']] },
      { id: 'chips', name: both('chips'), parent: 'tech', patterns: [['chip*', '芯片']] },
    ],
    'entities.yaml': {
      entities: [
        { id: 'foreignco', kind: 'company', name: { zh: '富瑞科', en: 'Foreignco' } },
        { id: 'otherco', kind: 'company', name: { zh: '欧瑟科', en: 'Otherco' } },
      ],
    },
    'lexicon.yaml': {
      terms: [{ id: 'results', type: 'results', zh: ['业绩'], en: ['results'] }],
    },
    'opposed.yaml': [
      { event: 'ip_licensing', company: 'device_sales', reason: both('one licenses, the other sells boxes') },
    ],
    'parity.yaml': [
      {
        trait: 'ai_chip',
        verdict: 'behind',
        reason: both('a generation behind'),
        source: source('2023-09-01'),
      },
    ],
    'rules/main.yaml': [
      rule(
        'licences-to-licences',
        'analogue',
        { require: ['ip_licensing>=0.3*2'], prefer: ['fragmented_demand'], against: ['compute_intensive'] },
        { require: ['ip_licensing>=0.6'], prefer: ['fragmented_demand'], against: ['device_sales'] },
        { weight: 0.9 },
      ),
      rule(
        'trap-compute-read-as-chips',
        'trap',
        { require: ['compute_intensive>=0.4', 'theme:chips>=0.2'] },
        { require: ['device_sales>=0.6'] },
      ),
      rule('nothing-of-what-is-given-up', 'block', { require: ['product_abandoned>=0.4'] }, {}),
    ],
    ...Object.fromEntries(companies.map((c) => [`companies/${c.ticker as string}.yaml`, c])),
  };
}

/** Writes a library into a new folder; the hype settings are those that ship with the program. */
export function writeLibraryFolder(parts: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), 'duibiao-library-'));
  for (const [file, value] of Object.entries(parts)) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof value === 'string' ? value : `# written by the tests\n${stringify(value)}`);
  }
  cpSync('library/hype.yaml', join(folder, 'hype.yaml'));
  return folder;
}

/** The small library, or a changed one, as the program reads it. */
export function readSmallLibrary(parts = smallLibrary()): LibraryFiles {
  const folder = writeLibraryFolder(parts);
  try {
    return readLibrary(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** News of Foreignco in the terms of the small library. */
export const LICENCE_STORY = {
  id: 'f1',
  url: 'https://foreignco.example/results',
  title: 'Foreignco licenses its designs to more makers of AI chips',
  body: 'Foreignco licenses its designs to chip makers. Thousands of customers pay for IP licensing. An AI chip of every maker may use it.',
  language: 'en',
  outlet: 'foreignco.example',
  firstHand: true,
  publishedAt: '2024-02-07T21:00:00Z',
};
