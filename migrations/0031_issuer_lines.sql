-- An issuer is named once, with all its listed lines (A, H): each line has a row of tradability of its own under that one.
ALTER TABLE tradability ADD COLUMN ticker text;
UPDATE tradability t SET ticker = a.ticker FROM analogue a WHERE a.id = t.analogue_id;
ALTER TABLE tradability ALTER COLUMN ticker SET NOT NULL;
ALTER TABLE tradability DROP CONSTRAINT tradability_pkey;
ALTER TABLE tradability ADD PRIMARY KEY (analogue_id, ticker);

CREATE OR REPLACE VIEW analyst.tradability_all (analogue_id, event_id, origin, ticker, kind, at, exchange, shut, next_minute, minutes_to_trade, minutes_since_broke, suspended, special_treatment, price_limit, at_limit, value_traded, connect, connect_verified, valuation_metric, valuation_percentile, lines, ah_premium, ah_on, generated, computed_at, special_known, prices_to, leads) AS
SELECT t.analogue_id, a.event_id, e.origin, t.ticker, a.kind, t.at, t.exchange, t.shut, t.next_minute, t.minutes_to_trade, t.minutes_since_broke, t.suspended, t.special_treatment,
  t.price_limit, t.at_limit, t.value_traded, t.connect, t.connect_verified, t.valuation_metric, t.valuation_percentile, t.lines, t.ah_premium, t.ah_on, t.generated, t.computed_at,
  t.special_known, t.prices_to, t.ticker = a.ticker
FROM tradability t JOIN analogue a ON a.id = t.analogue_id JOIN event e ON e.id = a.event_id;
CREATE OR REPLACE VIEW analyst.tradability AS SELECT * FROM analyst.tradability_all WHERE origin IN ('live', 'ingest');

CREATE OR REPLACE VIEW analyst.analogues_all (analogue_id, event_id, origin, ticker, exchange, company_zh, company_en, kind, same_product, score, rank, rule_id, rule_version, why_zh, why_en, as_of, computed_at, superseded_at, stands, lines) AS
SELECT a.id, a.event_id, e.origin, a.ticker, c.exchange, c.name_zh_hans, c.name_en, a.kind, a.same_product, a.score, a.rank, a.rule_id, a.rule_version,
  a.why_zh, a.why_en, a.as_of, a.computed_at, a.superseded_at, a.superseded_at IS NULL,
  ARRAY(SELECT s.ticker FROM company s
    WHERE s.issuer = c.issuer AND (s.ticker = a.ticker OR (s.listed_on <= (a.as_of AT TIME ZONE 'UTC')::date
      AND (s.delisted_on IS NULL OR s.delisted_on > (a.as_of AT TIME ZONE 'UTC')::date)))
    ORDER BY s.ticker <> a.ticker, s.ticker COLLATE "C")
FROM analogue a JOIN event e ON e.id = a.event_id JOIN company c ON c.ticker = a.ticker;
CREATE OR REPLACE VIEW analyst.analogues AS SELECT * FROM analyst.analogues_all WHERE origin IN ('live', 'ingest');

DO $$
DECLARE v text;
BEGIN
  FOREACH v IN ARRAY ARRAY['tradability', 'tradability_all'] LOOP
    EXECUTE format('COMMENT ON VIEW analyst.%I IS %L', v, 'One row a listed line of a named issuer: whether and when it could be traded at the moment it was named. ' || CASE v WHEN 'tradability' THEN 'Live material only.' ELSE 'Recorded material included.' END);
    EXECUTE format('COMMENT ON COLUMN analyst.%I.ticker IS %L', v, 'The listed line; join companies on it.');
    EXECUTE format('COMMENT ON COLUMN analyst.%I.leads IS %L', v, 'True for the line by which the issuer is named (analogues.ticker), false for its others.');
  END LOOP;
  FOREACH v IN ARRAY ARRAY['analogues', 'analogues_all'] LOOP
    EXECUTE format('COMMENT ON COLUMN analyst.%I.lines IS %L', v, 'Every listed line of the issuer (A, H), the one it is named by first.');
  END LOOP;
END $$;
