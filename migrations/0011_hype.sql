-- Hype that can be taken apart: each evaluation keeps what its components were computed from, each change of state the
-- numbers that moved it, and each theme its articles by day, hour and language, from which its usual is learned.

-- Arrivals. theme_id '' is the whole stream: its days tell a silent theme from a silent stream. Hours are UTC, the first
-- element 00:00 to 01:00; language is zh or, for everything else, en. A hit on a child theme counts for its parents.
CREATE TABLE theme_day (
  stream text NOT NULL CHECK (stream IN ('live', 'archive', 'replay')),
  theme_id text NOT NULL,
  day date NOT NULL,
  language text NOT NULL CHECK (language IN ('zh', 'en')),
  hours integer[] NOT NULL,
  articles integer NOT NULL,
  PRIMARY KEY (stream, theme_id, day, language)
);
COMMENT ON TABLE theme_day IS 'Articles of a theme a day and language, by hour; theme_id '''' counts the whole stream. Kept with each analysed article.';
COMMENT ON COLUMN theme_day.stream IS 'live (polled and handed in), archive or replay.';
COMMENT ON COLUMN theme_day.theme_id IS 'Theme, parents included; '''' for all articles.';
COMMENT ON COLUMN theme_day.day IS 'Day of publication, UTC.';
COMMENT ON COLUMN theme_day.language IS 'zh, or en for every other language.';
COMMENT ON COLUMN theme_day.hours IS '24 counts, the first for 00:00 to 01:00 UTC.';
COMMENT ON COLUMN theme_day.articles IS 'Their sum.';

-- What was analysed before this table was there.
INSERT INTO theme_day (stream, theme_id, day, language, hours, articles)
WITH RECURSIVE counted AS (
  SELECT a.id, CASE a.origin WHEN 'ingest' THEN 'live' ELSE a.origin END AS stream,
    (a.published_at AT TIME ZONE 'UTC')::date AS day, extract(hour FROM a.published_at AT TIME ZONE 'UTC')::integer AS hour,
    CASE a.language WHEN 'zh' THEN 'zh' ELSE 'en' END AS language
  FROM article a WHERE a.analysed_at IS NOT NULL
), up (article_id, theme_id) AS (
  SELECT article_id, theme_id FROM article_theme
  UNION SELECT up.article_id, t.parent_id FROM up JOIN theme t ON t.id = up.theme_id WHERE t.parent_id IS NOT NULL
), hits AS (
  SELECT c.stream, u.theme_id, c.day, c.language, c.hour, count(*)::integer AS n FROM counted c JOIN up u ON u.article_id = c.id GROUP BY 1, 2, 3, 4, 5
  UNION ALL SELECT stream, '', day, language, hour, count(*)::integer FROM counted GROUP BY 1, 3, 4, 5
), grid AS (
  SELECT d.stream, d.theme_id, d.day, d.language, h.hour, coalesce(x.n, 0) AS n
  FROM (SELECT DISTINCT stream, theme_id, day, language FROM hits) d CROSS JOIN generate_series(0, 23) AS h(hour)
  LEFT JOIN hits x ON x.stream = d.stream AND x.theme_id = d.theme_id AND x.day = d.day AND x.language = d.language AND x.hour = h.hour
)
SELECT stream, theme_id, day, language, array_agg(n ORDER BY hour), sum(n)::integer FROM grid GROUP BY 1, 2, 3, 4;

-- A theme's day beside its usual, as learned from the days before it.
CREATE TABLE theme_stat (
  stream text NOT NULL,
  theme_id text NOT NULL,
  day date NOT NULL,
  mentions integer NOT NULL,
  zh integer NOT NULL,
  en integer NOT NULL,
  total integer NOT NULL,
  usual real NOT NULL,
  z real NOT NULL,
  computed_at timestamptz NOT NULL,
  PRIMARY KEY (stream, theme_id, day)
);

ALTER TABLE hype_score
  ADD COLUMN theme_id text,
  ADD COLUMN articles_day integer,
  ADD COLUMN theme_day real,
  ADD COLUMN usual_day real,
  ADD COLUMN burst_z real,
  ADD COLUMN outlets integer,
  ADD COLUMN reach_sum real,
  ADD COLUMN loud_sum real,
  ADD COLUMN loud_words text,
  ADD COLUMN issuer_before integer,
  ADD COLUMN theme_before integer,
  ADD COLUMN development boolean,
  ADD COLUMN surprise_ratio real,
  ADD COLUMN price_ticker text,
  ADD COLUMN price_from date,
  ADD COLUMN price_to date,
  ADD COLUMN price_move real,
  ADD COLUMN price_sigma real,
  ADD COLUMN price_generated boolean;
