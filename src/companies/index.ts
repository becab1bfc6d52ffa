/** Listed companies of Hong Kong and the mainland, and what is known of how they earn, dated and sourced. */

export { companyNames, saveCompanies } from './company.repository.ts';
export {
  type Company,
  type CompanyRelation,
  type CompanyTrait,
  type DatedSource,
  type Exchange,
  HOME_EXCHANGES,
  RELATIONS,
  type RelationKind,
} from './company.ts';
export {
  knownShareOf,
  type Note,
  noteFrom,
  noteOf,
  shareOfZh,
  shownOf,
  shownRelation,
  writtenNote,
} from './note.ts';
