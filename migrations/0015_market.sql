-- Market sense: days that exchanges announced, nightly files of bars, status and valuation by date, whether a line could be
-- traded, what a company earns (for the sizing sum), and the scoreboard: the product's own claim, kept week by week.

ALTER TABLE subscriber ADD COLUMN scoreboard boolean NOT NULL DEFAULT false;

-- kind `year`: the holidays of that year are announced, so what was estimated no longer holds; its closures are `shut` rows.
CREATE TABLE calendar_announcement (
  id text PRIMARY KEY,
  exchange text NOT NULL CHECK (exchange IN ('XHKG', 'XSHG', 'XSHE', 'XNYS', 'XNAS')),
  kind text NOT NULL CHECK (kind IN ('year', 'shut', 'hours')),
  first_day date NOT NULL,
  last_day date NOT NULL,
  open_time text,
  close_time text,
  break_start text,
  break_end text,
  source text NOT NULL,
  announced_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  CHECK (first_day <= last_day),
  CHECK ((kind = 'hours') = (open_time IS NOT NULL AND close_time IS NOT NULL))
);
CREATE INDEX calendar_announcement_at ON calendar_announcement (announced_at);

-- A file that was once read is not read again, whatever its name.
CREATE TABLE bars_file (
  sha256 text PRIMARY KEY,
  name text NOT NULL,
  status text NOT NULL CHECK (status IN ('loaded', 'refused')),
  bars integer NOT NULL DEFAULT 0,
  tickers integer NOT NULL DEFAULT 0,
  first_day date,
  last_day date,
  charset text NOT NULL,
  problems text[] NOT NULL DEFAULT '{}',
  recorded_at timestamptz NOT NULL
);

-- Special treatment (ST, *ST) and Stock Connect eligibility hold between dates. Spans are half open: until is the first day after.
CREATE TABLE company_status (
  ticker text NOT NULL,
  status text NOT NULL CHECK (status IN ('special_treatment', 'connect')),
  since date NOT NULL,
  until date,
  verified boolean NOT NULL,
  source_title text NOT NULL,
  source_url text NOT NULL,
  source_date date NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (ticker, status, since),
  CHECK (until IS NULL OR until > since)
);
CREATE TABLE valuation (
  ticker text NOT NULL,
  date date NOT NULL,
  metric text NOT NULL CHECK (metric IN ('pe', 'pb', 'ps')),
  value double precision NOT NULL,
  PRIMARY KEY (ticker, metric, date)
);
CREATE TABLE company_revenue (
  issuer text NOT NULL,
  period text NOT NULL,
  months integer NOT NULL CHECK (months BETWEEN 1 AND 18),
  amount double precision NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  source_title text NOT NULL,
  source_url text NOT NULL,
  source_date date NOT NULL,
  PRIMARY KEY (issuer, period)
);

-- One row a line, written with it: could it be traded at the moment it was named, and when first.
CREATE TABLE tradability (
  analogue_id text PRIMARY KEY REFERENCES analogue (id) ON DELETE CASCADE,
  at timestamptz NOT NULL,
  exchange text NOT NULL,
  shut boolean NOT NULL,
  next_minute timestamptz,
  minutes_to_trade integer,
  minutes_since_broke integer,
  suspended boolean,
  special_treatment boolean NOT NULL,
  price_limit double precision,
  at_limit text CHECK (at_limit IN ('up', 'down')),
  value_traded double precision,
  connect boolean,
  connect_verified boolean,
  valuation_metric text,
  valuation_percentile double precision,
  lines text[] NOT NULL DEFAULT '{}',
  ah_premium double precision,
  ah_on date,
  generated boolean NOT NULL DEFAULT false,
  computed_at timestamptz NOT NULL
);

