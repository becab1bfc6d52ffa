/** Themes, traits, companies and rules as files in library/, reviewed like code, loaded into the tables. */
export { applyLibrary, libraryDigest, writeLibrary } from './apply.ts';
export { type CaseResult, type Distinct, distinctness, runCases } from './cases.ts';
export { checkLibrary, type Finding } from './check.ts';
export {
  diffLibrary,
  type LibraryDiff,
  type LineChange,
  PARTS,
  type PartChange,
  type PartName,
} from './diff.ts';
export { type ExportCounts, exportLibrary } from './export.ts';
export type { LibraryFiles } from './files.ts';
export { burstReadersOf } from './hype.ts';
export {
  decideProposal,
  listProposals,
  PROPOSAL_STATUSES,
  type Proposal,
  type ProposalStatus,
} from './proposal.repository.ts';
export { draftEntry, type JudgedProposal, type ProposalSpan, proposalInShort } from './proposal.ts';
export { type Proposed, propose } from './propose.ts';
export { readLibrary, yamlFile } from './read.ts';
export { type Readers, readersOf } from './readers.ts';
export { type StoredLibrary, storedLibrary } from './stored.repository.ts';
