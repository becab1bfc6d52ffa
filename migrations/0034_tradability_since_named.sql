-- A line that is restated (another rank, another reason) is a row of its own. Whether and when it could be traded belongs to
-- the event and to the moment at which its issuer was first named for it, not to the latest restatement.
ALTER TABLE tradability ADD COLUMN last_session date;

-- Rows of restatements get what was written when the line was first named.
WITH told AS (
  SELECT t.*, a.event_id, c.issuer,
    row_number() OVER (PARTITION BY a.event_id, c.issuer, t.ticker ORDER BY t.at, a.computed_at, a.id COLLATE "C") AS n
  FROM tradability t JOIN analogue a ON a.id = t.analogue_id JOIN company c ON c.ticker = a.ticker
)
UPDATE tradability t SET at = f.at, shut = f.shut, next_minute = f.next_minute, minutes_to_trade = f.minutes_to_trade,
  suspended = f.suspended, special_treatment = f.special_treatment, special_known = f.special_known, prices_to = f.prices_to,
  price_limit = f.price_limit, at_limit = f.at_limit, value_traded = f.value_traded, connect = f.connect,
  connect_verified = f.connect_verified, valuation_metric = f.valuation_metric, valuation_percentile = f.valuation_percentile,
  lines = f.lines, ah_premium = f.ah_premium, ah_on = f.ah_on, generated = f.generated
FROM told r JOIN told f ON f.event_id = r.event_id AND f.issuer = r.issuer AND f.ticker = r.ticker AND f.n = 1
WHERE r.n > 1 AND t.analogue_id = r.analogue_id AND t.ticker = r.ticker;

-- Minutes since it broke are counted from the event's first article where they are read: an older article that joins moves
-- the event's beginning, and with it every line's wait.
CREATE OR REPLACE VIEW analyst.tradability_all (analogue_id, event_id, origin, ticker, kind, at, exchange, shut, next_minute, minutes_to_trade, minutes_since_broke, suspended, special_treatment, price_limit, at_limit, value_traded, connect, connect_verified, valuation_metric, valuation_percentile, lines, ah_premium, ah_on, generated, computed_at, special_known, prices_to, leads, last_session) AS
SELECT t.analogue_id, a.event_id, e.origin, t.ticker, a.kind, t.at, t.exchange, t.shut, t.next_minute, t.minutes_to_trade,
  greatest(0, ceil(extract(epoch FROM t.next_minute - e.first_seen) / 60))::integer, t.suspended, t.special_treatment,
  t.price_limit, t.at_limit, t.value_traded, t.connect, t.connect_verified, t.valuation_metric, t.valuation_percentile, t.lines, t.ah_premium, t.ah_on, t.generated, t.computed_at,
  t.special_known, t.prices_to, t.ticker = a.ticker, t.last_session
FROM tradability t JOIN analogue a ON a.id = t.analogue_id JOIN event e ON e.id = a.event_id;
CREATE OR REPLACE VIEW analyst.tradability AS SELECT * FROM analyst.tradability_all WHERE origin IN ('live', 'ingest');
ALTER TABLE tradability DROP COLUMN minutes_since_broke;

DO $$
DECLARE v text;
BEGIN
  FOREACH v IN ARRAY ARRAY['tradability', 'tradability_all'] LOOP
    EXECUTE format('COMMENT ON VIEW analyst.%I IS %L', v, 'One row a listed line of a named issuer: whether and when it could be traded, as of the moment its issuer was first named for the event; a restated line says the same. ' || CASE v WHEN 'tradability' THEN 'Live material only.' ELSE 'Recorded material included.' END);
    EXECUTE format('COMMENT ON COLUMN analyst.%I.at IS %L', v, 'The moment at which its issuer was first named for the event, of which the row is said.');
    EXECUTE format('COMMENT ON COLUMN analyst.%I.next_minute IS %L', v, 'First instant at or after that moment at which a trade can be made, UTC.');
    EXECUTE format('COMMENT ON COLUMN analyst.%I.minutes_to_trade IS %L', v, 'Whole minutes, rounded up, from that moment to next_minute.');
    EXECUTE format('COMMENT ON COLUMN analyst.%I.minutes_since_broke IS %L', v, 'Whole minutes, rounded up, from the event''s first article to next_minute: the latency a desk feels.');
    EXECUTE format('COMMENT ON COLUMN analyst.%I.last_session IS %L', v, 'The last session closed before that moment; null for rows written before it was kept.');
  END LOOP;
END $$;