CREATE TABLE scoreboard_run (
  id text PRIMARY KEY,
  week text NOT NULL,
  origin text NOT NULL CHECK (origin IN ('live', 'archive', 'replay', 'any')),
  as_of date NOT NULL,
  from_day date NOT NULL,
  to_day date NOT NULL,
  calls integer NOT NULL,
  events integer NOT NULL,
  trades integer NOT NULL,
  hindsight integer NOT NULL,
  not_public integer NOT NULL,
  not_listed integer NOT NULL,
  no_prices integer NOT NULL,
  suspended integer NOT NULL,
  limit_up integer NOT NULL,
  pending integer NOT NULL,
  trials integer NOT NULL,
  false_alarms double precision NOT NULL,
  confidence double precision NOT NULL,
  resamples integer NOT NULL,
  seed integer NOT NULL,
  benchmark text NOT NULL,
  generated boolean NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('held', 'lost', 'undecided', 'no_trades')),
  verdict_scope text NOT NULL CHECK (verdict_scope IN ('all', 'foresight')),
  computed_at timestamptz NOT NULL,
  UNIQUE (origin, as_of, generated)
);
CREATE TABLE scoreboard_row (
  run_id text NOT NULL REFERENCES scoreboard_run (id) ON DELETE CASCADE,
  position integer NOT NULL,
  grp text NOT NULL,
  contrast boolean NOT NULL,
  scope text NOT NULL CHECK (scope IN ('all', 'foresight')),
  horizon integer NOT NULL,
  trades integer NOT NULL,
  events integer NOT NULL,
  mean double precision,
  low double precision,
  high double precision,
  median double precision,
  hit_rate double precision,
  PRIMARY KEY (run_id, grp, scope, horizon)
);
CREATE TABLE scoreboard_miss (
  run_id text NOT NULL REFERENCES scoreboard_run (id) ON DELETE CASCADE,
  position integer NOT NULL,
  event_id text NOT NULL,
  ticker text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('soft', 'trap')),
  rule_id text,
  entered_on date NOT NULL,
  exit_on date NOT NULL,
  abnormal double precision NOT NULL,
  hindsight boolean NOT NULL,
  PRIMARY KEY (run_id, position)
);

CREATE VIEW analyst.event_sessions_all (event_id, origin, broke_at, exchange, shut, phase, next_session, next_open, minutes_to_open, shut_days, provisional) AS
SELECT e.id, e.origin, e.first_seen, x.exchange,
  NOT (now_on.open_at IS NOT NULL AND (now_on.break_start IS NULL OR e.first_seen < now_on.break_start OR e.first_seen >= now_on.break_end)),
  CASE WHEN now_on.open_at IS NULL THEN
         CASE WHEN next_on.open_at - e.first_seen <= interval '12 hours' THEN 'before' WHEN e.first_seen - last_on.close_at <= interval '12 hours' THEN 'after' ELSE 'shut' END
       WHEN now_on.break_start IS NOT NULL AND e.first_seen >= now_on.break_start AND e.first_seen < now_on.break_end THEN 'break'
       ELSE 'open' END,
  next_on.date, next_on.open_at, ceil(extract(epoch FROM next_on.open_at - e.first_seen) / 60)::int,
  CASE WHEN now_on.open_at IS NULL THEN next_on.date - last_on.date - 1 ELSE 0 END,
  next_on.provisional
FROM event e
CROSS JOIN (VALUES ('XHKG'), ('XSHG'), ('XSHE'), ('XNYS'), ('XNAS')) x (exchange)
LEFT JOIN LATERAL (SELECT s.open_at, s.break_start, s.break_end FROM trading_session s
  WHERE s.exchange = x.exchange AND s.date BETWEEN (e.first_seen AT TIME ZONE 'UTC')::date - 1 AND (e.first_seen AT TIME ZONE 'UTC')::date + 1
    AND s.open_at <= e.first_seen AND e.first_seen < s.close_at) now_on ON true
LEFT JOIN LATERAL (SELECT s.date, s.close_at FROM trading_session s
  WHERE s.exchange = x.exchange AND s.date <= (e.first_seen AT TIME ZONE 'UTC')::date + 1 AND s.close_at <= e.first_seen ORDER BY s.date DESC LIMIT 1) last_on ON true
JOIN LATERAL (SELECT s.date, s.open_at, s.provisional FROM trading_session s
  WHERE s.exchange = x.exchange AND s.date >= (e.first_seen AT TIME ZONE 'UTC')::date - 1 AND s.open_at >= e.first_seen ORDER BY s.date LIMIT 1) next_on ON true;
