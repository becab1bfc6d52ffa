/** Names and notions in two languages: who is named, and which terms mean the same. */

export { saveArticleEntities, saveEntities } from './entity.repository.ts';
export { type Alias, type Entity, type EntityKind, type LibraryText, loadEntities } from './entity.ts';
export {
  buildDictionary,
  type EntityDictionary,
  type EntityHit,
  type Field,
  findEntities,
  relationOf,
} from './find.ts';
export { buildLexicon, type Lexicon, loadLexicon, type Term, type TermHit } from './lexicon.ts';
