/** Pure text: folding, languages, sentences, the multi-pattern matcher. Every offset is a UTF-16 unit of the original. */
export { fold } from './fold.ts';
export { detectLanguage, hanRatio, type Language } from './language.ts';
export { buildMatcher, type Hit, type Matcher, type Pattern } from './matcher.ts';
export { type Span, sentenceAt, sentences } from './sentences.ts';
export { type Word, words } from './words.ts';
export { zoneOffset } from './zone.ts';