COMMENT ON VIEW analyst.event_sessions_all IS 'One row an event and exchange: where trading stood when the news broke, and the next session. Recorded material included.';
COMMENT ON COLUMN analyst.event_sessions_all.event_id IS 'Event; join events on it.';
COMMENT ON COLUMN analyst.event_sessions_all.origin IS 'Of the event.';
COMMENT ON COLUMN analyst.event_sessions_all.broke_at IS 'When its first article was published, UTC.';
COMMENT ON COLUMN analyst.event_sessions_all.exchange IS 'XHKG, XSHG, XSHE, XNYS or XNAS.';
COMMENT ON COLUMN analyst.event_sessions_all.shut IS 'True when nothing could be traded there at that moment: shut, or in its break.';
COMMENT ON COLUMN analyst.event_sessions_all.phase IS 'open, break, before (within 12 hours of an open), after (within 12 hours of a close) or shut.';
COMMENT ON COLUMN analyst.event_sessions_all.next_session IS 'Day of the next session that opened at or after that moment.';
COMMENT ON COLUMN analyst.event_sessions_all.next_open IS 'Its open, UTC.';
COMMENT ON COLUMN analyst.event_sessions_all.minutes_to_open IS 'Whole minutes from the news to that open.';
COMMENT ON COLUMN analyst.event_sessions_all.shut_days IS 'Days without a session between the last close and that open, weekends included; 0 on an ordinary night.';
COMMENT ON COLUMN analyst.event_sessions_all.provisional IS 'True where that year''s holidays were computed, not announced yet.';
CREATE VIEW analyst.event_sessions AS SELECT * FROM analyst.event_sessions_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.event_sessions IS 'One row an event and exchange: where trading stood when the news broke, and the next session. Live material only.';

CREATE VIEW analyst.tradability_all (analogue_id, event_id, origin, ticker, kind, at, exchange, shut, next_minute, minutes_to_trade, minutes_since_broke, suspended, special_treatment, price_limit, at_limit, value_traded, connect, connect_verified, valuation_metric, valuation_percentile, lines, ah_premium, ah_on, generated, computed_at) AS
SELECT t.analogue_id, a.event_id, e.origin, a.ticker, a.kind, t.at, t.exchange, t.shut, t.next_minute, t.minutes_to_trade, t.minutes_since_broke, t.suspended, t.special_treatment,
  t.price_limit, t.at_limit, t.value_traded, t.connect, t.connect_verified, t.valuation_metric, t.valuation_percentile, t.lines, t.ah_premium, t.ah_on, t.generated, t.computed_at
