// Written by scripts/table-types.mjs from migrations/: db/ alone may name the row types of the folders below it.

import type {
  AnalogueComponentTable,
  AnalogueEvidenceTable,
  AnalogueFeedbackTable,
  AnalogueHeldBackTable,
  AnalogueTable,
  CompanyStatementSubjectTable,
  CompanyStatementTable,
  OpposedPairTable,
  ProposalSpanTable,
  ProposalTable,
  RuleCaseTable,
  RuleTable,
  RuleTermTable,
} from '../analogues/analogue.table.ts';
import type {
  ArticlePageTable,
  ArticleRevisionTable,
  ArticleSketchTable,
  ArticleTable,
} from '../articles/article.table.ts';
import type {
  ScoreboardMissTable,
  ScoreboardRowTable,
  ScoreboardRunTable,
} from '../backtest/backtest.table.ts';
import type {
  CompanyAliasTable,
  CompanyProductTable,
  CompanyRelationTable,
  CompanyTable,
  CompanyTraitTable,
  LibraryVersionTable,
  ProductParityTable,
} from '../companies/company.table.ts';
import type {
  DeliveryAttemptTable,
  DeliveryTable,
  EndpointTable,
  SubscriberTable,
  SubscriberThemeTable,
} from '../deliver/delivery.table.ts';
import type { ArticleEntityTable, EntityAliasTable, EntityTable } from '../entities/entity.table.ts';
import type {
  ClusterEventTable,
  EventArticleTable,
  EventCorrectionTable,
  EventRetractionTable,
  EventStateTable,
  EventSubjectTable,
  EventTable,
  EventThemeTable,
  EventTraitTable,
  HypeScoreTable,
  HypeThresholdTable,
  HypeWeightTable,
} from '../events/event.table.ts';
import type {
  BarsFileTable,
  CalendarAnnouncementTable,
  CompanyRevenueTable,
  CompanyStatusTable,
  DailyBarTable,
  FxRateTable,
  SizingTable,
  TradabilityTable,
  TradingSessionTable,
  ValuationTable,
} from '../market/market.table.ts';
import type {
  EarningsDateTable,
  FigureContradictionTable,
  ReleaseComparisonTable,
  ReleaseFigureTable,
  ReleaseMixTable,
  ReleaseTable,
} from '../releases/release.table.ts';
import type {
  DocumentTable,
  FetchHostTable,
  FetchLogTable,
  PageWantedTable,
  SkippedPageTable,
  SourceAlarmTable,
  SourceTable,
} from '../sources/source.table.ts';
import type {
  ArticleThemeTable,
  ArticleTraitTable,
  ThemeDayTable,
  ThemePatternTable,
  ThemeStatTable,
  ThemeTable,
  TraitPatternTable,
  TraitTable,
} from '../themes/theme.table.ts';

export interface Database {
  analogue: AnalogueTable;
  analogue_component: AnalogueComponentTable;
  analogue_evidence: AnalogueEvidenceTable;
  analogue_feedback: AnalogueFeedbackTable;
  analogue_held_back: AnalogueHeldBackTable;
  article: ArticleTable;
  article_entity: ArticleEntityTable;
  article_page: ArticlePageTable;
  article_revision: ArticleRevisionTable;
  article_sketch: ArticleSketchTable;
  article_theme: ArticleThemeTable;
  article_trait: ArticleTraitTable;
  bars_file: BarsFileTable;
  calendar_announcement: CalendarAnnouncementTable;
  cluster_event: ClusterEventTable;
  company: CompanyTable;
  company_alias: CompanyAliasTable;
  company_product: CompanyProductTable;
  company_relation: CompanyRelationTable;
  company_revenue: CompanyRevenueTable;
  company_statement: CompanyStatementTable;
  company_statement_subject: CompanyStatementSubjectTable;
  company_status: CompanyStatusTable;
  company_trait: CompanyTraitTable;
  daily_bar: DailyBarTable;
  delivery: DeliveryTable;
  delivery_attempt: DeliveryAttemptTable;
  document: DocumentTable;
  earnings_date: EarningsDateTable;
  endpoint: EndpointTable;
  entity: EntityTable;
  entity_alias: EntityAliasTable;
  event: EventTable;
  event_article: EventArticleTable;
  event_correction: EventCorrectionTable;
  event_retraction: EventRetractionTable;
  event_state: EventStateTable;
  event_subject: EventSubjectTable;
  event_theme: EventThemeTable;
  event_trait: EventTraitTable;
  fetch_host: FetchHostTable;
  fetch_log: FetchLogTable;
  figure_contradiction: FigureContradictionTable;
  fx_rate: FxRateTable;
  hype_score: HypeScoreTable;
  hype_threshold: HypeThresholdTable;
  hype_weight: HypeWeightTable;
  library_version: LibraryVersionTable;
  opposed_pair: OpposedPairTable;
  page_wanted: PageWantedTable;
  product_parity: ProductParityTable;
  proposal: ProposalTable;
  proposal_span: ProposalSpanTable;
  release: ReleaseTable;
  release_comparison: ReleaseComparisonTable;
  release_figure: ReleaseFigureTable;
  release_mix: ReleaseMixTable;
  rule: RuleTable;
  rule_case: RuleCaseTable;
  rule_term: RuleTermTable;
  scoreboard_miss: ScoreboardMissTable;
  scoreboard_row: ScoreboardRowTable;
  scoreboard_run: ScoreboardRunTable;
  sizing: SizingTable;
  skipped_page: SkippedPageTable;
  source: SourceTable;
  source_alarm: SourceAlarmTable;
  subscriber: SubscriberTable;
  subscriber_theme: SubscriberThemeTable;
  theme: ThemeTable;
  theme_day: ThemeDayTable;
  theme_pattern: ThemePatternTable;
  theme_stat: ThemeStatTable;
  tradability: TradabilityTable;
  trading_session: TradingSessionTable;
  trait: TraitTable;
  trait_pattern: TraitPatternTable;
  valuation: ValuationTable;
}