ALTER TABLE event_state
  ADD COLUMN reason_zh text NOT NULL DEFAULT '',
  ADD COLUMN score real,
  ADD COLUMN outlets integer,
  ADD COLUMN silent_hours real,
  ADD COLUMN weights_version integer;
COMMENT ON TABLE hype_score IS 'One row an evaluation: the components, 0 to 1, and what each was computed from. Rows of before these columns have nulls there.';
COMMENT ON COLUMN hype_score.theme_id IS 'Theme whose usual the burst is held against.';
COMMENT ON COLUMN hype_score.articles_day IS 'Articles of the event in the 24 hours before.';
COMMENT ON COLUMN hype_score.theme_day IS 'Articles of the theme in the same hours: of the current hour the event''s own only.';
COMMENT ON COLUMN hype_score.usual_day IS 'Articles usual for the theme in those hours, by hour of day, weekday and holiday.';
COMMENT ON COLUMN hype_score.burst_z IS 'Articles above the usual, in standard deviations of a Poisson count.';
COMMENT ON COLUMN hype_score.outlets IS 'Distinct outlets that told it in the last three working days.';
COMMENT ON COLUMN hype_score.reach_sum IS 'Sum of the outlets'' weights by tier.';
COMMENT ON COLUMN hype_score.loud_sum IS 'Sum over outlets of the strongest hype language of each, 0 to 1.';
COMMENT ON COLUMN hype_score.loud_words IS 'The words found, the most frequent first, at most eight.';
COMMENT ON COLUMN hype_score.issuer_before IS 'Events of the same issuer and theme in the 60 days before.';
COMMENT ON COLUMN hype_score.theme_before IS 'Other events of the theme that were emerging or hype in the 60 days before.';
COMMENT ON COLUMN hype_score.development IS 'True for a sequel of an event.';
COMMENT ON COLUMN hype_score.surprise_ratio IS 'Largest difference of a figure from what was expected, as a share of it; null where nothing was expected.';
COMMENT ON COLUMN hype_score.price_ticker IS 'Line that moved most; null without bars.';
COMMENT ON COLUMN hype_score.price_from IS 'Last session before the event.';
COMMENT ON COLUMN hype_score.price_to IS 'Session of the largest move among those closed by then.';
COMMENT ON COLUMN hype_score.price_move IS 'Adjusted close against that of price_from, as a share of it.';
COMMENT ON COLUMN hype_score.price_sigma IS 'Standard deviation of the daily returns of the 60 sessions before; null with fewer than 20.';
COMMENT ON COLUMN hype_score.price_generated IS 'True where the bars are generated, not real.';
COMMENT ON COLUMN event_state.reason IS 'Why, in English, with the numbers.';
COMMENT ON COLUMN event_state.reason_zh IS 'Why, in Chinese; empty in rows of before this column.';
COMMENT ON COLUMN event_state.score IS 'Hype score that moved it, 0 to 100.';
COMMENT ON COLUMN event_state.outlets IS 'Distinct outlets then.';
COMMENT ON COLUMN event_state.silent_hours IS 'Hours without an article, holidays and weekends of its tellers left out.';
COMMENT ON COLUMN event_state.weights_version IS 'Version of weights and thresholds.';

-- Past events of an issuer, of a theme, and what was loud: for novelty.
CREATE INDEX event_issuer ON event (issuer_entity, first_seen) WHERE issuer_entity IS NOT NULL;
CREATE INDEX event_theme_theme ON event_theme (theme_id, event_id);
CREATE INDEX event_state_loud ON event_state (at, event_id) WHERE to_state IN ('emerging', 'hype');
-- Open events, which time may move.
CREATE INDEX event_open ON event (last_seen) WHERE state IN ('emerging', 'hype', 'fading');

CREATE OR REPLACE VIEW analyst.hype_all (event_id, origin, at, score, burst, spread, reach, language, novelty, first_hand, surprise, price, weights_version,
  theme_id, articles_day, theme_day, usual_day, burst_z, outlets, reach_sum, loud_sum, loud_words, issuer_before, theme_before, development, surprise_ratio,
  price_ticker, price_from, price_to, price_move, price_sigma, price_generated) AS
