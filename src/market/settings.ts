/** The files of library/market/, checked: thresholds, sizing rows, revenues. Text in, plain values out (announced days: announcement.ts). */
import { parse } from 'yaml';
import { z } from 'zod';
import { DuibiaoError } from '../errors.ts';
import type { CrowdingThresholds } from './crowding.ts';
import type { SizingInput } from './sizing.ts';

export interface SizingRow extends SizingInput {
  readonly id: string;
  readonly traitId: string | null;
  readonly themeId: string | null;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly sourceUrl: string;
  /** Our own remark in place of a title, in Chinese; null where the title is its author's. */
  readonly sourceZh: string | null;
}

const windowOf = z.number().int().min(1).max(2500);
const ratio = z.number().positive();
const part = z.number().min(0).max(1);
const thresholdsSchema = z.strictObject({
  windowSessions: windowOf,
  shortWindowSessions: windowOf,
  turnoverSessions: windowOf,
  minSessions: windowOf.min(2),
  doubledRatio: ratio,
  crowdedRatio: ratio,
  atHighPullback: part,
  pulledBackMin: part,
  brokenPullback: part,
  settledSessions: windowOf,
  staleDays: z.number().int().min(1).max(365),
  factors: z.strictObject({
    fresh: ratio,
    doubled_and_pulled_back: ratio,
    running: ratio,
    crowded: ratio,
    broken: ratio,
  }),
});

const date = z.iso.date();
const sizingSchema = z.strictObject({
  sizing: z.array(
    z.strictObject({
      id: z.string().min(1),
      trait: z.string().optional(),
      theme: z.string().optional(),
      name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
      marketSize: z.number().positive(),
      unit: z.string().min(1),
      feeLow: part,
      feeHigh: part,
      share: z.number().positive().max(1).optional(),
      source: z.strictObject({
        /** Its author's, or a remark of our own in both languages. */
        title: z.union([z.string().min(1), z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })]),
        url: z.string().min(1),
        date,
      }),
    }),
  ),
});

const revenueSchema = z.strictObject({
  revenue: z.array(
    z.strictObject({
      issuer: z.string().min(1),
      period: z.string().min(1),
      months: z.number().int().min(1).max(18),
      amount: z.number().positive(),
      currency: z.enum(['CNY', 'HKD', 'USD']),
      source: z.strictObject({ title: z.string().min(1), url: z.string().min(1), date }),
    }),
  ),
});
/** What an issuer took in over a period, in whole currency units; `months` says how long the period is. */
export type RevenueRow = z.infer<typeof revenueSchema>['revenue'][number];

/** library/market/crowding.yaml. */
export function readThresholds(text: string, where: string): CrowdingThresholds {
  const t = checked(thresholdsSchema, text, where);
  const { doubled_and_pulled_back: preferred, crowded } = t.factors;
  // The order that the score relies on: preferred above neutral (1), crowded below it.
  if (!(preferred > 1 && crowded < 1))
    throw invalid(where, 'factors: doubled_and_pulled_back and crowded', 'above 1 and below 1');
  if (!(t.atHighPullback < t.pulledBackMin && t.pulledBackMin < t.brokenPullback))
    throw invalid(where, 'the pullbacks are out of order', 'atHighPullback < pulledBackMin < brokenPullback');
  return t;
}

/** library/market/sizing.yaml. */
export function readSizing(text: string, where: string): SizingRow[] {
  const rows = checked(sizingSchema, text, where).sizing;
  const seen = new Set<string>();
  return rows.map((row) => {
    if (seen.has(row.id)) throw invalid(where, `id ${row.id} is given twice`, 'each id once');
    seen.add(row.id);
    if (row.feeLow > row.feeHigh)
      throw invalid(where, `${row.id}: feeLow above feeHigh`, 'feeLow <= feeHigh');
    return {
      id: row.id,
      traitId: row.trait ?? null,
      themeId: row.theme ?? null,
      nameZh: row.name.zh,
      nameEn: row.name.en,
      marketSize: row.marketSize,
      unit: row.unit,
      feeLow: row.feeLow,
      feeHigh: row.feeHigh,
      ...(row.share === undefined ? {} : { share: row.share }),
      source: typeof row.source.title === 'string' ? row.source.title : row.source.title.en,
      sourceZh: typeof row.source.title === 'string' ? null : row.source.title.zh,
      sourceUrl: row.source.url,
      date: row.source.date,
    };
  });
}

/** library/market/revenue.yaml. */
export function readRevenues(text: string, where: string): RevenueRow[] {
  const rows = checked(revenueSchema, text, where).revenue;
  const seen = new Set<string>();
  for (const { issuer, period } of rows) {
    if (seen.has(`${issuer} ${period}`))
      throw invalid(where, `${issuer} ${period} is given twice`, 'each period of an issuer once');
    seen.add(`${issuer} ${period}`);
  }
  return rows;
}

function checked<T>(schema: z.ZodType<T>, text: string, where: string): T {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    throw invalid(where, `not YAML: ${(error as Error).message.split('\n')[0]}`, 'YAML');
  }
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw invalid(
    `${where}: ${issue.path.join('.') || 'top'}`,
    issue.message,
    'see the comments at the head of the file',
  );
}

function invalid(where: string, what: string, allowed: string): DuibiaoError {
  return new DuibiaoError('LIBRARY_INVALID', { where, what, allowed });
}