FROM tradability t JOIN analogue a ON a.id = t.analogue_id JOIN event e ON e.id = a.event_id;
COMMENT ON VIEW analyst.tradability_all IS 'One row a line: whether and when the company could be traded at the moment it was named. Recorded material included.';
COMMENT ON COLUMN analyst.tradability_all.analogue_id IS 'Line; join analogues on it.';
COMMENT ON COLUMN analyst.tradability_all.event_id IS 'Event; join events on it.';
COMMENT ON COLUMN analyst.tradability_all.origin IS 'Of the event.';
COMMENT ON COLUMN analyst.tradability_all.ticker IS 'Company; join companies on it.';
COMMENT ON COLUMN analyst.tradability_all.kind IS 'soft, hard, trap or issuer.';
COMMENT ON COLUMN analyst.tradability_all.at IS 'The moment it is said of, UTC.';
COMMENT ON COLUMN analyst.tradability_all.exchange IS 'Where it is listed.';
COMMENT ON COLUMN analyst.tradability_all.shut IS 'True when that exchange was not trading at that moment.';
COMMENT ON COLUMN analyst.tradability_all.next_minute IS 'First instant at or after it at which a trade can be made, UTC.';
COMMENT ON COLUMN analyst.tradability_all.minutes_to_trade IS 'Whole minutes to it: the latency a desk feels.';
COMMENT ON COLUMN analyst.tradability_all.minutes_since_broke IS 'Whole minutes from the event''s first article to that minute.';
COMMENT ON COLUMN analyst.tradability_all.suspended IS 'No trade in the last closed session; null without prices.';
COMMENT ON COLUMN analyst.tradability_all.special_treatment IS 'Under special treatment (ST, *ST) on that day: by a dated status, else by its name.';
COMMENT ON COLUMN analyst.tradability_all.price_limit IS 'Largest move from the close before, as a fraction; null where there is no limit.';
COMMENT ON COLUMN analyst.tradability_all.at_limit IS 'up or down where the last closed session ended at its limit.';
COMMENT ON COLUMN analyst.tradability_all.value_traded IS 'Mean value traded a day over the last 20 sessions, in the quote''s currency; null without prices.';
COMMENT ON COLUMN analyst.tradability_all.connect IS 'Could be traded through Stock Connect on that day; null where eligibility is not known.';
COMMENT ON COLUMN analyst.tradability_all.connect_verified IS 'False where the eligibility was not checked against the exchanges'' lists.';
COMMENT ON COLUMN analyst.tradability_all.valuation_metric IS 'pe, pb or ps; null without valuation data.';
COMMENT ON COLUMN analyst.tradability_all.valuation_percentile IS 'Share of the last 1,250 days on which it was valued at most as highly, 0 to 1.';
COMMENT ON COLUMN analyst.tradability_all.lines IS 'Every listed line of the same issuer.';
COMMENT ON COLUMN analyst.tradability_all.ah_premium IS 'Price of the A share over the H share, minus 1; null without both prices and an exchange rate.';
COMMENT ON COLUMN analyst.tradability_all.ah_on IS 'Day of the older of the two prices.';
COMMENT ON COLUMN analyst.tradability_all.generated IS 'True where a price was invented.';
COMMENT ON COLUMN analyst.tradability_all.computed_at IS 'When it was computed, UTC.';
CREATE VIEW analyst.tradability AS SELECT * FROM analyst.tradability_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.tradability IS 'One row a line: whether and when the company could be traded at the moment it was named. Live material only.';

CREATE VIEW analyst.scoreboard_all (week, origin, as_of, "group", contrast, scope, horizon_sessions, trades, events, mean_abnormal, low, high, median, hit_rate, trials, verdict, generated, computed_at) AS
SELECT r.week, r.origin, r.as_of, w.grp, w.contrast, w.scope, w.horizon, w.trades, w.events, w.mean, w.low, w.high, w.median, w.hit_rate, r.trials, r.verdict, r.generated, r.computed_at
FROM scoreboard_row w JOIN scoreboard_run r ON r.id = w.run_id;
COMMENT ON VIEW analyst.scoreboard_all IS 'One row a week, group, scope and horizon: the product''s own claim, tested over what was published. Recorded material included.';
COMMENT ON COLUMN analyst.scoreboard_all.week IS 'ISO week, such as 2026-W47.';
COMMENT ON COLUMN analyst.scoreboard_all.origin IS 'Of the events: live, or recorded material.';
COMMENT ON COLUMN analyst.scoreboard_all.as_of IS 'The study''s present: no later price was read.';
COMMENT ON COLUMN analyst.scoreboard_all."group" IS 'soft, hard, trap, random; rule:ID for one rule; soft-lookalike and soft-random are differences of means.';
COMMENT ON COLUMN analyst.scoreboard_all.contrast IS 'True for a difference of two groups.';
COMMENT ON COLUMN analyst.scoreboard_all.scope IS 'foresight: only where rule and traits were written before the event; all: hindsight included.';
COMMENT ON COLUMN analyst.scoreboard_all.horizon_sessions IS 'Sessions held: 1, 5, 20, 60.';
COMMENT ON COLUMN analyst.scoreboard_all.trades IS 'Trades whose exit has come.';
COMMENT ON COLUMN analyst.scoreboard_all.events IS 'Events among them.';
COMMENT ON COLUMN analyst.scoreboard_all.mean_abnormal IS 'Mean return over the benchmark after costs, a fraction.';
COMMENT ON COLUMN analyst.scoreboard_all.low IS 'Lower end of the bootstrap interval; null for fewer than five events.';
COMMENT ON COLUMN analyst.scoreboard_all.high IS 'Upper end.';
COMMENT ON COLUMN analyst.scoreboard_all.median IS 'Median; null for a difference.';
COMMENT ON COLUMN analyst.scoreboard_all.hit_rate IS 'Share of trades above 0; null for a difference.';
COMMENT ON COLUMN analyst.scoreboard_all.trials IS 'Figures with an interval in that run, and variants tried before.';
COMMENT ON COLUMN analyst.scoreboard_all.verdict IS 'held, lost, undecided or no_trades: soft against lookalikes at 20 sessions.';
COMMENT ON COLUMN analyst.scoreboard_all.generated IS 'True where prices were invented: then it says nothing of markets and is not mailed.';
COMMENT ON COLUMN analyst.scoreboard_all.computed_at IS 'When it was computed, UTC.';
CREATE VIEW analyst.scoreboard AS SELECT * FROM analyst.scoreboard_all WHERE origin = 'live';
COMMENT ON VIEW analyst.scoreboard IS 'One row a week, group, scope and horizon: the product''s own claim, tested over what was published. Live material only.';

