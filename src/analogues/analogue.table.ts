// Written by scripts/table-types.mjs from migrations/.
import type { Generated, GeneratedAlways } from 'kysely';

export interface RuleTable {
  id: string;
  kind: string;
  status: Generated<string>;
  version: Generated<number>;
  title_zh: string;
  title_en: string;
  rationale_zh: string;
  rationale_en: string;
  author: string;
  written_on: string;
  weight: Generated<number>;
  recorded_at: string;
}

export interface RuleTermTable {
  rule_id: string;
  side: string;
  subject: string;
  name: string;
  role: string;
  weight: Generated<number>;
  minimum: Generated<number>;
}

export interface RuleCaseTable {
  rule_id: string;
  name: string;
  title: string;
  body: string;
  as_of: string;
  first_hand: Generated<boolean>;
  ticker: string;
  expect: string;
}

export interface OpposedPairTable {
  event_trait: string;
  company_trait: string;
  reason_zh: string;
  reason_en: string;
}

export interface AnalogueTable {
  id: string;
  event_id: string;
  ticker: string;
  kind: string;
  same_product: boolean;
  score: number;
  rank: number;
  rule_id: string | null;
  rule_version: number | null;
  why_zh: string;
  why_en: string;
  as_of: string;
  computed_at: string;
  superseded_at: string | null;
  lost_to_rule: string | null;
}

export interface AnalogueComponentTable {
  analogue_id: string;
  name: string;
  value: number;
  note: string | null;
}

export interface AnalogueEvidenceTable {
  analogue_id: string;
  position: number;
  against: boolean;
  side: string;
  trait_id: string | null;
  article_id: string | null;
  field: string | null;
  start_at: number | null;
  end_at: number | null;
  text: string | null;
  source_title: string | null;
  source_url: string | null;
  source_date: string | null;
  note: string | null;
  note_zh: string | null;
}

export interface AnalogueFeedbackTable {
  id: GeneratedAlways<number>;
  event_id: string;
  ticker: string;
  analogue_id: string;
  kind: string;
  score: number;
  rank: number;
  rule_id: string | null;
  rule_version: number | null;
  verdict: string;
  why: string;
  author: string;
  channel: string;
  at: string;
  key: string;
}

export interface CompanyStatementTable {
  id: string;
  article_id: string;
  issuer: string;
  form: string;
  stance: string;
  share: number | null;
  field: string;
  start_at: number;
  end_at: number;
  text: string;
}

export interface CompanyStatementSubjectTable {
  statement_id: string;
  subject: string;
}

export interface AnalogueHeldBackTable {
  id: string;
  event_id: string;
  ticker: string;
  kind: string;
  reason: string;
  rule_id: string | null;
  rule_version: number | null;
  score: number;
  trait_id: string | null;
  share: number | null;
  floor: number;
  source_title: string | null;
  source_url: string | null;
  source_date: string | null;
  article_id: string | null;
  field: string | null;
  start_at: number | null;
  end_at: number | null;
  text: string | null;
  as_of: string;
  computed_at: string;
  superseded_at: string | null;
}

export interface ProposalTable {
  id: string;
  event_id: string;
  kind: string;
  name: string;
  entry: string;
  model: string;
  proposed_at: string;
  status: Generated<string>;
  decided_by: string | null;
  decided_at: string | null;
  why: string | null;
}

export interface ProposalSpanTable {
  proposal_id: string;
  position: number;
  article_id: string;
  field: string;
  start_at: number;
  end_at: number;
  text: string;
  says: string;
}
