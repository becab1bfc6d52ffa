import { z } from 'zod';
import { parseYaml } from '../config/index.ts';
import { DuibiaoError } from '../errors.ts';
import { buildMatcher, type Pattern } from '../text/index.ts';
import type { LibraryText } from './entity.ts';

/** A notion with its words in both languages. */
export interface Term {
  readonly id: string;
  /** The kind of happening it speaks of (results, launch, layoffs …), null for things. */
  readonly type: string | null;
  /** Stands in so many articles of this field that it says little about which event they tell. */
  readonly common: boolean;
  readonly zh: readonly string[];
  readonly en: readonly string[];
}

export interface TermHit {
  readonly term: Term;
  /** UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

export interface Lexicon {
  readonly terms: readonly Term[];
  /** Every term found, in order of start. Overlaps are kept: a custom AI chip is a chip too. */
  find(text: string): TermHit[];
}

const words = z.array(z.coerce.string().min(1)).min(1);
const shape = z.strictObject({
  terms: z.array(
    z.strictObject({
      id: z.coerce.string().regex(/^[a-z0-9][a-z0-9-]*$/),
      type: z.string().optional(),
      common: z.boolean().default(false),
      zh: words,
      en: words,
    }),
  ),
});

/**
 * The bilingual lexicon from library/lexicon.yaml.
 * @throws LIBRARY_INVALID with the file and the term.
 */
export function loadLexicon(source: LibraryText): Lexicon {
  const result = shape.safeParse(parseYaml(source.text));
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new DuibiaoError('LIBRARY_INVALID', {
      where: `${source.file}: ${issue.path.join('.')}`,
      what: issue.message,
      allowed: 'id, zh, en, and type or common where they apply',
    });
  }
  const terms: Term[] = result.data.terms.map((t) => ({ ...t, type: t.type ?? null }));
  const seen = new Set<string>();
  for (const term of terms) {
    if (seen.has(term.id))
      throw new DuibiaoError('LIBRARY_INVALID', {
        where: `${source.file}: ${term.id}`,
        what: 'the id stands twice',
        allowed: 'one entry an id',
      });
    seen.add(term.id);
  }
  return buildLexicon(terms);
}

export function buildLexicon(terms: readonly Term[]): Lexicon {
  const patterns: Pattern[] = [];
  const owner: Term[] = [];
  for (const term of terms)
    for (const text of [...term.zh, ...term.en]) {
      const openEnd = text.endsWith('*');
      patterns.push({ id: patterns.length, text: openEnd ? text.slice(0, -1) : text, openEnd });
      owner.push(term);
    }
  const matcher = buildMatcher(patterns);
  return {
    terms,
    find: (text) =>
      matcher.find(text).map((hit) => ({ term: owner[hit.id]!, start: hit.start, end: hit.end })),
  };
}
