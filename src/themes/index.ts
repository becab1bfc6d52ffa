/** Themes and traits: what they are called, how they are found in text, how strongly an event has them. */
export {
  BASELINE_DAYS,
  type BaselineQuestion,
  burstZ,
  countBetween,
  type DayCount,
  type DayKind,
  type KindOfDay,
  type TellingLanguage,
  tellingLanguage,
  type Usual,
  usualOf,
} from './baseline.ts';
export {
  type Burst,
  type BurstKind,
  type BurstReaders,
  type BurstSettings,
  type BurstTitle,
  candidateWords,
  findBursts,
} from './burst.ts';
export { type ArticleTerm, termStrength, withMix } from './strength.ts';
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
export {
  countArticle,
  storedThemes,
  themeDays,
  themesCounted,
  WHOLE_STREAM,
} from './theme-day.repository.ts';
