/** A remark on a fact, in the languages in which it was written; null where it was not written in one. */
export interface Note {
  readonly zh: string | null;
  readonly en: string | null;
}

/** As the files give it: one text is of one language, the one in which most of its letters are. */
export type WrittenNote = string | { readonly zh?: string | undefined; readonly en?: string | undefined };

/** A note as the files give it, by language. */
export function noteOf(written: WrittenNote | null): Note | null {
  if (written === null) return null;
  if (typeof written !== 'string') return { zh: written.zh ?? null, en: written.en ?? null };
  return isChinese(written) ? { zh: written, en: null } : { zh: null, en: written };
}

/** The shortest form of which `noteOf` makes this note again. */
export function writtenNote(note: Note): WrittenNote {
  if (note.zh !== null && note.en !== null) return { zh: note.zh, en: note.en };
  if (note.zh !== null) return isChinese(note.zh) ? note.zh : { zh: note.zh };
  return note.en === null || !isChinese(note.en) ? (note.en ?? '') : { en: note.en };
}

/** The note that two columns hold. */
export function noteFrom(zh: string | null, en: string | null): Note | null {
  return zh === null && en === null ? null : { zh, en };
}

function isChinese(text: string): boolean {
  const count = (letters: RegExp): number => text.match(letters)?.length ?? 0;
  return count(/\p{Script=Han}/gu) > count(/\p{Script=Latin}/gu);
}

/** A text in both languages; null where there is none in one. */
interface Phrase {
  readonly zh: string | null;
  readonly en: string | null;
}

/**
 * A share of a company's revenue with what it is a share of, and the remark on it: "97.6% (revenue, 2022); …" and
 * “占2022年收入97.6%；…”. Null in a language in which nothing is to be said.
 * @param share 0 to 1; null where none was published.
 * @param of as the library writes it in English: "revenue, FY2022".
 */
export function shownOf(share: number | null, of: string | null, note: Note | null): Phrase {
  if (share === null) return note ?? { zh: null, en: null };
  const percent = `${(share * 100).toFixed(1)}%`;
  return {
    zh: joined(`占${shareOfZh(of ?? 'revenue')}${percent}`, note?.zh, '；'),
    en: joined(`${percent} (${of ?? 'revenue'})`, note?.en, '; '),
  };
}

/** A relation by the name of the other side, with the remark on it. */
export function shownRelation(
  kind: string,
  name: { readonly zh: string; readonly en: string },
  note: Note | null,
): Phrase {
  const form = RELATION_WORDS[kind] ?? { zh: `${kind} $`, en: `${kind} $` };
  return {
    zh: joined(
      form.zh.replace('$', () => name.zh),
      note?.zh,
      '；',
    ),
    en: joined(
      form.en.replace('$', () => name.en),
      note?.en,
      '; ',
    ),
  };
}
const RELATION_WORDS: Readonly<Record<string, { zh: string; en: string }>> = {
  supplier_of: { zh: '$的供应商', en: 'supplier of $' },
  customer_of: { zh: '$的客户', en: 'customer of $' },
  licensee_of: { zh: '$的被许可方', en: 'licensee of $' },
  subsidiary_of: { zh: '$的子公司', en: 'subsidiary of $' },
  shareholder_of: { zh: '$的股东', en: 'shareholder of $' },
};

const joined = (head: string, note: string | null | undefined, by: string): string =>
  note === null || note === undefined ? head : `${head}${by}${note}`;

const BASES: Readonly<Record<string, string>> = {
  revenue: '收入',
  'service revenue': '服务收入',
  sales: '销售额',
  'gross profit': '毛利',
  'gross written premiums': '总保费',
};
const PERIODS: readonly (readonly [RegExp, (m: RegExpExecArray) => string])[] = [
  [/^(?:FY\s*)?(20\d\d)$/, (m) => `${m[1]}年`],
  [/^(?:FY\s*)?(20\d\d)H([12])$/, (m) => `${m[1]}年${m[2] === '1' ? '上' : '下'}半年`],
  [/^(?:FY\s*)?(20\d\d)Q([1-4])$/, (m) => `${m[1]}年第${'一二三四'[Number(m[2]) - 1]}季度`],
  [/^first three quarters of (20\d\d)$/, (m) => `${m[1]}年前三季度`],
  [/^year to ([A-Z][a-z]+) (20\d\d)$/, (m) => `截至${m[2]}年${month(m[1]!)}止年度`],
  [/^half-year to ([A-Z][a-z]+) (20\d\d)$/, (m) => `截至${m[2]}年${month(m[1]!)}止半年`],
];
const MONTHS = 'January February March April May June July August September October November December';
const month = (name: string): string => `${MONTHS.split(' ').indexOf(name) + 1}月`;

/** What a share is of, in Chinese: "revenue, 2022H1" as 2022年上半年收入; a form that is not known stays as it is written. */
export function shareOfZh(of: string): string {
  return knownShareOf(of) ?? `“${of}”`;
}
/** Null for a form that Chinese readers would get in English: `library check` names them. */
export function knownShareOf(of: string): string | null {
  const [base, period, ...rest] = of.split(', ');
  const what = BASES[base!];
  if (what === undefined || rest.length > 0) return null;
  if (period === undefined) return what;
  for (const [form, say] of PERIODS) {
    const match = form.exec(period);
    if (match !== null) return `${say(match)}${what}`;
  }
  return null;
}
