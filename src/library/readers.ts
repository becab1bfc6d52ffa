import { buildDictionary, type EntityDictionary, relationOf } from '../entities/index.ts';
import { compileTerms, type TermFinder, type Theme } from '../themes/index.ts';
import type { LibraryFiles } from './files.ts';

/** What reads a text: compiled once, used for every article. */
export interface Readers {
  themes: TermFinder;
  traits: TermFinder;
  themeTree: ReadonlyMap<string, Theme>;
  dictionary: EntityDictionary;
  companyOf(entityId: string): string | null;
}

export function readersOf(library: Pick<LibraryFiles, 'themes' | 'traits' | 'entities'>): Readers {
  const dictionary = buildDictionary(library.entities);
  return {
    themes: compileTerms(library.themes),
    traits: compileTerms(library.traits),
    themeTree: new Map(library.themes.map((t) => [t.id, t])),
    dictionary,
    companyOf(entityId) {
      const id = relationOf(entityId, dictionary);
      return dictionary.entities.get(id)?.kind === 'company' ? id : null;
    },
  };
}