CREATE VIEW analyst.scoreboard_misses_all (week, origin, as_of, "position", event_id, ticker, kind, rule_id, entered_on, exit_on, abnormal, hindsight, generated) AS
SELECT r.week, r.origin, r.as_of, m.position, m.event_id, m.ticker, m.kind, m.rule_id, m.entered_on, m.exit_on, m.abnormal, m.hindsight, r.generated
FROM scoreboard_miss m JOIN scoreboard_run r ON r.id = m.run_id;
COMMENT ON VIEW analyst.scoreboard_misses_all IS 'The calls that went wrong most, a week''s worst first: soft analogues that lost and traps that gained. Recorded material included.';
COMMENT ON COLUMN analyst.scoreboard_misses_all.week IS 'ISO week of the run.';
COMMENT ON COLUMN analyst.scoreboard_misses_all.origin IS 'Of the events.';
COMMENT ON COLUMN analyst.scoreboard_misses_all.as_of IS 'The study''s present.';
COMMENT ON COLUMN analyst.scoreboard_misses_all."position" IS '1 is the worst.';
COMMENT ON COLUMN analyst.scoreboard_misses_all.event_id IS 'Event; join events on it.';
COMMENT ON COLUMN analyst.scoreboard_misses_all.ticker IS 'Company; join companies on it.';
COMMENT ON COLUMN analyst.scoreboard_misses_all.kind IS 'soft: it lost against its benchmark. trap: it gained.';
COMMENT ON COLUMN analyst.scoreboard_misses_all.rule_id IS 'Rule that named it; null where none did.';
COMMENT ON COLUMN analyst.scoreboard_misses_all.entered_on IS 'Bought at the open of that day.';
COMMENT ON COLUMN analyst.scoreboard_misses_all.exit_on IS 'Sold on that day, 20 sessions later.';
COMMENT ON COLUMN analyst.scoreboard_misses_all.abnormal IS 'Return over the benchmark after costs, a fraction.';
COMMENT ON COLUMN analyst.scoreboard_misses_all.hindsight IS 'True where its rule or traits were written after the event.';
COMMENT ON COLUMN analyst.scoreboard_misses_all.generated IS 'True where prices were invented.';
CREATE VIEW analyst.scoreboard_misses AS SELECT * FROM analyst.scoreboard_misses_all WHERE origin = 'live';
COMMENT ON VIEW analyst.scoreboard_misses IS 'The calls that went wrong most, a week''s worst first: soft analogues that lost and traps that gained. Live material only.';

-- The live views say of their columns what the full ones say.
DO $$
DECLARE c record;
BEGIN
  FOR c IN
    SELECT live.relname AS view, a.attname AS column, col_description(a.attrelid, a.attnum) AS said
    FROM pg_class live JOIN pg_namespace n ON n.oid = live.relnamespace AND n.nspname = 'analyst'
    JOIN pg_class full_view ON full_view.relnamespace = n.oid AND full_view.relname = live.relname || '_all'
    JOIN pg_attribute a ON a.attrelid = full_view.oid AND a.attnum > 0
    WHERE live.relname IN ('event_sessions', 'tradability', 'scoreboard', 'scoreboard_misses')
  LOOP
    EXECUTE format('COMMENT ON COLUMN analyst.%I.%I IS %L', c.view, c.column, c.said);
  END LOOP;
END $$;
