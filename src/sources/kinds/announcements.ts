import { z } from 'zod';
import { plainTitle } from '../../extract/feed/index.ts';
import { COMMON_OPTIONS, type SourceKind } from '../kind.ts';
import type { DraftDocument, PlannedRequest, Round } from '../source.ts';
import { field, items, text, time } from './json-items.ts';

/**
 * What listed companies file with their exchange: HKEXnews (`/ncms/json/eds/lcisehk1relsde_1.json`, English; `…relsdc…`,
 * Chinese) and CNINFO (`/new/hisAnnouncement/query`). Both list titles; the text is the document behind the link.
 */
const schema = z.strictObject({
  ...COMMON_OPTIONS,
  shape: z.enum(['hkexnews', 'cninfo']),
  /** Tickers as exchanges write them (`6608.HK`, `688521.SH`); all of the list unless given. */
  tickers: z.array(z.string()).optional(),
  /** CNINFO: `szse`, `sse`, … */
  column: z.string().default('szse'),
  /** CNINFO: `code,orgId`, as its own pages send it. */
  stock: z.string().default(''),
  category: z.string().default(''),
  rows: z.number().int().min(1).max(100).default(30),
  /** Pages of the list read in one round: on an evening of results one page holds a quarter of an hour. */
  pages: z.number().int().min(1).max(6).default(3),
});
type Options = z.infer<typeof schema>;

const HKEX = 'https://www1.hkexnews.hk';
const CNINFO_FILES = 'https://static.cninfo.com.cn/';

export const announcements: SourceKind<Options> = {
  name: 'announcements',
  schema,
  undatedAreOld: true,
  plan: (round) => [listPage(round, 1)],
  read(answer, round) {
    const { source, options } = round;
    const wanted = options.tickers === undefined ? null : new Set(options.tickers);
    const read = options.shape === 'hkexnews' ? hkexnews : cninfo;
    const path = options.shape === 'hkexnews' ? 'newsInfoLst' : 'announcements';
    const listed = items(answer.bytes, path, source.id);
    const documents = listed.flatMap((item) => {
      const filing = read(item, answer.url);
      if (!filing || (wanted && !filing.tickers.some((t) => wanted.has(t)))) return [];
      return [filing.document];
    });
    const page = Number(answer.carry.page ?? '1');
    const more = page < options.pages && listed.length > 0 && hasMore(answer.bytes, page);
    const next = listPage(round, page + 1);
    return { documents, more: more && (next.body !== undefined || next.url !== source.url) ? [next] : [] };
  },
};

/** HKEXnews numbers the files of its list from `…_1.json`; CNINFO takes the number in its form. */
function listPage({ source, options, now }: Round<Options>, page: number): PlannedRequest {
  const common = { step: 'list', carry: { page: String(page) }, accept: 'application/json' };
  if (options.shape === 'hkexnews')
    return { ...common, url: page === 1 ? source.url : source.url.replace(/_1(?=\.json\b)/, `_${page}`) };
  return {
    ...common,
    url: source.url,
    method: 'POST',
    body: new URLSearchParams({
      pageNum: String(page),
      pageSize: String(options.rows),
      column: options.column,
      tabName: 'fulltext',
      plate: '',
      stock: options.stock,
      searchkey: '',
      secid: '',
      category: options.category,
      trade: '',
      seDate: `${chineseDay(now, -2)}~${chineseDay(now, 1)}`,
      sortName: 'time',
      sortType: 'desc',
      isHLtitle: 'false',
    }).toString(),
  };
}

/** `maxNumOfFile` on HKEXnews, `hasMore` on CNINFO. */
function hasMore(bytes: Uint8Array, page: number): boolean {
  const whole = items(bytes, '', 'list')[0];
  return field(whole, 'hasMore') === true || Number(field(whole, 'maxNumOfFile')) > page;
}

interface Filing {
  tickers: string[];
  document: DraftDocument;
}
const filing = (url: string, title: string, publishedAt: string | null): DraftDocument => ({
  key: url,
  url,
  title,
  text: '',
  html: null,
  author: null,
  publishedAt,
  needsPage: true,
  form: 'filing',
});

/** `relTime` is day first, Hong Kong time, to the minute; one announcement may be of several issuers. */
function hkexnews(item: unknown, base: string): Filing | null {
  const path = text(field(item, 'webPath'));
  const stocks = (field(item, 'stock') as unknown[] | undefined) ?? [];
  const title = plainTitle(text(field(item, 'title')));
  if (path === '' || title === '') return null;
  const names = stocks.map((s) => plainTitle(text(field(s, 'sn')))).filter(Boolean);
  return {
    tickers: stocks.map((s) => `${text(field(s, 'sc')).replace(/^0+(?=\d{4})/, '')}.HK`),
    document: filing(
      new URL(path, base.startsWith('http') ? base : HKEX).href,
      names.length > 0 ? `${names.join(', ')}: ${title}` : title,
      time(field(item, 'relTime'), { timeZone: 'Asia/Hong_Kong', dayFirst: true }),
    ),
  };
}

/** `announcementTime` is milliseconds, often midnight in China: then only the day is meant. */
function cninfo(item: unknown): Filing | null {
  const path = text(field(item, 'adjunctUrl'));
  const title = plainTitle(text(field(item, 'announcementTitle')));
  const code = text(field(item, 'secCode'));
  if (path === '' || title === '') return null;
  const exchange = /^(?:[48]|92)/.test(code) ? 'BJ' : /^[69]/.test(code) ? 'SH' : 'SZ';
  return {
    tickers: [`${code}.${exchange}`],
    document: filing(
      new URL(path, CNINFO_FILES).href,
      `${plainTitle(text(field(item, 'secName')))}：${title}`.replace(/^：/, ''),
      time(field(item, 'announcementTime'), { timeZone: 'Asia/Shanghai' }),
    ),
  };
}

const chineseDay = (now: string, days: number): string =>
  new Date(Date.parse(now) + (days * 24 + 8) * 3_600_000).toISOString().slice(0, 10);
