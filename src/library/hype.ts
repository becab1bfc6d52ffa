import { z } from 'zod';
import { parseYaml } from '../config/index.ts';
import { DuibiaoError } from '../errors.ts';
import type { HypeLibrary } from '../events/index.ts';
import { sessions } from '../market/index.ts';
import { compileTerms } from '../themes/index.ts';

const STEP = z
  .strictObject({ enter: z.number(), leave: z.number() })
  .refine((s) => s.leave <= s.enter, 'leave must not be above enter');
const SHAPE = z.strictObject({
  version: z.int().positive(),
  weights: z.strictObject({
    burst: z.number().min(0),
    spread: z.number().min(0),
    reach: z.number().min(0),
    language: z.number().min(0),
    novelty: z.number().min(0),
    firstHand: z.number().min(0),
    surprise: z.number().min(0),
    price: z.number().min(0),
  }),
  states: z.strictObject({
    emerging: STEP,
    hype: STEP,
    fadeAfterHours: z.number().positive(),
    closeAfterHours: z.number().positive(),
    outletsForEmerging: z.int().positive(),
    outletsForHype: z.int().positive(),
  }),
  priorPerDay: z.number().positive(),
  words: z.strictObject({ zh: z.array(z.string()), en: z.array(z.string()) }),
});

/** library/hype.yaml. @throws DuibiaoError LIBRARY_INVALID naming the field. */
export function readHype(text: string): HypeLibrary {
  const result = SHAPE.safeParse(parseYaml(text));
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new DuibiaoError('LIBRARY_INVALID', {
      where: `hype.yaml, ${issue.path.join('.')}`,
      what: issue.message,
      allowed: 'the fields described in its comments',
    });
  }
  const { words, ...settings } = result.data;
  const finder = compileTerms([
    {
      id: 'loud',
      patterns: [...words.zh, ...words.en].map((pattern) => ({ pattern, weight: 1, near: [], unless: [] })),
    },
  ]);
  return { settings, isLoud: (title, body) => finder.find(title, body).length > 0, marketHours };
}

const DAY = 86_400_000;
const days = new Map<number, Set<string>>();

/** Days of a year on which Hong Kong, the mainland or New York trades. */
function openDays(year: number): Set<string> {
  let known = days.get(year);
  if (known === undefined) {
    known = new Set(
      (['XHKG', 'XSHG', 'XNYS'] as const).flatMap((exchange) =>
        sessions(exchange, `${year}-01-01`, `${year}-12-31`).map((s) => s.date),
      ),
    );
    days.set(year, known);
  }
  return known;
}

/** Hours between two instants that fall on days on which some market trades; whole days of a long closure count nothing. */
function marketHours(from: string, to: string): number {
  let hours = 0;
  for (let at = Date.parse(from); at < Date.parse(to); ) {
    const date = new Date(at).toISOString().slice(0, 10);
    const end = Math.min(Date.parse(to), Date.parse(`${date}T00:00:00Z`) + DAY);
    if (openDays(Number(date.slice(0, 4))).has(date)) hours += (end - at) / 3_600_000;
    at = end;
  }
  return hours;
}
