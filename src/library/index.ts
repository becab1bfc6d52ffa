/** Themes, traits, companies and rules as files in library/, reviewed like code, loaded into the tables. */
export { applyLibrary, libraryDigest } from './apply.ts';
export { type CaseResult, type Readers, readersOf, runCases } from './cases.ts';
export { checkLibrary, type Finding } from './check.ts';
export { type LibraryFiles, readLibrary } from './read.ts';
