import { z } from 'zod';
import { DuibiaoError } from '../../errors.ts';
import { readFilingIndex } from '../../extract/feed/index.ts';
import { COMMON_OPTIONS, type SourceKind } from '../kind.ts';
import type { Answer, DraftDocument, PlannedRequest } from '../source.ts';
import { field, items } from './json-items.ts';

/**
 * SEC EDGAR, one filer: data.sec.gov/submissions/CIK##########.json lists filings as parallel arrays. A filing's own
 * document is often a cover sheet and the news stands in exhibit 99.1, which only the filing's index page names; so a
 * new filing costs one more request. EDGAR wants a User-Agent with a contact and at most ten requests a second: the
 * spacing by host, which all workers share, keeps far below it.
 */
const schema = z.strictObject({
  ...COMMON_OPTIONS,
  /** Central Index Key, with or without leading zeros. */
  cik: z.coerce.string().regex(/^\d{1,10}$/, 'a CIK has up to ten digits'),
  forms: z.array(z.string()).default(['8-K', '6-K', '10-Q', '10-K', '20-F']),
  /** Exhibits to read beside the filing's own document. */
  exhibits: z.array(z.string()).default(['EX-99.1', 'EX-99']),
  /** Filings whose index is read in one round. */
  filings: z.number().int().min(1).max(6).default(4),
});

interface Filing {
  accession: string;
  form: string;
  acceptedAt: string;
  url: string;
  index: string;
  description: string;
}

export const edgar: SourceKind<z.infer<typeof schema>> = {
  name: 'edgar',
  schema,
  undatedAreOld: false,
  plan: ({ source, options }) => [
    {
      url: source.url || `https://data.sec.gov/submissions/CIK${options.cik.padStart(10, '0')}.json`,
      step: 'filings',
      accept: 'application/json',
    },
  ],
  read(answer, round) {
    if (answer.step === 'index') return { documents: exhibitsOf(answer, round.options.exhibits) };
    const since = new Date(Date.parse(round.now) - round.options.maxAgeDays * 86_400_000).toISOString();
    const asked = new Set((round.own.asked as string[] | undefined) ?? []);
    const filings = filingsOf(answer.bytes, round.source.id, round.options.cik).filter(
      (f) => round.options.forms.includes(f.form) && f.acceptedAt >= since,
    );
    const fresh = filings.filter((f) => !asked.has(f.accession)).slice(0, round.options.filings);
    return {
      documents: filings.map((f) => document(f, `${f.form} ${f.description}`.trim())),
      own: { asked: [...asked, ...fresh.map((f) => f.accession)].slice(-200) },
      more: fresh.map(
        (f): PlannedRequest => ({
          url: f.index,
          step: 'index',
          accept: 'text/html',
          carry: { acceptedAt: f.acceptedAt, form: f.form },
        }),
      ),
    };
  },
};

const document = (f: { url: string; acceptedAt: string }, title: string): DraftDocument => ({
  key: f.url,
  url: f.url,
  title,
  text: '',
  html: null,
  author: null,
  publishedAt: f.acceptedAt,
  needsPage: true,
  form: 'filing',
});

/** `acceptanceDateTime` is UTC, as its Z says; it is the moment the world could know. */
function filingsOf(bytes: Uint8Array, where: string, cik: string): Filing[] {
  const recent = items(bytes, 'filings.recent', where)[0];
  const column = (name: string): unknown[] => {
    const value = field(recent, name);
    if (Array.isArray(value)) return value;
    throw new DuibiaoError('FEED_MALFORMED', { where, what: `filings.recent.${name} is missing` });
  };
  const [accessions, forms, accepted, documents] = [
    column('accessionNumber'),
    column('form'),
    column('acceptanceDateTime'),
    column('primaryDocument'),
  ];
  const descriptions = (field(recent, 'primaryDocDescription') as unknown[] | undefined) ?? [];
  return accessions.flatMap((value, i): Filing[] => {
    const accession = String(value);
    const at = new Date(String(accepted![i]));
    const name = String(documents![i] ?? '');
    if (!/^[\d-]+$/.test(accession) || Number.isNaN(at.getTime()) || name === '') return [];
    const folder = `https://www.sec.gov/Archives/edgar/data/${Number(cik)}/${accession.replace(/-/g, '')}`;
    return [
      {
        accession,
        form: String(forms![i]),
        acceptedAt: at.toISOString().replace('.000Z', 'Z'),
        url: `${folder}/${name}`,
        index: `${folder}/${accession}-index.htm`,
        description: String(descriptions[i] ?? ''),
      },
    ];
  });
}

function exhibitsOf(answer: Answer, wanted: readonly string[]): DraftDocument[] {
  const { acceptedAt, form } = answer.carry;
  return readFilingIndex(Buffer.from(answer.bytes).toString('utf8'), answer.url)
    .filter((row) => wanted.includes(row.type))
    .map((row) =>
      document({ url: row.url, acceptedAt: acceptedAt! }, `${form} ${row.description || row.type}`),
    );
}