SELECT h.event_id, e.origin, h.at, h.score, h.burst, h.spread, h.reach, h.language, h.novelty, h.first_hand, h.surprise, h.price, h.weights_version,
  h.theme_id, h.articles_day, h.theme_day, h.usual_day, h.burst_z, h.outlets, h.reach_sum, h.loud_sum, h.loud_words, h.issuer_before, h.theme_before, h.development, h.surprise_ratio,
  h.price_ticker, h.price_from, h.price_to, h.price_move, h.price_sigma, h.price_generated
FROM hype_score h JOIN event e ON e.id = h.event_id;
COMMENT ON COLUMN analyst.hype_all.theme_id IS 'Theme whose usual the burst is held against.';
COMMENT ON COLUMN analyst.hype_all.articles_day IS 'Articles of the event in the 24 hours before.';
COMMENT ON COLUMN analyst.hype_all.theme_day IS 'Articles of the theme in the same hours.';
COMMENT ON COLUMN analyst.hype_all.usual_day IS 'Articles usual for the theme in those hours.';
COMMENT ON COLUMN analyst.hype_all.burst_z IS 'Articles above the usual, in standard deviations.';
COMMENT ON COLUMN analyst.hype_all.outlets IS 'Distinct outlets that told it in the last three working days.';
COMMENT ON COLUMN analyst.hype_all.reach_sum IS 'Sum of the outlets'' weights by tier.';
COMMENT ON COLUMN analyst.hype_all.loud_sum IS 'Sum over outlets of the strongest hype language of each.';
COMMENT ON COLUMN analyst.hype_all.loud_words IS 'The words found.';
COMMENT ON COLUMN analyst.hype_all.issuer_before IS 'Events of the same issuer and theme in the 60 days before.';
COMMENT ON COLUMN analyst.hype_all.theme_before IS 'Other loud events of the theme in the 60 days before.';
COMMENT ON COLUMN analyst.hype_all.development IS 'True for a sequel of an event.';
COMMENT ON COLUMN analyst.hype_all.surprise_ratio IS 'Largest difference of a figure from what was expected, as a share of it.';
COMMENT ON COLUMN analyst.hype_all.price_ticker IS 'Line that moved most; null without bars.';
COMMENT ON COLUMN analyst.hype_all.price_from IS 'Last session before the event.';
COMMENT ON COLUMN analyst.hype_all.price_to IS 'Session of the largest move.';
COMMENT ON COLUMN analyst.hype_all.price_move IS 'Its size, as a share of the close before.';
COMMENT ON COLUMN analyst.hype_all.price_sigma IS 'Usual daily move of the line.';
COMMENT ON COLUMN analyst.hype_all.price_generated IS 'True where the bars are generated, not real.';
CREATE OR REPLACE VIEW analyst.hype AS SELECT * FROM analyst.hype_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.hype IS 'One row an evaluation of an event''s hype: the score, what it is made of and from what. Live material only.';

CREATE VIEW analyst.hype_weights (weights_version, component, weight) AS SELECT version, component, weight FROM hype_weight;
COMMENT ON VIEW analyst.hype_weights IS 'Weights of the components of hype, every version.';
COMMENT ON COLUMN analyst.hype_weights.weights_version IS 'As in hype.';
COMMENT ON COLUMN analyst.hype_weights.component IS 'Column of hype.';
COMMENT ON COLUMN analyst.hype_weights.weight IS 'The score is the mean of the known components under these weights, times 100.';

