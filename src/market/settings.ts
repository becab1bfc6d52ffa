/** The files of library/market/, checked: thresholds, sizing rows, announced days. Text in, plain values out. */
import { parse } from 'yaml';
import { z } from 'zod';
import { DuibiaoError } from '../errors.ts';
import type { CrowdingThresholds } from './crowding.ts';
import { type Announcement, EXCHANGES } from './session.ts';
import type { SizingInput } from './sizing.ts';

export interface SizingRow extends SizingInput {
  readonly id: string;
  readonly traitId: string | null;
  readonly themeId: string | null;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly sourceUrl: string;
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
      source: z.strictObject({ title: z.string().min(1), url: z.string().min(1), date }),
    }),
  ),
});

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM');
const hoursSchema = z
  .strictObject({ open: clock, close: clock, breakStart: clock.optional(), breakEnd: clock.optional() })
  .refine(
    (h) => (h.breakStart === undefined) === (h.breakEnd === undefined),
    'a break has a start and an end',
  )
  .refine((h) => h.open < (h.breakStart ?? h.close) && (h.breakEnd ?? h.open) < h.close, 'times in order');
const calendarSchema = z.strictObject({
  announcements: z.array(
    z.strictObject({
      exchange: z.enum(EXCHANGES),
      date,
      hours: hoursSchema.nullable(),
      source: z.string().min(1),
      announcedAt: z.iso.datetime(),
    }),
  ),
});

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
      source: row.source.title,
      sourceUrl: row.source.url,
      date: row.source.date,
    };
  });
}

/** library/market/calendar.yaml, for calendarOf; oldest announcement first, so that the newest holds. */
export function readAnnouncements(text: string, where: string): Announcement[] {
  return checked(calendarSchema, text, where)
    .announcements.map((a) => ({ ...a, hours: a.hours === null ? null : tidyHours(a.hours) }))
    .sort((a, b) => (a.announcedAt < b.announcedAt ? -1 : a.announcedAt > b.announcedAt ? 1 : 0));
}

function tidyHours(hours: z.infer<typeof hoursSchema>): NonNullable<Announcement['hours']> {
  const { open, close, breakStart, breakEnd } = hours;
  return breakStart === undefined || breakEnd === undefined
    ? { open, close }
    : { open, close, breakStart, breakEnd };
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
