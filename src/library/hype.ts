import { z } from 'zod';
import { parseYaml } from '../config/index.ts';
import { DuibiaoError } from '../errors.ts';
import type { HypeLibrary } from '../events/index.ts';
import { type BurstReaders, compileTerms, type TermHit, themesCounted } from '../themes/index.ts';
import type { Readers } from './readers.ts';

const STEP = z
  .strictObject({ enter: z.number(), leave: z.number() })
  .refine((s) => s.leave <= s.enter, 'leave must not be above enter');
/** Words of one strength: 1 shouts, 0.3 is also said of ordinary things. */
const GROUP = z.strictObject({
  w: z.number().gt(0).lte(1),
  p: z.array(z.coerce.string().min(1)).min(1),
  unless: z.array(z.coerce.string().min(1)).default([]),
});
const BY_KIND = z.strictObject({
  theme: z.number().positive(),
  entity: z.number().positive(),
  word: z.number().positive(),
});
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
    outletsCarried: z.int().positive(),
    carriedFrom: z.number().gt(0).lte(1),
  }),
  recentHours: z.number().positive(),
  priorPerDay: z.number().positive(),
  bursts: z.strictObject({
    least: BY_KIND,
    z: BY_KIND,
    warmUpDays: z.int().min(1),
    priorPerDay: z.number().positive(),
  }),
  words: z.strictObject({ zh: z.array(GROUP), en: z.array(GROUP) }),
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
  const { words, bursts, ...settings } = result.data;
  const terms = [...words.zh, ...words.en].flatMap((group) =>
    group.p.map((pattern) => ({
      id: pattern,
      patterns: [{ pattern, weight: group.w, near: [], unless: [...group.unless] }],
    })),
  );
  const finder = compileTerms(terms);
  return {
    settings,
    bursts,
    loudness: remembered((title, body) => loudnessOf(finder.find(title, body))),
  };
}

/** Texts whose loudness is kept: a few days of the articles of events that are still told. */
const KEPT = 4000;
/**
 * Every article of an event is asked for at each of its evaluations, and again whenever time passes: an event of a
 * hundred articles would be read a hundred times. Kept by the text itself, so that an edited one is read anew.
 */
function remembered(read: HypeLibrary['loudness']): HypeLibrary['loudness'] {
  const known = new Map<string, { body: string; loudness: ReturnType<HypeLibrary['loudness']> }>();
  return (title, body) => {
    const found = known.get(title);
    if (found?.body === body) return found.loudness;
    const loudness = read(title, body);
    known.delete(title);
    known.set(title, { body, loudness });
    if (known.size > KEPT) known.delete(known.keys().next().value!);
    return loudness;
  };
}

/** Words of a body weigh half of those in a title: a text is long enough to say "record" once. */
const BODY = 0.5;
/** Chances that the text shouts, joined as independent witnesses: 1 − Π(1 − weight), each word once. */
function loudnessOf(hits: readonly TermHit[]): { strength: number; words: string[] } {
  const byWord = new Map<string, number>();
  for (const h of hits)
    byWord.set(h.id, Math.max(byWord.get(h.id) ?? 0, h.field === 'title' ? h.weight : BODY * h.weight));
  const found = [...byWord].sort(([a, v], [b, w]) => w - v || (a < b ? -1 : 1));
  const quiet = found.reduce((p, [, w]) => p * (1 - w), 1);
  return { strength: Math.round((1 - quiet) * 1e4) / 1e4, words: found.map(([word]) => word) };
}

/** Which themes and names a title speaks of, as bursts count them: parents and makers included. */
export function burstReadersOf(readers: Pick<Readers, 'themes' | 'themeTree' | 'dictionary'>): BurstReaders {
  return {
    themes: (title) =>
      themesCounted(
        readers.themes.find(title, '').map((h) => h.id),
        readers.themeTree,
      ),
    entities(title) {
      const found = new Set<string>();
      for (const { entityId } of readers.dictionary.find(title, ''))
        for (let at: string | null = entityId; at !== null && !found.has(at); )
          at = found.add(at) && (readers.dictionary.entities.get(at)?.maker ?? null);
      return [...found].sort();
    },
  };
}
