import { z } from 'zod';
import { DuibiaoError } from '../../errors.ts';
import { readFilingAtom, readFilingIndex } from '../../extract/feed/index.ts';
import { COMMON_OPTIONS, type SourceKind } from '../kind.ts';
import type { Answer, DraftDocument, PlannedRequest } from '../source.ts';
import { field, items } from './json-items.ts';

/**
 * SEC EDGAR, by one of its lists: of one filer, data.sec.gov/submissions/CIK##########.json (filings as parallel arrays)
 * or its Atom feed (`action=getcompany`); of everybody, the Atom feed of current filings (`action=getcurrent`), from
 * which `ciks` picks. A filing's own document is often a cover sheet and the news stands in exhibit 99.1, which only the
 * filing's index page names; so a new filing costs one more request. EDGAR wants a User-Agent with a contact and at most
 * ten requests a second; all workers share eight (host-rate.ts).
 */
const CIK = z.coerce.string().regex(/^\d{1,10}$/, 'a CIK has up to ten digits');
const schema = z
  .strictObject({
    ...COMMON_OPTIONS,
    list: z.enum(['submissions', 'company', 'current']).default('submissions'),
    /** Central Index Key, with or without leading zeros; of `submissions` and `company`. */
    cik: CIK.optional(),
    /** Of `current`: whose filings; everybody's unless given. */
    ciks: z.array(CIK).optional(),
    forms: z.array(z.string()).default(['8-K', '6-K', '10-Q', '10-K', '20-F']),
    /** Exhibits to read beside the filing's own document. */
    exhibits: z.array(z.string()).default(['EX-99.1', 'EX-99']),
    /** Filings whose index is read in one round. */
    filings: z.number().int().min(1).max(6).default(4),
  })
  .refine((o) => o.list === 'current' || o.cik !== undefined, {
    path: ['cik'],
    message: 'is needed for the list of one filer',
  });
type Options = z.infer<typeof schema>;

interface Filing {
  accession: string;
  form: string;
  acceptedAt: string;
  index: string;
  /** The document that the list names; null where only the index does. */
  url: string | null;
  title: string;
}

/** EDGAR's own addresses of its lists. */
function listOf(options: Options): string {
  if (options.list === 'submissions')
    return `https://data.sec.gov/submissions/CIK${options.cik!.padStart(10, '0')}.json`;
  const whose =
    options.list === 'company'
      ? `action=getcompany&CIK=${options.cik!.padStart(10, '0')}`
      : 'action=getcurrent';
  return `https://www.sec.gov/cgi-bin/browse-edgar?${whose}&type=&dateb=&owner=include&count=40&output=atom`;
}

export const edgar: SourceKind<Options> = {
  name: 'edgar',
  schema,
  undatedAreOld: false,
  plan: ({ source, options }) => [
    {
      url: source.url || listOf(options),
      step: 'filings',
      accept: options.list === 'submissions' ? 'application/json' : 'application/atom+xml',
    },
  ],
  read(answer, round) {
    const { options } = round;
    if (answer.step === 'index') return { documents: documentsOf(answer, options.exhibits) };
    const since = new Date(Date.parse(round.now) - options.maxAgeDays * 86_400_000).toISOString();
    const asked = new Set((round.own.asked as string[] | undefined) ?? []);
    const listed =
      options.list === 'submissions'
        ? submissions(answer, round.source.id, options.cik!)
        : fromAtom(answer, round.source.id, options);
    const filings = listed.filter((f) => options.forms.includes(f.form) && f.acceptedAt >= since);
    const fresh = filings.filter((f) => !asked.has(f.accession));
    const now = fresh.slice(0, options.filings);
    return {
      documents: filings.flatMap((f) => (f.url === null ? [] : [document(f.url, f.acceptedAt, f.title)])),
      own: { asked: [...asked, ...now.map((f) => f.accession)].slice(-400) },
      // The rest must not wait until the list changes
      again: now.length < fresh.length,
      more: now.map(
        (f): PlannedRequest => ({
          url: f.index,
          step: 'index',
          accept: 'text/html',
          carry: {
            acceptedAt: f.acceptedAt,
            form: f.form,
            title: f.title,
            ...(f.url === null ? { primary: 'true' } : {}),
          },
        }),
      ),
    };
  },
};

const document = (url: string, acceptedAt: string, title: string): DraftDocument => ({
  key: url,
  url,
  title,
  text: '',
  html: null,
  author: null,
  publishedAt: acceptedAt,
  needsPage: true,
  form: 'filing',
});

function fromAtom(answer: Answer, where: string, options: Options): Filing[] {
  const wanted = options.ciks?.map((c) => String(Number(c)));
  return readFilingAtom(answer.bytes, {
    where,
    url: answer.url,
    ...(answer.contentType === null ? {} : { contentType: answer.contentType }),
  }).flatMap((f): Filing[] => {
    if (f.acceptedAt === null || (wanted && !f.ciks.some((c) => wanted.includes(c)))) return [];
    const { accession, form, acceptedAt, index } = f;
    return [
      {
        accession,
        form,
        acceptedAt,
        index,
        url: null,
        title: f.filer === null ? form : `${f.filer}: ${form}`,
      },
    ];
  });
}

/** Where filings are kept: beside the list on a desk's own mirror, which keeps EDGAR's paths. */
function archivesFor(list: string): string {
  const { host, origin } = new URL(list);
  return /(?:^|\.)sec\.gov$/.test(host) ? 'https://www.sec.gov' : origin;
}

/** `acceptanceDateTime` is UTC, as its Z says; it is the moment the world could know. */
function submissions(answer: Answer, where: string, cik: string): Filing[] {
  const recent = items(answer.bytes, 'filings.recent', where)[0];
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
    const folder = `${archivesFor(answer.url)}/Archives/edgar/data/${Number(cik)}/${accession.replace(/-/g, '')}`;
    return [
      {
        accession,
        form: String(forms![i]),
        acceptedAt: at.toISOString().replace('.000Z', 'Z'),
        url: `${folder}/${name}`,
        index: `${folder}/${accession}-index.htm`,
        title: `${String(forms![i])} ${String(descriptions[i] ?? '')}`.trim(),
      },
    ];
  });
}

/** The exhibits that an index names, and the filing itself where the list did not. */
function documentsOf(answer: Answer, exhibits: readonly string[]): DraftDocument[] {
  const { acceptedAt, form, title, primary } = answer.carry;
  return readFilingIndex(Buffer.from(answer.bytes).toString('utf8'), answer.url)
    .filter((row) => exhibits.includes(row.type) || (primary !== undefined && row.type === form))
    .map((row) => {
      const what =
        row.description && row.description !== form
          ? ` ${row.description}`
          : row.type === form
            ? ''
            : ` ${row.type}`;
      return document(row.url, acceptedAt!, `${primary === undefined ? form : title}${what}`);
    });
}
