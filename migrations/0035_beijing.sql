-- Shares of the Beijing Stock Exchange. Its market identifier code is BJSE (ISO 10383; XBSE is Bucharest).
ALTER TABLE company DROP CONSTRAINT company_exchange_check;
ALTER TABLE company ADD CONSTRAINT company_exchange_check CHECK (exchange IN ('XHKG', 'XSHG', 'XSHE', 'BJSE'));
ALTER TABLE calendar_announcement DROP CONSTRAINT calendar_announcement_exchange_check;
ALTER TABLE calendar_announcement ADD CONSTRAINT calendar_announcement_exchange_check CHECK (exchange IN ('XHKG', 'XSHG', 'XSHE', 'BJSE', 'XNYS', 'XNAS'));
COMMENT ON COLUMN analyst.analogues_all.exchange IS 'MIC: XHKG, XSHG, XSHE, BJSE (Beijing).';
COMMENT ON COLUMN analyst.analogues.exchange IS 'MIC: XHKG, XSHG, XSHE, BJSE (Beijing).';
COMMENT ON COLUMN analyst.companies.exchange IS 'MIC: XHKG, XSHG, XSHE, BJSE (Beijing).';
