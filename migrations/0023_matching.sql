-- What the matching statement reads, in the order in which it reads it: a trait, its companies, a company's newest fact first.
-- Everything it asks of a fact stands in the index, so the table itself is not opened.
CREATE INDEX company_trait_newest ON company_trait (trait_id, ticker, valid_from DESC, source_date DESC, strength DESC) INCLUDE (valid_to, recorded_at);
CREATE INDEX company_trait_share ON company_trait (trait_id, ticker, valid_from DESC, source_date DESC, revenue_share DESC) INCLUDE (valid_to, recorded_at) WHERE revenue_share IS NOT NULL;
DROP INDEX company_trait_trait;
