import { z } from 'zod';
import { DuibiaoError } from '../errors.ts';
import type { Answer, PlannedRequest, Reading, Round } from './source.ts';

/**
 * A kind of source: `plan` gives requests, `read` makes documents of an answer. Both are pure; the network stands
 * between them in poll.ts. A new kind is one file in kinds/ and one line in kinds/all.ts (docs/SOURCES.md).
 */
export interface SourceKind<O = unknown> {
  readonly name: string;
  readonly schema: z.ZodType<O>;
  /** Undated items of a first round are what was there before we looked, not news. */
  readonly undatedAreOld: boolean;
  plan(round: Round<O>): PlannedRequest[];
  read(answer: Answer, round: Round<O>): Reading;
  /** Kinds that read no network bring their answers themselves. */
  collect?(round: Round<O>, folder: string): Promise<Answer[]>;
}

/** Options that every kind understands. */
export const COMMON_OPTIONS = {
  /** Days: what is older is not news and is left out. */
  maxAgeDays: z.number().int().min(1).max(3650).default(14),
  /** Seconds without a new item after which silence is an alarm; otherwise worked out from the usual pace. */
  silentAfterSeconds: z.number().int().min(600).optional(),
};

/** A regular expression, refused when the library is read rather than when the source is. */
export const PATTERN = z.string().refine((text) => {
  try {
    return Boolean(new RegExp(text, 'iu'));
  } catch {
    return false;
  }
}, 'not a regular expression');

/** @throws DuibiaoError LIBRARY_INVALID naming the source, the option and what is allowed. */
export function checkedOptions<O>(kind: SourceKind<O>, options: unknown, where: string): O {
  const parsed = kind.schema.safeParse(options ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new DuibiaoError('LIBRARY_INVALID', {
    where: `${where}, options.${issue.path.join('.')}`,
    what: issue.message,
    allowed: `the options of the kind ${kind.name}`,
  });
}
