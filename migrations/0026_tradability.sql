-- What is not known of a line is told from what is: the day of its newest price, and whether any list of special treatment
-- had been loaded.
ALTER TABLE tradability ADD COLUMN special_known boolean NOT NULL DEFAULT false;
ALTER TABLE tradability ADD COLUMN prices_to date;

CREATE OR REPLACE VIEW analyst.tradability_all (analogue_id, event_id, origin, ticker, kind, at, exchange, shut, next_minute, minutes_to_trade, minutes_since_broke, suspended, special_treatment, price_limit, at_limit, value_traded, connect, connect_verified, valuation_metric, valuation_percentile, lines, ah_premium, ah_on, generated, computed_at, special_known, prices_to) AS
SELECT t.analogue_id, a.event_id, e.origin, a.ticker, a.kind, t.at, t.exchange, t.shut, t.next_minute, t.minutes_to_trade, t.minutes_since_broke, t.suspended, t.special_treatment,
  t.price_limit, t.at_limit, t.value_traded, t.connect, t.connect_verified, t.valuation_metric, t.valuation_percentile, t.lines, t.ah_premium, t.ah_on, t.generated, t.computed_at,
  t.special_known, t.prices_to
FROM tradability t JOIN analogue a ON a.id = t.analogue_id JOIN event e ON e.id = a.event_id;
CREATE OR REPLACE VIEW analyst.tradability AS SELECT * FROM analyst.tradability_all WHERE origin IN ('live', 'ingest');

DO $$
DECLARE v text;
BEGIN
  FOREACH v IN ARRAY ARRAY['tradability', 'tradability_all'] LOOP
    EXECUTE format('COMMENT ON COLUMN analyst.%I.suspended IS %L', v, 'No trade in the last closed session; null without prices, and where no company of the exchange has that session''s yet.');
    EXECUTE format('COMMENT ON COLUMN analyst.%I.special_treatment IS %L', v, 'Under special treatment (ST, *ST) on the day it would be traded: by a dated status, else by its name.');
    EXECUTE format('COMMENT ON COLUMN analyst.%I.special_known IS %L', v, 'False where no list of special treatment was loaded and the name does not say it: the limit may be narrower.');
    EXECUTE format('COMMENT ON COLUMN analyst.%I.prices_to IS %L', v, 'Day of its newest price, the last closed session or before; null without prices.');
  END LOOP;
END $$;
