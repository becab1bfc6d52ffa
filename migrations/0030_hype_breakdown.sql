-- Hype that two readers can agree on: what each component counted, and the thresholds it was held against, by version.

ALTER TABLE hype_score
  ADD COLUMN voices real,
  ADD COLUMN tier_1 integer,
  ADD COLUMN tier_2 integer,
  ADD COLUMN tier_3 integer,
  ADD COLUMN tier_4 integer,
  ADD COLUMN loud_outlets integer,
  ADD COLUMN first_hand_articles integer,
  ADD COLUMN first_hand_outlet text,
  ADD COLUMN issuer_weight real,
  ADD COLUMN theme_weight real;
COMMENT ON COLUMN hype_score.voices IS 'Outlets, each with the largest probability that an article of it tells this event; null in rows of before this column, as in those below.';
COMMENT ON COLUMN hype_score.tier_1 IS 'Outlets of tier 1 (first-hand or wire) among them.';
COMMENT ON COLUMN hype_score.tier_2 IS 'Of tier 2 (established press).';
COMMENT ON COLUMN hype_score.tier_3 IS 'Of tier 3 (trade press).';
COMMENT ON COLUMN hype_score.tier_4 IS 'Of tier 4 (blogs and lists).';
COMMENT ON COLUMN hype_score.loud_outlets IS 'Outlets with any word of hype.';
COMMENT ON COLUMN hype_score.first_hand_articles IS 'First-hand documents among the articles so far.';
COMMENT ON COLUMN hype_score.first_hand_outlet IS 'Where the earliest of them stands; null where there is none.';
COMMENT ON COLUMN hype_score.issuer_weight IS 'issuer_before, each event fading with its age: exp(-days / 30).';
COMMENT ON COLUMN hype_score.theme_weight IS 'theme_before, likewise.';

CREATE TABLE hype_threshold (
  version integer NOT NULL,
  name text NOT NULL,
  value real NOT NULL,
  PRIMARY KEY (version, name)
);
COMMENT ON TABLE hype_threshold IS 'Thresholds of the states of hype, every version since 3; versions are those of hype_weight.';
COMMENT ON COLUMN hype_threshold.version IS 'As in hype_score.weights_version.';
COMMENT ON COLUMN hype_threshold.name IS 'Field of library/hype.yaml, such as hype.enter or outletsForHype.';
COMMENT ON COLUMN hype_threshold.value IS 'Scores 0 to 100, hours, outlets, or a component 0 to 1, as the name says.';
-- Those of the version that shipped before this table was there.
INSERT INTO hype_threshold (version, name, value) VALUES
  (3, 'emerging.enter', 34), (3, 'emerging.leave', 25), (3, 'hype.enter', 58), (3, 'hype.leave', 44),
  (3, 'fadeAfterHours', 36), (3, 'closeAfterHours', 168), (3, 'outletsForEmerging', 3), (3, 'outletsForHype', 5);

CREATE OR REPLACE VIEW analyst.hype_all (event_id, origin, at, score, burst, spread, reach, language, novelty, first_hand, surprise, price, weights_version,
  theme_id, articles_day, theme_day, usual_day, burst_z, outlets, reach_sum, loud_sum, loud_words, issuer_before, theme_before, development, surprise_ratio,
  price_ticker, price_from, price_to, price_move, price_sigma, price_generated,
  voices, tier_1, tier_2, tier_3, tier_4, loud_outlets, first_hand_articles, first_hand_outlet, issuer_weight, theme_weight) AS
SELECT h.event_id, e.origin, h.at, h.score, h.burst, h.spread, h.reach, h.language, h.novelty, h.first_hand, h.surprise, h.price, h.weights_version,
  h.theme_id, h.articles_day, h.theme_day, h.usual_day, h.burst_z, h.outlets, h.reach_sum, h.loud_sum, h.loud_words, h.issuer_before, h.theme_before, h.development, h.surprise_ratio,
  h.price_ticker, h.price_from, h.price_to, h.price_move, h.price_sigma, h.price_generated,
  h.voices, h.tier_1, h.tier_2, h.tier_3, h.tier_4, h.loud_outlets, h.first_hand_articles, h.first_hand_outlet, h.issuer_weight, h.theme_weight
FROM hype_score h JOIN event e ON e.id = h.event_id;
CREATE OR REPLACE VIEW analyst.hype AS SELECT * FROM analyst.hype_all WHERE origin IN ('live', 'ingest');
COMMENT ON COLUMN analyst.hype_all.voices IS 'Outlets, each counted with the probability that its article tells this event; null in rows of before version 4, as in those below.';
COMMENT ON COLUMN analyst.hype_all.tier_1 IS 'Outlets of tier 1 (first-hand or wire).';
COMMENT ON COLUMN analyst.hype_all.tier_2 IS 'Outlets of tier 2 (established press).';
COMMENT ON COLUMN analyst.hype_all.tier_3 IS 'Outlets of tier 3 (trade press).';
COMMENT ON COLUMN analyst.hype_all.tier_4 IS 'Outlets of tier 4 (blogs and lists).';
COMMENT ON COLUMN analyst.hype_all.loud_outlets IS 'Outlets with any word of hype.';
COMMENT ON COLUMN analyst.hype_all.first_hand_articles IS 'First-hand documents among the articles so far.';
COMMENT ON COLUMN analyst.hype_all.first_hand_outlet IS 'Where the earliest of them stands.';
COMMENT ON COLUMN analyst.hype_all.issuer_weight IS 'issuer_before, each event fading with its age: exp(-days / 30).';
COMMENT ON COLUMN analyst.hype_all.theme_weight IS 'theme_before, likewise.';
COMMENT ON COLUMN analyst.hype.voices IS 'Outlets, each counted with the probability that its article tells this event; null in rows of before version 4, as in those below.';
COMMENT ON COLUMN analyst.hype.tier_1 IS 'Outlets of tier 1 (first-hand or wire).';
COMMENT ON COLUMN analyst.hype.tier_2 IS 'Outlets of tier 2 (established press).';
COMMENT ON COLUMN analyst.hype.tier_3 IS 'Outlets of tier 3 (trade press).';
COMMENT ON COLUMN analyst.hype.tier_4 IS 'Outlets of tier 4 (blogs and lists).';
COMMENT ON COLUMN analyst.hype.loud_outlets IS 'Outlets with any word of hype.';
COMMENT ON COLUMN analyst.hype.first_hand_articles IS 'First-hand documents among the articles so far.';
COMMENT ON COLUMN analyst.hype.first_hand_outlet IS 'Where the earliest of them stands.';
COMMENT ON COLUMN analyst.hype.issuer_weight IS 'issuer_before, each event fading with its age: exp(-days / 30).';
COMMENT ON COLUMN analyst.hype.theme_weight IS 'theme_before, likewise.';

CREATE VIEW analyst.hype_thresholds (weights_version, name, value) AS SELECT version, name, value FROM hype_threshold;
COMMENT ON VIEW analyst.hype_thresholds IS 'Thresholds of the states of hype, every version since 3.';
COMMENT ON COLUMN analyst.hype_thresholds.weights_version IS 'As in hype.';
COMMENT ON COLUMN analyst.hype_thresholds.name IS 'Field of library/hype.yaml, such as hype.enter or outletsForHype.';
COMMENT ON COLUMN analyst.hype_thresholds.value IS 'Scores 0 to 100, hours, outlets, or a component 0 to 1, as the name says.';
