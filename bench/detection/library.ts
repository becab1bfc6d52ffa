import { join } from 'node:path';
import { buildDictionary } from '../../src/entities/index.ts';
import { readLibrary } from '../../src/library/index.ts';
import { compileTerms } from '../../src/themes/index.ts';
import type { DetectionLibrary } from './measure.ts';

/** The shipped library, as far as detection reads it. */
export function detectionLibrary(root: string): DetectionLibrary {
  const files = readLibrary(join(root, 'library'));
  return {
    dictionary: buildDictionary(files.entities),
    lexicon: files.lexicon,
    hype: files.hype,
    themes: compileTerms(files.themes),
    themeTree: new Map(files.themes.map((t) => [t.id, t])),
  };
}
