/**
 * The columns of a bars file by their headers, Chinese or English, as the usual exporters write them. A unit in the
 * header ("成交量(手)", "amount(千元)") is heeded; without one, volume is in shares and turnover in currency units.
 */
export const COLUMNS = [
  'ticker',
  'date',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'turnover',
  'factor',
] as const;
export type Column = (typeof COLUMNS)[number];

const NAMES: Readonly<Record<Column, readonly string[]>> = {
  ticker: [
    'ticker',
    'symbol',
    'code',
    'ts_code',
    'wind_code',
    'secid',
    'stock_code',
    '代码',
    '股票代码',
    '证券代码',
    '代號',
    '股票代號',
  ],
  date: [
    'date',
    'trade_date',
    'tradedate',
    'day',
    'time',
    'datetime',
    '日期',
    '交易日期',
    '时间',
    '交易日',
    '時間',
  ],
  open: ['open', 'open_price', 'openprice', '开盘', '开盘价', '開盤', '開盤價', '今开', '開市價'],
  high: ['high', 'high_price', 'highest', 'highprice', '最高', '最高价', '最高價'],
  low: ['low', 'low_price', 'lowest', 'lowprice', '最低', '最低价', '最低價'],
  close: [
    'close',
    'close_price',
    'closeprice',
    'last',
    '收盘',
    '收盘价',
    '收盤',
    '收盤價',
    '最新价',
    '收市價',
  ],
  volume: ['volume', 'vol', 'shares', 'share_volume', '成交量', '成交股数', '成交股數'],
  turnover: [
    'turnover',
    'amount',
    'value',
    'money',
    'traded_value',
    '成交额',
    '成交金额',
    '成交額',
    '成交金額',
  ],
  factor: ['factor', 'adj_factor', 'adjfactor', 'adjust_factor', '复权因子', '后复权因子', '復權因子'],
};

/** Required in every file; the ticker may stand in the file's name instead. */
export const REQUIRED: readonly Column[] = ['date', 'open', 'high', 'low', 'close'];

const UNITS: Readonly<Record<string, number>> = {
  手: 100,
  万手: 1e6,
  股: 1,
  万股: 1e4,
  千股: 1e3,
  lot: 100,
  lots: 100,
  share: 1,
  shares: 1,
  元: 1,
  千元: 1e3,
  万元: 1e4,
  亿元: 1e8,
  港元: 1,
  万港元: 1e4,
};

export interface Mapped {
  /** Position of each column found. */
  readonly at: Partial<Record<Column, number>>;
  /** What a volume or a turnover is multiplied by. */
  readonly scale: { readonly volume: number; readonly turnover: number };
  readonly missing: readonly Column[];
  /** Columns that two headers claim. */
  readonly doubled: readonly Column[];
}

export function mapHeader(header: readonly string[]): Mapped {
  const at: Partial<Record<Column, number>> = {};
  const scale = { volume: 1, turnover: 1 };
  const doubled: Column[] = [];
  header.forEach((text, position) => {
    const { name, unit } = split(text);
    const column = COLUMNS.find((c) => NAMES[c].includes(name));
    if (column === undefined) return;
    if (at[column] !== undefined) doubled.push(column);
    at[column] = position;
    if (column === 'volume' || column === 'turnover') scale[column] = UNITS[unit] ?? 1;
  });
  return { at, scale, doubled, missing: REQUIRED.filter((c) => at[c] === undefined) };
}

/** `成交量(手)` to 成交量 and 手; case, spaces and full-width brackets do not matter. */
function split(text: string): { name: string; unit: string } {
  const plain = text
    .replace(/^\uFEFF/, '')
    .normalize('NFKC')
    .trim()
    .toLowerCase();
  const match = /^([^([]*?)\s*[([]\s*([^)\]]*?)\s*[)\]]\s*$/.exec(plain);
  const name = (match?.[1] ?? plain).replace(/[\s-]+/g, '_');
  return { name, unit: match?.[2] ?? '' };
}