CREATE VIEW analyst.event_states_all (event_id, origin, at, from_state, to_state, reason_en, reason_zh, score, outlets, silent_hours, weights_version) AS
SELECT s.event_id, e.origin, s.at, s.from_state, s.to_state, s.reason, s.reason_zh, s.score, s.outlets, s.silent_hours, s.weights_version
FROM event_state s JOIN event e ON e.id = s.event_id;
COMMENT ON VIEW analyst.event_states_all IS 'One row a change of an event''s state, with its reason. Recorded material included.';
COMMENT ON COLUMN analyst.event_states_all.event_id IS 'Event; join events on it.';
COMMENT ON COLUMN analyst.event_states_all.origin IS 'Of the event.';
COMMENT ON COLUMN analyst.event_states_all.at IS 'When it changed, UTC.';
COMMENT ON COLUMN analyst.event_states_all.from_state IS 'State before.';
COMMENT ON COLUMN analyst.event_states_all.to_state IS 'State after.';
COMMENT ON COLUMN analyst.event_states_all.reason_en IS 'Why, in English.';
COMMENT ON COLUMN analyst.event_states_all.reason_zh IS 'Why, in Chinese.';
COMMENT ON COLUMN analyst.event_states_all.score IS 'Hype score then.';
COMMENT ON COLUMN analyst.event_states_all.outlets IS 'Distinct outlets then.';
COMMENT ON COLUMN analyst.event_states_all.silent_hours IS 'Hours without an article, holidays left out.';
COMMENT ON COLUMN analyst.event_states_all.weights_version IS 'Version of weights and thresholds.';
CREATE VIEW analyst.event_states AS SELECT * FROM analyst.event_states_all WHERE origin IN ('live', 'ingest');
COMMENT ON VIEW analyst.event_states IS 'One row a change of an event''s state, with its reason. Live material only.';

CREATE VIEW analyst.theme_stats_all (theme_id, parent_id, name_zh, name_en, origin, day, mentions, zh, en, total, share, usual, z, computed_at) AS
SELECT s.theme_id, t.parent_id, t.name_zh, t.name_en, s.stream, s.day, s.mentions, s.zh, s.en, s.total, s.mentions::real / nullif(s.total, 0), s.usual, s.z, s.computed_at
FROM theme_stat s JOIN theme t ON t.id = s.theme_id;
COMMENT ON VIEW analyst.theme_stats_all IS 'One row a theme and day (UTC) on which anything was told: its articles beside its usual. Recorded material included.';
COMMENT ON COLUMN analyst.theme_stats_all.theme_id IS 'Theme.';
COMMENT ON COLUMN analyst.theme_stats_all.parent_id IS 'Theme above it; a hit counts for its parents.';
COMMENT ON COLUMN analyst.theme_stats_all.name_zh IS 'Name in Chinese.';
COMMENT ON COLUMN analyst.theme_stats_all.name_en IS 'Name in English.';
COMMENT ON COLUMN analyst.theme_stats_all.origin IS 'live, archive or replay.';
COMMENT ON COLUMN analyst.theme_stats_all.day IS 'Day of publication, UTC.';
COMMENT ON COLUMN analyst.theme_stats_all.mentions IS 'Articles that speak of it.';
COMMENT ON COLUMN analyst.theme_stats_all.zh IS 'Of these in Chinese.';
COMMENT ON COLUMN analyst.theme_stats_all.en IS 'Of these in other languages, nearly all English.';
COMMENT ON COLUMN analyst.theme_stats_all.total IS 'Articles of the stream that day.';
COMMENT ON COLUMN analyst.theme_stats_all.share IS 'mentions / total.';
COMMENT ON COLUMN analyst.theme_stats_all.usual IS 'Articles usual for it on such a day, learned from the days before.';
COMMENT ON COLUMN analyst.theme_stats_all.z IS '(mentions - usual) / sqrt(usual + 1).';
COMMENT ON COLUMN analyst.theme_stats_all.computed_at IS 'When the row was computed, UTC; a late article changes it within two days.';
CREATE VIEW analyst.theme_stats AS SELECT * FROM analyst.theme_stats_all WHERE origin = 'live';
COMMENT ON VIEW analyst.theme_stats IS 'One row a theme and day (UTC) on which anything was told: its articles beside its usual. Live material only.';

-- The live views say of their columns what the full ones say.
DO $$
DECLARE c record;
BEGIN
  FOR c IN
    SELECT live.relname AS view, a.attname AS column, col_description(a.attrelid, a.attnum) AS said
    FROM pg_class live JOIN pg_namespace n ON n.oid = live.relnamespace AND n.nspname = 'analyst'
    JOIN pg_class full_view ON full_view.relnamespace = n.oid AND full_view.relname = live.relname || '_all'
    JOIN pg_attribute a ON a.attrelid = full_view.oid AND a.attnum > 0
    WHERE live.relname IN ('hype', 'event_states', 'theme_stats')
  LOOP
    EXECUTE format('COMMENT ON COLUMN analyst.%I.%I IS %L', c.view, c.column, c.said);
  END LOOP;
END $$;
