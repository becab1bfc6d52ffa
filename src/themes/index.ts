/** Themes and traits: what they are called, how they are found in text, how strongly an event has them. */
export { type ArticleTerm, termStrength } from './strength.ts';
export {
  compileTerms,
  contextWord,
  negated,
  type Term,
  type TermFinder,
  type TermHit,
  type TermPattern,
} from './term.ts';
export { loadThemes, loadTraits, saveArticleTerms, saveTerms } from './theme.repository.ts';
export { AXES, type Axis, ancestors, type Theme, type Trait } from './theme.ts';
