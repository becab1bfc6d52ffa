import { DuibiaoError } from '../errors.ts';
import { csvRows } from './csv.ts';

/** Units of `quote` for one of `base` on a day. */
export interface FxRate {
  base: string;
  quote: string;
  /** YYYY-MM-DD */
  date: string;
  rate: number;
  source: string;
}

/** An amount in another currency, with the rate that made it so: it is never shown without. */
export interface Converted {
  amount: number;
  currency: string;
  rate: FxRate;
}

const HEAD = ['date', 'base', 'quote', 'rate', 'source'];

/**
 * Rates from CSV with the header date,base,quote,rate,source (any order). A file with one bad row is refused whole.
 * @throws DuibiaoError LINE_INVALID with the file, the line and what is allowed.
 */
export function parseFxCsv(text: string, file: string): FxRate[] {
  const [first, ...rows] = csvRows(text.replace(/^\uFEFF/, ''), ',');
  const refuse = (line: number, what: string): never => {
    throw new DuibiaoError('LINE_INVALID', { file, line, what });
  };
  const head = first?.line === 1 ? first.fields.map((c) => c.toLowerCase()) : [];
  const missing = HEAD.find((name) => !head.includes(name));
  if (missing !== undefined)
    refuse(1, `the column ${missing} is missing; allowed: a header with ${HEAD.join(',')}`);
  const rates = new Map<string, FxRate>();
  for (const { line, fields } of rows) {
    const cell = (name: string): string => fields[head.indexOf(name)] ?? '';
    const row = {
      date: cell('date'),
      base: cell('base').toUpperCase(),
      quote: cell('quote').toUpperCase(),
      rate: Number(cell('rate')),
      source: cell('source'),
    };
    const day = new Date(`${row.date}T00:00:00Z`);
    if (
      !/^\d{4}-\d\d-\d\d$/.test(row.date) ||
      Number.isNaN(day.getTime()) ||
      !day.toISOString().startsWith(row.date)
    )
      refuse(line, `the date is ${row.date || 'empty'}; allowed: a day such as 2024-02-07`);
    for (const name of ['base', 'quote'] as const)
      if (!/^[A-Z]{3}$/.test(row[name]))
        refuse(
          line,
          `${name} is ${row[name] || 'empty'}; allowed: a currency by its three letters, such as USD`,
        );
    if (row.base === row.quote) refuse(line, `${row.base} is priced in itself; allowed: two currencies`);
    if (!Number.isFinite(row.rate) || row.rate <= 0)
      refuse(line, `the rate is ${cell('rate') || 'empty'}; allowed: a number above nought`);
    if (row.source === '') refuse(line, 'the source is empty; allowed: where the rate is from');
    const key = `${row.date} ${row.base} ${row.quote}`;
    const known = rates.get(key);
    if (known !== undefined && known.rate !== row.rate)
      refuse(line, `${key} stands twice with different rates; allowed: one rate a day and pair`);
    rates.set(key, row);
  }
  return [...rates.values()];
}

/** Days a rate may be old when an amount is converted with it: over a week-end and a short holiday. */
export const RATE_DAYS = 7;

/**
 * An amount in another currency by the newest rate on or before a day, at most a week old, either way round (a rate of
 * the pair itself before the inverse of its opposite); null where none is stored. Nothing goes through a third currency.
 */
export function convert(
  amount: number,
  from: string,
  to: string,
  day: string,
  rates: readonly FxRate[],
): Converted | null {
  const oldest = new Date(Date.parse(`${day}T00:00:00Z`) - RATE_DAYS * 86_400_000).toISOString().slice(0, 10);
  const fits = rates
    .filter((r) => r.date <= day && r.date >= oldest)
    .filter((r) => (r.base === from && r.quote === to) || (r.base === to && r.quote === from))
    .sort((a, b) =>
      a.date !== b.date ? (a.date > b.date ? -1 : 1) : Number(b.base === from) - Number(a.base === from),
    );
  const rate = fits[0];
  if (rate === undefined) return null;
  return { amount: rate.base === from ? amount * rate.rate : amount / rate.rate, currency: to, rate };
}
